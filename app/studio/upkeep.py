"""What becomes of bookings by the clock: holds end, requests that nobody answers are rejected, sessions are over."""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db import in_pages, reading, transaction
from app.errors import Refused
from app.studio import absences, deciding, expiring, reminders, reservations, states, steps
from models import Booking, Studio
from models.types import utc_now

log = logging.getLogger(__name__)

AT_ONCE = 200
GRACE = timedelta(minutes=5)
"""So long after the end of a hold a payment may still be told; who wants the time meanwhile has it all the same."""


def often(now: datetime | None = None) -> None:
    """What cannot wait: ends of holds and of waiting for an answer."""
    now = now or utc_now()
    with reading() as session:
        moves = reservations.moves_over(session, now, AT_ONCE)
    _one_by_one(moves, lambda session, one: expiring.end_move(session, one, now))
    _each(_unpaid(now), lambda session, one: expiring.expire(session, one, now))
    _each(_unanswered(now), lambda session, one: deciding.by_clock(session, one, states.REJECTED, now))
    reminders.send_due(now)


def upkeep(now: datetime | None = None) -> None:
    """What may wait an hour: sessions that are over for a day count as held, old links and days off go."""
    now = now or utc_now()
    often(now)
    with reading() as session:
        studios = [row[0] for row in in_pages(session, sa.select(Studio), col(Studio.id))]
    for studio in studios:
        _each(_over(studio, now), lambda session, one: deciding.by_clock(session, one, states.COMPLETED, now))
        days = steps.policy_of(studio).guest_link_days
        old = sa.update(Booking).where(
            col(Booking.studio_id) == studio.id,
            col(Booking.claim_token_hash).is_not(None),
            col(Booking.end_time) < now - timedelta(days=days),
        )
        with transaction() as session:
            session.execute(old.values(claim_token_hash=None).execution_options(synchronize_session=False))
            absences.forget_old(session, studio.id, now)


def _unpaid(now: datetime) -> Any:
    over = col(Booking.hold_expires_at) <= now - GRACE
    return sa.select(col(Booking.id)).where(col(Booking.status) == states.PENDING_PAYMENT, over)


def _unanswered(now: datetime) -> Any:
    over = col(Booking.hold_expires_at) <= now
    return sa.select(col(Booking.id)).where(col(Booking.status) == states.PENDING_APPROVAL, over)


def _over(studio: Studio, now: datetime) -> Any:
    """Confirmed sessions of a studio that ended long enough ago."""
    since = now - timedelta(hours=steps.policy_of(studio).complete_after_hours)
    mine = (col(Booking.studio_id) == studio.id, col(Booking.status) == states.CONFIRMED)
    return sa.select(col(Booking.id)).where(*mine, col(Booking.end_time) <= since)


def _each(which: Any, do: Callable[[Session, str], object]) -> None:
    """Do something with each of some bookings, in a transaction of its own, so that one that fails keeps no other."""
    with reading() as session:
        due = list(session.scalars(which.order_by(col(Booking.start_time)).limit(AT_ONCE)))
    _one_by_one(due, do)


def _one_by_one(due: list[str], do: Callable[[Session, str], object]) -> None:
    for booking_id in due:
        try:
            with transaction() as session:
                do(session, booking_id)
        except Refused as error:  # somebody was faster
            log.info('Booking %s was left as it is: %s', booking_id, error)
