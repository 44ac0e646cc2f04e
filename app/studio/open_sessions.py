"""What somebody holds already: the same session is offered to them once more, and nobody holds many that nobody pays.

An address that somebody types proves nothing. So sessions of an address that is not proven count for those alone who
sent them, and nobody uses up what somebody else may hold.
"""

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts import tokens
from app.accounts.visitor import visitor
from app.errors import OverLimit, TimeRefused
from app.studio import states
from app.studio.access import By
from app.studio.booker import Booker
from app.studio.wishes import Wish
from models import AuditEntry, Booking, StudioRoom, User

MOST_OPEN = 3
"""So many sessions of one person that are neither paid nor answered keep a room at once."""
TOO_MANY_OPEN = (
    'You have {count} sessions that are not paid or not answered yet. Pay one of them, or let one go, first.'
)
OWN_TIME = 'You hold a part of this time yourself, and have not paid for it. Pay for that session, or let it go, first.'


def same(session: Session, wish: Wish, room: StudioRoom, by: By, told: Booker, now: datetime) -> Booking | None:
    """The same session, held already by the same person: it is offered once more, to be paid."""
    found: Booking | None = session.scalar(_same(wish, room, by, told, now))
    return found


def check(session: Session, wish: Wish, room: StudioRoom, by: By, told: Booker, now: datetime) -> None:
    """Raise OverLimit where somebody has too much that is neither paid nor answered; TimeRefused where they hold a part
    of the same time themselves, which nobody should take for somebody else's."""
    if session.scalar(_own_time(wish, room, by, now)):
        raise TimeRefused(OWN_TIME, 'own')
    if (count := session.scalar(_count(by, told, now)) or 0) >= MOST_OPEN:
        raise OverLimit(TOO_MANY_OPEN.format(count=count))


def asked(wish: Wish, room: StudioRoom, by: By, told: Booker, now: datetime) -> tuple[sa.Select[Any], ...]:
    """The SELECTs of both, to have them answered together."""
    return _same(wish, room, by, told, now), _own_time(wish, room, by, now), _count(by, told, now)


def _same(wish: Wish, room: StudioRoom, by: By, told: Booker, now: datetime) -> sa.Select[Any]:
    return sa.select(Booking).where(
        _shown(wish, by),
        _whose(by, told),
        col(Booking.status) == states.PENDING_PAYMENT,
        col(Booking.room_id) == room.id,
        col(Booking.start_time) == wish.start,
        col(Booking.duration) == wish.minutes,
        col(Booking.hold_expires_at) > now,
    )


def _own_time(wish: Wish, room: StudioRoom, by: By, now: datetime) -> sa.Select[Any]:
    end = wish.start + timedelta(minutes=wish.minutes)
    here = sa.and_(col(Booking.room_id) == room.id, col(Booking.start_time) < end, col(Booking.end_time) > wish.start)
    return sa.select(sa.exists().where(_shown(wish, by), _is_open(now), here))


def _count(by: By, told: Booker, now: datetime) -> sa.Select[Any]:
    whose = [_whose(by, told), _is_open(now)]
    if not isinstance(by.actor, User):
        whose.append(sa.or_(col(Booking.email_proven_at).is_not(None), _sent_from_here()))
    return sa.select(sa.func.count()).select_from(Booking).where(*whose)


def _is_open(now: datetime) -> sa.ColumnElement[bool]:
    unpaid = sa.and_(col(Booking.status) == states.PENDING_PAYMENT, col(Booking.hold_expires_at) > now)
    return sa.or_(unpaid, sa.and_(col(Booking.status) == states.PENDING_APPROVAL, col(Booking.paid_amount) == 0))


def _whose(by: By, told: Booker) -> sa.ColumnElement[bool]:
    if isinstance(by.actor, User):
        return col(Booking.user_id) == by.actor.id
    return sa.and_(col(Booking.user_id).is_(None), col(Booking.customer_email) == told.email)


def _shown(wish: Wish, by: By) -> sa.ColumnElement[bool]:
    """Bookings that are theirs for sure: a mail address proves nothing, because anybody may type it."""
    if isinstance(by.actor, User):
        return col(Booking.user_id) == by.actor.id
    return col(Booking.claim_token_hash) == tokens.digest(wish.link)


def _sent_from_here() -> sa.ColumnElement[bool]:
    """Whether a booking came from the address in the network from which this request comes, as the audit log has it."""
    return sa.exists().where(
        col(AuditEntry.entity) == 'booking',
        col(AuditEntry.entity_id) == col(Booking.id),
        col(AuditEntry.ip_address).is_not_distinct_from(visitor().address),
    )
