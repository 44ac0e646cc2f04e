"""Links by which guests find what was handed over to them: one for each person, kept as a hash, taken back at once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts import audit, tokens
from app.accounts.password_sign_in import checked_email
from app.db import reading, transaction
from app.errors import NotAllowed, NotFound
from app.studio import delivery_policies, people
from app.studio.delivery_readers import NO_LINK, Reader, folded
from models import DeliveryLink, Studio
from models.types import utc_now

PREFIX = '/delivered/'
MOST = 20
"""So many links of one guest to one studio at the same time; a mail of ours takes the place of the oldest."""


@dataclass(frozen=True, slots=True)
class Link:
    """One link as the studio sees it; what it carries is told once, when it is made."""

    id: str
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    by_mail: bool


def address(token: str) -> str:
    """Where whoever has this token finds their files."""
    return f'{PREFIX}{token}'


def make(user_id: str, studio_id: str, email: str, name: str = '') -> str:
    """Make a link for a guest, to be given to them; returns its address, which is told only now.

    Raises
    ------
    NotAllowed
        They do not work at this studio, this is no address, or there are too many links already.
    """
    email = folded(checked_email(email))
    with transaction() as session:
        user, studio, _ = people.working(session, user_id, studio_id)
        if len(_live(session, studio.id, email)) >= MOST:
            raise NotAllowed(f'There are {MOST} links for this guest already. Take one of them back first.')
        token = issue(session, studio, email, name, user.id)
        audit.note(session, 'delivery_link.made', user, target=studio.id, after={'for': email})
    return address(token)


def issue(session: Session, studio: Studio, email: str, name: str = '', by: str | None = None) -> str:
    """The token of a new link, in this transaction; it lasts for as long as the studio keeps files."""
    for old in _live(session, studio.id, email)[MOST - 1 :]:
        old.revoked_at = utc_now()
        session.add(old)
    token, now = tokens.fresh(), utc_now()
    expires = now + timedelta(days=delivery_policies.of(studio).retention_days)
    made = DeliveryLink(
        studio_id=studio.id, email=email, name=name, token_hash=tokens.digest(token), expires_at=expires
    )
    made.created_by, made.created_at = by, now
    session.add(made)
    return token


def listed(user_id: str, studio_id: str, email: str) -> list[Link]:
    """The links of a guest that work, the newest first; raises NotFound and NotAllowed."""
    with reading() as session:
        people.seeing(session, user_id, studio_id)
        return [
            Link(row.id, row.created_at, row.expires_at, row.last_used_at, row.created_by is None)
            for row in _live(session, studio_id, folded(email))
        ]


def revoke(user_id: str, studio_id: str, link_id: str) -> None:
    """Take a link back: it opens nothing from now on. Raises NotFound and NotAllowed."""
    with transaction() as session:
        user, studio, _ = people.working(session, user_id, studio_id)
        row = session.get(DeliveryLink, link_id)
        if row is None or row.studio_id != studio.id:
            raise NotFound('This link does not exist any more.')
        row.revoked_at = row.revoked_at or utc_now()
        session.add(row)
        audit.note(session, 'delivery_link.revoked', user, target=studio.id, before={'for': row.email})


def used(reader: Reader) -> None:
    """Note that a guest has opened theirs; raises NotFound where it was taken back meanwhile."""
    with transaction() as session:
        row = session.get(DeliveryLink, reader.link_id)
        if row is None:
            return  # the link of a booking
        if row.revoked_at is not None:
            raise NotFound(NO_LINK)
        row.last_used_at = utc_now()
        session.add(row)


def sweep() -> None:
    """Forget links that have opened nothing for a month."""
    old = utc_now() - timedelta(days=30)
    with transaction() as session:
        dead = sa.or_(col(DeliveryLink.expires_at) < old, col(DeliveryLink.revoked_at) < old)
        session.execute(sa.delete(DeliveryLink).where(dead))


def _live(session: Session, studio_id: str, email: str) -> list[DeliveryLink]:
    same = (col(DeliveryLink.studio_id) == studio_id, col(DeliveryLink.email) == email)
    live = (col(DeliveryLink.revoked_at).is_(None), col(DeliveryLink.expires_at) > utc_now())
    newest = sa.select(DeliveryLink).where(*same, *live).order_by(col(DeliveryLink.created_at).desc())
    return list(session.scalars(newest.order_by(col(DeliveryLink.id).desc())))
