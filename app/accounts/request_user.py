"""Who the visitor is: the local owner of an installation without accounts, or whoever is signed in."""

from sqlmodel import Session, col, select

from app.accounts import api_keys, sessions
from app.accounts.on_behalf import OUT
from app.accounts.visitor import visitor
from app.config import settings
from app.db import reading, transaction
from app.errors import NotAllowed, SignedOut
from models import User

LOCAL, LOCAL_EMAIL = 'local', 'owner@localhost'
PREMIUM_PLUS = 3


def ensure_local_owner() -> str:
    """Make the local owner where there is none yet, and return their id."""
    with transaction() as session:
        owner = local_owner(session)
        if owner is None:
            owner = User(email=LOCAL_EMAIL, auth_provider=LOCAL, subscription_tier=PREMIUM_PLUS)
            session.add(owner)
        return owner.id


def local_owner(session: Session) -> User | None:
    """The owner of an installation without accounts; this stays their row when accounts make them the first admin."""
    return session.exec(select(User).where(col(User.auth_provider) == LOCAL)).first()


def current_user(area: str = '') -> User:
    """The user of this request or page.

    Every route of an area names it, because an API key may be limited to some; without a name, only keys for all areas
    are let in.

    Raises
    ------
    SignedOut
        Nobody is signed in, or not any more.
    NotAllowed
        A program asks with a key that is not for this.
    """
    if settings().accounts == 'on':
        if visitor().api_key:
            return api_keys.user_of(visitor().api_key, writes=visitor().writes, area=area)
        found = sessions.find(visitor().token)
        if found is None:
            raise SignedOut(OUT)
        return found[0]
    with reading() as session:
        owner = local_owner(session)
    if owner is None:
        raise NotAllowed('Nobody is signed in here. Start LevelMix with `levelmix serve`, which prepares its owner.')
    return owner


def session_user() -> User:
    """The user, if they ask in a browser and not by a program with a key: for changes of the account.

    Raises
    ------
    SignedOut
        Nobody is signed in, or a program asks.
    """
    found = sessions.find(visitor().token)
    if found is None:
        raise SignedOut('Sign in with a browser for this.' if visitor().api_key else OUT)
    return found[0]


def person() -> User:
    """As `session_user`, or the local user where nobody signs in: for what only people look at."""
    return session_user() if settings().accounts == 'on' else current_user()


def check_still_here() -> None:
    """Raise SignedOut where the visitor was signed in and is not any more: before everything that a page does."""
    if settings().accounts == 'on' and visitor().signed_in is not None:
        current_user()
