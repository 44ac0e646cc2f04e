"""Days off of several engineers at once: a time is offered as long as one of them is there for all of it."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.errors import TimeRefused
from app.studio import assigning, cautions, days_off, holding, rooms
from app.studio.studios import StudioView
from app.studio.times import offers
from tests.app.studio.open_rooms import rules
from tests.app.studio.rooms_support import DAY, NOW, confirmed, offered, opened, row, wish

HOUR = 3600
SPRING = date(2027, 3, 28)
"""Clocks go from two to three that night."""


def away(user_id: str, studio: StudioView, engineer: str, begins: int, ends: int, day: date = DAY) -> None:
    days_off.add(user_id, studio.id, engineer, day, day, begins * 60, ends * 60, now=NOW)


def test_nothing_is_offered_that_no_single_engineer_could_work_to_its_end(
    studio: StudioView, olga: str, ann: str, engineer: str, other: str
) -> None:
    away(olga, studio, engineer, 12, 14)
    away(olga, studio, other, 14, 16)
    assert {'11:00', '12:00', '13:00', '14:00', '15:00'} <= set(offered(studio)), 'one of them is there at each hour'
    long = offered(studio, minutes=240)
    assert '12:00' not in long
    with pytest.raises(TimeRefused, match='cannot be booked at this time'):
        holding.hold(wish(studio, 12, minutes=240), ann, now=NOW)
    assert '14:00' in long, 'one is back by then'
    assert holding.hold(wish(studio, 14, minutes=240), ann, now=NOW).id


def test_a_session_that_only_two_in_turn_could_work_is_in_the_way(
    studio: StudioView, olga: str, ann: str, engineer: str, other: str
) -> None:
    booking_id = confirmed(studio, ann, 12, minutes=240)
    away(olga, studio, engineer, 12, 14)
    with pytest.raises(days_off.InTheWay, match='Ann Example'):
        away(olga, studio, other, 14, 16)
    away(olga, studio, other, 16, 18)
    assert row(booking_id).status == 'confirmed'


def test_many_days_off_over_each_other_come_to_no_more_than_they_are() -> None:
    theirs = [(number * HOUR, (number + 40) * HOUR) for number in range(40)]
    known = rules(away=[theirs, theirs[::-1], theirs])
    assert offers.unworked(known, HOUR) == [(-HOUR, 79 * HOUR)]


def test_days_off_that_meet_in_turn_are_crossed_piece_by_piece() -> None:
    known = rules(away=[[(0, 10), (20, 30), (40, 50)], [(5, 25), (28, 45)], [(0, 22), (24, 60)]])
    assert offers.unworked(known, 0) == [(5, 10), (20, 22), (24, 25), (28, 30), (40, 45)]
    assert offers.unworked(rules(away=[[(0, 10)], []]), HOUR) == [], 'one of them is always there'


def test_the_same_days_off_are_added_once(studio: StudioView, olga: str, engineer: str, other: str) -> None:
    made = days_off.add(olga, studio.id, engineer, DAY, DAY, now=NOW)
    assert days_off.add(olga, studio.id, engineer, DAY, DAY, now=NOW) == made
    days_off.add(olga, studio.id, other, DAY, DAY, now=NOW)
    days_off.add(olga, studio.id, engineer, DAY, DAY, 600, 700, now=NOW)
    assert len(days_off.to_come(olga, studio.id, NOW)) == 3


def test_hours_that_the_clock_leaves_out_take_nothing(studio: StudioView, olga: str, engineer: str) -> None:
    evening = SPRING - timedelta(days=1)
    before = offered(studio, evening)
    assert '01:30' in before
    away(olga, studio, engineer, 2, 3, SPRING)
    assert offered(studio, evening) == before
    half_past_one = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)
    assert cautions.of_time(olga, studio.id, half_past_one, 60, engineer) == cautions.NONE


def test_a_session_of_another_studio_brings_nobody_here(studio: StudioView, olga: str, ann: str, engineer: str) -> None:
    elsewhere = opened(olga)
    theirs = confirmed(elsewhere, ann)
    assigning.assign(olga, theirs, rooms.add_engineer(olga, elsewhere.id, 'Mo').id)
    days_off.add(olga, studio.id, engineer, DAY, DAY, now=NOW)
    assert offered(studio, but=theirs) == []
