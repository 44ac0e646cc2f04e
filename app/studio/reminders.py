"""Reminders of sessions: each is looked at once more when it is due, and sent if it is still true and still helps."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db import reading, transaction
from app.studio import mails, states
from models import Booking, BookingMail
from models.types import utc_now

AT_ONCE = 200
"""So many are looked at in one go; the others follow with the next."""


def send_due(now: datetime | None = None) -> int:
    """Post the reminders that are due; returns how many. Any number of processes may do this at once."""
    now = now or utc_now()
    with reading() as session:
        due = (
            sa.select(col(BookingMail.id))
            .where(col(BookingMail.state) == 'waiting', col(BookingMail.due_at) <= now)
            .order_by(col(BookingMail.due_at).desc())
            .limit(AT_ONCE)
        )
        found = list(session.scalars(due))
    return sum(_settle(mail_id, now) for mail_id in found)


def _settle(mail_id: str, now: datetime) -> bool:
    with transaction() as session:
        row = session.get(BookingMail, mail_id)
        if row is None or row.state != 'waiting':
            return False
        booking = session.get_one(Booking, row.booking_id)
        why = _why_not(session, row, booking, now)
        if not why:
            return mails.remind(session, row, booking)
        row.state, row.why, row.settled_at = 'dropped', why, utc_now()
        session.add(row)
        return False


def _why_not(session: Session, row: BookingMail, booking: Booking, now: datetime) -> str:
    """Why a reminder that is due is not sent; empty where it is."""
    if booking.deleted_at is not None or booking.status != states.CONFIRMED:
        return f'The session is {states.WORDS[booking.status]}.'
    if booking.start_time != row.starts_at:
        return 'The session was moved.'
    if booking.start_time - now < mails.LEAST_AHEAD:
        return 'It was too late for a reminder.'
    later = sa.select(sa.exists().where(
        col(BookingMail.booking_id) == booking.id,
        col(BookingMail.kind) == row.kind,
        col(BookingMail.starts_at) == row.starts_at,
        col(BookingMail.due_at) > row.due_at,
        col(BookingMail.due_at) <= now,
    ))  # fmt: skip
    return 'A later reminder says the same.' if session.scalar(later) else ''
