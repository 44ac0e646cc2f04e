"""Who may what with drum maps, and what people are called beside what they made."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts
from app.accounts import roles
from app.config import settings
from app.db import PAGE
from models import User

FIXER, VERIFIER, CURATOR = 'fixer', 'verifier', 'curator'
CURATORS = (CURATOR, 'admin', 'owner')
REVIEWERS = (VERIFIER, *CURATORS)
LEFT = 'Somebody who has left'
TRANSCRIBER = 'The transcriber'


def reviews(session: Session, user: User) -> bool:
    """Whether somebody decides on what others suggest."""
    return settings().accounts == 'off' or roles.holds(session, user, *REVIEWERS)


def curates(session: Session, user: User) -> bool:
    """Whether somebody looks after all maps: which one stands for its song, and what was decided wrongly."""
    return settings().accounts == 'off' or roles.holds(session, user, *CURATORS)


def names(session: Session, user_ids: Iterable[str | None]) -> dict[str | None, str]:
    """What people are called, by their ids; whoever is gone or shut out has no name any more.

    Without accounts there is nobody else, so it is said to the one who reads it.
    """
    asked = sorted({one for one in user_ids if one})
    found: dict[str | None, str] = dict.fromkeys(asked, LEFT)
    found[None] = LEFT
    unnamed = 'you' if settings().accounts == 'off' else 'Somebody'
    for start in range(0, len(asked), PAGE):
        some = sa.select(User).where(col(User.id).in_(asked[start : start + PAGE]))
        for user in session.scalars(some):
            if not accounts.is_hidden(user):
                found[user.id] = user.display_name or user.username or unnamed
    return found


def handles(session: Session, user_ids: Iterable[str | None]) -> dict[str, str]:
    """The names that people have chosen for everybody, by their ids; who has none is left out: it is theirs to tell."""
    asked, found = sorted({one for one in user_ids if one}), dict[str, str]()
    for start in range(0, len(asked), PAGE):
        some = sa.select(User).where(col(User.id).in_(asked[start : start + PAGE]))
        found |= {
            user.id: user.username
            for user in session.scalars(some)
            if user.username is not None and not accounts.is_hidden(user)
        }
    return found
