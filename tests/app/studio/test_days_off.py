"""Days off: while an engineer is away, nobody is offered what they would have to work, and what is booked stays."""

from datetime import date, timedelta

import pytest

from app.errors import NotAllowed, NotFound, TimeRefused
from app.studio import assigning, blocks, board, cautions, days_off, free, holding, moving, rooms
from app.studio.studios import StudioView
from tests.app.studio.rooms_support import DAY, NOW, at, confirmed, held, offered, row, wish

NEXT = DAY + timedelta(days=1)


def test_while_the_only_engineer_is_away_no_times_are_offered(studio: StudioView, eve: str, engineer: str) -> None:
    before = len(offered(studio))
    made = days_off.add(eve, studio.id, engineer, DAY, NEXT, now=NOW)
    assert offered(studio) == offered(studio, NEXT) == []
    assert free.month(studio.id, '', DAY, NEXT, 60, now=NOW) == {DAY: 0, NEXT: 0}
    with pytest.raises(TimeRefused, match='cannot be booked at this time') as refused:
        held(studio, '', 14)
    assert refused.value.nearest, 'free ones around these days are named'
    eve_before, morning_after = offered(studio, DAY - timedelta(days=1)), offered(studio, NEXT + timedelta(days=1))
    assert eve_before[-1] == '04:00', 'a day is the studio’s: the night before goes on until five'
    assert morning_after[0] == '08:00'
    days_off.remove(eve, made.id)
    assert len(offered(studio)) == before


def test_hours_off_take_what_would_reach_into_them_and_nothing_else(
    studio: StudioView, eve: str, engineer: str
) -> None:
    days_off.add(eve, studio.id, engineer, DAY, DAY, 14 * 60, 17 * 60, now=NOW)
    found = offered(studio)
    assert '13:00' in found
    assert '17:00' in found
    assert not {'13:30', '14:00', '16:30'} & set(found)


def test_as_long_as_somebody_else_is_there_times_are_offered(
    studio: StudioView, eve: str, engineer: str, other: str
) -> None:
    before = offered(studio)
    days_off.add(eve, studio.id, engineer, DAY, DAY, now=NOW)
    assert offered(studio) == before
    days_off.add(eve, studio.id, other, DAY, DAY, 12 * 60, 15 * 60, now=NOW)
    assert set(before) - set(offered(studio)) == {'11:30', '12:00', '12:30', '13:00', '13:30', '14:00', '14:30'}


def test_a_client_does_not_move_a_session_to_when_its_engineer_is_away(
    studio: StudioView, olga: str, ann: str, engineer: str, other: str
) -> None:
    booking_id = confirmed(studio, ann)
    assigning.assign(olga, booking_id, engineer)
    days_off.add(olga, studio.id, engineer, NEXT, NEXT, now=NOW)
    assert offered(studio, NEXT, but=booking_id) == []
    assert offered(studio, NEXT), 'others are there for others'
    for way in (moving.preview, moving.move, moving.ask):
        with pytest.raises(TimeRefused):
            way(ann, booking_id, at(14, day=NEXT), now=NOW)
    assigning.assign(olga, booking_id, other)
    moving.move(ann, booking_id, at(14, day=NEXT), now=NOW)
    assert row(booking_id).start_time == at(14, day=NEXT)


def test_who_asks_for_an_engineer_by_name_gets_no_time_at_which_they_are_away(
    studio: StudioView, olga: str, ann: str, engineer: str, other: str
) -> None:
    days_off.add(olga, studio.id, engineer, DAY, DAY, now=NOW)
    with pytest.raises(TimeRefused):
        holding.hold(wish(studio, engineer_id=engineer), ann, now=NOW)
    assert holding.hold(wish(studio, engineer_id=other), ann, now=NOW).id


