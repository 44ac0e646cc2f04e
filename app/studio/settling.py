"""Brings a booking to what is known of its payments: in the transaction that writes a payment down, by `facts`."""

import json
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts import audit
from app.billing import failing, singles
from app.billing.booking import Unmatched
from app.billing.provider import Payment
from app.db import after_commit, reading
from app.errors import LevelMixError, TimeRefused
from app.studio import access, expiring, facts, free, giving_back, money_telling, reservations, states, steps
from app.studio.facts import Fact, Known, Standing
from app.studio.steps import Given
from models import BillingTransaction, Booking, Studio, StudioRoom, WebhookFailure
from models.types import utc_now

log = logging.getLogger(__name__)

BOOKING = failing.BOOKING
NONE: Mapping[str, str] = {}
PAID = ('succeeded', 'refunded')
STATES = {'pending': facts.OPEN, 'failed': facts.FAILED, **dict.fromkeys(PAID, facts.PAID)}
WORDS = {
    facts.GONE: 'Its time was given to somebody else before the payment came. All of it goes back.',
    facts.CLOSED: 'It was paid after it had ended. What was paid goes back.',
    facts.SURPLUS: 'More was paid than is due. What is too much goes back.',
}
"""What the audit log and staff read of money that goes back by itself."""


def told(session: Session, row: BillingTransaction, was: str, payment: Payment) -> None:
    """What the core tells of a payment for a booking, in the transaction that writes it down."""
    booking = session.get(Booking, row.related_entity_id, populate_existing=True)
    if booking is None:
        return
    arrived = row.amount_cents if row.status in PAID and was not in PAID else 0
    news = {row.id: facts.COMING} if payment.state == facts.COMING else NONE
    settle(session, booking, arrived=arrived, news=news, method_started=row.created_at)
    if payment.disputed and booking.disputed_at is None:
        booking.disputed_at = utc_now()
        session.add(booking)
        told = {'disputed_at': str(booking.disputed_at)}
        audit.note(session, 'booking.disputed', 'payments', target=booking.id, entity=BOOKING, after=told)
        money_telling.staff(session, booking, money_telling.DISPUTED)


def unmatched(session: Session, booking_id: str, failure: WebhookFailure) -> None:
    """What the core tells of money that fits nothing that was asked: staff are told, and see it with the booking."""
    booking = session.get(Booking, booking_id)
    if booking is None:
        return
    details = {'failure': failure.id, 'cents': json.loads(failure.error_details or '{}').get('unmatched')}
    audit.note(session, 'booking.unmatched', 'payments', target=booking.id, entity=BOOKING, after=details)
    money_telling.staff(session, booking, money_telling.UNMATCHED, failure.error_message)


def rows_of(session: Session, booking_id: str) -> list[BillingTransaction]:
    """The payments of a booking, in the order in which they were begun."""
    mine = (
        col(BillingTransaction.related_entity_type) == BOOKING,
        col(BillingTransaction.related_entity_id) == booking_id,
    )
    found = select(BillingTransaction).where(*mine).order_by(col(BillingTransaction.id))
    return list(session.exec(found.execution_options(populate_existing=True)))


def facts_of(rows: list[BillingTransaction], news: Mapping[str, str] = NONE) -> tuple[Fact, ...]:
    """Payments as facts, with the `news` of some; one that was never begun says nothing."""
    told = [
        Fact(row.id, row.type, STATES[row.status], row.amount_cents, row.refunded_cents)
        for row in rows
        if row.status != 'failed' or row.session_ref is not None
    ]
    return facts.known([*told, *(replace(one, state=news[one.id]) for one in told if one.id in news)])


def settle(
    session: Session,
    booking: Booking,
    *,
    arrived: int = 0,
    news: Mapping[str, str] = NONE,
    method_started: datetime | None = None,
) -> Standing:
    """Bring a booking to what follows from its payments, in this transaction.

    Parameters
    ----------
    arrived : how many cents have just come.
    news : states of payments that their rows do not say, by their ids.
    method_started : when money was sent that is on its way.
    """
    now, studio = utc_now(), session.get_one(Studio, booking.studio_id)
    rows = rows_of(session, booking.id)
    there = facts_of(rows, news)
    was_paid = sum(one.cents for one in there if one.state == facts.PAID) - arrived
    policy = steps.policy_of(studio)
    late = booking.status == states.EXPIRED and arrived > 0
    found = facts.standing(
        Known(
            status=booking.status,
            total=booking.total_amount,
            facts=there,
            arrived=arrived,
            on_site=max(0, booking.paid_amount - was_paid),
            back=booking.refunded_amount,
            rest_status=booking.remainder_status,
            hold_over=_is_over(booking, now),
            slot_free=late and _is_free(session, booking, studio, now),
            auto_approve=policy.auto_approve,
        )
    )
    if found.is_coming and method_started is not None:
        _prolong(session, booking, method_started + timedelta(days=policy.slow_payment_days))
    _write(session, booking, studio, found, rows, now, arrived)
    return found


