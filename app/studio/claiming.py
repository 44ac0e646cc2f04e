"""What was booked by a guest, or handed over to an address, becomes theirs who has an account with this address."""

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts
from app.accounts import audit
from app.config import settings
from app.db import reading, transaction
from app.studio import states
from models import Booking, Deliverable, DeliveryLink, LibraryNote, User
from models.types import utc_now


def claim(user_id: str) -> int:
    """Let what waits for the address of somebody be theirs, if they have proven it; returns how much that was.

    Links to it end then: whoever has an account signs in.
    """
    with reading() as session:
        user = session.get(User, user_id)
        if settings().accounts != 'on' or user is None or user.email_verified_at is None:
            return 0
        if not _waits(session, user.email):
            return 0
    with transaction() as session:
        user = accounts.acting(session, user_id)
        count = _bookings(session, user)
        for table in (Deliverable, LibraryNote):
            theirs = sa.update(table).where(col(table.user_id).is_(None), col(table.email) == _folded(user.email))
            given = theirs.values(user_id=user.id).returning(col(table.id)).execution_options(synchronize_session=False)
            count += len(session.execute(given).all())
        mine = (col(DeliveryLink.email) == _folded(user.email), col(DeliveryLink.revoked_at).is_(None))
        ended = sa.update(DeliveryLink).where(*mine).values(revoked_at=utc_now())
        session.execute(ended.execution_options(synchronize_session=False))
    return count


def _bookings(session: Session, user: User) -> int:
    theirs = sa.update(Booking).where(*_guest(user.email)).values(user_id=user.id, claim_token_hash=None)
    given = theirs.returning(col(Booking.id)).execution_options(synchronize_session=False)
    found = list(session.scalars(given))
    for booking_id in found:
        audit.note(session, 'booking.claimed', user, target=booking_id, entity='booking', after={'user_id': user.id})
    return len(found)


def _guest(email: str) -> tuple[sa.ColumnElement[bool], ...]:
    """Bookings of a guest with this address. What is neither paid nor confirmed by a code says nothing: anybody may
    have typed it, and may be about to pay."""
    proven = sa.or_(col(Booking.email_proven_at).is_not(None), col(Booking.paid_amount) > 0)
    not_theirs = (col(Booking.user_id).is_(None), col(Booking.status) != states.PENDING_PAYMENT)
    return *not_theirs, col(Booking.customer_email) == _folded(email), proven


def _waits(session: Session, email: str) -> bool:
    some = [
        sa.select(sa.literal(1)).where(col(table.user_id).is_(None), col(table.email) == _folded(email)).limit(1)
        for table in (Deliverable, LibraryNote)
    ]
    some.append(sa.select(sa.literal(1)).where(*_guest(email)).limit(1))
    return any(session.scalar(one) is not None for one in some)


def _folded(email: str) -> str:
    return email.strip().lower()
