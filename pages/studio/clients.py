"""Who has booked: found by name, mail or number, with all that they have booked."""

from dataclasses import dataclass, replace
from urllib.parse import quote

from app.billing import money
from app.studio import booking_lists
from app.studio.booking_lists import Client
from components.studio.session_card import session_card
from components.vocabulary.elements import block, link, text
from components.vocabulary.empty import empty
from components.vocabulary.local_time import LocalTime
from components.vocabulary.pager import pager
from models.types import utc_now
from pages.shell.addresses import address_of
from pages.shell.filters import name_search
from pages.shell.page_state import PageState
from pages.shell.services import run_service, screen
from pages.studio.amounts import short
from pages.studio.place import Here, at_work, head

PATH = '/studio/clients'
SEARCH_LIMIT = 200


@dataclass(frozen=True, slots=True)
class View:
    """What the address asks for."""

    search: str = ''
    page: int = 1
    studio: str = ''

    @property
    def address(self) -> str:
        """The address of this view."""
        return address_of(PATH, self)


@screen
async def clients_page(page_state: PageState, search: str = '', page: str = '1', studio: str = '') -> None:
    """All of them, those who came last first."""
    found, one = await at_work(studio)
    number = int(page) if page.isdecimal() and len(page) < 9 else 1
    view = View(search.strip()[:SEARCH_LIMIT], number, found.slug)
    head(found, PATH)
    name_search(view.search, SEARCH_LIMIT, lambda said: replace(view, search=said, page=1).address)
    rows = await run_service(booking_lists.clients, found.user_id, one.id, view.search, view.page)
    if rows.found:
        with block('panel rows', tag='ul', data_testid='clients'):
            for client in rows.found:
                _line(found, client, one.currency)
        text('1 client' if rows.total == 1 else f'{rows.total:,} clients', 'quiet small', data_testid='total')
    elif view.search:
        empty('Nobody found', 'Nobody with these words has booked.', action='Show all', href=found.at(PATH))
    else:
        empty('No clients yet', 'Whoever books appears here, with all that they have booked.', testid='no-clients')
    pager(rows.page, rows.pages, lambda to: replace(view, page=to).address)


@screen
async def client_page(page_state: PageState, key: str = '', studio: str = '') -> None:
    """One client, and all they have booked."""
    found, one = await at_work(studio)
    client, rows = await run_service(booking_lists.client, found.user_id, one.id, key)
    head(found, PATH, client.name or client.email)
    with block('panel stack', tag='section', aria_label='The client'), block('studio-facts', tag='dl'):
        for label, value in _facts(client, one.currency).items():
            text(label, tag='dt')
            text(value, tag='dd')
    with block('stack', tag='section', aria_label='Sessions'):
        text('Sessions', tag='h2')
        with block('panel rows', tag='ul', data_testid='client-sessions'):
            for row in rows:
                booking = row.booking
                session_card(booking, f'/studio/bookings/{booking.id}', row.zone, row.room, short(booking))


def _facts(client: Client, currency: str) -> dict[str, str]:
    facts = {
        'Mail': client.email,
        'Phone': client.phone,
        'Sessions': f'{client.sessions:,}',
        'Missed': f'{client.missed:,}' if client.missed else '',
        'Paid': money.words(client.paid_cents, currency),
        'Due': money.words(client.due_cents, currency) if client.due_cents else '',
    }
    return {label: value for label, value in facts.items() if value}


def _line(found: Here, client: Client, currency: str) -> None:
    with block('line', tag='li', data_testid='client'):
        with block('grow'):
            href = found.at(f'{PATH}/of?key={quote(client.key, safe="")}')
            link(
                client.name or client.email or 'Somebody',
                href,
                'strong wrap-any plain-title',
                data_testid='client-link',
            )
            with block('row small quiet'):
                if client.email:
                    text(client.email, 'wrap-any')
                text('1 session' if client.sessions == 1 else f'{client.sessions:,} sessions')
                if client.next is not None:
                    text('next')
                    LocalTime(client.next)
                elif client.last <= utc_now():
                    text('last')
                    LocalTime(client.last)
        if client.due_cents:
            text(f'{money.words(client.due_cents, currency)} due', 'badge-word bad')
        if client.paid_cents:
            text(f'{money.words(client.paid_cents, currency)} paid', 'number')
