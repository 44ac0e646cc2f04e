"""Blocks: hours, days and weeks in which nothing is booked, and whoever comes all the same."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from app.errors import NotAllowed, TimeRefused
from app.studio import blocks, deciding, free, rooms, studios
from app.studio.studios import StudioView
from tests.app.studio.rooms_support import DAY, NOW, at, confirmed, held, room_of, row


def offered(studio: StudioView, day: date = DAY, minutes: int = 60) -> list[str]:
    return [start.label for start in free.starts(studio.id, '', day, minutes, now=NOW)]


def test_a10_a_weekly_block_is_on_that_weekday_across_every_clock_change(olga: str) -> None:
    studio = studios.make(olga, 'Helsinki', zone='Europe/Helsinki')
    first = date(2027, 1, 4)
    made = blocks.add_weekly(olga, studio.id, 3, 0, 1440, first, reason='Choir', now=NOW)
    days = [one.day for one in blocks.of_studio(olga, studio.id, first, first + timedelta(days=730))]
    assert len(days) == 104
    assert {day.weekday() for day in days} == {3}
    assert all(later - sooner == timedelta(days=7) for sooner, later in pairwise(days))
    for day in (date(2027, 3, 25), date(2027, 4, 1), date(2027, 5, 27)):
        assert offered(studio, day) == []
        assert len(offered(studio, day + timedelta(days=1))) == 23
    blocks.remove(olga, made.id)
    assert len(offered(studio, date(2027, 4, 1))) == 23


def test_a11_a_block_over_somebody_who_comes_is_refused_with_their_name_or_blocks_the_rest(
    studio: StudioView, olga: str, eve: str, ann: str, bea: str
) -> None:
    booking_id = confirmed(studio, ann)
    with pytest.raises(blocks.Booked, match='Ann Example comes on 24 March 2027, 14:00'):
        blocks.add(eve, studio.id, DAY, 12 * 60, 15 * 60, now=NOW)
    with pytest.raises(blocks.Booked):
        blocks.add_weekly(eve, studio.id, DAY.weekday(), 16 * 60, 18 * 60, date(2027, 1, 1), now=NOW)
    blocks.add(eve, studio.id, DAY, 17 * 60, 18 * 60, now=NOW)
    blocks.add(eve, studio.id, DAY, 12 * 60, 15 * 60, 'Piano tuner', rest=True, now=NOW)
    assert row(booking_id).status == 'confirmed'
    with pytest.raises(TimeRefused, match='cannot be booked'):
        held(studio, bea, 12, minutes=60)
    assert '11:00' in offered(studio)
    assert '12:00' not in offered(studio)


def test_a11_what_is_over_or_off_is_no_hindrance(studio: StudioView, olga: str, ann: str) -> None:
    cancelled, completed = confirmed(studio, ann), confirmed(studio, ann, 20)
    deciding.cancel(ann, cancelled, now=NOW)
    deciding.complete(olga, completed, now=at(23))
    blocks.add(olga, studio.id, DAY, now=NOW)
    assert offered(studio) == []


def test_a_block_of_one_room_leaves_the_others_open(studio: StudioView, olga: str) -> None:
    other = rooms.add(olga, studio.id, 'Room B')
    blocks.add(olga, studio.id, DAY, room_id=room_of(studio), now=NOW)
    assert offered(studio) == []
    assert free.starts(studio.id, other.id, DAY, 60, now=NOW) != []


def test_hours_that_end_before_they_begin_and_strangers_block_nothing(studio: StudioView, olga: str, ann: str) -> None:
    for hours in ((600, 600), (600, None), (-1, 600), (1440, 1500)):
        with pytest.raises(NotAllowed, match='A block begins'):
            blocks.add(olga, studio.id, DAY, *hours, now=NOW)
    with pytest.raises(NotAllowed, match='people of this studio'):
        blocks.add(ann, studio.id, DAY, now=NOW)
