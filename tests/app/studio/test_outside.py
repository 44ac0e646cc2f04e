"""Calendars elsewhere that keep rooms busy: case A13, and links that lead inside the network or never end."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from app import areas, notifications
from app.db import reading, transaction
from app.errors import AddressRefused, NoAnswer, NotAllowed, NotFound, TimeRefused
from app.outbound import Limits
from app.studio import board, free, outside, reservations, rooms
from app.studio.studios import StudioView
from models import Booking, OutsideCalendar, Studio, StudioRoom
from models.types import utc_now
from tests.app.studio.calendar_support import TOMORROW, address, all_due, busy, calendar, event, says
from tests.app.studio.calendar_support import there as there
from tests.app.studio.rooms_support import held
from tests.app.studio.rows import booking_row
from tests.receivers import Asked, Receiver


def test_a_studio_is_told_once_of_each_session_during_which_a_calendar_becomes_busy(
    there: Receiver, studio: StudioView, olga: str
) -> None:
    room = rooms.of_studio(studio.id)[0].id
    during, beside = (
        booking_row(studio.id, room, status='confirmed', start_time=at, end_time=at + timedelta(hours=1))
        for at in (TOMORROW, TOMORROW + timedelta(hours=4))
    )
    with transaction() as session:
        for booking_id in (during, beside):
            booking, row = session.get_one(Booking, booking_id), session.get_one(StudioRoom, room)
            reservations.take(session, row, booking_id, booking.start_time, booking.end_time)
    says(there, calendar(event('choir', TOMORROW - timedelta(hours=1))))
    added = outside.add(olga, studio.id, address(there), 'Choir')
    outside.read_now(olga, added.id)
    told = [one for one in notifications.newest(olga) if one.kind == 'booking.overlapped']
    assert [one.href for one in told] == [f'/studio/bookings/{during}']
    assert told[0].body.startswith('“Choir” says that the room is busy then.')


def test_a13_what_a_calendar_elsewhere_says_cannot_be_booked(there: Receiver, studio: StudioView, olga: str) -> None:
    says(there, calendar(event('choir', TOMORROW), event('later', TOMORROW + timedelta(hours=1))))
    added = outside.add(olga, studio.id, address(there), 'Choir')
    assert (added.name, added.host, added.times, added.error) == ('Choir', 'calendars.example.org', 1, '')
    assert busy(studio) == [(TOMORROW, 3.0)]
    room = rooms.of_studio(studio.id)[0].id
    starts = [start.at for start in free.starts(studio.id, room, TOMORROW.date(), 60)]
    assert TOMORROW not in starts
    assert TOMORROW + timedelta(hours=3) in starts


def test_a_calendar_is_read_again_when_it_is_due_and_what_is_gone_is_free(
    there: Receiver, studio: StudioView, olga: str
) -> None:
    says(there, calendar(event('one', TOMORROW), event('two', TOMORROW + timedelta(days=1))))
    outside.add(olga, studio.id, address(there))
    assert outside.read_due() == 0, 'it was read just now'
    says(there, calendar(event('two', TOMORROW + timedelta(days=1)), event('three', TOMORROW + timedelta(days=2))))
    assert outside.read_due(utc_now() + timedelta(minutes=16)) == 1
    assert [starts for starts, _ in busy(studio)] == [TOMORROW + timedelta(days=days) for days in (1, 2)]


def test_the_rounds_of_a_worker_read_what_is_due(there: Receiver, studio: StudioView, olga: str) -> None:
    says(there, calendar())
    outside.add(olga, studio.id, address(there))
    says(there, calendar(event('choir', TOMORROW)))
    (errand,) = areas.get('studio').errands
    assert not errand.due(), 'it was read just now'
    all_due()
    for look in (*areas.often(), *areas.upkeeps()):
        look()
    assert busy(studio) == [], 'jobs are looked after by the process that does these'
    assert errand.due()
    errand.run()
    assert busy(studio) == [(TOMORROW, 2.0)]


def test_who_is_busy_for_weeks_is_so_on_each_of_their_days(there: Receiver, studio: StudioView, olga: str) -> None:
    begins = TOMORROW + timedelta(days=3)
    says(there, calendar(event('tour', begins, 14 * 24)))
    added = outside.add(olga, studio.id, address(there))
    assert (added.times, sum(hours for _, hours in busy(studio))) == (1, 14 * 24)
    room = rooms.of_studio(studio.id)[0].id
    for days in (0, 5, 10, 13):
        day = (begins + timedelta(days=days)).date()
        taken = [start.at for start in free.starts(studio.id, room, day, 60) if start.at >= begins]
        assert taken == [], f'the list offers nothing on day {days}'
        noon = begins + timedelta(days=days)
        with reading() as session, pytest.raises(TimeRefused):
            free.check(
                session, session.get_one(Studio, studio.id), rooms.room_of(session, studio.id), noon, 60, utc_now()
            )
    shown = board.between(olga, studio.id, (begins + timedelta(days=1)).date(), 7).entries
    minutes: Counter[date] = Counter()
    for one in shown:
        minutes[one.day] += one.end - one.start
    assert list(minutes.values()) == [1440] * 7, 'the whole of each day'
    assert len({one.id for one in shown}) == len(shown)
    before = busy(studio)
    outside.read_now(olga, added.id)
    assert busy(studio) == before


def test_what_cannot_be_read_is_said_and_what_was_read_before_goes_on_to_count(
    there: Receiver, studio: StudioView, olga: str
) -> None:
    says(there, calendar(event('one', TOMORROW)))
    added = outside.add(olga, studio.id, address(there))
    says(there, b'<html>Sign in</html>')
    later = utc_now() + timedelta(minutes=16)
    assert outside.read_due(later) == 0
    (known,) = outside.of_studio(olga, studio.id)
    assert 'no calendar at this address' in known.error
    assert known.next_at - later.replace(microsecond=0) == timedelta(minutes=30)
    assert len(busy(studio)) == 1
    says(there, calendar(event('one', TOMORROW)))
    assert outside.read_now(olga, added.id).error == ''


def test_sessions_of_ours_that_come_back_by_their_calendar_are_not_in_their_own_way(
    there: Receiver, studio: StudioView, olga: str
) -> None:
    ours = booking_row(studio.id, rooms.of_studio(studio.id)[0].id)
    says(there, calendar(event(ours, TOMORROW), event('theirs', TOMORROW + timedelta(days=1))))
    outside.add(olga, studio.id, address(there))
    assert [starts for starts, _ in busy(studio)] == [TOMORROW + timedelta(days=1)]


def test_what_it_keeps_busy_stops_no_session_that_was_there_and_is_free_once_it_is_taken_away(
    there: Receiver, studio: StudioView, olga: str, ann: str
) -> None:
    held(studio, ann)
    says(there, calendar(event('one', TOMORROW)))
    added = outside.add(olga, studio.id, address(there), room_id=rooms.of_studio(studio.id)[0].id)
    outside.remove(olga, added.id)
    assert busy(studio) == []
    assert outside.of_studio(olga, studio.id) == []
    with pytest.raises(NotFound):
        outside.remove(olga, added.id)


@pytest.mark.parametrize(
    'link',
    [
        'https://inside.example.org/a.ics',
        'webcal://127.0.0.1/a.ics',
        'http://[::1]/a.ics',
        'file:///etc/passwd',
        'soon',
    ],
)
def test_a_link_that_leads_inside_the_network_is_not_followed(
    there: Receiver, studio: StudioView, olga: str, link: str
) -> None:
    with pytest.raises(AddressRefused):
        outside.add(olga, studio.id, link)
    assert there.asked == []
    assert outside.of_studio(olga, studio.id) == []


def test_nor_where_it_leads_on_to_the_inside(there: Receiver, studio: StudioView, olga: str) -> None:
    there.answers = lambda _: (302, {'Location': there.url('/metadata', 'inside.example.org')}, b'')
    with pytest.raises(AddressRefused):
        outside.add(olga, studio.id, address(there))
    assert [asked.path for asked in there.asked] == ['/secret.ics']


def pieces(
    *said: bytes, pause_s: float = 0.0
) -> tuple[Callable[[Asked], tuple[int, dict[str, str], Iterator[bytes]]], list[int]]:
    """An answer without an end, which says this again and again; and how many bytes of it went out."""
    sent: list[int] = []

    def body() -> Iterator[bytes]:
        while sum(sent) < 50_000_000:
            for one in said:
                yield one
                sent.append(len(one))
                time.sleep(pause_s)

    return lambda _: (200, {}, body()), sent


@pytest.mark.parametrize('said', [b'X' * 65536, calendar(event('one', TOMORROW)) * 100], ids=['nothing', 'calendars'])
def test_of_a_calendar_of_fifty_megabytes_little_more_than_one_is_read(
    there: Receiver, studio: StudioView, olga: str, said: bytes
) -> None:
    there.answers, sent = pieces(said)
    with pytest.raises(NotAllowed, match='larger than 1 MB'):
        outside.add(olga, studio.id, address(there))
    assert 1_000_000 < sum(sent) < 12_000_000, 'what lies in the buffers of both sides comes on top'
    assert (outside.of_studio(olga, studio.id), busy(studio)) == ([], [])


def test_a_calendar_that_never_ends_is_given_up(
    there: Receiver, studio: StudioView, olga: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(outside, 'LIMITS', Limits(whole_s=0.4, silence_s=0.3, redirects=3))
    there.answers, sent = pieces(b'BEGIN:VCALENDAR\r\n', pause_s=0.05)
    with pytest.raises(NoAnswer, match='in time'):
        outside.add(olga, studio.id, address(there))
    assert sent, 'it did answer, a little at a time'
    given_up = threading.Event()

    def never(_: Asked) -> tuple[int, Mapping[str, str], bytes]:
        given_up.wait(20)
        return 200, {}, b''

    there.answers = never
    try:
        with pytest.raises(NoAnswer, match='in time'):
            outside.add(olga, studio.id, address(there))
    finally:
        given_up.set()


def test_what_is_no_calendar_or_not_there_is_not_added(there: Receiver, studio: StudioView, olga: str) -> None:
    says(there, b'', 404)
    with pytest.raises(NoAnswer, match='answers with 404'):
        outside.add(olga, studio.id, address(there))
    says(there, calendar(event('often', TOMORROW, 1, 'RRULE:FREQ=HOURLY;INTERVAL=2\r\n')))
    assert outside.add(olga, studio.id, address(there)).times > 500


def test_only_the_owner_adds_and_the_address_is_sealed(
    there: Receiver, studio: StudioView, olga: str, eve: str, ann: str
) -> None:
    says(there, calendar(event('one', TOMORROW)))
    for somebody in (eve, ann):
        with pytest.raises(NotAllowed):
            outside.add(somebody, studio.id, address(there))
    outside.add(olga, studio.id, address(there))
    with transaction() as session:
        row = session.scalars(sa.select(OutsideCalendar)).one()
        assert 'secret' not in row.sealed_address
    assert len(outside.of_studio(eve, studio.id)) == 1
    with pytest.raises(NotAllowed):
        outside.of_studio(ann, studio.id)


def test_nobody_books_over_it_not_even_staff(there: Receiver, studio: StudioView, olga: str) -> None:
    says(there, calendar(event('one', TOMORROW)))
    outside.add(olga, studio.id, address(there))
    with reading() as session:
        found, room = session.get_one(Studio, studio.id), rooms.room_of(session, studio.id)
        with pytest.raises(TimeRefused, match='taken'):
            free.check(session, found, room, TOMORROW, 60, utc_now(), by_staff=True)
