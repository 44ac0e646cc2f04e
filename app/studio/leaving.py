"""When a client's account ends: their sessions to come are cancelled; the books keep what was, without their name."""

from contextlib import suppress
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db import PAGE, reading, transaction
from app.errors import Changed
from app.studio import absences, access, deciding, states, steps
from app.studio.access import By, Reached
from app.studio.steps import Given
from models import Booking, CouponUse, StudioEngineer, User
from models.types import utc_now

GONE = 'deleted'
"""What stands in place of a name."""
TO_COME = (states.PENDING_PAYMENT, states.PENDING_APPROVAL, states.CONFIRMED)
EMPTIED = (
    *('first_name', 'last_name', 'artist_name', 'customer_email', 'customer_phone'),
    *('admin_notes', 'person_zone', 'claim_token_hash', 'idempotency_key'),
)


def erase(user_id: str, *, now: datetime | None = None) -> bool:
    """Cancel what a leaving client has booked, by the studio's policy, and empty what bookings say of them; delete a
    leaving engineer's days off. True, since nothing of it has to wait."""
    now = now or utc_now()
    for booking_id in _ids(user_id, col(Booking.status).in_(TO_COME), col(Booking.start_time) > now):
        with suppress(Changed), transaction() as session:
            _cancel(session, user_id, booking_id, now)
    named = col(Booking.customer_name).is_distinct_from(GONE)
    while booking_ids := _ids(user_id, named):
        with transaction() as session:
            _forget(session, booking_ids)
    with transaction() as session:
        absences.forget_of(session, col(StudioEngineer.user_id) == user_id)
    return True


def _ids(user_id: str, *which: sa.ColumnElement[bool]) -> list[str]:
    mine = sa.select(col(Booking.id)).where(col(Booking.user_id) == user_id, *which)
    with reading() as session:
        return list(session.scalars(mine.order_by(col(Booking.id)).limit(PAGE)))


def _cancel(session: Session, user_id: str, booking_id: str, now: datetime) -> None:
    booking, studio = access.of_booking(session, booking_id)
    found = Reached(booking, studio, By(states.CLIENT, session.get_one(User, user_id)))
    given = Given(back=deciding.coming_back(found, now))
    steps.take(session, booking, studio, states.CANCELLED, found.by, now, given)


def _forget(session: Session, booking_ids: list[str]) -> None:
    mine = sa.update(Booking).where(col(Booking.id).in_(booking_ids))
    emptied = dict.fromkeys(EMPTIED) | {'customer_name': GONE}
    session.execute(mine.values(**emptied).execution_options(synchronize_session=False))
    uses = sa.update(CouponUse).where(col(CouponUse.booking_id).in_(booking_ids))
    session.execute(uses.values(person_keys='[]').execution_options(synchronize_session=False))
