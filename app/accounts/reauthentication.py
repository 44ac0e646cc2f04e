"""Whether whoever is signed in has shown lately that it is them.

It is asked before what a stranger at an open browser must not do: another address, new keys and ways to sign in, the
second factor turned off, the end of the account.
"""

from datetime import timedelta

from sqlmodel import Session

from app.accounts import audit, passwords, sessions, throttle
from app.accounts.on_behalf import acting
from app.accounts.visitor import visitor
from app.clocks import is_recent
from app.config import settings
from app.db import reading, transaction
from app.errors import ConfirmFirst, NotAllowed, SignedOut
from app.unchanged import still
from models import User, UserSession
from models.types import utc_now

LASTS = timedelta(minutes=10)
"""How long signing in, or confirming, counts."""
PASSWORD = 'password'


def needed() -> bool:
    """Whether the visitor has to confirm first."""
    with reading() as session:
        return not _is_fresh(session)


def check(session: Session, *, keys: bool = False) -> None:
    """Raise ConfirmFirst unless the visitor has signed in or confirmed within the last minutes; no program has.

    `keys` lets programs do it all the same: what tells them no more than their key lets them read.
    """
    if visitor().api_key:
        if keys:
            return
        raise ConfirmFirst('No API key can confirm that it is you. Do this in a browser; nothing has changed.')
    if not _is_fresh(session):
        raise ConfirmFirst


def by_password(user_id: str, password: str) -> None:
    """Confirm by the password.

    Raises
    ------
    NotAllowed
        It is another one.
    TooManyTries
        Too many wrong ones.
    """
    throttle.count(throttle.PASSWORD_AGAIN, user_id)
    with reading() as session:
        user = session.get_one(User, user_id)
    if not passwords.fits(user.password_hash, password[: passwords.LONGEST + 1]):
        raise NotAllowed('This password is not right. Nothing has changed; try again.')
    with transaction() as session:
        note(session, still(session, user, 'password_hash'), PASSWORD)
    throttle.forget(throttle.PASSWORD_AGAIN, user_id)


def note(session: Session, user: User, method: str) -> None:
    """Write down that the visitor, who is this user, has just confirmed."""
    acting(session, user.id)
    found = sessions.of(session, visitor().token)
    if found is None or found[0].id != user.id:
        raise SignedOut('You are signed out. Sign in again to go on; nothing is lost.')
    found[1].confirmed_at = utc_now()
    session.add(found[1])
    audit.note(session, 'session.confirmed', user, target=user.id, after={'method': method})


def _is_fresh(session: Session) -> bool:
    """The command line and the workers have no session, and nothing to confirm."""
    if settings().accounts == 'off' or not visitor().token:
        return True
    found = sessions.of(session, visitor().token)
    return found is not None and _is_recent(found[1])


def _is_recent(seen: UserSession) -> bool:
    now = utc_now()
    return any(moment is not None and is_recent(moment, now, LASTS) for moment in (seen.created_at, seen.confirmed_at))
