"""Roles: what people may do beyond what everybody may. A super admin gives and takes them; areas ask who has which.

The roles `owner` and `admin` count in the areas; whoever runs the installation is `users.is_super_admin`.
"""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from app.accounts import audit
from app.accounts.admin_actions import user_or_404, user_to_change
from app.accounts.admins import acting_as, require_admin
from app.db import reading
from app.errors import NotAllowed, NotFound
from models import Role, User, UserRole

EVERY = ('owner', 'admin', 'engineer', 'editor', 'fixer', 'verifier', 'curator')
"""The codes of all roles; a test compares them with the table."""


@dataclass(frozen=True, slots=True)
class Held:
    """One role, whether somebody has it, and why it does not count although they have; empty where it does."""

    code: str
    held: bool
    rests: str


def of_user(user_id: str) -> list[Held]:
    """All roles, and which of them a user has, for the admin."""
    require_admin()
    with reading() as session:
        user, mine = user_or_404(session, user_id), _held(session, user_id)
        return [Held(role.code, role.code in mine, _missing(role, user)) for role in _every(session)]


def holds(session: Session, user: User, *codes: str) -> bool:
    """Whether a user has one of these roles, with all that it takes; areas ask this before what only those may do."""
    mine = _held(session, user.id)
    return any(role.code in codes and role.code in mine and not _missing(role, user) for role in _every(session))


def give(actor: User | str, user_id: str, code: str) -> None:
    """Give a role.

    Raises
    ------
    NotAllowed
        It takes a verified phone number, or more karma, and they have not got that.
    NotFound
        There is no such role, or no such user.
    """
    with acting_as(actor) as session:
        user = user_to_change(session, user_id)
        role = _role(session, code)
        if missing := _missing(role, user):
            raise NotAllowed(missing)
        _change(session, actor, user, 'role.given', _held(session, user_id) | {code})
        session.merge(UserRole(user_id=user_id, role_id=role.id or 0))


def take(actor: User | str, user_id: str, code: str) -> None:
    """Take a role back; raises NotFound for what does not exist."""
    with acting_as(actor) as session:
        user = user_to_change(session, user_id)
        role, held = _role(session, code), _held(session, user_id)
        _change(session, actor, user, 'role.taken', held - {code})
        row = session.get(UserRole, (user_id, role.id))
        if row is not None:
            session.delete(row)


def check_codes(session: Session, codes: tuple[str, ...]) -> None:
    """Raise NotFound where one of these is no role."""
    for code in codes:
        _role(session, code)


def _change(session: Session, actor: User | str, user: User, action: str, after: set[str]) -> None:
    before = sorted(_held(session, user.id))
    audit.note(session, action, actor, target=user.id, before={'roles': before}, after={'roles': sorted(after)})


def _every(session: Session) -> list[Role]:
    return list(session.exec(select(Role).order_by(col(Role.id))))


def _role(session: Session, code: str) -> Role:
    role = session.exec(select(Role).where(col(Role.code) == code)).first()
    if role is None:
        raise NotFound(f'There is no role “{code}”.')
    return role


def _held(session: Session, user_id: str) -> set[str]:
    held = select(Role.code).join(UserRole, col(UserRole.role_id) == col(Role.id))
    return set(session.exec(held.where(col(UserRole.user_id) == user_id)))


def _missing(role: Role, user: User) -> str:
    if role.requires_phone_verification and user.phone_verified_at is None:
        return f'The role “{role.code}” takes a verified phone number, and this account has none.'
    if user.karma_score < role.min_karma:
        return f'The role “{role.code}” takes a karma of {role.min_karma:,}, and this account has {user.karma_score:,}.'
    return ''
