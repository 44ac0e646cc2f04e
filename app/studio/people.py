"""Who works in a studio, and as what: its owner decides on everything, its engineers on sessions."""

from typing import Any, Literal

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts
from app.accounts import roles
from app.config import settings
from app.db import reading
from app.errors import NotAllowed, NotFound
from models import Role, Studio, StudioEngineer, User, UserRole

OWNER, ENGINEER = 'owner', 'engineer'
OWNERS = (OWNER, 'admin')
Part = Literal['owner', 'engineer', '']
STUDIO_GONE = 'This studio does not exist, or it was deleted.'
NOT_STAFF = 'Only the people of this studio do that.'
NOT_OWNER = 'Only the owner of this studio does that.'
MOST_TOLD = 50


def staff(session: Session, user: User, studio: Studio | None = None) -> Part:
    """What somebody is in a studio, or in any at all where none is named; empty for everybody else.

    Where accounts are off, the one user owns every studio. Super admins and holders of the roles `owner` and `admin`
    count as owners, holders of `engineer` as engineers.
    """
    if settings().accounts == 'off' or user.is_super_admin or roles.holds(session, user, *OWNERS):
        return 'owner'
    owned = sa.exists().where(col(Studio.owner_id) == user.id, col(Studio.deleted_at).is_(None))
    if studio.owner_id == user.id if studio is not None else session.scalar(sa.select(owned)):
        return 'owner'
    works = [col(StudioEngineer.user_id) == user.id, col(StudioEngineer.is_active)]
    if studio is not None:
        works.append(col(StudioEngineer.studio_id) == studio.id)
    if roles.holds(session, user, ENGINEER) or session.scalar(sa.select(sa.exists().where(*works))):
        return 'engineer'
    return ''


def there(session: Session, studio_id: str) -> Studio:
    """A studio that is not deleted; raises NotFound."""
    found = session.get(Studio, studio_id)
    if found is None or found.deleted_at is not None:
        raise NotFound(STUDIO_GONE)
    return found


def working(session: Session, user_id: str, studio_id: str, *, owner: bool = False) -> tuple[User, Studio, Part]:
    """Whoever does something in a studio, in the transaction that does it, and as what.

    Raises
    ------
    NotFound
        There is no such studio.
    NotAllowed
        They do not work there; with `owner`, they do not own it.
    """
    user, studio = accounts.acting(session, user_id), there(session, studio_id)
    return user, studio, checked(session, user, studio, owner=owner)


def seeing(session: Session, user_id: str, studio_id: str, *, owner: bool = False) -> tuple[Studio, Part]:
    """The same for whoever only looks; raises the same."""
    user, studio = session.get(User, user_id), there(session, studio_id)
    if user is None:
        raise NotAllowed(NOT_STAFF)
    return studio, checked(session, user, studio, owner=owner)


def owns(user_id: str, studio_id: str) -> bool:
    """Whether somebody decides on everything in a studio, so that others are offered nothing that they may not do.

    Raises
    ------
    NotFound
        There is no such studio.
    NotAllowed
        They do not work there.
    """
    with reading() as session:
        return seeing(session, user_id, studio_id)[1] == OWNER


def checked(session: Session, user: User, studio: Studio, *, owner: bool = False) -> Part:
    """What somebody is in a studio; raises NotAllowed where that is not enough."""
    part = staff(session, user, studio)
    if not part:
        raise NotAllowed(NOT_STAFF)
    if owner and part != OWNER:
        raise NotAllowed(NOT_OWNER)
    return part


def staff_asked(studio_id: str) -> sa.Select[str]:
    """The SELECT of the accounts of engineers and holders of the roles; engineers come first."""
    engineers: Any = sa.select(col(StudioEngineer.user_id).label('user_id'), sa.literal(0).label('place')).where(
        col(StudioEngineer.studio_id) == studio_id,
        col(StudioEngineer.is_active),
        col(StudioEngineer.user_id).is_not(None),
    )
    held = (
        sa.select(col(UserRole.user_id), sa.literal(1))
        .join(Role, col(Role.id) == col(UserRole.role_id))
        .where(col(Role.code).in_((OWNER, ENGINEER)))
    )
    both = sa.union(engineers, held).subquery()
    return sa.select(both.c.user_id).order_by(both.c.place).limit(2 * MOST_TOLD)


def staff_ids(session: Session, studio: Studio) -> list[str]:
    """Who is told what happens in a studio: its owner, its engineers who have an account, holders of the roles.

    Where that is nobody, super admins are.
    """
    found = dict.fromkeys(one for one in (studio.owner_id, *session.scalars(staff_asked(studio.id))) if one)
    if not found:
        admins = sa.select(col(User.id)).where(col(User.is_super_admin), col(User.is_active))
        found = dict.fromkeys(session.scalars(admins.limit(MOST_TOLD)))
    return list(found)[:MOST_TOLD]
