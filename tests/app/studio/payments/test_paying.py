"""Paying a session, with the stand-in and with Stripe: told late, twice, in disorder or never, it ends the same."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from app.accounts import throttle
from app.billing import webhooks
from app.db import transaction
from app.errors import NotAllowed, NotFound
from app.studio import payments, settling, sweeping
from models.types import utc_now
from tests.app.accounts_support import person, session_of, visiting
from tests.app.billing_support import failures
from tests.app.studio.payments.support import (
    age,
    back,
    begin,
    bells,
    booked,
    counted,
    lines,
    made_studio,
    money,
    payments_of,
    row,
    takes_room,
)
from tests.app.studio.payments.takers import ByStandIn, ByStripe, Taker

REQUESTED = 'booking.requested'


def test_w1_paid_once_however_often_it_is_told_and_played_again(
    gus: str, olga: str, taker: Taker, monkeypatch: pytest.MonkeyPatch
) -> None:
    taker.pay(begin(gus))
    with monkeypatch.context() as broken:
        broken.setattr(settling, 'settle', lambda *_, **__: 1 / 0)
        assert not any(taker.tell(times=2)[:1])
    (failure, *_) = failures()
    with visiting(session_of(olga)):
        for _ in range(3):
            webhooks.replay(failure.id)
    assert money(gus) == ('pending_approval', 9000, 0, 9000)
    assert [(one.type, one.status) for one in payments_of(gus)] == [('deposit', 'succeeded')]
    assert (lines(gus).count(REQUESTED), bells(olga).count(REQUESTED)) == (1, 1)
    assert (takes_room(gus), row(gus).email_proven_at is not None) == (['booking'], True)


@pytest.mark.parametrize('order', range(3))
def test_w2_in_any_order_the_end_is_the_same(room: str, taker: Taker, order: int) -> None:
    comes, back, lost = (booked(room, days=day) for day in (10, 11, 12))
    pages = [begin(one) for one in (comes, back, lost)]
    taker.send(pages[0])
    taker.arrive(pages[0])
    taker.pay(pages[1])
    taker.send(pages[2])
    taker.arrive(pages[2], paid=False)
    assert all(taker.tell(order=order, times=2))
    for cents in (2000, 7000):
        taker.give_back(str(payments_of(back)[0].payment_ref), cents)
    assert all(taker.tell(order=order, times=2))
    assert money(comes) == ('pending_approval', 9000, 0, 9000)
    assert money(back) == ('pending_approval', 9000, 9000, 18000)
    assert money(lost) == ('expired', 0, 0, 0)
    assert (takes_room(lost), takes_room(comes), failures()) == ([], ['booking'], [])


def test_w3_money_that_is_on_its_way_holds_the_session_for_some_days_at_most(room: str, taker: Taker) -> None:
    gus = booked(room, days=2)
    taker.send(begin(gus))
    taker.tell()
    held = row(gus)
    assert (held.status, held.paid_amount, held.hold_expires_at) == ('pending_payment', 0, held.start_time)
    soon = booked(room, days=10)
    taker.send(begin(soon))
    taker.tell(times=2)
    assert row(soon).hold_expires_at == payments_of(soon)[0].created_at + timedelta(days=3)
    with pytest.raises(NotAllowed, match='We wait until the payment is confirmed'):
        begin(soon)
    age(soon, timedelta(days=3))
    sweeping.sweep()
    assert (row(soon).status, takes_room(soon)) == ('expired', [])


def test_w3_a_studio_may_take_only_what_comes_at_once(olga: str, taker: Taker) -> None:
    page = begin(booked(made_studio(olga, slow_payment_days=0)))
    if isinstance(taker, ByStripe):
        asked = taker.double.things[page.rpartition('/')[2]]['sent']
        assert asked['payment_method_types'] == ['card']
    else:
        with pytest.raises(NotAllowed, match='only what comes at once'):
            taker.send(page)


def test_w6_pay_now_opens_the_same_checkout_until_the_hold_is_over(gus: str, taker: Taker) -> None:
    first, ends = begin(gus), row(gus).hold_expires_at
    assert begin(gus) == first
    assert (len(payments_of(gus)), row(gus).status) == (1, 'pending_payment')
    assert ends is not None
    assert timedelta(minutes=30) <= ends - row(gus).created_at < timedelta(minutes=31), 'as long as the checkout'
    age(gus, timedelta(minutes=31))
    with pytest.raises(NotAllowed, match='The time for which it was held is over'):
        begin(gus)
    sweeping.sweep()
    assert (row(gus).status, payments_of(gus)[0].status) == ('expired', 'failed')
    with pytest.raises(NotAllowed, match='nothing to pay'):
        begin(gus)


def test_w10_who_comes_back_before_the_event_has_the_provider_asked_once(
    gus: str, taker: Taker, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, asked = begin(gus), counted(monkeypatch)
    assert back(gus) == 'open', 'an address proves nothing'
    assert row(gus).status == 'pending_payment'
    throttle.forget(payments.ASKING, payments_of(gus)[0].id)
    taker.send(page)
    assert [back(gus), back(gus)] == ['coming', 'open']
    throttle.forget(payments.ASKING, payments_of(gus)[0].id)
    taker.arrive(page)
    assert [back(gus), back(gus)] == ['paid', 'paid']
    assert (len(asked), row(gus).status) == (3, 'pending_approval')


def test_w10_an_event_that_is_lost_for_ever_is_made_up_for_within_minutes(gus: str, taker: Taker) -> None:
    taker.pay(begin(gus))
    taker.lose_all()
    sweeping.sweep()
    assert row(gus).status == 'pending_payment', 'it may still be told'
    age(gus, timedelta(minutes=5))
    sweeping.sweep()
    assert money(gus) == ('pending_approval', 9000, 0, 9000)
    taker.tell()
    assert (money(gus), lines(gus).count(REQUESTED)) == (('pending_approval', 9000, 0, 9000), 1)


def test_a_studio_that_approves_by_itself_confirms_what_is_paid(olga: str, taker: Taker) -> None:
    gus = booked(made_studio(olga, auto_approve=True))
    taker.pay(begin(gus))
    taker.tell()
    assert money(gus) == ('confirmed', 9000, 0, 9000)


def test_a_short_hold_closes_its_checkout_when_it_is_over(room: str, taker: Taker) -> None:
    gus = booked(room, hold_expires_at=utc_now() + timedelta(minutes=10))
    page = begin(gus)
    age(gus, timedelta(minutes=10))
    sweeping.sweep()
    assert (row(gus).status, payments_of(gus)[0].status) == ('expired', 'failed')
    if isinstance(taker, ByStandIn):
        with pytest.raises(NotAllowed, match='closed'):
            taker.pay(page)


def test_whoever_was_killed_before_the_checkout_was_known_goes_on_with_the_same(
    gus: str, taker: Taker, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def dies(*_: object, **__: object) -> Callable[[], None]:
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr(payments, '_note_begun', dies)
        with pytest.raises(Killed):
            begin(gus)
    with transaction() as session:
        session.get_one(type(payments_of(gus)[0]), payments_of(gus)[0].id).session_ref = None
    page = begin(gus)
    assert (len(payments_of(gus)), begin(gus)) == (1, page)


def test_nobody_pays_for_a_booking_of_somebody_else(gus: str, taker: Taker) -> None:
    with pytest.raises(NotFound):
        payments.pay(person('eve@example.org'), gus)
    with pytest.raises(NotFound):
        payments.pay('', gus, token='guessed')
