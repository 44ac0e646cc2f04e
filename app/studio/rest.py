"""Charges the rest of a session that is over to the way to pay that was kept; where that fails, asks for it by a link.

It is tried once more a day later. Each try is a row of its own, made before the provider is asked under its key: who is
killed in between asks the same again, and it is taken once.
"""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from app.billing import singles
from app.billing.provider import Line
from app.db import reading, transaction
from app.errors import PaymentAway, PaymentFailed
from app.studio import access, facts, money_telling, steps, telling
from app.studio.prices.quotes import MINIMUM_CENTS
from app.studio.settling import BOOKING, PAID, rows_of
from app.studio.steps import Given
from models import BillingTransaction, Booking
from models.types import utc_now

AGAIN = timedelta(hours=24)
TRIES = 2
NO_METHOD = 'No way to pay was kept that could be charged.'
NOT_TAKEN = 'It could not be charged to the card that you paid with: the bank declined it, or wants you to confirm it.'


@dataclass(frozen=True, slots=True)
class _Try:
    made: BillingTransaction
    customer: str
    method: str


def charge(booking_id: str) -> None:
    """Charge what is due of a booking, if that is wanted, and not done, begun or given up already.

    Raises
    ------
    PaymentAway
        The provider does not answer: the next sweep asks the same again.
    """
    with reading() as session:
        if not _is_wanted(session, booking_id):
            return
    if not _links_are_closed(booking_id):
        return
    method = _kept_method(booking_id)
    with transaction() as session:
        found = _next_try(session, booking_id, method)
    if found is None:
        return
    try:
        taken = singles.charge(found.made, found.customer, found.method) is not None
    except PaymentAway:
        raise
    except PaymentFailed:
        taken = False
    if not taken:
        with transaction() as session:
            _fail(session, booking_id, NOT_TAKEN, found.made.id)


def due(session: Session, limit: int) -> list[str]:
    """Bookings whose rest is to be charged by itself now, or once more."""
    now = utc_now()
    rest = (
        col(Booking.status).in_(facts.OVER),
        col(Booking.remainder_amount) > 0,
        col(Booking.refunded_amount) == 0,  # who was given something back is not charged for it by itself
        col(Booking.deleted_at).is_(None),
    )
    failed = sa.and_(col(Booking.remainder_status) == 'failed', col(Booking.updated_at) <= now - AGAIN)
    lately = col(Booking.end_time) > now - timedelta(days=30)
    which = sa.select(col(Booking.id)).where(*rest, lately, sa.or_(col(Booking.remainder_status) == 'due', failed))
    return list(session.scalars(which.order_by(col(Booking.end_time)).limit(limit)))


def _is_wanted(session: Session, booking_id: str) -> bool:
    """Whether a try is to be made now, or one goes on that was begun."""
    booking, studio = access.of_booking(session, booking_id)
    owed = booking.status in facts.OVER and booking.remainder_amount >= MINIMUM_CENTS and booking.refunded_amount == 0
    if not owed or steps.policy_of(studio).pay_rest != 'later':
        return False
    tries = _tries(session, booking_id)
    if not tries:
        return booking.remainder_status == 'due'
    if any(row.status == 'pending' for row in tries):
        return True
    return len(tries) < TRIES and tries[-1].created_at <= utc_now() - AGAIN


def _next_try(session: Session, booking_id: str, method: str | None) -> _Try | None:
    """The try that is to be made now, as a row; None where none is."""
    if not _is_wanted(session, booking_id):
        return None
    if method is None:
        _fail(session, booking_id, NO_METHOD, '')
        return None
    booking, studio = access.of_booking(session, booking_id)
    begun = next((row for row in _tries(session, booking_id) if row.status == 'pending'), None)
    if begun is None:
        line = Line(f'Rest: {studio.name}, {telling.at(booking, studio)}', booking.remainder_amount, booking.currency)
        begun = singles.pending(session, line, facts.REMAINDER, BOOKING, booking.id, booking.user_id)
    return _Try(begun, booking.stripe_customer_id or '', method)


def _tries(session: Session, booking_id: str) -> list[BillingTransaction]:
    """The charges that were tried since something was last paid; those of a link have a checkout."""
    tries: list[BillingTransaction] = []
    for row in rows_of(session, booking_id):
        if row.status in PAID:
            tries.clear()
        elif row.type == facts.REMAINDER and row.session_ref is None:
            tries.append(row)
    return tries


def _links_are_closed(booking_id: str) -> bool:
    """Close the pay links that are open, so that nobody pays twice; False where one was just paid."""
    with reading() as session:
        rows = rows_of(session, booking_id)
    opened = [row for row in rows if row.status == 'pending' and row.session_ref and row.type == facts.REMAINDER]
    closed = [singles.close(row) for row in opened]
    return all(payment is not None and payment.state == 'failed' for payment in closed)


def _kept_method(booking_id: str) -> str | None:
    """The way to pay that was kept when the deposit was paid, as the provider knows it."""
    with reading() as session:
        paid = [row for row in rows_of(session, booking_id) if row.status in PAID and row.payment_ref]
    for row in reversed(paid):
        payment = singles.ask(row)
        if payment is not None and payment.method_ref:
            return payment.method_ref
    return None


def _fail(session: Session, booking_id: str, why: str, about: str) -> None:
    """Note that the rest could not be charged, and ask for it; the second time, too, but not more often."""
    booking = session.get_one(Booking, booking_id, populate_existing=True)
    if booking.remainder_amount <= 0 or booking.remainder_status not in ('due', 'failed'):
        return
    values = {'remainder_status': 'failed', 'updated_at': utc_now()}
    steps.write(session, booking, values, 'booking.not_charged', access.PAYMENTS, Given(details={'why': why}))
    money_telling.ask_for_rest(session, booking, why, about)
