"""Sessions in calendar programs, and calendars elsewhere, in a real browser: copied, made anew, broken, removed."""

import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
import sqlalchemy as sa
from playwright.sync_api import Browser, Page, expect
from sqlmodel import col

from app.db import reading
from app.studio import rooms, studios
from models import RoomReservation, User
from models.types import utc_now
from tests.app.studio.rows import booking_row
from tests.browser.axe import barriers
from tests.browser.people import ADMIN, become_admin, newcomer, shoot_all_ways
from tests.receivers import Asked, Receiver, receiver
from tests.servers import LevelMix
from tests.sites import Sites, inside

pytestmark = pytest.mark.browser

EVE, MARA = 'eve@example.org', 'mara@example.org'
TOMORROW = (utc_now() + timedelta(days=1)).replace(hour=12, minute=0, second=0, microsecond=0)
SETTINGS = '/studio/settings/calendars'


@dataclass(frozen=True, slots=True)
class House:
    """A studio on UTC where Mara comes tomorrow, with Eve as her engineer: the pages of its owner and of both."""

    owner: Page
    eve: Page
    mara: Page
    site: LevelMix

    def answer(self, address: str) -> str:
        """What a calendar program reads at an address, which knows nobody here."""
        with urllib.request.urlopen(self.site.url + urlsplit(address).path, timeout=30) as answer:
            return str(answer.read().decode())

    def busy(self) -> list[datetime]:
        """When calendars elsewhere begin to keep a room."""
        with inside(self.site), reading() as session:
            mine = sa.select(col(RoomReservation.starts_at)).where(col(RoomReservation.kind) == 'external')
            return [datetime.fromtimestamp(one, TOMORROW.tzinfo) for one in session.scalars(mine)]


@pytest.fixture(scope='module')
def house(sites: Sites, browser: Browser) -> Iterator[House]:
    with sites.lent(accounts='on', outbound_allow='127.0.0.1/32') as site:
        owner = become_admin(site, browser)
        with newcomer(site, browser, EVE, name='Eve') as eve, newcomer(site, browser, MARA, name='Mara') as mara:
            with inside(site):
                with reading() as session:
                    ids = {user.email: user.id for user in session.scalars(sa.select(User))}
                studio = studios.make(ids[ADMIN], 'Night Owl', zone='UTC')
                engineer = rooms.add_engineer(ids[ADMIN], studio.id, 'Eve', email=EVE)
                booking_row(
                    studio.id, rooms.of_studio(studio.id)[0].id, user_id=ids[MARA], customer_name='Mara Vale',
                    start_time=TOMORROW, end_time=TOMORROW + timedelta(hours=3), duration=180, status='confirmed',
                    engineer_id=engineer.id, total_amount=18000,
                )  # fmt: skip
            yield House(owner, eve, mara, site)
        owner.context.close()


@pytest.fixture
def there() -> Iterator[Receiver]:
    """A server at which a calendar lies, or does not."""
    with receiver() as made:
        yield made


def says(there: Receiver, body: bytes, status: int = 200) -> None:
    """From now on, this is what lies there."""

    def answer(_: Asked) -> tuple[int, Mapping[str, str], bytes]:
        return status, {}, body

    there.answers = answer


def choir() -> bytes:
    """A calendar that is busy for two hours, the day after tomorrow."""
    starts = TOMORROW + timedelta(days=1)
    times = [f'{at:%Y%m%dT%H%M%SZ}' for at in (starts, starts + timedelta(hours=2))]
    event = f'BEGIN:VEVENT\r\nUID:choir\r\nDTSTART:{times[0]}\r\nDTEND:{times[1]}\r\nEND:VEVENT\r\n'
    return f'BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n{event}END:VCALENDAR\r\n'.encode()


def made(page: Page, kind: str) -> str:
    """The address that somebody makes for their calendar program, and sees this once."""
    page.get_by_test_id(f'feed-{kind}').get_by_test_id('feed-make').click()
    return page.get_by_test_id('feed-address').input_value()


@pytest.mark.nightly
def test_i4_an_engineer_copies_the_address_of_their_sessions_and_it_answers_until_they_make_a_new_one(
    house: House,
) -> None:
    page = house.eve
    page.goto('/studio/settings')
    expect(page.locator('[data-testid^=part-]')).to_have_text(['Blocked times', 'Days off', 'Calendars'])
    expect(page.get_by_test_id('blocks')).to_be_visible()
    page.context.grant_permissions(['clipboard-read', 'clipboard-write'])
    page.goto(SETTINGS)
    address = made(page, 'engineer')
    page.get_by_test_id('feed-address-copy').click()
    expect(page.get_by_test_id('feed-address-copy')).to_have_text('Copied')
    assert page.evaluate('navigator.clipboard.readText()') == address
    webcal = page.get_by_test_id('feed-webcal').get_attribute('href') or ''
    assert webcal.startswith('webcal://')
    assert urlsplit(webcal).path == urlsplit(address).path
    assert 'SUMMARY:Mara Vale in' in house.answer(address)
    assert barriers(page) == []
    shoot_all_ways(page, 'studio-feeds')

    page.get_by_test_id('feed-anew').click()
    expect(page.get_by_test_id('confirm')).to_contain_text('stops working at once')
    page.get_by_test_id('confirm-no').click()
    assert 'Mara Vale' in house.answer(address)
    page.get_by_test_id('feed-anew').click()
    page.get_by_test_id('confirm-yes').click()
    expect(page.get_by_test_id('feed-address')).not_to_have_value(address)
    assert 'Mara Vale' in house.answer(page.get_by_test_id('feed-address').input_value())
    with pytest.raises(urllib.error.HTTPError, match='404'):
        house.answer(address)
    page.reload()
    expect(page.get_by_test_id('feed-engineer').get_by_test_id('feed-made')).to_be_visible()
    expect(page.get_by_test_id('feed-address')).to_have_count(0)
    expect(page.get_by_test_id('outside-address')).to_have_count(0)


