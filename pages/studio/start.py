"""The first screen of the studio: the board for its people, a form for an owner without one, sessions for clients."""

from nicegui import ui

from app import accounts
from app.studio import studios
from app.studio.studios import StudioView
from components.vocabulary.elements import block, link, text
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen
from pages.studio.board import View, draw_board
from pages.studio.copying import address_to_copy
from pages.studio.place import here, public_address
from pages.studio.sessions import draw_sessions
from pages.studio.welcome import Welcome


@screen
async def studio_page(
    page_state: PageState, day: str = '', show: str = 'week', by: str = 'rooms', studio: str = '', told: str = ''
) -> None:
    """What is the visitor's to do here."""
    found = await here(studio)
    if found.studio is not None:
        view = View(
            day[:10],
            'month' if show == 'month' else 'week',
            'engineers' if by == 'engineers' else 'rooms',
            studio if len(found.studios) > 1 else '',
        )
        if told == 'open':
            _it_is_open(found.studio)
        await draw_board(found, found.studio, view)
    elif await run_service(studios.may_make, found.user_id):
        ui.page_title('Studio – LevelMix')
        with block('pagehead'), block():
            text('Studio', tag='h1')
            text(
                'Sessions are booked and paid for in a minute, and every file and note is found in one place.', tag='p'
            )
        Welcome(found.user_id, (await run_service(accounts.current_user)).timezone).draw()
    else:
        await draw_sessions(found)


def _it_is_open(studio: StudioView) -> None:
    """What comes next, once, after a studio was opened."""
    with block('note good stack tight', data_testid='studio-is-open'):
        text(f'{studio.name} is open', tag='h2')
        text('Whoever has this address books there. What they ask for appears on your board.', tag='p')
        address_to_copy(public_address(studio), 'The public address', 'new-address', visit=True)
        with block('row'):
            link('Fees at night, deposits', '/studio/settings/prices', 'button bare')
            link('More rooms and engineers', '/studio/settings/rooms', 'button bare')
