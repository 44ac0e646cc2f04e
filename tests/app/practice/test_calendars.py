"""The calendar of a week: read back as calendar programs read it, right when clocks change, and secret."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr  # type: ignore[import-untyped]
from icalendar import Calendar, Component
from starlette.testclient import TestClient

from app import accounts, api
from app.accounts import Visitor
from app.db import transaction
from app.errors import NotFound, Paused
from app.practice import calendars, ical, schedule
from app.practice.schedule import Schedule
from models import FeatureFlag, PracticeCalendar, PracticeReview, User
from models.types import utc_now
from tests.app.practice.support import piece

BERLIN, NOW = ZoneInfo('Europe/Berlin'), datetime(2026, 6, 3, 10, tzinfo=UTC)
WEEK = ical.Week('one@levelmix', BERLIN, datetime(2026, 6, 3, 18, 30, tzinfo=BERLIN), (0, 2), 25, NOW)
EVENINGS = Schedule((0, 2), '18:30', 25, reminders=True)


def read(text: str) -> Calendar:
    """As a program reads it: every line ends as RFC 5545 has it, and none is longer than 75 bytes."""
    assert text.endswith('\r\n')
    assert '\n' not in text.replace('\r\n', '')
    assert max(len(line.encode()) for line in text.split('\r\n')) <= 75
    return Calendar.from_ical(text)


def events(text: str) -> list[Component]:
    return read(text).walk('VEVENT')


def moments(zone: Component, year: int) -> dict[datetime, timedelta]:
    """When the clocks of a zone change in a year, by the rules of RFC 5545, and to which offset: as UTC."""
    found = {}
    for part in zone.subcomponents:
        before = part.get('TZOFFSETFROM').td
        rdates = part.get('RDATE', [])
        for listed in rdates if isinstance(rdates, list) else [rdates]:
            for one in listed.dts:
                found[(one.dt - before).replace(tzinfo=UTC)] = part.get('TZOFFSETTO').td
        found[(part.get('DTSTART').dt - before).replace(tzinfo=UTC)] = part.get('TZOFFSETTO').td
    return {at: offset for at, offset in found.items() if at.year == year}


@pytest.fixture
def berliner(ann: str) -> str:
    with transaction() as session:
        session.get_one(User, ann).timezone = 'Europe/Berlin'
    schedule.save(ann, EVENINGS)
    return ann


def token_of(user_id: str) -> str:
    return calendars.make(user_id).rpartition('/')[2].removesuffix('.ics')


def test_a_week_is_an_event_that_repeats_in_the_zone_of_its_owner() -> None:
    (event,) = events(ical.written(WEEK, NOW))
    assert event.get('DTSTART').dt == datetime(2026, 6, 3, 18, 30, tzinfo=BERLIN)
    assert event.get('DTSTART').params['TZID'] == 'Europe/Berlin'
    assert event.get('DURATION').dt == timedelta(minutes=25)
    assert str(event.get('SUMMARY')) == 'Practise for 25 minutes'
    assert event.get('DTSTAMP').dt == NOW
    assert event.get('RRULE').to_ical() == b'FREQ=WEEKLY;BYDAY=MO,WE'


def test_it_takes_place_at_half_past_six_by_the_clock_in_summer_and_winter() -> None:
    (event,) = events(ical.written(WEEK, NOW))
    rule = rrulestr(event.get('RRULE').to_ical().decode(), dtstart=event.get('DTSTART').dt)
    found = rule.between(datetime(2026, 10, 21, tzinfo=UTC), datetime(2026, 10, 30, tzinfo=UTC))
    assert [at.astimezone(UTC).isoformat() for at in found] == [
        '2026-10-21T16:30:00+00:00',
        '2026-10-26T17:30:00+00:00',
        '2026-10-28T17:30:00+00:00',
    ]


@pytest.mark.parametrize(
    'name', ['Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Africa/Casablanca', 'America/Santiago']
)
@pytest.mark.parametrize('year', [2026, 2027, 2036])
def test_the_clocks_change_when_they_do(name: str, year: int) -> None:
    zone = ZoneInfo(name)
    (told,) = read(ical.written(replace(WEEK, zone=zone), NOW)).walk('VTIMEZONE')
    assert str(told.get('TZID')) == name
    found = moments(told, year)
    assert found or year == 2026, 'it has changes every year'
    for at, offset in found.items():
        assert at.astimezone(zone).utcoffset() == offset
        assert (at - timedelta(seconds=1)).astimezone(zone).utcoffset() != offset, 'not a second earlier'
    hours = (datetime(year, 1, 1, tzinfo=UTC) + timedelta(hours=step) for step in range(365 * 24))
    offsets = [at.astimezone(zone).utcoffset() for at in hours]
    assert len(found) == sum(one != other for one, other in pairwise(offsets))


def test_a_zone_without_summer_time_has_one_rule_and_a_week_without_days_is_a_calendar_all_the_same() -> None:
    for name in ('UTC', 'Asia/Kolkata'):
        found = read(ical.written(replace(WEEK, zone=ZoneInfo(name), first=None, days=()), NOW))
        (zone,) = found.walk('VTIMEZONE')
        assert len(zone.subcomponents) == 1
        assert found.walk('VEVENT') == []
        assert str(found.get('X-WR-CALNAME')) == 'Practice'


def test_the_same_week_is_the_same_bytes_until_something_changes() -> None:
    assert ical.written(WEEK, NOW) == ical.written(WEEK, NOW + timedelta(days=20))
    assert ical.written(WEEK, NOW) != ical.written(replace(WEEK, minutes=26), NOW)


def test_what_is_due_is_told_at_the_first_time_from_its_day_on(berliner: str) -> None:
    lick, later = piece(berliner, 'Lick; in C, “slowly”'), piece(berliner, 'Melody')
    with transaction() as session:
        session.add(PracticeReview(user_id=berliner, content_id=lick, due_at=utc_now()))
        session.add(PracticeReview(user_id=berliner, content_id=later, due_at=utc_now() + timedelta(days=60)))
    every, once = events(calendars.feed(token_of(berliner)))
    assert once.get('UID') == every.get('UID')
    assert once.get('RECURRENCE-ID').dt == schedule.next_times(berliner, 1)[0]
    assert str(once.get('DESCRIPTION')) == 'Due again:\nLick; in C, “slowly”'
    assert 'DESCRIPTION' not in every


def test_nothing_personal_is_told_but_titles(berliner: str) -> None:
    told = calendars.feed(token_of(berliner))
    for secret in ('ann', 'Ann', 'example.org', berliner):
        assert secret not in told
    (event,) = events(told)
    assert set(event) == {'UID', 'DTSTAMP', 'LAST-MODIFIED', 'SUMMARY', 'DTSTART', 'DURATION', 'RRULE'}


def test_it_begins_when_its_address_was_made_and_keeps_its_name(berliner: str) -> None:
    token = token_of(berliner)
    with transaction() as session:
        session.get_one(PracticeCalendar, berliner).created_at = datetime(2026, 3, 27, 23, 30, tzinfo=UTC)
    (first,) = events(calendars.feed(token))
    assert first.get('DTSTART').dt == datetime(2026, 3, 30, 18, 30, tzinfo=BERLIN), 'a Saturday there'
    schedule.save(berliner, replace(EVENINGS, days=(5,)))
    (second,) = events(calendars.feed(token))
    assert second.get('DTSTART').dt.date() == date(2026, 3, 28)
    assert second.get('UID') == first.get('UID'), 'programs change the event, and make no second one'


def test_a_new_address_ends_the_old_one_and_revoked_there_is_none(berliner: str) -> None:
    old = token_of(berliner)
    new = token_of(berliner)
    with pytest.raises(NotFound):
        calendars.feed(old)
    assert events(calendars.feed(new))
    calendars.revoke(berliner)
    assert calendars.made_at(berliner) is None
    for deed in (lambda: calendars.feed(new), lambda: calendars.revoke(berliner)):
        with pytest.raises(NotFound):
            deed()


def test_nothing_is_told_of_who_is_shut_out_or_has_no_practice_any_more(berliner: str) -> None:
    token = token_of(berliner)
    with transaction() as session:
        session.add(FeatureFlag(name='area.practice', is_enabled=False))
    with pytest.raises(Paused):
        calendars.feed(token)
    with transaction() as session:
        session.get_one(User, berliner).disabled_at = utc_now()
    with pytest.raises(NotFound):
        calendars.feed(token)


def test_a_program_reads_it_without_a_key_and_is_told_that_it_has_it(
    berliner: str, change_setting: Callable[[str, object], None]
) -> None:
    change_setting('public_url', 'https://mix.example.org')
    address = calendars.make(berliner)
    assert address.startswith('https://mix.example.org/calendars/')
    path = address.removeprefix('https://mix.example.org')
    accounts.let_in(Visitor(address='203.0.113.9'))
    program = TestClient(api.create())
    answer = program.get(path)
    assert (answer.status_code, answer.headers['content-type']) == (200, 'text/calendar; charset=utf-8')
    assert answer.headers['cache-control'] == 'private, no-cache'
    assert program.head(path).status_code == 200
    assert program.get(path, headers={'If-None-Match': answer.headers['etag']}).status_code == 304
    schedule.save(berliner, replace(EVENINGS, minutes=30))
    assert program.get(path, headers={'If-None-Match': answer.headers['etag']}).status_code == 200
    assert program.get('/calendars/made-up.ics').status_code == 404
