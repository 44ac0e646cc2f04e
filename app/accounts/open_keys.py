"""API keys that still open something: whose they are, and that they were used."""

import asyncio
import logging
import threading
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts import standing, tokens
from app.clocks import is_recent
from app.db import reading, transaction
from app.errors import DatabaseAway, SignedOut
from models import ApiKey, User
from models.types import Timestamp, utc_now

log = logging.getLogger(__name__)

TOUCH_EVERY = timedelta(seconds=60)
WRITTEN_EVERY_S = 5.0
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
        with _guard:
            _in_use.add(row.id)
    return user, row.scopes, row.id


async def run() -> None:
    """Write down now and then which keys were used, until cancelled."""
    while True:
        await asyncio.sleep(WRITTEN_EVERY_S)
        try:
            await asyncio.to_thread(write_down)
        except DatabaseAway:  # logged once, where it happens; the next use is written down
            continue
        except Exception:
            log.exception('Which API keys were used could not be written down; trying again.')


def write_down() -> None:
    """Write down which keys were used since the last time, all at once: no request waits for that."""
    with _guard:
        used = list(_in_use)
        _in_use.clear()
    if used:
        with transaction() as session:
            session.execute(sa.update(ApiKey).where(col(ApiKey.id).in_(used)).values(last_used_at=utc_now()))


_guard = threading.Lock()
_in_use = set[str]()


def opens(session: Session, key: str) -> ApiKey | None:
    """The row of a key that is still good, in this transaction; None where it was revoked or has expired."""
    good = sa.or_(col(ApiKey.expires_at).is_(None), col(ApiKey.expires_at) > utc_now())
    mine = (col(ApiKey.api_key) == tokens.digest(key), col(ApiKey.is_active), good)
    return session.exec(select(ApiKey).where(*mine)).first()
