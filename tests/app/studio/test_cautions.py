"""What staff are told before they put a session where the studio is closed, or its engineer is elsewhere."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from app.studio import assigning, cautions, moving, rooms, times
from app.studio.cautions import Cautions
from app.studio.studios import StudioView
from tests.app.studio.open_rooms import BERLIN, moment
from tests.app.studio.rooms_support import NOW, at, confirmed, row

LATE = {day: [(10 * 60, 26 * 60)] for day in range(7)}
ALWAYS = {day: [(0, 1440)] for day in range(7)}


@pytest.mark.parametrize(
    ('start', 'minutes', 'is_open'),
    [
        (moment(2027, 3, 24, 10), 60, True),
        (moment(2027, 3, 24, 9, 30), 60, False),
        (moment(2027, 3, 24, 23), 180, True),
        (moment(2027, 3, 25, 1), 60, True),
        (moment(2027, 3, 25, 1), 90, False),
        (moment(2027, 3, 25, 5), 60, False),
        (moment(2027, 3, 27, 23), 180, True),  # the clock goes forward that night: until three o’clock, which is two
        (moment(2027, 3, 27, 23), 181, False),
        (moment(2027, 10, 30, 23), 180, True),  # of two o’clock, which comes twice, the first counts
        (moment(2027, 10, 30, 23), 240, False),
    ],
)
def test_whether_it_is_open_is_told_by_the_clock_of_the_evening(start: datetime, minutes: int, is_open: bool) -> None:
    assert times.covers(LATE, BERLIN, start, minutes) is is_open
    assert times.covers(ALWAYS, BERLIN, start, minutes), 'one day follows the other'


def test_a_day_on_which_nothing_opens_is_closed_but_for_the_night_before() -> None:
    weekdays = {day: hours for day, hours in LATE.items() if day < 5}
    assert times.covers(weekdays, ZoneInfo('UTC'), moment(2027, 3, 27, 0, zone=ZoneInfo('UTC')), 120)
    assert not times.covers(weekdays, ZoneInfo('UTC'), moment(2027, 3, 27, 12, zone=ZoneInfo('UTC')), 60)
    assert not times.covers({}, BERLIN, moment(2027, 3, 24, 12), 60)


def test_staff_are_told_of_a_time_outside_of_opening_hours_and_may_take_it(
    studio: StudioView, olga: str, ann: str
) -> None:
    booking_id = confirmed(studio, ann)
    assert moving.preview(olga, booking_id, at(20), now=NOW).cautions == cautions.NONE
    night = moving.preview(olga, booking_id, at(5), now=NOW).cautions
    assert night == Cautions(outside_hours=True)
    assert night.sentences == ['This is outside of your opening hours.']
    assert moving.preview(ann, booking_id, at(20), now=NOW).cautions == cautions.NONE
    moving.move(olga, booking_id, at(5), now=NOW)
    assert row(booking_id).start_time == at(5)


def test_staff_are_told_where_the_engineer_works_another_session(
    studio: StudioView, olga: str, ann: str, bea: str, eve: str
) -> None:
    (engineer,) = (one.id for one in rooms.engineers(studio.id))
    other = rooms.add(olga, studio.id, 'Room B').id
    first, second = confirmed(studio, ann), confirmed(studio, bea, 9, room_id=other)
    for one in (first, second):
        assigning.assign(olga, one, engineer)
    assert moving.preview(olga, second, at(17), now=NOW).cautions == cautions.NONE, 'touching is free'
    told = moving.preview(olga, second, at(16), now=NOW).cautions
    assert told.sentences == ['Eve works another session then.']
    assert moving.preview(olga, first, at(14, 30), now=NOW).cautions == cautions.NONE, 'its own time is no hindrance'
    asked = cautions.of_time(eve, studio.id, at(15), 60, engineer)
    assert (asked.engineer, cautions.of_time(eve, studio.id, at(15), 60).engineer) == ('Eve', '')
