"""Payments that come too late, are not what was asked, go back elsewhere, or meet a fault of ours."""

import json
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import col

from app.billing import webhooks
from app.db import reading, transaction
from app.studio import payments, settling, sweeping
from models import BillingTransaction, Deliverable
from tests.app.accounts_support import person, session_of, visiting
from tests.app.billing_support import failures
from tests.app.studio.payments.support import (
    age,
    begin,
    bells,
    booked,
    change,
    expire,
    money,
    payments_of,
    row,
    subjects,
    takes_room,
)
from tests.app.studio.payments.takers import Taker

REQUESTED = 'booking.requested'


def test_w5_who_pays_too_late_has_the_session_if_it_is_still_free(gus: str, taker: Taker) -> None:
    page = begin(gus)
    expire(gus)
    assert (row(gus).status, takes_room(gus)) == ('expired', [])
    taker.pay(page)
    taker.tell(times=2)
    assert (money(gus), takes_room(gus)) == (('pending_approval', 9000, 0, 9000), ['booking'])


def test_w5_who_pays_when_the_time_is_gone_has_all_of_it_back_once(
    gus: str, room: str, olga: str, taker: Taker
) -> None:
    page = begin(gus)
    expire(gus)
    start = row(gus).start_time
    booked(room, status='confirmed', start_time=start, end_time=start + timedelta(hours=3))
    taker.pay(page)
    taker.tell(times=3)
    taker.tell(times=2)
    sweeping.sweep()
    assert money(gus) == ('expired', 9000, 9000, 0)
    (paid,) = payments_of(gus)
    assert (paid.status, taker.refunded(str(paid.payment_ref))) == ('refunded', 9000)
    assert subjects('gus@example.org') == ['Your time was taken before your payment came']
    assert bells(olga).count('booking.goes_back') == 1


def test_w5_what_is_paid_after_it_was_cancelled_goes_back(gus: str, taker: Taker) -> None:
    page = begin(gus)
    change(gus, status='cancelled')
    taker.pay(page)
    taker.tell()
    assert (money(gus), taker.refunded(str(payments_of(gus)[0].payment_ref))) == (('cancelled', 9000, 9000, 0), 9000)


def test_w7_another_amount_is_not_accepted_and_staff_see_it_with_the_booking(gus: str, olga: str, taker: Taker) -> None:
    page = begin(gus)
    taker.misprice(page, 8000)
    taker.pay(page)
    taker.tell(times=2)
    assert (money(gus), bells(olga)) == (('pending_payment', 0, 0, 18000), ['booking.unmatched'])
    failure = failures()[0]
    assert (failure.booking_id, json.loads(str(failure.error_details))['unmatched']) == (gus, 8000)
    with visiting(session_of(olga)):
        ((shown, amount),) = payments.unmatched(olga, gus)
        assert (shown.id, amount) == (failure.id, '€80.00')
        age(gus, timedelta(minutes=31))
        sweeping.sweep()
        sweeping.sweep()
        assert (row(gus).status, takes_room(gus)) == ('expired', [])
        assert [one.booking_id for one in webhooks.failures()] == [gus] * len(webhooks.failures())
        for one in webhooks.failures():
            webhooks.resolve(one.id)
        assert payments.unmatched(olga, gus) == []
    assert bells(olga).count('booking.unmatched') == 1


def test_w7_another_currency_is_not_accepted_and_staff_see_it_with_the_booking(
    gus: str, olga: str, taker: Taker
) -> None:
    page = begin(gus)
    taker.pay_in(page, 'usd')
    taker.pay(page)
    taker.tell(times=2)
    assert (money(gus), bells(olga)) == (('pending_payment', 0, 0, 18000), ['booking.unmatched'])
    with visiting(session_of(olga)):
        ((_, amount),) = payments.unmatched(olga, gus)
    assert amount == '$90.00'


def test_w7_what_is_paid_for_one_booking_counts_for_no_other(gus: str, room: str, taker: Taker) -> None:
    other = booked(room, days=11, customer_email='other@example.org')
    page, _ = begin(gus), begin(other)
    with transaction() as session:
        mine, theirs = payments_of(gus)[0], payments_of(other)[0]
        session.execute(
            sa.update(BillingTransaction).where(col(BillingTransaction.id) == mine.id).values(session_ref=None)
        )
        moved = sa.update(BillingTransaction).where(col(BillingTransaction.id) == theirs.id)
        session.execute(moved.values(session_ref=mine.session_ref))
    taker.pay(page)
    taker.tell()
    assert (row(other).status, row(other).paid_amount) == ('pending_payment', 0)
    assert failures(), 'staff see that it came'


def test_w8_refunds_made_at_the_provider_and_disputes_are_followed(gus: str, olga: str, taker: Taker) -> None:
    taker.pay(begin(gus))
    taker.tell()
    ref = str(payments_of(gus)[0].payment_ref)
    with transaction() as session:
        studio_id = row(gus).studio_id
        file = Deliverable(
            studio_id=studio_id, booking_id=gus, email='gus@example.org', file_name='mix.wav', display_name='Mix'
        )
        session.add(file)
    with reading() as session:
        handed_over = session.get_one(Deliverable, file.id).model_dump()
    taker.give_back(ref, 2000)
    taker.tell(times=2)
    assert money(gus) == ('pending_approval', 9000, 2000, 11000)
    taker.dispute(ref)
    taker.tell(times=2)
    assert (row(gus).disputed_at is not None, money(gus)) == (True, ('pending_approval', 9000, 2000, 11000))
    assert [bells(olga).count(kind) for kind in ('booking.refunded', 'booking.disputed')] == [1, 1]
    with reading() as session:
        assert session.get_one(Deliverable, file.id).model_dump() == handed_over, 'what was delivered is left as it was'


def test_w9_a_fault_in_the_middle_writes_nothing_and_the_next_try_succeeds(
    gus: str, taker: Taker, monkeypatch: pytest.MonkeyPatch
) -> None:
    taker.pay(begin(gus))
    real = settling._step

    def fails(*given: object) -> None:
        real(*given)  # type: ignore[arg-type]
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr(settling, '_step', fails)
        assert not all(taker.tell())
    assert (money(gus), payments_of(gus)[0].status) == (('pending_payment', 0, 0, 18000), 'pending')
    with visiting(session_of(person('admin@example.org', is_admin=True))):
        for one in webhooks.failures():
            assert webhooks.replay(one.id) in ('done', 'seen before')
    assert (money(gus), [one.resolved for one in failures()]) == (('pending_approval', 9000, 0, 9000),
                                                                 [True] * len(failures()))  # fmt: skip
