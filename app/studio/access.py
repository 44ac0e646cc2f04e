"""Who reaches a booking, and as what: those who work in its studio, whoever booked, and guests by their link."""

import base64
import hashlib
import hmac
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts
from app.accounts import tokens
from app.config import settings
from app.errors import Changed, NotFound
from app.studio import people, states
from models import Booking, Studio, User

BOOKING_GONE = 'This booking does not exist, or it is not yours.'
LINK_GONE = 'This link does not work any more. Sign in with the address you booked with, or ask the studio.'
GUEST_LINK = 'guest link'


@dataclass(frozen=True, slots=True)
class By:
    """Who takes a step: as one of `states.ROLES`, and as the audit log names them."""

    role: str
    actor: User | str

    @property
    def user_id(self) -> str | None:
        """Their account, if they have one."""
        return self.actor.id if isinstance(self.actor, User) else None

    @property
    def is_staff(self) -> bool:
        """Whether they work in the studio."""
        return self.role in states.STAFF


CLOCK = By(states.THE_CLOCK, 'clock')
PAYMENTS = By(states.PAYMENT, 'payments')


@dataclass(frozen=True, slots=True)
class Reached:
    """A booking, its studio, and who asks."""

    booking: Booking
    studio: Studio
    by: By


def reached(
    session: Session, user_id: str, booking_id: str, *, token: str = '', writing: bool = False, staff: bool = False
) -> Reached:
    """A booking for whoever asks.

    Parameters
    ----------
    token : a guest's, from the link in their mail; nobody has to be signed in then.
    writing : whether something is done with it: then the account has to be open still.
    staff : whether only those who work there reach it.

    Raises
    ------
    NotFound
        There is no such booking, or it is not theirs (the error does not say which).
    """
    if token:
        return _by_token(session, token, booking_id)
    user = accounts.acting(session, user_id) if writing else session.get(User, user_id)
    booking = session.get(Booking, booking_id, populate_existing=True)
    if user is None or booking is None or booking.deleted_at is not None:
        raise NotFound(BOOKING_GONE)
    studio = session.get_one(Studio, booking.studio_id)
    part = people.staff(session, user, studio)
    if part:
        return Reached(booking, studio, By(part, user))
    if staff or booking.user_id != user.id:
        raise NotFound(BOOKING_GONE)
    return Reached(booking, studio, By(states.CLIENT, user))


def of_booking(session: Session, booking_id: str) -> tuple[Booking, Studio]:
    """A booking and its studio, for what happens by itself; raises NotFound."""
    booking = session.get(Booking, booking_id, populate_existing=True)
    if booking is None:
        raise NotFound(BOOKING_GONE)
    return booking, session.get_one(Studio, booking.studio_id)


def token_of(booking_id: str) -> str:
    """The secret in the link of a guest, 256 bits: made from our own, so that every mail can carry it. Only its hash is
    kept with the booking; once that is gone, the link is dead."""
    made = hmac.new(settings().sealing_key(GUEST_LINK), booking_id.encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).decode().rstrip('=')


def hash_of(booking_id: str) -> str:
    """What is kept of it."""
    return tokens.digest(token_of(booking_id))


def check_unchanged(booking: Booking, seen: str) -> None:
    """Raise Changed where a booking is not in the state any more in which somebody has seen it."""
    if seen and seen != booking.status:
        raise Changed(f'This booking is {states.WORDS[booking.status]} meanwhile. Look at it again.')


def _by_token(session: Session, token: str, booking_id: str) -> Reached:
    mine = sa.select(Booking).where(
        col(Booking.claim_token_hash) == tokens.digest(token), col(Booking.deleted_at).is_(None)
    )
    booking = session.scalar(mine)
    if booking is None or (booking_id and booking.id != booking_id):
        raise NotFound(LINK_GONE)
    by = By(states.GUEST, booking.customer_email or 'guest')
    return Reached(booking, session.get_one(Studio, booking.studio_id), by)
