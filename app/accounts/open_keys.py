"""API keys that still open something: whose they are, and that they were used."""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts import standing, tokens
from app.clocks import is_recent
from app.db import reading, transaction
from app.errors import SignedOut
from models import ApiKey, User
from models.types import Timestamp, utc_now

TOUCH_EVERY = timedelta(seconds=60)
_KNOWN = (
    select(ApiKey, User)
    .join(User, col(User.id) == col(ApiKey.user_id))
    .where(col(ApiKey.api_key) == sa.bindparam('digest'), col(ApiKey.is_active))
    .where(standing.is_open(sa.bindparam('now', type_=Timestamp())), col(User.delete_after).is_(None))
)
"""Made once: every request of every program asks it."""


def known(key: str) -> tuple[User, str, str]:
    """The user that a key stands for, its scopes and its id; that it was used is written down now and then.

    Raises
    ------
    SignedOut
        There is no such key (any more), it has expired, or its owner's account is shut or about to end.
    """
    with reading() as session:
        found = session.exec(_KNOWN, params={'digest': tokens.digest(key), 'now': utc_now()}).first()
    if found is None:
        raise SignedOut('This API key is not valid, or it was revoked.')
    row, user = found
    if row.expires_at is not None and row.expires_at <= utc_now():
        raise SignedOut(f'This API key has expired on {row.expires_at:%d %B %Y}. Make a new one on your account page.')
    if row.last_used_at is None or not is_recent(row.last_used_at, utc_now(), TOUCH_EVERY):
        with transaction() as session:
            session.execute(sa.update(ApiKey).where(col(ApiKey.id) == row.id).values(last_used_at=utc_now()))
    return user, row.scopes, row.id


def opens(session: Session, key: str) -> ApiKey | None:
    """The row of a key that is still good, in this transaction; None where it was revoked or has expired."""
    good = sa.or_(col(ApiKey.expires_at).is_(None), col(ApiKey.expires_at) > utc_now())
    mine = (col(ApiKey.api_key) == tokens.digest(key), col(ApiKey.is_active), good)
    return session.exec(select(ApiKey).where(*mine)).first()
