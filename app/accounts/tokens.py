"""Secrets that we hand out and keep only as a hash: session tokens, and links that work once."""

import hashlib
import secrets
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.clocks import bring_back
from app.errors import NotAllowed
from models import OneTimeToken
from models.types import utc_now

SIGN_UP, RESET, FIRST_ADMIN = 'sign-up', 'reset', 'first-admin'
CHANGE_OLD, CHANGE_NEW = 'change-old', 'change-new'
SECOND_STEP = 'second-step'
PASSKEY_MADE, PASSKEY_USED = 'passkey-made', 'passkey-used'
LIFETIME = {
    SIGN_UP: timedelta(hours=24),
    RESET: timedelta(hours=1),
    FIRST_ADMIN: timedelta(days=7),
    CHANGE_OLD: timedelta(hours=24),
    CHANGE_NEW: timedelta(hours=24),
    SECOND_STEP: timedelta(minutes=10),
    PASSKEY_MADE: timedelta(minutes=10),
    PASSKEY_USED: timedelta(minutes=10),
}


def fresh() -> str:
    """A new secret of 256 bits."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> str:
    """What is kept of it; it is random, so a fast hash is safe."""
    return hashlib.sha256(token.encode()).hexdigest()


def issue(
    session: Session,
    purpose: str,
    *,
    user_id: str | None = None,
    email: str | None = None,
    lifetime: timedelta | None = None,
) -> str:
    """Make a link's token; older ones for the same purpose and person stop working. It lasts as `LIFETIME` says."""
    _end_older(session, purpose, user_id, email)
    return _keep(session, purpose, user_id, email, lifetime)


def issue_to_anybody(session: Session, purpose: str) -> str:
    """Make a token for whoever asks: nobody knows yet who that is."""
    return _keep(session, purpose, None, None)


def _end_older(session: Session, purpose: str, user_id: str | None, email: str | None) -> None:
    same = [col(OneTimeToken.purpose) == purpose, col(OneTimeToken.user_id).is_not_distinct_from(user_id)]
    if user_id is None:
        same.append(col(OneTimeToken.email).is_not_distinct_from(email))
    session.execute(sa.delete(OneTimeToken).where(*same))


def _keep(
    session: Session, purpose: str, user_id: str | None, email: str | None, lifetime: timedelta | None = None
) -> str:
    token = fresh()
    expires = utc_now() + (lifetime or LIFETIME[purpose])
    session.add(
        OneTimeToken(purpose=purpose, token_hash=digest(token), user_id=user_id, email=email, expires_at=expires)
    )
    return token


def peek(session: Session, purpose: str, token: str) -> OneTimeToken:
    """The row of a token that still works.

    Raises
    ------
    NotAllowed
        It was used, replaced, is too old, or never was.
    """
    row = session.exec(
        select(OneTimeToken).where(col(OneTimeToken.token_hash) == digest(token), col(OneTimeToken.purpose) == purpose)
    ).first()
    if row is None or row.expires_at <= utc_now():
        raise NotAllowed('This link was used already, or it is too old. Ask for a new one.')
    return row


def redeem(session: Session, purpose: str, token: str) -> OneTimeToken:
    """Use a token up; raises as `peek` does."""
    row = peek(session, purpose, token)
    session.delete(row)
    return row


def end_all(session: Session, user_id: str) -> None:
    """End whatever a person was sent or has begun: when their password or address changes, or their account is shut."""
    session.execute(sa.delete(OneTimeToken).where(col(OneTimeToken.user_id) == user_id))


def sweep(session: Session) -> None:
    """Remove what is too old to work."""
    bring_back(session, OneTimeToken, 'created_at', 'expires_at')
    session.execute(sa.delete(OneTimeToken).where(col(OneTimeToken.expires_at) <= utc_now()))
