"""Sessions at secret addresses for calendar programs. Case I4."""

from datetime import timedelta
from typing import Any

import icalendar
import pytest
from starlette.testclient import TestClient

from app import accounts, api
from app.accounts import Visitor
from app.db import transaction
from app.errors import NotAllowed, NotFound, TooManyTries
from app.studio import deciding, feeds, rooms
from app.studio.studios import StudioView
from models import Booking, StudioFeed, User
from models.types import utc_now
from tests.app.studio.rooms_support import ANN, NOW, at
from tests.app.studio.rows import booking_row


def token_of(address: feeds.Address) -> str:
    return address.https.rpartition('/')[2].removesuffix('.ics')


def session_of(studio: StudioView, hour: int = 14, **columns: Any) -> str:
    """A confirmed session of three hours."""
    room = rooms.of_studio(studio.id)[0].id
    when = {'start_time': at(hour), 'end_time': at(hour + 3), 'duration': 180}
    who = {'customer_name': ANN.name, 'artist_name': ANN.artist_name, 'customer_email': ANN.email}
    return booking_row(studio.id, room, **({'status': 'confirmed'} | when | who | columns))


def events(address: feeds.Address) -> list[Any]:
    return icalendar.Calendar.from_ical(feeds.read(token_of(address), now=NOW)).walk('VEVENT')


def titles(address: feeds.Address) -> list[str]:
    return [str(event['SUMMARY']) for event in events(address)]


@pytest.fixture(autouse=True)
def nobody() -> None:
    """Programs that read feeds are nobody we know."""
    accounts.let_in(Visitor(address='203.0.113.9'))


def test_i4_staff_see_all_sessions_engineers_theirs_and_clients_their_own(
    studio: StudioView, olga: str, eve: str, ann: str, bea: str
) -> None:
    engineer = rooms.engineers(studio.id)[0].id
    first = session_of(studio, 10, user_id=ann)
    session_of(studio, 14, user_id=bea, engineer_id=engineer, artist_name='Bea')
    session_of(studio, 18, status='cancelled', user_id=ann)
    session_of(studio, 21, status='pending_approval', user_id=ann)
    assert titles(feeds.make(olga, feeds.ALL, studio.id)) == ['The Anns in Room A', 'Bea in Room A']
    assert titles(feeds.make(eve, feeds.ENGINEER, studio.id)) == ['Bea in Room A']
    (event,) = events(feeds.make(ann, feeds.CLIENT))
    assert (str(event['UID']), str(event['SUMMARY'])) == (first, 'Session at Night Owl')
    assert event['DTSTART'].dt == at(10)
    for somebody, scope in ((ann, feeds.ALL), (ann, feeds.ENGINEER), (olga, feeds.ENGINEER)):
        with pytest.raises(NotAllowed):
            feeds.make(somebody, scope, studio.id)


def test_i4_a_feed_that_says_busy_names_nobody(studio: StudioView, olga: str, ann: str) -> None:
    session_of(studio, user_id=ann, admin_notes='Brings a harp')
    said = feeds.read(token_of(feeds.make(olga, feeds.ALL, studio.id, busy_only=True)), now=NOW)
    assert 'SUMMARY:Busy' in said
    for word in ('Ann', 'Anns', 'harp', 'Room A', 'studio/bookings', 'LOCATION', 'DESCRIPTION'):
        assert word not in said


def test_i4_the_address_is_secret_kept_as_a_hash_and_another_one_ends_it(studio: StudioView, olga: str) -> None:
    first = feeds.make(olga, feeds.ALL, studio.id)
    assert first.webcal.startswith('webcal://')
    assert len(token_of(first)) >= 128 / 6
    assert feeds.read(token_of(first), now=NOW)
    with transaction() as session:
        kept = session.get_one(StudioFeed, feeds.mine(olga)[0].id)
        assert token_of(first) not in kept.token_hash
    second = feeds.make(olga, feeds.ALL, studio.id)
    with pytest.raises(NotFound):
        feeds.read(token_of(first), now=NOW)
    assert feeds.read(token_of(second), now=NOW)
    feeds.end(olga, feeds.mine(olga)[0].id)
    with pytest.raises(NotFound):
        feeds.read(token_of(second), now=NOW)


def test_i4_thirty_readings_a_minute_are_enough(studio: StudioView, olga: str) -> None:
    address, other = feeds.make(olga, feeds.ALL, studio.id), feeds.make(olga, feeds.CLIENT)
    for _ in range(30):
        feeds.read(token_of(address), now=NOW)
    with pytest.raises(TooManyTries, match='30 times in a minute') as refused:
        feeds.read(token_of(address), now=NOW)
    assert 0 < refused.value.seconds <= 60
    assert feeds.read(token_of(other), now=NOW), 'another address is not held up'


def test_who_does_not_work_there_any_more_reads_nothing(studio: StudioView, olga: str, eve: str, ann: str) -> None:
    mine, all_of_it = feeds.make(eve, feeds.ENGINEER, studio.id), feeds.make(eve, feeds.ALL, studio.id)
    rooms.end_engineer(olga, rooms.engineers(studio.id)[0].id)
    own = feeds.make(ann, feeds.CLIENT)
    with transaction() as session:
        session.get_one(User, ann).delete_after = utc_now() + timedelta(days=7)
    for address in (mine, all_of_it, own):
        with pytest.raises(NotFound):
            feeds.read(token_of(address), now=NOW)


def test_what_is_deleted_is_gone_from_feeds(studio: StudioView, olga: str, ann: str) -> None:
    gone = session_of(studio, user_id=ann)
    address = feeds.make(olga, feeds.ALL, studio.id)
    assert len(events(address)) == 1
    with transaction() as session:
        session.get_one(Booking, gone).deleted_at = utc_now()
    assert events(address) == []
    moved = session_of(studio, user_id=ann)
    deciding.cancel(olga, moved, 'Flooded.', now=NOW)
    assert events(address) == []


def test_a_calendar_program_reads_it_over_http_and_is_told_when_nothing_is_new(studio: StudioView, olga: str) -> None:
    address = feeds.make(olga, feeds.ALL, studio.id)
    with TestClient(api.create()) as browser:
        path = f'{feeds.PREFIX}{token_of(address)}.ics'
        first = browser.get(path)
        assert (first.status_code, first.headers['content-type']) == (200, 'text/calendar; charset=utf-8')
        assert first.headers['cache-control'] == 'private, no-cache'
        assert browser.get(path, headers={'If-None-Match': first.headers['etag']}).status_code == 304
        assert browser.get(f'{feeds.PREFIX}{"x" * 22}.ics').status_code == 404
