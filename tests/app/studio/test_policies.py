"""What comes back, what a move costs, what overtime counts: by the numbers of the table."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.studio.policies import (
    CLIENT,
    CLOCK,
    STAFF,
    BadPolicy,
    Moved,
    Overtime,
    Policy,
    TooMuch,
    answer_by,
    check_refund,
    is_waived_at_no_show,
    moved,
    overtime,
    refund,
    sentence,
)
from tests.app.studio.price_support import BERLIN, NEW_YORK, at, price

STEPS = Policy(cancel_bands=((168, 100), (48, 50), (0, 0)))
START = at('2027-06-10 14:00')


def back(before: timedelta, policy: Policy = STEPS, paid: int = 10125, refunded: int = 0, by: str = CLIENT) -> int:
    """What comes back if it is cancelled so long before its start."""
    return refund(policy, paid, refunded, START, START - before, by)


def test_r1_what_comes_back_goes_by_the_hour() -> None:
    minute = timedelta(minutes=1)
    week = timedelta(hours=168)
    assert [back(timedelta(days=8)), back(week), back(week - minute)] == [10125, 10125, 5063]
    assert back(timedelta(hours=48)) == 5063
    assert back(timedelta(hours=48) - minute) == 0


@pytest.mark.parametrize(
    ('zone', 'start', 'now', 'comes_back'),
    [
        (BERLIN, '2027-03-28 14:00', '2027-03-26 13:30', 0),
        (NEW_YORK, '2027-11-07 14:00', '2027-11-05 14:30', 5063),
    ],
)
def test_r2_hours_are_real_ones_over_a_change_of_the_clock(zone: str, start: str, now: str, comes_back: int) -> None:
    assert refund(STEPS, 10125, 0, at(start, zone), at(now, zone), CLIENT) == comes_back


def test_r3_what_went_back_before_does_not_go_back_again() -> None:
    assert back(timedelta(days=8), refunded=2000) == 8125
    assert back(timedelta(hours=1), refunded=2000, by=STAFF) == 8125
    assert back(timedelta(days=8), refunded=10125) == 0


def test_r3_staff_cannot_give_back_more_than_there_is() -> None:
    with pytest.raises(TooMuch) as refused:
        check_refund(10126, 10125, 0)
    assert refused.value.most == 10125
    assert check_refund(10125, 10125, 0) == 10125
    with pytest.raises(TooMuch):
        check_refund(0, 10125, 0)


def test_r4_after_a_no_show_the_rest_is_waived_or_charged_by_the_policy() -> None:
    assert is_waived_at_no_show(Policy())
    assert not is_waived_at_no_show(Policy(no_show_remainder='charge'))


def test_r5_what_the_studio_or_the_clock_rejects_goes_back_whole() -> None:
    assert [back(timedelta(minutes=5), Policy(), by=by) for by in (STAFF, CLOCK)] == [10125, 10125]


def test_a_request_that_is_withdrawn_before_its_approval_goes_back_whole() -> None:
    late = START - timedelta(hours=1)
    assert refund(Policy(), 10125, 0, START, late, CLIENT, approved=False) == 10125
    assert refund(Policy(), 10125, 0, START, late, CLIENT) == 0, 'by default what was paid stays with the studio'


def test_r6_moved_by_the_studio_the_lower_price_counts() -> None:
    assert moved(18000, 23500, 9000, 0, STAFF) == Moved(18000, 9000, 0)
    assert moved(23500, 18000, 9000, 0, STAFF) == Moved(18000, 9000, 0)


def test_r7_a_client_who_moves_pays_the_difference_with_the_rest_and_gets_back_what_is_too_much() -> None:
    paid = price(at('2027-03-24 14:00'), 180)
    later, shorter = price(at('2027-03-24 22:00'), 180), price(at('2027-03-24 14:00'), 60)
    assert moved(paid.total, later.total, paid.deposit, 0, CLIENT) == Moved(23500, 14500, 0)
    assert moved(paid.total, shorter.total, paid.deposit, 0, CLIENT) == Moved(6000, 0, 3000)


def test_r8_overtime_counts_each_half_hour_that_has_begun_if_the_room_is_free() -> None:
    assert overtime(Policy(), 40, 30) == Overtime(60, False, 30)
    assert overtime(Policy(), 30, 30) == Overtime(30, True, 30)
    assert overtime(Policy(), 1, None) == Overtime(30, True, 30)
    assert overtime(Policy(), 61, 100) == Overtime(90, True, 90)
    assert overtime(Policy(), 10, 0) == Overtime(30, False, 0)


amounts = some.integers(0, 10**7)


@given(some.lists(some.tuples(some.integers(0, 500), some.integers(0, 100)), min_size=1, max_size=6), amounts, amounts)
def test_never_more_comes_back_than_was_paid(bands: list[tuple[int, int]], paid: int, refunded: int) -> None:
    steps = tuple(sorted(dict(bands).items(), reverse=True))
    found = [
        back(timedelta(hours=hours), Policy(cancel_bands=steps), paid, refunded, by)
        for hours in range(-2, 502, 9)
        for by in (CLIENT, STAFF)
    ]
    assert all(0 <= one <= max(0, paid - refunded) for one in found)


@given(amounts, amounts, amounts, some.sampled_from((CLIENT, STAFF)))
def test_after_a_move_what_is_kept_and_what_is_due_make_the_price(old: int, new: int, paid: int, by: str) -> None:
    after = moved(old, new, paid, 0, by)
    assert paid - after.back + after.rest == after.total
    assert min(after.rest, after.back) == 0


def test_requests_are_answered_in_two_days_or_two_hours_before_the_session() -> None:
    day = timedelta(days=1)
    assert answer_by(Policy(), START - 10 * day, START) == START - 8 * day
    assert answer_by(Policy(), START - day, START) == START - timedelta(hours=2)
    assert answer_by(Policy(), START - timedelta(hours=1), START) == START, 'and not before it was asked'


def test_a_policy_keeps_what_differs_from_the_defaults() -> None:
    own = Policy(cancel_bands=((24, 100),), reminder_hours=(48,), words='No food at the desk.')
    assert Policy.from_json(own.to_json()) == own
    assert Policy.from_json('{}') == Policy() == Policy.from_json('{"what a later version knows": 1}')
    assert Policy().to_json() == '{}'


@pytest.mark.parametrize(
    'text',
    [
        '[]',
        'nothing',
        '{"cancel_bands": []}',
        '{"cancel_bands": 5}',
        '{"cancel_bands": [[48, 50], [168, 100]]}',
        '{"cancel_bands": [[48, 101]]}',
        '{"hold_minutes": 0}',
        '{"hold_minutes": "long"}',
        '{"client_moves": true}',
        '{"reminder_hours": [0]}',
        '{"no_show_remainder": "forget"}',
        '{"pay_rest": "never"}',
        '{"words": 5}',
    ],
)
def test_a_policy_that_is_none_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(BadPolicy, match=r'\.$'):
        Policy.from_json(text)


def test_a_policy_is_told_in_words() -> None:
    assert sentence(Policy()) == (
        'If you cancel a confirmed session, what you have paid stays with the studio. '
        'You may move it once, until 24 hours before.'
    )
    assert sentence(STEPS).startswith(
        'If you cancel, you get back all until 7 days before, half until 48 hours before; after that nothing.'
    )
    assert sentence(Policy(client_moves=0, words='Ring twice.')).endswith('To move it, ask the studio. Ring twice.')


def test_the_defaults_are_those_of_the_trade() -> None:
    assert Policy().hold_minutes == 30
    assert Policy().retention_days == 90
    assert Policy().cancel_bands == ((0, 0),)
    assert isinstance(START, datetime)