def _write(
    session: Session,
    booking: Booking,
    studio: Studio,
    found: Standing,
    rows: list[BillingTransaction],
    now: datetime,
    arrived: int,
) -> None:
    before, back = booking.status, booking.refunded_amount
    wanted = _columns(booking, found, rows)
    values = {name: value for name, value in wanted.items() if getattr(booking, name) != value}
    if found.status != before:
        given = Given(is_paid=bool(found.deposit), session_closed=True, values=wanted, body=WORDS.get(found.why, ''))
        _step(session, booking, studio, found.status, given, now)
    elif values:
        details = {'why': WORDS[found.why]} if found.why else {}
        action = 'booking.paid' if arrived else 'booking.refunded'
        steps.write(session, booking, values, action, access.PAYMENTS, Given(details=details))
    if found.why:
        money_telling.goes_back(session, booking, studio, found.why, found.back - back)
        after_commit(session, partial(carry_out, booking.id))
    elif arrived and found.status == before:
        money_telling.staff(session, booking, money_telling.PAID)
        money_telling.received(session, booking, arrived)
    elif found.back > back:
        money_telling.staff(session, booking, money_telling.REFUNDED)


def _columns(booking: Booking, found: Standing, rows: list[BillingTransaction]) -> dict[str, Any]:
    """The columns of a booking that say how its money stands."""
    deposit = next((row for row in rows if row.type == facts.DEPOSIT and row.status in PAID), None)
    wanted: dict[str, Any] = {
        'actual_deposit_paid': found.deposit,
        'paid_amount': found.paid,
        'refunded_amount': found.back,
        'remainder_amount': found.rest,
        'remainder_status': found.rest_status,
    }
    if deposit is not None:
        wanted |= {'stripe_payment_intent_id': deposit.payment_ref, 'stripe_session_id': deposit.session_ref}
        wanted |= {'email_proven_at': booking.email_proven_at or utc_now()}  # whoever pays gives a true address
    return wanted


def _step(session: Session, booking: Booking, studio: Studio, after: str, given: Given, now: datetime) -> None:
    """Take the step into another state, and have the room again if it was let go."""
    before = booking.status
    if after == states.EXPIRED and not _is_over(booking, now):
        booking.hold_expires_at = now  # the money that it was held for will not come
        session.add(booking)
        session.flush()
    steps.take(session, booking, studio, after, access.PAYMENTS, now, given)
    if before == states.EXPIRED:
        room = session.get_one(StudioRoom, booking.room_id)
        reservations.take(session, room, booking.id, booking.start_time, booking.end_time)


def _is_over(booking: Booking, now: datetime) -> bool:
    return booking.hold_expires_at is None or now >= booking.hold_expires_at


def _is_free(session: Session, booking: Booking, studio: Studio, now: datetime) -> bool:
    """Whether the time of a booking that had expired can still be had."""
    room = session.get_one(StudioRoom, booking.room_id)
    if booking.start_time <= now or not room.is_active or booking.deleted_at is not None:
        return False
    expiring.let_go(session, room, now)
    try:
        free.check(session, studio, room, booking.start_time, booking.duration, now, by_staff=True)
    except TimeRefused:
        return False
    return True


def _prolong(session: Session, booking: Booking, until: datetime) -> None:
    """Hold a booking until the money is there that is on its way, but not beyond its start."""
    until = min(until, booking.start_time)
    if booking.hold_expires_at is None or until > booking.hold_expires_at:
        booking.hold_expires_at = until
        session.add(booking)
        session.flush()
        reservations.prolong(session, booking.id, until)


def owe(session: Session, booking: Booking, cents: int, _: str) -> None:
    """Have so much given back of a booking, as was decided in this transaction; see `giving_back.through`."""
    booking.refunded_amount += cents
    session.add(booking)
    session.flush()
    after_commit(session, partial(carry_out, booking.id))


giving_back.through(owe)


def carry_out(booking_id: str) -> None:
    """Have given back what was decided and did not go back yet; what cannot be done now is done by the next sweep.

    Done by several at once, or again after a death, it is given once.
    """
    with reading() as session:
        booking = session.get(Booking, booking_id)
        rows = {row.id: row for row in rows_of(session, booking_id)}
    if booking is None:
        return
    for row_id, in_all in facts.refunds(facts_of(list(rows.values())), booking.refunded_amount):
        try:
            singles.give_back(rows[row_id], in_all)
        except Unmatched:
            raise
        except LevelMixError as error:
            log.warning('What goes back of booking %s waits for the next try: %s', booking_id, error)


def owing(session: Session, limit: int) -> list[str]:
    """Bookings of which not all went back that was decided."""
    cents = BillingTransaction
    gone = (
        sa.select(
            col(cents.related_entity_id).label('booking_id'),
            sa.func.sum(col(cents.refunded_cents)).label('gone'),
            sa.func.sum(col(cents.amount_cents)).label('paid'),
        )
        .where(col(cents.related_entity_type) == BOOKING, col(cents.status).in_(PAID))
        .group_by(col(cents.related_entity_id))
        .subquery()
    )
    waiting = sa.select(col(Booking.id)).join(gone, gone.c.booking_id == col(Booking.id))
    owed = waiting.where(col(Booking.refunded_amount) > gone.c.gone, gone.c.gone < gone.c.paid)
    return list(session.scalars(owed.limit(limit)))
