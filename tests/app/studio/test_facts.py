"""What follows from facts about payments: one answer, in whatever order they come, and however often."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.studio import facts, states
from app.studio.facts import COMING, DEPOSIT, FAILED, OPEN, PAID, REMAINDER, Fact, Known, Standing, known, standing

D = Fact('1', DEPOSIT, OPEN, 9000)
SETS = {
    'money that is sent and comes': ([replace(D, state=COMING), replace(D, state=PAID)], 'pending_approval', 9000, 0),
    'refunds, and more of them': (
        [replace(D, state=PAID), replace(D, state=PAID, refunded=2000), replace(D, state=PAID, refunded=9000)],
        'pending_approval', 9000, 9000,
    ),
    'money that is sent and lost': ([replace(D, state=COMING), replace(D, state=FAILED)], 'expired', 0, 0),
    'a checkout that ran out and was paid': ([replace(D, state=FAILED), replace(D, state=PAID)],
                                              'pending_approval', 9000, 0),
}  # fmt: skip


def of(*told: Fact, status: str = states.PENDING_PAYMENT, **more: object) -> Standing:
    """What follows for a session of 180.00."""
    return standing(Known(status, 18000, known(told), **more))  # type: ignore[arg-type]


@pytest.mark.parametrize('name', SETS)
def test_w2_any_order_and_repetition_of_facts_ends_in_one_state(name: str) -> None:
    told, *right = SETS[name]
    for order in itertools.permutations([*told, *told]):
        found = of(*order)
        assert [found.status, found.paid, found.back] == right


FACTS = st.builds(
    Fact,
    st.sampled_from('abc'),
    st.just(DEPOSIT),
    st.sampled_from(facts.RANKS),
    st.just(9000),
    st.integers(0, 9000),
)


@settings(deadline=None)
@given(st.lists(FACTS, max_size=12), st.randoms())
def test_facts_are_joined_in_any_order_and_twice_is_once(told: list[Fact], random: object) -> None:
    once, again = known(told), [*told, *told]
    random.shuffle(again)  # type: ignore[attr-defined]
    assert known(again) == once
    assert known([*once, *told]) == once


@given(
    st.sampled_from(states.STATES),
    st.lists(FACTS, max_size=6),
    st.sampled_from([0, 9000]),
    st.integers(0, 12000),
    st.booleans(),
    st.booleans(),
)
def test_what_follows_is_settled_and_takes_no_more_than_there_is(
    status: str, told: list[Fact], arrived: int, back: int, hold_over: bool, slot_free: bool
) -> None:
    about = Known(status, 18000, known(told), arrived, 0, back, hold_over=hold_over, slot_free=slot_free)
    first = standing(about)
    settled = replace(about, status=first.status, back=first.back, rest_status=first.rest_status, arrived=0)
    second = standing(settled)
    assert (second.status, second.paid, second.back, second.rest) == (first.status, first.paid, first.back, first.rest)
    assert (first.rest, first.rest >= 0) == (0 if first.status in facts.ENDED else max(
        0, 18000 - first.paid + first.back), True)  # fmt: skip
    assert first.back >= back, 'what was decided stays'
    assert not first.why or first.back <= first.paid
    wanted = facts.refunds(about.facts, first.back)
    assert all(0 < in_all <= 9000 for _, in_all in wanted)
    assert sum(in_all for _, in_all in wanted) <= first.paid


def test_w5_what_became_of_a_booking_that_had_expired_depends_on_its_time() -> None:
    late = replace(D, state=PAID)
    revived = of(late, status=states.EXPIRED, arrived=9000, slot_free=True)
    assert (revived.status, revived.paid, revived.back, revived.rest) == ('pending_approval', 9000, 0, 9000)
    gone = of(late, status=states.EXPIRED, arrived=9000)
    assert (gone.status, gone.back, gone.rest, gone.why) == ('expired', 9000, 0, facts.GONE)
    assert of(replace(late, refunded=9000), status=states.EXPIRED, back=9000, slot_free=True).status == 'expired'


def test_w3_money_that_is_on_its_way_holds_the_session_until_its_time_is_over() -> None:
    sent = replace(D, state=COMING)
    assert (of(sent).status, of(sent).is_coming, of(sent).paid) == ('pending_payment', True, 0)
    assert of(sent, hold_over=True).status == 'expired'
    assert of(D, hold_over=True).status == 'pending_payment', 'it may still be paid: the provider has not closed it'
    assert (of(hold_over=True).status, of().status) == ('expired', 'pending_payment')


def test_what_comes_after_a_session_has_ended_goes_back_and_what_was_kept_stays() -> None:
    twice = (replace(D, state=PAID), Fact('2', DEPOSIT, PAID, 9000))
    late = of(*twice, status=states.CANCELLED, arrived=9000)
    assert (late.back, late.rest, late.why) == (9000, 0, facts.CLOSED)
    assert of(*twice, status=states.CANCELLED).back == 0, 'what a late client forfeits is not touched by other news'


def test_more_than_is_due_goes_back() -> None:
    paid = [replace(D, state=PAID), *(Fact(one, REMAINDER, PAID, 9000) for one in '23')]
    found = of(*paid, status=states.COMPLETED, arrived=9000)
    assert (found.paid, found.back, found.rest, found.rest_status, found.why) == (27000, 9000, 0, 'paid', facts.SURPLUS)


def test_what_was_paid_on_site_counts_and_goes_back_by_no_provider() -> None:
    found = of(replace(D, state=PAID), status=states.COMPLETED, on_site=9000)
    assert (found.paid, found.rest, found.rest_status) == (18000, 0, 'paid')
    assert facts.refunds((replace(D, state=PAID),), 12000) == [('1', 9000)]


def test_the_latest_payment_gives_back_first_and_what_went_back_counts() -> None:
    told = (replace(D, state=PAID, refunded=2000), Fact('2', REMAINDER, PAID, 5000))
    assert facts.refunds(told, 2000) == []
    assert facts.refunds(told, 8000) == [('2', 5000), ('1', 3000)]
    assert facts.refunds(told, 99000) == [('2', 5000), ('1', 9000)]
