"""Secrets that we hand out and keep only as a hash: session tokens, and links that work once."""

import hashlib
import secrets
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.clocks import bring_back
from app.errors import NotAllowed
from models import User, VerificationToken
from models.types import utc_now

SIGN_UP, RESET, FIRST_ADMIN = 'confirm_email', 'reset_password', 'first_admin'
CHANGE_OLD, CHANGE_NEW = 'change_email_current', 'change_email_new'
SECOND_STEP = 'second_step'
PASSKEY_MADE, PASSKEY_USED = 'passkey_made', 'passkey_used'
PHONE, INVITATION = 'verify_phone', 'invitation'
MAILED = frozenset({SIGN_UP, RESET, CHANGE_OLD, CHANGE_NEW, PHONE, INVITATION})
LIFETIME = {
    SIGN_UP: timedelta(hours=24),
    RESET: timedelta(hours=1),
    FIRST_ADMIN: timedelta(days=7),
    CHANGE_OLD: timedelta(hours=24),
    CHANGE_NEW: timedelta(hours=24),
    SECOND_STEP: timedelta(minutes=10),
    PASSKEY_MADE: timedelta(minutes=10),
    PASSKEY_USED: timedelta(minutes=10),
    PHONE: timedelta(minutes=10),
    INVITATION: timedelta(days=7),
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
    new_value: str | None = None,
    lifetime: timedelta | None = None,
    token: str | None = None,
) -> str:
    """Make a link's token; older ones for the same purpose and person stop working. It lasts as `LIFETIME` says.

    Parameters
    ----------
    email : where it goes to; the user's own address if None.
    new_value : what the address is to become.
    token : what it is, where it is not a random one.
    """
    token = token or fresh()
    row = _row(session, purpose, token, user_id, email)
    row.new_value = new_value
    if lifetime is not None:
        row.expires = utc_now() + lifetime
    _end_older(session, row)
    session.add(row)
    return token


def issue_to_anybody(session: Session, purpose: str) -> str:
    """Make a token for whoever asks: nobody knows yet who that is."""
    token = fresh()
    session.add(_row(session, purpose, token))
    return token


def _row(
    session: Session, purpose: str, token: str, user_id: str | None = None, email: str | None = None
) -> VerificationToken:
    if user_id is not None and email is None:
        email = session.exec(select(User.email).where(col(User.id) == user_id)).first()
    now = utc_now()
    return VerificationToken(
        purpose=purpose,
        identifier=email or '',
        token=digest(token),
        user_id=user_id,
        sent_at=now if purpose in MAILED else None,
        expires=now + LIFETIME[purpose],
    )


def _end_older(session: Session, row: VerificationToken) -> None:
    same = [
        col(VerificationToken.purpose) == row.purpose,
        col(VerificationToken.user_id).is_not_distinct_from(row.user_id),
    ]
    if row.user_id is None:
        same.append(col(VerificationToken.identifier) == row.identifier)
    session.execute(sa.delete(VerificationToken).where(*same))


def peek(session: Session, purpose: str, token: str) -> VerificationToken:
    """The row of a token that still works.

    Raises
    ------
    NotAllowed
        It was used, replaced, is too old, or never was.
    """
    row = session.exec(
        select(VerificationToken).where(
            col(VerificationToken.token) == digest(token), col(VerificationToken.purpose) == purpose
        )
    ).first()
    if row is None or row.expires <= utc_now():
        raise NotAllowed('This link was used already, or it is too old. Ask for a new one.')
    return row


def redeem(session: Session, purpose: str, token: str) -> VerificationToken:
    """Use a token up; raises as `peek` does."""
    row = peek(session, purpose, token)
    session.delete(row)
    return row


def end_all(session: Session, user_id: str) -> None:
    """End whatever a person was sent or has begun: when their password or address changes, or their account is shut."""
    session.execute(sa.delete(VerificationToken).where(col(VerificationToken.user_id) == user_id))


def end(session: Session, user_id: str, purpose: str) -> None:
    """End what a person was sent for one purpose."""
    mine = (col(VerificationToken.user_id) == user_id, col(VerificationToken.purpose) == purpose)
    session.execute(sa.delete(VerificationToken).where(*mine))


def sweep(session: Session) -> None:
    """Remove what is too old to work."""
    bring_back(session, VerificationToken, 'created_at', 'expires')
    session.execute(sa.delete(VerificationToken).where(col(VerificationToken.expires) <= utc_now()))
