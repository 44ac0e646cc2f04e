"""Calendar files that go out, and outside ones that say when a room is busy. Cases I1 to I3 and A13."""

from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest

from app.errors import NotAllowed
from app.studio import calendars
from app.studio.calendars import Busy, Person, Session, apart, reading
from tests.app.studio.open_rooms import BERLIN, moment

STUDIO, ANN = Person('desk@studio.example', 'Studio “Nord”; north'), Person('ann@example.org', 'Ann\r\nX-EVIL: 1')
SESSION = Session(
    '0190aa00-1111-7222-8333-444455556666',
    moment(2027, 3, 28, 14),
    moment(2027, 3, 28, 17),
    'Recording; with Ann, Bea and a \\ in it',
    datetime(2027, 3, 1, 12, tzinfo=UTC),
    place='Room A, Hafenstraße 5',
    notes='Bring:\n- headphones\n- ' + 'ö' * 200,
)
SINCE, UNTIL = datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 4, 30, tzinfo=UTC)
OUTSIDE = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Elsewhere//EN
BEGIN:VEVENT
UID:choir
DTSTART;TZID=Europe/Berlin:20270301T180000
DTEND;TZID=Europe/Berlin:20270301T200000
RRULE:FREQ=WEEKLY
EXDATE;TZID=Europe/Berlin:20270315T180000
END:VEVENT
BEGIN:VEVENT
UID:birthday
DTSTART;VALUE=DATE:20270310
TRANSP:TRANSPARENT
END:VEVENT
BEGIN:VEVENT
UID:floating
DTSTART:20270312T100000
DURATION:PT2H
END:VEVENT
BEGIN:VEVENT
UID:fair
DTSTART;VALUE=DATE:20270328
END:VEVENT
BEGIN:VEVENT
UID:off
DTSTART:20270313T100000Z
DTEND:20270313T110000Z
STATUS:CANCELLED
END:VEVENT
END:VCALENDAR
"""


def lines(said: str) -> list[str]:
    """The lines of a calendar file, unfolded, once it was seen that none is too long."""
    assert all(len(line.encode()) <= 75 for line in said.split('\r\n'))
    return said.replace('\r\n ', '').split('\r\n')


def test_i1_an_invitation_is_in_utc_and_carries_the_booking_and_its_count_of_changes() -> None:
    said = lines(calendars.invitation(SESSION, STUDIO, ANN))
    assert {'METHOD:REQUEST', f'UID:{SESSION.uid}', 'SEQUENCE:0', 'STATUS:CONFIRMED'} <= set(said)
    assert {'DTSTART:20270328T120000Z', 'DTEND:20270328T150000Z'} <= set(said)
    assert not any(line.startswith(('BEGIN:VTIMEZONE', 'X-EVIL')) for line in said)
    assert 'SUMMARY:Recording\\; with Ann\\, Bea and a \\\\ in it' in said
    assert 'LOCATION:Room A\\, Hafenstraße 5' in said
    assert sum(line.startswith('UID:') for line in said) == 1


def test_i1_what_was_written_is_read_back_as_it_was() -> None:
    event: Any = icalendar.Calendar.from_ical(calendars.invitation(SESSION, STUDIO, ANN)).walk('VEVENT')[0]
    assert (event['SUMMARY'], event['DESCRIPTION']) == (SESSION.title, SESSION.notes)
    assert event['DTSTART'].dt == SESSION.starts.astimezone(UTC)
    assert str(event['ORGANIZER']) == 'mailto:desk@studio.example'
    assert event['ATTENDEE'].params['CN'] == 'AnnX-EVIL: 1'


def test_i2_i3_what_is_moved_or_cancelled_keeps_its_uid_and_counts_on() -> None:
    starts, ends = SESSION.starts + timedelta(days=1), SESSION.ends + timedelta(days=1)
    changed = Session(SESSION.uid, starts, ends, 'Recording', SINCE, 1)
    moved, gone = (lines(make(changed, STUDIO, ANN)) for make in (calendars.invitation, calendars.cancellation))
    assert {'METHOD:REQUEST', 'SEQUENCE:1', f'UID:{SESSION.uid}', 'DTSTART:20270329T120000Z'} <= set(moved)
    assert {'METHOD:CANCEL', 'STATUS:CANCELLED', 'SEQUENCE:1', f'UID:{SESSION.uid}'} <= set(gone)


def test_a_feed_has_each_session_and_no_method() -> None:
    said = calendars.feed('Studio Nord', 'feed-1', [SESSION] * 3)
    found = icalendar.Calendar.from_ical(said)
    assert len(found.walk('VEVENT')) == 3
    assert 'METHOD' not in found
    assert 'REFRESH-INTERVAL;VALUE=DURATION:PT1H' in lines(said)


def test_a13_an_outside_calendar_says_when_a_room_is_busy() -> None:
    busy = reading.read(OUTSIDE.encode(), BERLIN, SINCE, UNTIL)
    told = [(f'{datetime.fromtimestamp(one.starts_at, BERLIN):%m-%d %H:%M}', one.uid) for one in busy]
    assert told == [
        ('03-01 18:00', 'choir'),
        ('03-08 18:00', 'choir'),
        ('03-12 10:00', 'floating'),
        ('03-22 18:00', 'choir'),
        ('03-28 00:00', 'fair'),
        ('03-29 18:00', 'choir'),
        ('04-05 18:00', 'choir'),
        ('04-12 18:00', 'choir'),
        ('04-19 18:00', 'choir'),
        ('04-26 18:00', 'choir'),
    ]
    fair = next(one for one in busy if one.uid == 'fair')
    assert fair.ends_at - fair.starts_at == 23 * 3600  # the clock goes forward that night


def test_a13_it_is_read_by_a_process_of_its_own() -> None:
    apart_from_us = calendars.read(OUTSIDE.encode(), 'Europe/Berlin', SINCE, UNTIL)
    assert apart_from_us == reading.read(OUTSIDE.encode(), BERLIN, SINCE, UNTIL)


def test_a13_times_that_overlap_or_touch_are_one() -> None:
    assert calendars.joined([Busy(5, 9, 'b'), Busy(1, 5, 'a'), Busy(6, 7, 'c'), Busy(10, 12, 'd')]) == [
        Busy(1, 9),
        Busy(10, 12),
    ]


@pytest.mark.parametrize(
    'content', [b'', b'<html><body>Sign in</body></html>', b'\xff\x00\x01', b'BEGIN:VEVENT\r\nEND:VEVENT\r\n']
)
def test_what_is_no_calendar_is_said_to_be_none(content: bytes) -> None:
    with pytest.raises(NotAllowed, match='no calendar at this address'):
        reading.read(content, BERLIN, SINCE, UNTIL)


def test_a_calendar_that_is_too_large_is_not_read() -> None:
    with pytest.raises(NotAllowed, match='larger than 1 MB'):
        calendars.read(b'x' * (1024 * 1024 + 1), 'UTC', SINCE, UNTIL)


@pytest.mark.nightly(all_but_one_in=2)
@pytest.mark.parametrize('every', ['FREQ=SECONDLY', 'FREQ=\r\n SECONDLY'])
def test_a_rule_that_never_ends_holds_nobody_up(every: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, 'SECONDS', 2)
    event = f'BEGIN:VEVENT\r\nUID:1\r\nDTSTART:20000101T000000Z\r\nRRULE:{every}\r\nEND:VEVENT'
    with pytest.raises(NotAllowed, match='cannot be read'):
        calendars.read(f'BEGIN:VCALENDAR\r\n{event}\r\nEND:VCALENDAR\r\n'.encode(), 'UTC', SINCE, UNTIL)