@pytest.mark.nightly
def test_an_engineer_says_when_they_are_away_and_reads_first_whom_that_meets(house: House) -> None:
    page = house.eve
    page.goto('/studio/settings/away')
    page.get_by_test_id('day-off-add').click()
    page.get_by_test_id('day-off-first').fill(str(TOMORROW.date()))
    page.get_by_test_id('day-off-last').fill(str((TOMORROW + timedelta(days=2)).date()))
    page.get_by_test_id('day-off-go').click()
    expect(page.get_by_test_id('day-off-in-the-way')).to_contain_text('Mara Vale on ')
    expect(page.get_by_test_id('day-off')).to_have_count(0)
    page.get_by_test_id('day-off-anyway').click()
    expect(page.get_by_test_id('day-off')).to_contain_text('Eve')
    assert barriers(page) == []
    shoot_all_ways(page, 'studio-days-off')
    page.goto(f'/studio?by=engineers&day={TOMORROW.date()}')
    expect(page.get_by_test_id('board-entry').filter(has_text='Mara Vale')).to_be_visible()
    page.get_by_test_id('board-entry').filter(has_text='Away').first.click()
    page.get_by_test_id('day-off-remove').click()
    page.get_by_test_id('confirm-yes').click()
    expect(page.get_by_test_id('day-off')).to_have_count(0)


def test_i4_who_only_sees_that_a_studio_is_busy_reads_no_name(house: House) -> None:
    page = house.owner
    page.goto(SETTINGS)
    expect(page.get_by_test_id('feed-engineer')).to_have_count(0)
    address = made(page, 'all-busy')
    said = house.answer(address)
    assert 'SUMMARY:Busy' in said
    assert 'Mara' not in said
    page.get_by_test_id('feed-all-busy').get_by_test_id('feed-end').click()
    page.get_by_test_id('confirm-yes').click()
    expect(page.get_by_test_id('feed-all-busy').get_by_test_id('feed-make')).to_be_visible()
    with pytest.raises(urllib.error.HTTPError, match='404'):
        house.answer(address)


def test_i4_a_client_gets_an_address_of_their_own_sessions(house: House) -> None:
    page = house.mara
    page.goto('/studio/sessions')
    said = house.answer(made(page, 'client'))
    assert 'SUMMARY:Session at Night Owl' in said
    assert barriers(page) == []
    shoot_all_ways(page, 'studio-feed-client')


@pytest.mark.nightly
def test_a13_a_calendar_elsewhere_tells_why_it_cannot_be_read_and_counts_until_it_is_removed(
    house: House, there: Receiver
) -> None:
    page = house.owner
    page.goto(SETTINGS)
    says(there, b'gone', 404)
    page.get_by_test_id('outside-address').fill(there.url('/secret.ics'))
    page.get_by_test_id('outside-name').fill('Choir')
    page.get_by_test_id('outside-room').select_option(index=1)
    page.get_by_test_id('outside-add').click()
    expect(page.get_by_test_id('outside-address-wrong')).to_contain_text('answers with 404, and with no calendar')
    expect(page.get_by_test_id('outside-address')).to_have_value(there.url('/secret.ics'))
    expect(page.get_by_test_id('outside-name')).to_have_value('Choir')
    says(there, b'<html>Sign in</html>')
    page.get_by_test_id('outside-add').click()
    expect(page.get_by_test_id('outside-address-wrong')).to_contain_text('Copy the address that ends in .ics')
    shoot_all_ways(page, 'studio-outside-refused')

    says(there, choir())
    page.get_by_test_id('outside-add').click()
    expect(page.get_by_test_id('outside-one')).to_contain_text('Choir')
    expect(page.get_by_test_id('outside-one')).to_contain_text('Room')
    expect(page.get_by_test_id('outside-one')).to_contain_text('busy once')
    expect(page.get_by_test_id('outside-read-at')).to_be_visible()
    expect(page.get_by_test_id('outside-address-wrong')).to_have_text('')
    assert house.busy() == [TOMORROW + timedelta(days=1)]

    says(there, b'', 500)
    page.get_by_test_id('outside-read').click()
    expect(page.get_by_test_id('outside-error')).to_contain_text('answers with 500, and with no calendar')
    expect(page.get_by_test_id('outside-one')).to_contain_text('What it said last goes on to count')
    assert house.busy() == [TOMORROW + timedelta(days=1)]
    assert barriers(page) == []
    shoot_all_ways(page, 'studio-outside-broken')

    says(there, choir())
    page.get_by_test_id('outside-read').click()
    expect(page.get_by_test_id('outside-error')).to_have_count(0)
    page.get_by_test_id('outside-remove').click()
    page.get_by_test_id('confirm-yes').click()
    expect(page.get_by_test_id('outside-one')).to_have_count(0)
    assert house.busy() == []
