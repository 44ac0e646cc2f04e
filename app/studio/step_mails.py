"""Which mails a step of a booking brings, as the table of states has it."""

from datetime import datetime, timedelta

from sqlmodel import Session

from app.studio import free, mails, reservations, states, times
from app.studio.access import By
from models import Booking, Studio, StudioRoom

AROUND = timedelta(days=21)
"""Other free times are looked for so far around a session that is not accepted."""
OTHERS = 3
DUE = ('due', 'failed')


def tell(
    session: Session,
    booking: Booking,
    studio: Studio,
    before: str,
    by: By,
    *,
    now: datetime,
    reason: str = '',
    back: int = 0,
    owed: int = 0,
) -> None:
    """Write the mails of a step that was just taken, in its transaction.

    Parameters
    ----------
    before : the state that the booking comes from.
    reason : why, in words of the staff.
    back : how many cents go back.
    owed : what was to be paid still, before the step.
    """
    is_new = before == states.NEW
    after, due = booking.status, booking.remainder_amount if booking.remainder_status in DUE else 0
    if after == states.PENDING_APPROVAL:
        mails.tell(session, booking, mails.RECEIVED, is_new=is_new)
        mails.tell(session, booking, mails.STAFF_NEW, is_new=is_new)
    elif {before, after} == {states.COMPLETED, states.NO_SHOW}:
        if owed != due:
            mails.tell(session, booking, mails.CORRECTED, about=after, reason=reason, due_cents=due)
    elif after == states.CONFIRMED:
        mails.tell(session, booking, mails.CONFIRMED, due_cents=booking.remainder_amount, now=now, is_new=is_new)
        if before != states.PENDING_APPROVAL and not by.is_staff:  # nobody had to approve it
            mails.tell(session, booking, mails.STAFF_NEW, is_new=is_new)
    elif after == states.REJECTED:
        _rejected(session, booking, studio, by, now, reason, back)
    elif after == states.CANCELLED and before != states.PENDING_PAYMENT:
        mails.tell(session, booking, _cancelling(before, by), reason=reason, back_cents=back)
    elif after == states.COMPLETED:
        mails.tell(session, booking, mails.THANKS, due_cents=due)
    elif after == states.NO_SHOW:
        mails.tell(session, booking, mails.MISSED, due_cents=due)


def _cancelling(before: str, by: By) -> str:
    if by.is_staff:
        return mails.CANCELLED_BY_STUDIO
    return mails.WITHDRAWN if before == states.PENDING_APPROVAL else mails.CANCELLED


def _rejected(
    session: Session, booking: Booking, studio: Studio, by: By, now: datetime, reason: str, back: int
) -> None:
    others = _free(session, booking, studio, now)
    if by.is_staff:
        mails.tell(session, booking, mails.REJECTED, reason=reason, back_cents=back, free=others)
    else:
        mails.tell(session, booking, mails.UNANSWERED, back_cents=back, free=others)
        mails.tell(session, booking, mails.STAFF_MISSED, back_cents=back)


def _free(session: Session, booking: Booking, studio: Studio, now: datetime) -> list[times.Start]:
    """Other times around it at which the same session could be, without its own, which the studio does not want."""
    room, at = session.get_one(StudioRoom, booking.room_id), booking.start_time
    rules = free.rules(session, studio, room, (at - AROUND).date(), (at + AROUND).date())
    taken = reservations.taken(session, room.id, at - AROUND, at + AROUND, now)
    near = times.nearest(rules, taken, at, booking.duration, now, OTHERS + 1)
    return [start for start in near if start.at != at][:OTHERS]
