"""Holds whose time is over: let go by whoever wants their room, or by the upkeep."""

from datetime import datetime

from sqlmodel import Session

from app.studio import access, reservations, states, steps
from app.studio.steps import Given
from models import Booking, StudioRoom


def let_go(session: Session, room: StudioRoom, now: datetime) -> None:
    """Let go of the holds of a room that are over, and of moves asked for, in this transaction."""
    reservations.end_moves(session, now, room.id)
    for booking_id in reservations.over(session, room.id, now):
        expire(session, booking_id, now)


def expire(session: Session, booking_id: str, now: datetime) -> bool:
    """Let a booking expire that was not paid in time; False where it is none of these. A payment that comes later all
    the same is dealt with when it comes."""
    booking = session.get(Booking, booking_id, populate_existing=True)
    if booking is None or booking.status != states.PENDING_PAYMENT:
        reservations.release(session, booking_id, reservations.HOLD)
        return False
    _, studio = access.of_booking(session, booking_id)
    steps.take(session, booking, studio, states.EXPIRED, access.CLOCK, now, Given(session_closed=True))
    return True
