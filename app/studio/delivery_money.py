"""What is still to be paid before a file may be downloaded, looked at each time: once it is paid, it opens at once."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from app.billing import money
from models import Booking, Deliverable

OWING = ('confirmed', 'completed', 'no_show')
SETTLED = ('paid', 'waived')


@dataclass(frozen=True, slots=True)
class Due:
    """An amount in the smallest unit of its currency."""

    cents: int
    currency: str

    @property
    def told(self) -> str:
        """It in words, like €45.00."""
        return money.words(self.cents, self.currency)


def due(session: Session, row: Deliverable) -> Due | None:
    """What is due for a file that is locked until all is paid: of its session, or without one of all of that client's
    sessions in the studio. None where it may be downloaded."""
    if not row.is_locked:
        return None
    which = [col(Booking.studio_id) == row.studio_id, col(Booking.status).in_(OWING)]
    which += [col(Booking.remainder_amount) > 0, col(Booking.remainder_status).not_in(SETTLED)]
    if row.booking_id is not None:
        which.append(col(Booking.id) == row.booking_id)
    elif row.user_id is not None:
        which.append(col(Booking.user_id) == row.user_id)
    else:
        which.append(sa.func.lower(col(Booking.customer_email)) == row.email)
    amounts = sa.select(sa.func.coalesce(sa.func.sum(col(Booking.remainder_amount)), 0), sa.func.max(Booking.currency))
    cents, currency = session.execute(amounts.where(*which)).one()
    return Due(int(cents), str(currency)) if cents else None
