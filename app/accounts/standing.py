"""Whether an account may be used: nobody has shut it, and no ban holds.

The end that somebody has asked for is another thing: for seven days they come back by signing in.
"""

import json
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app.accounts.own_time import moment_of
from app.errors import NotAllowed
from models import User
from models.types import utc_now

REASON = 'ban_reason'


def is_open(now: datetime | sa.ColumnElement[Any]) -> sa.ColumnElement[bool]:
    """SQL for users who may use their account now."""
    free = sa.or_(col(User.banned_until).is_(None), col(User.banned_until) <= now)
    return sa.and_(col(User.disabled_at).is_(None), free)


def is_closed(user: User) -> bool:
    """Whether a user may not use their account now."""
    return user.disabled_at is not None or is_banned(user)


def is_banned(user: User) -> bool:
    """Whether a ban holds; it ends by itself."""
    return user.banned_until is not None and user.banned_until > utc_now()


def is_hidden(user: User) -> bool:
    """Whether others see nothing of a user: their account is closed, or they have asked for its end."""
    return is_closed(user) or user.delete_after is not None


def check_ban(user: User) -> None:
    """Raise NotAllowed, with until when and why, while a ban holds: for whoever has shown who they are."""
    if user.banned_until is not None and is_banned(user):
        raise NotAllowed(ban_words(user, user.banned_until, reason_of(user)))


def ban_words(user: User, until: datetime, reason: str) -> str:
    """What somebody reads who is banned."""
    return f'Your account is closed until {moment_of(user, until)}: {reason} Nothing in it is lost.'


def reason_of(user: User) -> str:
    """Why somebody was banned, in the admin's words."""
    return str(metadata(user).get(REASON, ''))


def metadata(user: User) -> dict[str, Any]:
    """What we keep about a user that has no column."""
    return dict(json.loads(user.app_metadata or '{}'))
