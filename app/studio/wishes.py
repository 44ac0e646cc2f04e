"""What somebody wants to book, and what has become of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.studio import states
from app.studio.booker import Booker
from models import Booking


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to book.

    Parameters
    ----------
    start, minutes : a moment, and real minutes.
    room_id : the studio's first room where none is named.
    coupons : codes, as they were typed.
    person_zone : the time zone of whoever books, for what they are told.
    key : names the request; sent again with the same one by the same person, it is the same booking.
    link : the secret of a booking that whoever books without an account got before, as their browser shows it.
    """

    studio_id: str
    start: datetime
    minutes: int
    who: Booker
    room_id: str = ''
    engineer_id: str | None = None
    coupons: Sequence[str] = ()
    person_zone: str = ''
    key: str = ''
    link: str = ''


@dataclass(frozen=True, slots=True)
class Held:
    """What has become of a wish; `hold_expires_at` is until when it is held unpaid. `is_new` is False for one that was
    there already."""

    id: str
    status: str
    start: datetime
    end: datetime
    total: int
    deposit: int
    currency: str
    hold_expires_at: datetime | None
    is_new: bool

    @property
    def needs_payment(self) -> bool:
        """Whether whoever booked is sent to pay now."""
        return self.status == states.PENDING_PAYMENT


def view(booking: Booking, *, is_new: bool) -> Held:
    """What has become of a wish."""
    return Held(
        *(booking.id, booking.status, booking.start_time, booking.end_time, booking.total_amount),
        *(booking.deposit_amount, booking.currency, booking.hold_expires_at, is_new),
    )
