"""What somebody has booked: the next session on top, what is to come, and what was."""

from app.studio import booking_lists, feeds, studios
from app.studio.booking_lists import Row
from app.studio.studios import StudioView
from components.studio.session_card import session_card
from components.studio.words import length, state_badge, when
from components.vocabulary.elements import block, link, text
from components.vocabulary.empty import empty
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen
from pages.studio.amounts import short
from pages.studio.feed_addresses import FeedAddresses, Kind
from pages.studio.place import Here, head, here

PATH = '/studio/sessions'
OWN = Kind('My sessions', 'What you have booked, in every studio here.', feeds.CLIENT)


@screen
async def sessions_page(page_state: PageState) -> None:
    """The visitor's own."""
    await draw_sessions(await here())


async def draw_sessions(found: Here) -> None:
    """Draw them."""
    coming, over = await run_service(booking_lists.mine, found.user_id)
    places = await run_service(studios.listed)
    with head(found, PATH):
        for one in places if len(places) == 1 else ():
            link('Book a session', f'/book/{one.slug}', 'button main-action', target='_blank', data_testid='book-here')
    if coming:
        _next(coming[0])
    elif not over:
        empty('No sessions yet', 'What you book with this account is found here, to move, to pay and to call off.',
              testid='no-sessions')  # fmt: skip
    _list('To come', coming[1:], 'coming')
    _list('Before', over, 'over')
    if len(places) > 1:
        _studios(places)
    if coming or over:
        await FeedAddresses(found.user_id, [OWN]).draw()


def _next(row: Row) -> None:
    booking = row.booking
    with block('panel stack studio-next', tag='section', aria_label='Next session', data_testid='next-session'):
        with block('row'):
            text('Next', 'quiet')
            state_badge(booking.status)
        text(when(booking.start_time, booking.end_time, row.zone), 'big', tag='p')
        with block('row quiet'):
            text(f'{row.studio}, {row.room}')
            text(length(booking.duration))
            text(short(booking))
        with block('row'):
            link('Open', f'{PATH}/{booking.id}', 'button main-action', data_testid='next-open')


def _list(title: str, rows: list[Row], testid: str) -> None:
    if not rows:
        return
    with block('stack', tag='section', aria_label=title):
        text(title, tag='h2')
        with block('panel rows', tag='ul', data_testid=f'sessions-{testid}'):
            for row in rows:
                session_card(
                    row.booking, f'{PATH}/{row.booking.id}', row.zone, row.studio, short(row.booking), row.room
                )


def _studios(places: list[StudioView]) -> None:
    with block('stack', tag='section', aria_label='Book'):
        text('Book a session', tag='h2')
        with block('panel rows', tag='ul'):
            for one in places:
                with block('line', tag='li'):
                    text(one.name, 'strong grow wrap-any')
                    link('Book', f'/book/{one.slug}', 'button', target='_blank', aria_label=f'Book in {one.name}')
