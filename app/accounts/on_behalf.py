"""For whom something is done, checked in the transaction that does it: the middleware has checked, but earlier."""

from sqlmodel import Session

from app.accounts import open_keys, sessions, standing
from app.accounts.visitor import visitor
from app.config import settings
from app.errors import NotAllowed, SignedOut
from models import User

OUT = 'You are signed out. Sign in again to go on; nothing is lost.'
TOO_LATE = 'It is too late: the seven days of this account are over, and all that was in it is being deleted.'


def acting(session: Session, user_id: str) -> User:
    """The user for whom something is made or changed, as they are in this transaction.

    Since the request was let in, their account may have been shut or taken over for its end, the session signed out, or
    the key revoked: then nothing is done.

    Raises
    ------
    SignedOut
        The account is gone or shut, or the visitor's session or key no longer opens it.
    NotAllowed
        The account ends, and cannot be kept any more.
    """
    user = session.get(User, user_id, populate_existing=True)
    check_not_ending(user)
    if user is None or standing.is_closed(user) or not _still_open(session):
        raise SignedOut(OUT)
    return user


def check_not_ending(user: User | None) -> None:
    """Raise NotAllowed where the files of this account are going already, or it is gone."""
    if user is None or user.ending_since is not None:
        raise NotAllowed(TOO_LATE)


def _still_open(session: Session) -> bool:
    """Whether the visitor's session or key is still valid; the command line and the workers have none."""
    who = visitor()
    if settings().accounts == 'off' or not (who.api_key or who.token):
        return True
    if who.api_key:
        return open_keys.opens(session, who.api_key) is not None
    return sessions.of(session, who.token) is not None
