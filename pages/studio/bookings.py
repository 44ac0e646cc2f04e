"""Bookings of a studio: those that wait for an answer first, by how they stand, found by words."""

from dataclasses import dataclass, replace

from app.studio import booking_lists
from components.studio.session_card import session_card
from components.vocabulary.elements import block, text
from components.vocabulary.empty import empty
from components.vocabulary.pager import pager
from pages.shell.addresses import address_of
from pages.shell.filters import chip, name_search
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen
from pages.studio.amounts import short
from pages.studio.place import at_work, head

PATH = '/studio/bookings'
SEARCH_LIMIT = 200
LABELS = {
    'open': 'Waiting',
    'coming': 'Coming',
    'held': 'Held',
    'due': 'Money due',
    'trouble': 'Payments to look at',
    'off': 'Called off',
    'all': 'All',
}
NOTHING = {
    'open': ('Nothing waits', 'A request that is paid appears here, and is answered on its page.'),
    'trouble': ('All payments fit', 'One that fits nothing that was asked for appears here, until it is resolved.'),
    'due': ('Nothing is due', 'What is left to pay after a session appears here.'),
}


@dataclass(frozen=True, slots=True)
class View:
    """What the address asks for."""

    which: str = 'open'
    search: str = ''
    page: int = 1
    studio: str = ''

    @property
    def address(self) -> str:
        """The address of this view."""
        return address_of(PATH, self)


@screen
async def bookings_page(
    page_state: PageState, which: str = 'open', search: str = '', page: str = '1', studio: str = ''
) -> None:
    """A list of them."""
    found, one = await at_work(studio)
    number = int(page) if page.isdecimal() and len(page) < 9 else 1
    view = View(which if which in LABELS else 'open', search.strip()[:SEARCH_LIMIT], number, found.slug)
    head(found, PATH)
    with block('row spread'):
        with block('chips', tag='nav', aria_label='Which bookings'):
            for name, label in LABELS.items():
                chip(label, replace(view, which=name, page=1).address, name, here=name == view.which)
        name_search(view.search, SEARCH_LIMIT, lambda said: replace(view, search=said, page=1).address)
    rows = await run_service(booking_lists.listed, found.user_id, one.id, view.which, view.search, view.page)
    if rows.found:
        with block('panel rows', tag='ul', data_testid='bookings'):
            for row in rows.found:
                booking = row.booking
                title = booking.artist_name or booking.customer_name or booking.customer_email or 'Somebody'
                session_card(booking, f'{PATH}/{booking.id}', row.zone, title, short(booking), row.room)
        text('1 booking' if rows.total == 1 else f'{rows.total:,} bookings', 'quiet small', data_testid='total')
    elif view.search:
        everything = replace(view, search='', which='all', page=1).address
        empty('Nothing found', 'No booking of this list has these words.', action='Show all', href=everything)
    else:
        title, lesson = NOTHING.get(view.which, ('No bookings here', 'Nothing stands like that.'))
        empty(title, lesson, testid='no-bookings')
    pager(rows.page, rows.pages, lambda to: replace(view, page=to).address)
