"""Calendars outside that become busy over what is there already, and times of days, which take a room in pieces."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app import notifications
from app.db import transaction
from app.errors import TimeRefused
from app.studio import board, deciding, extras, free, holding, moving, outside, studios
from app.studio.holding import Wish
from app.studio.studios import StudioView
from models import RoomReservation
from tests.app.studio.calendar_support import TOMORROW, address, calendar, event, says
from tests.app.studio.calendar_support import there as there
from tests.app.studio.rooms_support import ANN, NOW, at, confirmed, held, paid, reserved, room_of, row
from tests.receivers import Receiver

HOUR, BERLIN = timedelta(hours=1), ZoneInfo('Europe/Berlin')


def is_busy(studio: StudioView, begins: datetime, ends: datetime) -> None:
    """From now on, a calendar outside says so."""
    times: dict[str, Any] = {'starts_at': int(begins.timestamp()), 'ends_at': int(ends.timestamp())}
    with transaction() as session:
        session.add(RoomReservation(room_id=room_of(studio), ref='calendar:one', kind='external', **times))


def test_a_session_that_is_just_being_paid_stays_although_a_calendar_becomes_busy(
    studio: StudioView, olga: str, ann: str
) -> None:
    booking_id = held(studio, ann).id
    is_busy(studio, at(13), at(16))
    paid(booking_id)
    deciding.approve(olga, booking_id, now=NOW)
    assert (row(booking_id).status, [one.kind for one in reserved(booking_id)]) == ('confirmed', ['booking'])
    with pytest.raises(TimeRefused):
        held(studio, ann, 13, minutes=60)


def test_a_move_that_was_asked_for_is_refused_in_a_sentence_once_a_calendar_is_busy_then(
    studio: StudioView, olga: str, ann: str
) -> None:
    booking_id, late = confirmed(studio, ann), at(14) - 20 * HOUR
    moving.ask(ann, booking_id, at(20), now=late)
    is_busy(studio, at(19), at(21))
    with pytest.raises(TimeRefused, match='A calendar outside says by now'):
        moving.accept(olga, booking_id, now=late)
    assert row(booking_id).start_time == at(14)
    assert {one.kind for one in reserved(booking_id)} == {'booking', 'move'}


@pytest.mark.parametrize(
    ('busy', 'most'),
    [
        ([(16, 30)], 0),
        ([(16, 25), (25, 73)], 0),  # in pieces: the second one begins at midnight in UTC
        ([(15, 16)], None),
        ([(13, 30), (18, 19)], 0),
        ([(15, 16), (18, 19)], 60),
    ],
)
def test_overtime_is_told_and_taken_by_the_same_rule_where_a_calendar_is_busy_meanwhile(
    studio: StudioView, olga: str, ann: str, busy: list[tuple[int, int]], most: int | None
) -> None:
    booking_id = confirmed(studio, ann)
    for begins, ends in busy:
        is_busy(studio, at(begins), at(ends))
    found = extras.overtime(olga, booking_id, 60)
    assert (found.is_free, found.most) == (most != 0, 60 if most is None else most)
    if found.is_free:
        extras.extend(olga, booking_id, 60, now=at(16))
        assert row(booking_id).end_time == at(18)
        with pytest.raises(TimeRefused):
            held(studio, ann, 15, minutes=60)
    else:
        with pytest.raises(TimeRefused, match='It is not free any longer'):
            extras.extend(olga, booking_id, 60, now=at(16))


def test_a_studio_is_told_once_of_a_session_while_a_calendar_changes_when_it_begins_or_ends(
    there: Receiver, studio: StudioView, olga: str, ann: str
) -> None:
    start = TOMORROW + timedelta(days=4)
    held_id = holding.book_for(olga, Wish(studio.id, start, 60, ANN)).id
    told: list[list[str]] = []
    for days, hours in ((3, 48), (3, 14 * 24), (4, 14 * 24 + 1), (4, 1)):
        says(there, calendar(event('tour', TOMORROW + timedelta(days=days), hours)))
        if known := outside.of_studio(olga, studio.id):
            outside.read_now(olga, known[0].id)
        else:
            outside.add(olga, studio.id, address(there))
        found = [one for one in notifications.newest(olga) if one.kind == 'booking.overlapped']
        told.append([one.id for one in found])
        assert [one.href for one in found] == [f'/studio/bookings/{held_id}']
    assert told == [told[0]] * 4, 'a newer one would have taken the place of it'


def test_beside_a_time_of_days_everything_is_free_and_in_it_nothing_through_a_change_of_the_clock(
    studio: StudioView, olga: str
) -> None:
    studios.change(olga, studio.id, opening={day: [(0, 1440)] for day in range(7)}, horizon_days=90)
    begins, ends = datetime(2027, 3, 26, 21, 30, tzinfo=UTC), datetime(2027, 3, 31, 1, 30, tzinfo=UTC)
    for edge in pairwise([begins, *(datetime(2027, 3, day, tzinfo=UTC) for day in (27, 29, 31)), ends]):
        is_busy(studio, *edge)
    offered = [
        start.at
        for day in range(25, 32)
        for start in free.starts(studio.id, room_of(studio), date(2027, 3, day), 90, now=NOW)
    ]
    assert [one for one in offered if begins - 90 * timedelta(minutes=1) < one < ends] == []
    assert begins - timedelta(minutes=90) in offered
    assert ends in offered
    assert ends.astimezone(BERLIN).hour == 3, 'an hour later than before the change'


def test_a_long_time_is_one_piece_a_day_on_the_board(there: Receiver, studio: StudioView, olga: str) -> None:
    begins = TOMORROW + timedelta(days=3)
    says(there, calendar(event('tour', begins, 9 * 24)))
    outside.add(olga, studio.id, address(there))
    shown = board.between(olga, studio.id, (begins + timedelta(days=1)).date(), 7).entries
    assert [(one.start, one.end) for one in shown] == [(360, 1800)] * 7, 'without a seam at midnight in UTC'


def test_the_list_knows_of_a_session_that_began_days_ago(studio: StudioView, olga: str) -> None:
    start = at(10)
    booking_id = holding.book_for(olga, Wish(studio.id, start, 6 * 1440, ANN), now=NOW).id
    assert row(booking_id).duration == 6 * 1440
    for days in range(1, 6):
        day = (start + timedelta(days=days)).date()
        starts = [one.at for one in free.starts(studio.id, room_of(studio), day, 60, now=NOW)]
        assert [one for one in starts if one < start + timedelta(days=6)] == []
