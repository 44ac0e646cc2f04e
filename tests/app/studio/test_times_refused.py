"""What cannot be booked, and is said so with the nearest free starts. Case A9, and what staff may do beyond it."""

from datetime import date

import pytest

from app.errors import NotAllowed, TimeRefused
from app.studio import times
from app.studio.times import Block, opening
from tests.app.studio.open_rooms import AROUND_THE_CLOCK, BEFORE_AUTUMN, BERLIN, LONG_AGO, moment, rules, shown, taken


@pytest.mark.parametrize(
    ('asked', 'minutes', 'why', 'near'),
    [
        ('2027-03-24T14:10', 60, 'grid', ['13:30', '14:00', '14:30']),
        ('2027-03-28T02:30', 60, 'gap', ['21:00', '21:30', '22:00']),
        ('2027-03-24T12:30', 60, 'taken', ['11:00', '13:00', '13:30']),
        ('2027-03-25T10:00', 60, 'blocked', ['12:00', '12:30', '13:00']),
        ('2027-03-24T23:30', 60, 'closed', ['21:00', '21:30', '22:00']),
        ('2027-03-24T22:30', 60, 'closing', ['21:00', '21:30', '22:00']),
        ('2029-01-01T10:00', 60, 'horizon', ['21:00', '21:30', '22:00']),
        ('2027-02-01T10:00', 60, 'past', ['13:30', '14:00', '14:30']),
        ('2027-03-01T13:00', 60, 'notice', ['13:30', '14:00', '14:30']),
        ('2027-03-24T10:00', 45, 'length', []),
    ],
)
def test_a9_what_cannot_be_booked_comes_with_a_reason_and_the_nearest_free_starts(
    asked: str, minutes: int, why: str, near: list[str]
) -> None:
    block = Block(date(2027, 3, 25), 540, 720)
    room = rules((600, 1380), blocks=(block,), notice_minutes=20, horizon_days=90)
    busy = [taken(moment(2027, 3, 24, 12), moment(2027, 3, 24, 13))]
    with pytest.raises(TimeRefused) as refused:
        times.check(room, busy, times.asked(asked, BERLIN), minutes, LONG_AGO)
    assert refused.value.why == why
    assert shown(refused.value.nearest) == near
    for start in refused.value.nearest:
        assert times.check(room, busy, start.at, minutes, LONG_AGO) == start


@pytest.mark.parametrize('text', ['', 'soon', '0001-01-01T00:00', '9999-12-31T23:59', '2027-03-24T25:00', '2' * 500])
def test_a9_what_is_no_time_is_said_to_be_none(text: str) -> None:
    with pytest.raises(NotAllowed, match='no time that can be booked'):
        times.asked(text, BERLIN)


def test_a9_a_start_is_found_again_by_what_it_is_called_also_in_the_hour_that_comes_twice() -> None:
    room = rules(AROUND_THE_CLOCK)
    for start in times.starts(room, (), date(2027, 10, 31), 60, BEFORE_AUTUMN):
        for text in (start.key, start.key.replace('+', ' ')):
            assert times.check(room, (), times.asked(text, BERLIN), 60, BEFORE_AUTUMN) == start
        assert times.check(room, (), start.local, 60, BEFORE_AUTUMN) == start


def test_staff_may_use_any_hour_and_length_but_nothing_that_is_taken_or_blocked() -> None:
    room = rules(blocks=(Block(date(2027, 3, 25), 540, 720, 'Piano tuner'),), gap_after=1800)
    busy = [taken(moment(2027, 3, 24, 12), moment(2027, 3, 24, 13))]
    times.check_for_staff(room, busy, moment(2027, 3, 24, 4, 7), 50)
    with pytest.raises(TimeRefused) as near:
        times.check_for_staff(room, busy, moment(2027, 3, 24, 11, 0), 45)
    assert near.value.why == 'taken'
    with pytest.raises(TimeRefused, match='Piano tuner'):
        times.check_for_staff(room, busy, moment(2027, 3, 25, 11), 60)
    with pytest.raises(TimeRefused, match='never shows 02:30'):
        times.check_for_staff(room, busy, moment(2027, 3, 28, 2, 30), 60)


def test_opening_hours_are_kept_as_they_were_written_and_what_is_wrong_is_said() -> None:
    kept = opening.checked({0: [[600, 840], [840, 1320]], 5: [(1320, 1680), (600, 720)]})
    assert kept == {0: ((600, 1320),), 5: ((600, 720), (1320, 1680))}
    assert opening.read(opening.written(kept)) == kept
    assert opening.read('nonsense') == opening.read('{"9": [[0, 1]]}') == {}
    for wrong, said in (
        ({0: [(600, 600)]}, 'close after'),
        ({0: [(600, 1801)]}, 'until 06:00'),
        ({1: [(600, 800), (700, 900)]}, 'open already'),
        ({7: [(600, 800)]}, 'seven days'),
        ({1: [(1500, 1600)]}, 'of that date'),
    ):
        with pytest.raises(NotAllowed, match=said):
            opening.checked(wrong)
