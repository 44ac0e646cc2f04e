"""Whether the visitor is an admin: checked before whatever an admin does, and again in the transaction that does it."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlmodel import Session

from app.accounts import api_keys, key_scopes, open_keys, sessions, standing
from app.accounts.key_scopes import ADMIN
from app.accounts.on_behalf import OUT
from app.accounts.request_user import session_user
from app.accounts.visitor import visitor
from app.config import settings
from app.db import transaction
from app.errors import ConfirmFirst, NotAllowed, NotFound, SignedOut
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
    if visitor().api_key:
        return _check(api_keys.user_of(visitor().api_key, writes=visitor().writes, area=ADMIN), by_key=True)
    user = session_user()
    return _check(user, by_passkey=user.totp_since is None and sessions.by_passkey(visitor().token))


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
    if visitor().api_key:
        key = open_keys.opens(session, visitor().api_key)
        if key is None:
            raise SignedOut(OUT)
        key_scopes.check(key.scopes, writes=visitor().writes, area=ADMIN)
        return _check(session.get_one(User, key.user_id), by_key=True)
    found = sessions.of(session, visitor().token)
    if found is None:
        raise SignedOut(OUT)
    user, seen = found
    return _check(user, by_passkey=seen.method == sessions.PASSKEY)


def check_by_person() -> None:
    """Raise ConfirmFirst where a program asks: for what opens an account, or gives more than its key itself has.

    Whoever finds a key of an admin's may do much with it, but only until it is revoked, and never become an admin.
    """
    if visitor().api_key:
        raise ConfirmFirst('No API key does this, because it opens accounts. Do it under Admin, in a browser.')


def check_no_admin(user: User) -> None:
    """Raise ConfirmFirst where a program would change the account of an admin: none shuts those out who revoke keys."""
    if visitor().api_key and user.is_super_admin:
        raise ConfirmFirst('No API key changes the account of an admin. Do it under Admin, in a browser.')


def _check(user: User, *, by_passkey: bool = False, by_key: bool = False) -> User:
    """The user, if they are an admin; a key was made by one who had shown their second factor."""
    if not user.is_super_admin or standing.is_closed(user):
        raise NotFound('There is nothing here: the link is old, or it is mistyped.')
    second = user.totp_since is not None or by_passkey or by_key
    if settings().admin_second_factor == 'required' and not second:
        raise NotAllowed('Admins need a second factor here. Turn yours on on your account page first.')
    return user
