"""Whether the visitor is an admin: checked before whatever an admin does, and again in the transaction that does it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlmodel import Session

from app.accounts import sessions
from app.accounts.on_behalf import OUT
from app.accounts.request_user import session_user
from app.accounts.visitor import visitor
from app.config import settings
from app.db import transaction
from app.errors import NotAllowed, NotFound, SignedOut
from models import User


def require_admin() -> User:
    """The visitor, if they are an admin.

    Raises
    ------
    NotFound
        They are not.
    NotAllowed
        Admins need a second factor here, and they have none.
    """
    user = session_user()
    _check(user, by_passkey=user.totp_since is None and sessions.by_passkey(visitor().token))
    return user


@contextmanager
def administering() -> Iterator[tuple[Session, User]]:
    """A transaction in which an admin does something, and the admin as they are in it; raises as `require_admin`.

    Anybody else is refused before the transaction begins, and so keeps no writer waiting.
    """
    require_admin()
    with transaction() as session:
        yield session, still_admin(session)


@contextmanager
def acting_as(actor: User | str) -> Iterator[Session]:
    """The same for what the command line does, too: it is named by a text instead of a user, and nothing is checked."""
    with transaction() as session:
        if isinstance(actor, User):
            still_admin(session)
        yield session


def still_admin(session: Session) -> User:
    """The admin who asks, as they are in this transaction; raises as `require_admin`, or SignedOut."""
    found = sessions.of(session, visitor().token)
    if found is None:
        raise SignedOut(OUT)
    user, seen = found
    _check(user, by_passkey=seen.method == sessions.PASSKEY)
    return user


def _check(user: User, *, by_passkey: bool) -> None:
    if not user.is_super_admin:
        raise NotFound('There is nothing here: the link is old, or it is mistyped.')
    if settings().admin_second_factor == 'required' and user.totp_since is None and not by_passkey:
        raise NotAllowed('Admins need a second factor here. Turn yours on on your account page first.')
