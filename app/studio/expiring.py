"""Holds and moves whose time is over: let go by whoever wants their room, or by the upkeep."""

from datetime import datetime

from sqlmodel import Session

from app.studio import access, mails, reservations, states, steps, telling
from app.studio.steps import Given
from models import Booking, StudioRoom

STAYS = 'The studio did not answer in time, so the other time is not held any more. It stays on {when}.'


def let_go(session: Session, room: StudioRoom, now: datetime) -> None:
    """Let go of the holds of a room that are over, and of moves asked for, in this transaction."""
    for booking_id, kind in reservations.over(session, room.id, now):
        if kind == reservations.MOVE:
            end_move(session, booking_id, now)
        else:
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


def end_move(session: Session, booking_id: str, now: datetime) -> None:
    """Let go of another time that was asked for and that nobody answered; whoever asked is told that it stays."""
    wanted = reservations.wanted_move(session, booking_id)
    reservations.release(session, booking_id, reservations.MOVE)
    booking = session.get(Booking, booking_id, populate_existing=True)
    if wanted is None or booking is None or booking.status != states.CONFIRMED:
        return
    _, studio = access.of_booking(session, booking_id)
    steps.write(session, booking, {'updated_at': now}, 'booking.move_unanswered', access.CLOCK)
    telling.tell(session, booking, studio, telling.MOVE_ENDED, body=STAYS.format(when=telling.at(booking, studio)))
    mails.tell(session, booking, mails.NOT_MOVED, about=wanted.id)
