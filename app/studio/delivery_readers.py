"""Who asks for what a studio hands over: its staff, a client with an account, or a guest by a link of their own."""

from dataclasses import dataclass
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts, areas
from app.accounts import throttle, tokens
from app.db import reading
from app.errors import NotFound
from app.installation import flags
from app.studio import delivery_policies, people
from models import Booking, Deliverable, DeliverableVersion, DeliveryLink, LibraryNote, Studio, User
from models.types import utc_now

GONE = 'This file does not exist, or it was deleted.'
NO_LINK = 'This link has expired, or the studio has taken it back. Ask the studio for a new one.'


@dataclass(frozen=True, slots=True)
class Reader:
    """Who asks. With `user_id` somebody signed in; otherwise a guest, whom a link lets see what one studio hands over
    to one address. `name` is what a guest is called."""

    user_id: str = ''
    studio_id: str = ''
    email: str = ''
    link_id: str = ''
    name: str = ''

    @property
    def who(self) -> str:
        """By what a visit is counted."""
        return self.user_id or self.link_id


def signed_in(user_id: str) -> Reader:
    """Somebody with an account."""
    return Reader(user_id=user_id)


def guest(token: str) -> Reader:
    """Whoever has a link: one that a studio made, or that of a booking.

    Raises
    ------
    NotFound
        There is no such link, it has expired, or it was taken back.
    TooManyTries
        Too many that do not exist were tried from this address.
    """
    about = accounts.visitor().place
    throttle.check(throttle.SHARE_ADDRESS, about)
    with reading() as session:
        found = _by_link(session, tokens.digest(token)) or _by_booking(session, tokens.digest(token))
        is_open = flags.is_public(session, areas.get('studio'))
    if found is None:
        throttle.count(throttle.SHARE_ADDRESS, about)
    if found is None or not is_open:
        raise NotFound(NO_LINK)
    return found


def _by_link(session: Session, digest: str) -> Reader | None:
    row = session.scalar(sa.select(DeliveryLink).where(col(DeliveryLink.token_hash) == digest))
    if row is None or row.revoked_at is not None or row.expires_at <= utc_now():
        return None
    return Reader(studio_id=row.studio_id, email=row.email, link_id=row.id, name=row.name or row.email)


def _by_booking(session: Session, digest: str) -> Reader | None:
    row = session.scalar(sa.select(Booking).where(col(Booking.claim_token_hash) == digest))
    if row is None or not row.customer_email:
        return None
    kept = timedelta(days=delivery_policies.of(session.get(Studio, row.studio_id)).guest_link_days)
    if row.end_time + kept <= utc_now():
        return None
    email = folded(row.customer_email)
    return Reader(studio_id=row.studio_id, email=email, link_id=row.id, name=row.customer_name or email)


def folded(email: str) -> str:
    """An address as it is compared and kept."""
    return email.strip().lower()


def works_at(session: Session, reader: Reader, studio_id: str) -> bool:
    """Whether who asks is of the staff of a studio."""
    if not reader.user_id:
        return False
    user, studio = session.get(User, reader.user_id), session.get(Studio, studio_id)
    return bool(user and studio and studio.deleted_at is None and people.staff(session, user, studio))


def is_theirs(reader: Reader, row: Deliverable | LibraryNote) -> bool:
    """Whether something was handed over to who asks."""
    if reader.user_id:
        return row.user_id == reader.user_id
    return row.studio_id == reader.studio_id and bool(reader.email) and row.email == reader.email


def seen(session: Session, reader: Reader, deliverable_id: str) -> Deliverable:
    """A file that who asks may see, because it is theirs or their studio's; raises NotFound."""
    row = session.get(Deliverable, deliverable_id)
    if row is None or row.deleted_at is not None:
        raise NotFound(GONE)
    if not is_theirs(reader, row) and not works_at(session, reader, row.studio_id):
        raise NotFound(GONE)
    return row


def seen_version(session: Session, reader: Reader, version_id: str) -> tuple[DeliverableVersion, Deliverable]:
    """A version that who asks may see, and its file; raises NotFound."""
    version = session.get(DeliverableVersion, version_id)
    if version is None:
        raise NotFound(GONE)
    return version, seen(session, reader, version.deliverable_id)


def of_staff(session: Session, user_id: str, deliverable_id: str) -> tuple[User, Deliverable]:
    """A file, and who of its studio's staff changes it; NotFound for everybody else."""
    user = accounts.acting(session, user_id)
    row = seen(session, signed_in(user_id), deliverable_id)
    if not works_at(session, signed_in(user_id), row.studio_id):
        raise NotFound(GONE)
    return user, row


def acting(session: Session, reader: Reader) -> User | None:
    """Who changes something, as they are in this transaction; None for a guest, whose link is looked at once more."""
    if reader.user_id:
        return accounts.acting(session, reader.user_id)
    link = session.get(DeliveryLink, reader.link_id)
    if link is not None and (link.revoked_at is not None or link.expires_at <= utc_now()):
        raise NotFound(NO_LINK)
    return None


def name_of(session: Session, reader: Reader, user: User | None) -> str:
    """What who asks is called beside what they say."""
    if user is None:
        return reader.name
    return user.display_name or user.username or user.email.partition('@')[0]
