"""The local owner: the one user of an installation without accounts."""

from sqlmodel import col, select

from app.db import reading, transaction
from app.errors import NotAllowed
from models import User

LOCAL_EMAIL = 'owner@localhost'
PREMIUM_PLUS = 3


def ensure_local_owner() -> str:
    """Make the local owner where there is none yet, and return his id."""
    with transaction() as session:
        owner = session.exec(select(User).where(col(User.email) == LOCAL_EMAIL)).first()
        if owner is None:
            owner = User(email=LOCAL_EMAIL, auth_provider='local', subscription_tier=PREMIUM_PLUS)
            session.add(owner)
        return owner.id


def current_user() -> User:
    """The user of this request or page.

    Raises
    ------
    NotAllowed
        Nobody is signed in.
    """
    with reading() as session:
        owner = session.exec(select(User).where(col(User.email) == LOCAL_EMAIL)).first()
    if owner is None:
        raise NotAllowed('Nobody is signed in here. Start LevelMix with `levelmix serve`, which prepares its owner.')
    return owner
