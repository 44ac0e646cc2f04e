"""When a room can be booked: across clock changes, up to closing, around what is taken. Cases A1 to A14."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.errors import TimeRefused
from app.studio import times
from app.studio.times import Block, Taken, Weekly
from tests.app.studio.open_rooms import (
    AROUND_THE_CLOCK,
    BEFORE_AUTUMN,
    BERLIN,
    HELSINKI,
    LONG_AGO,
    LORD_HOWE,
    NEW_YORK,
    moment,
    rules,
    shown,
    taken,
)


@pytest.mark.parametrize(
    ('day', 'count', 'now'),
    [
        (date(2027, 3, 27), 47, LONG_AGO),
        (date(2027, 3, 28), 45, LONG_AGO),
        (date(2027, 3, 29), 47, LONG_AGO),
        (date(2027, 10, 30), 47, BEFORE_AUTUMN),
        (date(2027, 10, 31), 49, BEFORE_AUTUMN),
        (date(2027, 11, 1), 47, BEFORE_AUTUMN),
    ],
)
def test_a1_a2_a_room_that_never_closes_offers_as_many_starts_as_its_day_has_hours(
    day: date, count: int, now: datetime
) -> None:
    assert len(times.starts(rules(AROUND_THE_CLOCK), (), day, 60, now)) == count


def test_a1_nothing_begins_in_the_hour_that_is_left_out() -> None:
    found = shown(times.starts(rules(AROUND_THE_CLOCK), (), date(2027, 3, 28), 60, LONG_AGO))
    assert not {'02:00', '02:30'} & set(found)
    assert found[2:6] == ['01:00', '01:30', '03:00', '03:30']


def test_a2_the_hour_that_comes_twice_is_offered_twice_and_named_by_its_offset() -> None:
    found = times.starts(rules(AROUND_THE_CLOCK), (), date(2027, 10, 31), 60, BEFORE_AUTUMN)
    assert shown(found)[4:8] == ['02:00 (+02:00)', '02:30 (+02:00)', '02:00 (+01:00)', '02:30 (+01:00)']
    assert found[6].at - found[4].at == timedelta(hours=1)
    assert [start.at for start in found] == sorted(start.at for start in found)


@pytest.mark.parametrize(
    ('zone', 'day', 'now', 'found'),
    [
        (BERLIN, date(2027, 3, 27), LONG_AGO, ['22:00', '23:00', '00:00', '01:00', '03:00']),
        (
            *(BERLIN, date(2027, 10, 30), BEFORE_AUTUMN),
            ['22:00', '23:00', '00:00', '01:00', '02:00 (+02:00)', '02:00 (+01:00)', '03:00'],
        ),
        (NEW_YORK, date(2027, 3, 13), LONG_AGO, ['22:00', '23:00', '00:00', '01:00', '03:00']),
        (
            *(NEW_YORK, date(2027, 11, 6), BEFORE_AUTUMN),
            ['22:00', '23:00', '00:00', '01:00 (-04:00)', '01:00 (-05:00)', '02:00', '03:00'],
        ),
    ],
)
def test_a3_a_night_at_a_clock_change_has_an_hour_less_or_more(
    zone: ZoneInfo, day: date, now: datetime, found: list[str]
) -> None:
    assert shown(times.starts(rules((1320, 1680), zone, grid_minutes=60), (), day, 60, now)) == found


@pytest.mark.parametrize(
    ('day', 'now', 'ends'),
    [(date(2027, 3, 27), LONG_AGO, '05:00'), (date(2027, 10, 30), BEFORE_AUTUMN, '03:00')],
)
def test_a4_a_session_over_a_clock_change_lasts_as_long_as_it_says(day: date, now: datetime, ends: str) -> None:
    night = rules((1320, 1800), max_minutes=300)
    start = next(one for one in times.starts(night, (), day, 300, now) if one.label == '23:00')
    assert start.ends - start.at == timedelta(minutes=300)
    assert f'{start.ends.astimezone(BERLIN):%H:%M}' == ends
    assert times.check(night, (), start.local, 300, now) == start


def test_a5_notice_is_counted_in_real_hours() -> None:
    now = moment(2027, 3, 27, 12, 30)
    known = rules(grid_minutes=60, notice_minutes=24 * 60)
    first = times.starts(known, (), date(2027, 3, 28), 60, now)[0]
    assert first.label == '14:00'
    assert first.local.utcoffset() == timedelta(hours=2)
    assert times.starts(known, (), date(2027, 3, 27), 60, now) == []


def test_a6_the_last_hour_before_midnight_is_offered_and_ends_on_the_next_date() -> None:
    last = times.starts(rules((600, 1440)), (), date(2027, 3, 24), 60, LONG_AGO)[-1]
    assert last.label == '23:00'
    assert last.ends.astimezone(BERLIN) == moment(2027, 3, 25, 0, 0)


def test_a6_a_start_at_midnight_is_shown_under_the_evening_that_it_belongs_to() -> None:
    late = rules((600, 1560))
    last = times.starts(late, (), date(2027, 3, 24), 120, LONG_AGO)[-1]
    assert (last.label, last.day, last.local.date()) == ('00:00', date(2027, 3, 24), date(2027, 3, 25))
    assert times.check(late, (), last.at, 120, LONG_AGO) == last


def test_a7_a_whole_day_that_is_blocked_leaves_the_evening_before_and_takes_its_own_night() -> None:
    late = rules((600, 1560), blocks=(Block(date(2027, 3, 29)),))
    assert times.starts(late, (), date(2027, 3, 28), 120, LONG_AGO)[-1].label == '00:00'
    assert times.starts(late, (), date(2027, 3, 29), 120, LONG_AGO) == []
    for hour, day in ((10, 29), (23, 29), (1, 30)):
        with pytest.raises(TimeRefused):
            times.check(late, (), moment(2027, 3, day, hour, 0), 60, LONG_AGO)
    span = times.span(late, late.blocks[0])
    assert span == (int(moment(2027, 3, 29, 10).timestamp()), int(moment(2027, 3, 30, 2).timestamp()))


HALVES = ['10:00', '10:30', '11:00', '11:30']


def test_a8_around_a_session_the_gap_stays_free_and_without_one_they_touch() -> None:
    session = (moment(2027, 3, 24, 14), moment(2027, 3, 24, 16))
    day = date(2027, 3, 24)
    with_gap = rules(gap_before=1800, gap_after=1800)
    afterwards = ['16:30', '17:00', '17:30', '18:00', '18:30', '19:00', '19:30', '20:00']
    assert shown(times.starts(with_gap, [taken(*session, 30)], day, 120, LONG_AGO)) == [*HALVES, *afterwards]
    touching = [*HALVES, '12:00', '16:00', *afterwards]
    assert shown(times.starts(rules(), [taken(*session)], day, 120, LONG_AGO)) == touching


def test_a8_between_two_sessions_the_larger_gap_counts_and_not_both() -> None:
    begins, ends = (int(moment(2027, 3, 24, hour).timestamp()) for hour in (12, 14))
    earlier = Taken(begins, ends, gap_after=1800)
    room = rules(gap_before=900, grid_minutes=15)
    after = [one for one in shown(times.starts(room, [earlier], date(2027, 3, 24), 60, LONG_AGO)) if one >= '13:00']
    assert after[0] == '14:30'


def test_a10_a_weekly_block_is_on_its_weekday_across_every_clock_change() -> None:
    weekly = Weekly(3, 0, 1440, date(2027, 1, 1), date(2028, 12, 31))
    room = rules(AROUND_THE_CLOCK, HELSINKI, weekly=(weekly,), horizon_days=800)
    found = list(times.occurrences(weekly, date(2026, 1, 1), date(2030, 1, 1)))
    assert len(found) == 104
    for block in found:
        begins, ends = (datetime.fromtimestamp(at, HELSINKI) for at in times.span(room, block))
        assert (begins.weekday(), begins.hour, begins.minute, ends - begins) == (3, 0, 0, timedelta(days=1))
    now = datetime(2027, 1, 1, tzinfo=UTC)
    offered = times.month(room, (), date(2027, 1, 2), date(2027, 12, 30), 60, now)
    assert {day.weekday() for day, count in offered.items() if not count} == {3}
    assert {day.weekday() for day, count in offered.items() if count} == {0, 1, 2, 4, 5, 6}


def test_a14_a_month_is_counted_as_its_days_are_listed() -> None:
    room = rules((600, 1560), gap_before=900, gap_after=900, weekly=(Weekly(0, 600, 720, date(2027, 1, 1)),))
    begin = moment(2027, 3, 1, 10)
    busy = [taken(begin + timedelta(hours=7 * n), begin + timedelta(hours=7 * n + 2), 15) for n in range(100)]
    counted = times.month(room, busy, date(2027, 3, 1), date(2027, 3, 31), 120, LONG_AGO)
    listed = {day: len(times.starts(room, busy, day, 120, LONG_AGO)) for day in counted}
    assert counted == listed
    assert 0 < sum(counted.values()) < 31 * 30


def test_a_start_is_shown_under_one_date_where_one_evening_runs_into_the_next_morning() -> None:
    always = rules((0, 1800))
    days = [date(2027, 3, 24) + timedelta(days=number) for number in range(3)]
    found = [start.at for day in days for start in times.starts(always, (), day, 60, LONG_AGO)]
    assert len(found) == len(set(found))
    assert times.check(always, (), moment(2027, 3, 24, 20), 600, LONG_AGO).day == date(2027, 3, 24)
    closed_tomorrow = rules((0, 1800), blocks=(Block(date(2027, 3, 25)),))
    assert times.starts(closed_tomorrow, (), date(2027, 3, 24), 60, LONG_AGO)[-1].label == '05:00'


def test_opening_in_the_hour_that_is_left_out_moves_to_its_end_and_of_two_the_first_counts() -> None:
    spring = times.starts(rules((150, 600)), (), date(2027, 3, 28), 60, LONG_AGO)
    assert spring[0].label == '03:00'
    autumn = times.starts(rules((1320, 1560), grid_minutes=60), (), date(2027, 10, 30), 60, BEFORE_AUTUMN)
    assert shown(autumn) == ['22:00', '23:00', '00:00', '01:00']


def test_a_clock_that_is_put_back_by_half_an_hour_keeps_the_grid_of_whole_hours() -> None:
    now = datetime(2027, 4, 1, tzinfo=UTC)
    found = times.starts(rules((0, 360), LORD_HOWE, grid_minutes=60), (), date(2027, 4, 4), 60, now)
    assert shown(found) == ['00:00', '01:00', '02:00', '03:00', '04:00', '05:00']


def test_from_when_to_when_is_told_in_real_minutes() -> None:
    assert times.real_minutes(BERLIN, date(2027, 3, 27), 1380, 1680) == 240
    assert times.real_minutes(BERLIN, date(2027, 10, 30), 1380, 1680) == 360


def test_the_studios_day_begins_when_it_says() -> None:
    assert times.studio_day(BERLIN, 360, moment(2027, 3, 25, 5, 59)) == date(2027, 3, 24)
    assert times.studio_day(BERLIN, 360, moment(2027, 3, 25, 6, 0)) == date(2027, 3, 25)


@settings(max_examples=60, deadline=None)
@given(
    day=st.dates(date(2027, 3, 20), date(2027, 4, 4)),
    hours=st.tuples(st.integers(0, 1439), st.integers(1, 1800)).filter(lambda pair: pair[0] < pair[1]),
    busy=st.lists(st.tuples(st.integers(0, 20 * 24 * 4), st.integers(1, 40), st.integers(0, 60)), max_size=12),
    gap=st.integers(0, 60),
    minutes=st.sampled_from([60, 90, 240]),
)
def test_what_is_listed_is_accepted_and_comes_nowhere_nearer_than_the_gap(
    day: date, hours: tuple[int, int], busy: list[tuple[int, int, int]], gap: int, minutes: int
) -> None:
    begin = moment(2027, 3, 18)
    there = [
        taken(begin + timedelta(minutes=15 * at), begin + timedelta(minutes=15 * (at + size)), need)
        for at, size, need in busy
    ]
    room = rules(hours, gap_before=gap * 60, gap_after=gap * 60)
    for start in times.starts(room, there, day, minutes, LONG_AGO):
        assert times.check(room, there, start.at, minutes, LONG_AGO).at == start.at
        at, ends = start.at.timestamp(), start.ends.timestamp()
        for one in there:
            need = max(gap * 60, one.gap_before)
            assert at >= one.ends_at + need or ends + need <= one.starts_at