def test_staff_are_told_and_may_do_it_all_the_same(studio: StudioView, olga: str, ann: str, engineer: str) -> None:
    booking_id = confirmed(studio, ann)
    assigning.assign(olga, booking_id, engineer)
    days_off.add(olga, studio.id, engineer, NEXT, NEXT, now=NOW)
    told = moving.preview(olga, booking_id, at(14, day=NEXT), now=NOW).cautions
    assert told.sentences == ['Eve is away then.']
    moving.move(olga, booking_id, at(14, day=NEXT), now=NOW)
    assert row(booking_id).start_time == at(14, day=NEXT)
    assert cautions.of_time(olga, studio.id, at(14), 60, engineer) == cautions.NONE
    assert holding.book_for(olga, wish(studio, 20), now=NOW).id


def test_sessions_in_the_way_are_named_before_it_is_saved_and_stay(
    studio: StudioView, olga: str, ann: str, engineer: str, other: str
) -> None:
    hers, nobodys = confirmed(studio, ann), confirmed(studio, ann, 20)
    assigning.assign(olga, hers, engineer)
    with pytest.raises(days_off.InTheWay, match=r'A session is booked .* Ann Example on 24 March 2027, 14:00'):
        days_off.add(olga, studio.id, engineer, DAY, NEXT, now=NOW)
    assert days_off.to_come(olga, studio.id, NOW) == [], 'nothing is saved before they have read it'
    days_off.add(olga, studio.id, engineer, DAY, NEXT, anyway=True, now=NOW)
    with pytest.raises(days_off.InTheWay, match=r'A session is booked .* 20:00'):
        days_off.add(olga, studio.id, other, DAY, DAY, now=NOW)  # nobody is left for what has no engineer
    assert [row(one).status for one in (hers, nobodys)] == ['confirmed'] * 2
    assert row(hers).engineer_id == engineer


def test_the_board_of_engineers_has_each_day_of_it(studio: StudioView, olga: str, engineer: str) -> None:
    days_off.add(olga, studio.id, engineer, DAY, NEXT, now=NOW)
    found = [one for one in board.between(olga, studio.id, DAY, 7).entries if one.kind == 'away']
    assert [(one.engineer_id, one.day, one.start, one.end) for one in found] == [
        (engineer, DAY, 360, 1800),
        (engineer, NEXT, 360, 1800),
    ]


def test_what_is_no_time_and_who_does_not_work_there(studio: StudioView, olga: str, ann: str, engineer: str) -> None:
    wrong = (
        ((NEXT, DAY), 'before the first'),
        ((DAY, DAY + timedelta(days=400)), 'a year at most'),
        ((DAY, NEXT, 600, 700), 'Hours are those of one day'),
        ((DAY, DAY, 600, 600), 'end after that'),
        ((DAY, DAY, 600, None), 'end after that'),
        ((date(2027, 3, 1), date(2027, 3, 2)), 'has passed'),
        ((date(9999, 12, 31), date(9999, 12, 31)), 'no days that can be booked'),
        ((date(1, 1, 1), date(1, 1, 2)), 'no days that can be booked'),
    )
    for given, said in wrong:
        with pytest.raises(NotAllowed, match=said):
            days_off.add(olga, studio.id, engineer, *given, now=NOW)
    with pytest.raises(NotFound, match='no such engineer'):
        days_off.add(olga, studio.id, 'somebody', DAY, DAY, now=NOW)
    made = days_off.add(olga, studio.id, engineer, DAY, DAY, now=NOW)
    for deed in (
        lambda: days_off.add(ann, studio.id, engineer, DAY, DAY, now=NOW),
        lambda: days_off.remove(ann, made.id),
        lambda: days_off.to_come(ann, studio.id, NOW),
    ):
        with pytest.raises(NotAllowed, match='people of this studio'):
            deed()
    rooms.end_engineer(olga, engineer)
    assert days_off.to_come(olga, studio.id, NOW) == []
    assert offered(studio), 'who does not work here any more keeps nobody from booking'
    assert blocks.of_studio(olga, studio.id, DAY, NEXT) == [], 'the studio itself was never closed'
