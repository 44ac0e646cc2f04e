"""Who may bring a booking from which state to which: the whole grid, and what must be true for each step."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from app.studio.policies import Policy
from app.studio.states import (
    DELETED,
    NEW,
    ROLES,
    STATES,
    STEPS,
    TERMINAL,
    Facts,
    NotPossible,
    check,
    next_steps,
)
from models.studio_bookings import BOOKING_STATES
from tests.app.studio.price_support import at

PEOPLE, STAFF = {'client', 'guest'}, {'engineer', 'owner'}
TABLE = {
    ('pending_payment', 'pending_approval'): {'payment'},
    ('pending_payment', 'confirmed'): {'payment'},
    ('pending_payment', 'expired'): {'payment', 'clock'},
    ('pending_payment', 'cancelled'): PEOPLE | STAFF,
    ('expired', 'pending_approval'): {'payment'},
    ('pending_approval', 'confirmed'): STAFF,
    ('pending_approval', 'rejected'): STAFF | {'clock'},
    ('pending_approval', 'cancelled'): PEOPLE,
    ('confirmed', 'confirmed'): PEOPLE | STAFF,
    ('confirmed', 'cancelled'): PEOPLE | STAFF,
    ('confirmed', 'completed'): STAFF | {'clock'},
    ('confirmed', 'no_show'): STAFF,
    ('no_show', 'completed'): {'owner'},
    ('completed', 'no_show'): {'owner'},
    ('completed', 'completed'): STAFF,
}
"""Everything that is possible; the grid has 8 x 8 x 6 places."""
START = at('2027-06-10 14:00')
END = START + timedelta(hours=3)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AUTO = Policy(auto_approve=True)


def facts(**differing: Any) -> Facts:
    """A paid session of three hours, a week before it."""
    usual: dict[str, Any] = {'now': START - 7 * DAY, 'start': START, 'end': END, 'deposit': 9000}
    usual |= {'is_paid': True, 'is_proven': True, 'slot_free': True, 'reason': 'The desk is broken.'}
    return replace(Facts(**usual), **differing)


def facts_for(before: str, after: str, role: str) -> Facts:
    """What makes a step of the table possible."""
    if after in ('expired', 'cancelled') and before == 'pending_payment':
        return facts(is_paid=False, session_closed=True, hold_ends=START - 8 * DAY)
    if (before, after) == ('confirmed', 'completed'):
        return facts(now=END + DAY)
    if (before, after) == ('confirmed', 'no_show'):
        return facts(now=START + HOUR)
    if (before, after, role) == ('pending_approval', 'rejected', 'clock'):
        return facts(asked_at=START - 9 * DAY)
    if {before, after} == {'completed', 'no_show'}:
        return facts(now=END + 2 * DAY, ended_at=END)
    return facts(policy=AUTO)


def test_the_states_are_those_of_the_table_of_bookings() -> None:
    assert set(STATES) == set(BOOKING_STATES)


@pytest.mark.parametrize('role', ROLES)
@pytest.mark.parametrize('before', STATES)
def test_the_whole_grid_of_states_and_roles(before: str, role: str) -> None:
    possible = {after for after in STATES if role in TABLE.get((before, after), set())}
    assert {step.after for step in next_steps(before, role)} - {DELETED} == possible
    for after in STATES:
        if after in possible:
            assert check(before, after, role, facts_for(before, after, role)).after == after
        else:
            with pytest.raises(NotPossible) as refused:
                check(before, after, role, facts())
            assert set(refused.value.steps) <= set(next_steps(before, role))


@given(some.sampled_from(STATES), some.sampled_from(STATES), some.sampled_from(ROLES), some.booleans(), some.booleans())
def test_whatever_the_facts_no_step_is_taken_that_is_not_in_the_table(
    before: str, after: str, role: str, is_paid: bool, slot_free: bool
) -> None:
    for days in (-30, -7, 0, 1, 40):
        known = facts(now=START + days * DAY, is_paid=is_paid, slot_free=slot_free, asked_at=START - 9 * DAY)
        with suppress(NotPossible):
            check(before, after, role, known)
            assert role in TABLE.get((before, after), set())


def refusal(before: str, after: str, role: str, **differing: Any) -> str:
    """The sentence with which a step is refused."""
    with pytest.raises(NotPossible) as refused:
        check(before, after, role, facts(**differing))
    return str(refused.value)


def test_a_new_booking_waits_for_its_deposit_or_for_approval_and_needs_a_proven_mail_if_it_is_free() -> None:
    assert check(NEW, 'pending_payment', 'guest', facts(is_proven=False)).name == 'book'
    assert check(NEW, 'pending_approval', 'guest', facts(deposit=0)).name == 'ask'
    assert 'mail' in refusal(NEW, 'pending_approval', 'guest', deposit=0, is_proven=False)
    assert 'deposit' in refusal(NEW, 'pending_approval', 'guest')
    assert 'not free' in refusal(NEW, 'pending_payment', 'client', slot_free=False)
    assert 'approves' in refusal(NEW, 'confirmed', 'client', deposit=0)
    assert check(NEW, 'confirmed', 'client', facts(deposit=0, policy=AUTO)).after == 'confirmed'
    assert check(NEW, 'confirmed', 'engineer', facts()).after == 'confirmed'


def test_nothing_is_approved_unpaid_and_nothing_paid_expires() -> None:
    assert 'not paid' in refusal('pending_payment', 'pending_approval', 'payment', is_paid=False)
    assert 'approves' in refusal('pending_payment', 'confirmed', 'payment')
    over = {'session_closed': True, 'hold_ends': START - 8 * DAY}
    assert 'is paid' in refusal('pending_payment', 'expired', 'clock', **over)
    assert 'still be paid' in refusal('pending_payment', 'expired', 'clock', is_paid=False, hold_ends=START)
    open_session = {'hold_ends': START - 8 * DAY, 'session_closed': False}
    assert 'still be paid' in refusal('pending_payment', 'expired', 'clock', is_paid=False, **open_session)
    assert 'is paid' in refusal('pending_payment', 'cancelled', 'guest')


def test_money_that_comes_late_revives_a_booking_only_while_its_room_is_free() -> None:
    assert check('expired', 'pending_approval', 'payment', facts()).name == 'pay late'
    assert 'not free' in refusal('expired', 'pending_approval', 'payment', slot_free=False)


def test_a_request_is_rejected_with_a_reason_or_by_the_clock() -> None:
    assert 'Say why' in refusal('pending_approval', 'rejected', 'owner', reason='  ')
    assert 'still time' in refusal('pending_approval', 'rejected', 'clock', asked_at=START - 8 * DAY)
    near = facts(now=START - 2 * HOUR, asked_at=START - 3 * HOUR)
    assert check('pending_approval', 'rejected', 'clock', near).after == 'rejected'


def test_clients_move_once_until_a_day_before_and_staff_always() -> None:
    last = {'now': START - DAY}
    assert check('confirmed', 'confirmed', 'guest', facts(**last)).name == 'move'
    assert 'too close' in refusal('confirmed', 'confirmed', 'guest', now=START - DAY + timedelta(minutes=1))
    assert 'before' in refusal('confirmed', 'confirmed', 'client', moves=1)
    assert check('confirmed', 'confirmed', 'engineer', facts(now=START - HOUR, moves=3)).name == 'move'
    assert 'not free' in refusal('confirmed', 'confirmed', 'owner', slot_free=False)


def test_clients_cancel_before_the_start_and_staff_with_a_reason() -> None:
    assert (
        check('confirmed', 'cancelled', 'client', facts(now=START - timedelta(minutes=1), reason='')).name == 'cancel'
    )
    assert 'begun' in refusal('confirmed', 'cancelled', 'client', now=START)
    assert 'Say why' in refusal('confirmed', 'cancelled', 'owner', reason='')


def test_a_session_is_completed_at_its_end_by_staff_and_a_day_later_by_itself() -> None:
    assert 'not ended' in refusal('confirmed', 'completed', 'engineer', now=END - timedelta(minutes=1))
    assert check('confirmed', 'completed', 'engineer', facts(now=END)).name == 'complete'
    assert 'long enough' in refusal('confirmed', 'completed', 'clock', now=END + 23 * HOUR)
    assert check('confirmed', 'completed', 'clock', facts(now=END + DAY)).name == 'complete'


@pytest.mark.parametrize(('after_start', 'possible'), [(14, False), (15, True), (48 * 60, True), (48 * 60 + 1, False)])
def test_that_nobody_came_is_said_from_a_quarter_of_an_hour_to_two_days_after(after_start: int, possible: bool) -> None:
    known = facts(now=START + timedelta(minutes=after_start))
    names = {step.after for step in next_steps('confirmed', 'engineer', known)}
    assert ('no_show' in names) is possible


def test_the_owner_corrects_that_within_a_week_and_with_a_reason() -> None:
    assert 'too long' in refusal('no_show', 'completed', 'owner', now=END + 8 * DAY, ended_at=END)
    assert 'Say why' in refusal('completed', 'no_show', 'owner', now=END + DAY, ended_at=END, reason='')


def test_what_is_over_can_be_deleted_by_the_owner_after_thirty_days() -> None:
    for state in TERMINAL:
        assert check(state, DELETED, 'owner', facts(now=END + 30 * DAY, ended_at=END)).name == 'delete'
        assert '30 days' in refusal(state, DELETED, 'owner', now=END + 29 * DAY, ended_at=END)
    assert 'nothing more' in refusal('rejected', DELETED, 'client')


def test_a_refusal_says_what_can_be_done_instead() -> None:
    said = refusal('pending_approval', 'completed', 'owner')
    assert said == (
        'This booking is waiting for approval; it cannot become completed now. What you can do: approve, reject.'
    )


def test_every_step_is_in_the_table_once_for_each_role() -> None:
    told = [(step.before, step.after, role) for step in STEPS for role in step.roles]
    assert len(told) == len(set(told))
