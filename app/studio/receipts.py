"""Receipts of what was paid for sessions: headed by the studio, read by whoever booked and by those who work there."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app.accounts.own_time import day_in
from app.areas import Heading
from app.billing import receipts
from app.billing.money import words
from app.db import reading
from app.errors import NotFound
from app.studio import access, facts, leaving
from app.studio.settling import BOOKING, rows_of
from models import Booking, Studio, User

KINDS = {facts.DEPOSIT: 'Deposit', facts.REMAINDER: 'Rest'}


@dataclass(frozen=True, slots=True)
class Given:
    """A receipt that there is: of which payment, and what is said of it: “Deposit, €90.00, 5 December 2026”."""

    id: str
    words: str


def of_booking(session: Session, booking: Booking, studio: Studio) -> tuple[Given, ...]:
    """The receipts of a session, the first payment first, for whoever has reached it already."""
    zone = ZoneInfo(studio.zone)
    return tuple(
        Given(row.id, f'{KINDS[row.type]}, {words(row.amount_cents, row.currency)}, {day_in(zone, row.processed_at)}')
        for row in rows_of(session, booking.id)
        if receipts.is_there(row) and row.processed_at is not None
    )


def page(user_id: str, booking_id: str, transaction_id: str, *, token: str = '') -> str:
    """One of them, to look at and to print; `token` is a guest's.

    Raises
    ------
    NotFound
        There is no such session or receipt, or it is not theirs.
    """
    with reading() as session:
        booking = access.reached(session, user_id, booking_id, token=token).booking
        return receipts.of_thing(session, transaction_id, BOOKING, booking.id)


def may_read(session: Session, user: User, booking_id: str) -> bool:
    """Whether somebody who is signed in reads the receipts of a session, whoever paid it."""
    try:
        access.reached(session, user.id, booking_id)
    except NotFound:
        return False
    return True


def heading(session: Session, booking_id: str) -> Heading | None:
    """The studio, and whoever booked; nobody where they have left since."""
    booking = session.get(Booking, booking_id)
    if booking is None:
        return None
    studio = session.get_one(Studio, booking.studio_id)
    lines = (*studio.address.splitlines(), studio.email or '', studio.phone or '')
    has_left = booking.customer_name == leaving.GONE and not booking.customer_email
    buyer = '' if has_left else ', '.join(one for one in (booking.customer_name, booking.customer_email) if one)
    return Heading(studio.name, tuple(line.strip() for line in lines if line.strip()), studio.zone, buyer)
