"""What is looked after each minute of the money of bookings: payments without word, holds whose time is over, money
that goes back, rests that are charged. Any number of processes may do this side by side, and each may be killed."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import sqlalchemy as sa
from sqlmodel import Session, col

from app.billing import booking as billing
from app.billing import singles
from app.billing.booking import Unmatched
from app.config import settings
from app.db import reading, transaction
from app.errors import DatabaseAway, LevelMixError
from app.studio import access, facts, rest, settling, states
from app.studio.settling import BOOKING
from models import BillingTransaction, Booking
from models.types import utc_now

log = logging.getLogger(__name__)

SILENT = timedelta(minutes=5)
"""So long an event is waited for before the provider is asked, and then again each time it is over."""
LONGEST = timedelta(hours=1)
"""What is older is asked for by the upkeep of payments."""
IN_FLIGHT = timedelta(minutes=2)
"""Whoever charges a rest has done so by then, or was killed."""
AT_ONCE = 50


def sweep(now: datetime | None = None) -> None:
    """Do all of it; what cannot be done now is left to the next one."""
    if settings().payments == 'off':
        return
    now = now or utc_now()
    with reading() as session:
        waiting = _waiting(session)
        owing, due = settling.owing(session, AT_ONCE), rest.due(session, AT_ONCE)
    for made, booking in waiting:
        _try(booking.id, partial(_look_after, made, booking, now))
    for booking_id in owing:
        _try(booking_id, partial(settling.carry_out, booking_id))
    for booking_id in due:
        _try(booking_id, partial(rest.charge, booking_id))


def close(booking_id: str) -> None:
    """Close what is open of a booking that nobody shall pay any more; what was paid meanwhile goes back by itself."""
    with reading() as session:
        rows = settling.rows_of(session, booking_id)
    for made in rows:
        if made.status == 'pending' and made.session_ref is not None:
            _try(booking_id, partial(singles.close, made))


def _try(booking_id: str, do: Callable[[], object]) -> None:
    try:
        do()
    except DatabaseAway:
        raise
    except LevelMixError as error:
        log.warning('What became of the money of booking %s is not known yet: %s', booking_id, error)


def _waiting(session: Session) -> list[tuple[BillingTransaction, Booking]]:
    """Payments that are open, each with its booking; those that were begun first come first."""
    mine = sa.and_(
        col(BillingTransaction.related_entity_id) == col(Booking.id),
        col(BillingTransaction.related_entity_type) == BOOKING,
    )
    which = sa.select(BillingTransaction, Booking).join(Booking, mine)
    open_ones = which.where(col(BillingTransaction.status) == 'pending')
    found = session.execute(open_ones.order_by(col(BillingTransaction.created_at)).limit(20 * AT_ONCE))
    return [(made, booking) for made, booking in found]


def _look_after(made: BillingTransaction, booking: Booking, now: datetime) -> None:
    """Ask about an open payment where that is due, close it once its time is over, go on where somebody was killed."""
    if made.session_ref is None:
        _go_on(made, booking, now)
    elif made.type == facts.DEPOSIT and booking.status != states.PENDING_PAYMENT:
        if _is_silent(made, now) or booking.updated_at > now - IN_FLIGHT:
            singles.close(made)
    elif made.type == facts.DEPOSIT and _is_over(booking, now):
        _end(made, booking)
    elif _is_silent(made, now):
        singles.ask(made)


def _go_on(made: BillingTransaction, booking: Booking, now: datetime) -> None:
    """A payment of which no checkout is known: whoever began it was killed, or is just asking the provider."""
    if made.created_at > now - IN_FLIGHT:
        return
    if made.type == facts.REMAINDER:
        rest.charge(booking.id)
        with reading() as session:
            made = session.get_one(BillingTransaction, made.id)
        if made.status == 'pending' and made.created_at < now - LONGEST:
            billing.give_up(made.id)
    elif booking.status != states.PENDING_PAYMENT or _is_over(booking, now):
        billing.give_up(made.id)
        _expire(booking.id, {})


def _end(made: BillingTransaction, booking: Booking) -> None:
    """The hold is over: nobody shall pay any more. What was paid just now counts; money that is not here in time, or is
    not what was asked, does not keep the time."""
    try:
        payment = singles.close(made)
    except Unmatched:
        billing.give_up(made.id)
        payment = None
    if payment is None or payment.state in ('failed', 'coming'):
        _expire(booking.id, {made.id: facts.FAILED})


def _expire(booking_id: str, news: dict[str, str]) -> None:
    with transaction() as session:
        booking, _ = access.of_booking(session, booking_id)
        if booking.status == states.PENDING_PAYMENT and _is_over(booking, utc_now()):
            settling.settle(session, booking, news=news)


def _is_over(booking: Booking, now: datetime) -> bool:
    return booking.hold_expires_at is None or now >= booking.hold_expires_at


def _is_silent(made: BillingTransaction, now: datetime) -> bool:
    """Whether it is time to ask about it: once in each five minutes of its first hour."""
    age = now - made.created_at
    return SILENT <= age < LONGEST and age % SILENT < timedelta(minutes=1)
