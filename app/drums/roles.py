"""The ladder: fixer, verifier, curator. Who has what a role takes gets it by itself; an admin gives and takes as well.

A role that was given stays when karma falls, but it rests until there is enough again: `app.accounts.roles` asks for
both. What an admin has taken does not come back by itself.
"""

import json
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts, notifications
from app.accounts import audit
from app.config import settings
from app.db import PAGE, reading, transaction
from app.drums.people import CURATOR, FIXER, VERIFIER
from app.errors import NotAllowed, NotFound
from models import AuditEntry, Role, User, UserRole

LADDER = {FIXER: 'Fixer', VERIFIER: 'Verifier', CURATOR: 'Curator'}
DOES = {
    FIXER: 'suggests fixes',
    VERIFIER: 'decides on what others suggest, and says which maps are right',
    CURATOR: 'chooses the map that stands for a song, and sets wrong decisions right',
}
ROLE = 'drums.role'
MOST_KARMA = 1_000_000


@dataclass(frozen=True, slots=True)
class Rung:
    """One role of the ladder as somebody sees it.

    Attributes
    ----------
    since : when they got it; None where they have not.
    missing : what it still takes, in words; empty where nothing is missing.
    share : how much of its karma they have, 0 to 1.
    counts : whether they may do now what it is for.
    """

    code: str
    label: str
    does: str
    min_karma: int
    needs_phone: bool
    since: datetime | None
    missing: str
    share: float
    counts: bool


def ladder(user_id: str) -> list[Rung]:
    """All roles of the ladder, and what a user still needs for each."""
    with reading() as session:
        user = session.get_one(User, user_id)
        held = _held(session, user_id)
        return [_rung(role, user, held) for role in _roles(session)]


def badges(session: Session, user_ids: list[str]) -> dict[str, str]:
    """The highest role that counts of each of these users, in words; who has none is left out."""
    rows = (
        sa.select(col(UserRole.user_id), Role, User)
        .join(Role, col(Role.id) == col(UserRole.role_id))
        .join(User, col(User.id) == col(UserRole.user_id))
        .where(col(UserRole.user_id).in_(user_ids), col(Role.code).in_(LADDER))
        .order_by(col(Role.id))
    )
    return {user_id: LADDER[role.code] for user_id, role, user in session.execute(rows) if not _missing(role, user)}


def grant_due(session: Session, user: User) -> list[str]:
    """Give a user the roles for which they have all that it takes, in this transaction; returns their codes."""
    held, given = _held(session, user.id), list[str]()
    for role in _roles(session):
        if role.code in held or _missing(role, user) or _was_taken(session, user.id, role.code):
            continue
        session.add(UserRole(user_id=user.id, role_id=role.id or 0))
        codes = sorted({*held, *given})
        given.append(role.code)
        after = {'roles': sorted({*codes, role.code})}
        audit.note(session, 'role.given', 'karma', target=user.id, before={'roles': codes}, after=after)
        title, does = f'You are a {LADDER[role.code]} now', f'A {LADDER[role.code].lower()} {DOES[role.code]}.'
        notifications.notify(
            session, user.id, ROLE, title, body=does, href='/drums/karma', entity='drums.role', entity_id=role.code
        )
    session.flush()
    return given


def take_up(user_id: str) -> list[str]:
    """Give a user what they have earned meanwhile, like after their phone was verified; returns the codes."""
    with transaction() as session:
        return grant_due(session, accounts.acting(session, user_id))


def grant_everybody() -> int:
    """Give roles to all who have what it takes since a threshold was lowered or a phone verified; returns how many.

    What takes nothing is given to who does something with it, not to everybody.
    """
    with transaction() as session:
        due: set[str] = set()
        for role in _roles(session):
            if role.min_karma <= 0:
                continue
            has = sa.exists().where(col(UserRole.user_id) == col(User.id), col(UserRole.role_id) == role.id)
            enough = [col(User.karma_score) >= role.min_karma, col(User.is_active), ~has]
            if role.requires_phone_verification:
                enough.append(col(User.phone_verified_at).is_not(None))
            due |= set(session.scalars(sa.select(col(User.id)).where(*enough).order_by(col(User.id)).limit(PAGE)))
        return sum(bool(grant_due(session, session.get_one(User, user_id))) for user_id in sorted(due))


def set_threshold(code: str, min_karma: int, needs_phone: bool) -> None:
    """Change what a role of the ladder takes, for the admin.

    Raises
    ------
    NotFound
        There is no such role, or the visitor is no admin.
    NotAllowed
        Nobody has such a karma.
    """
    if not 0 <= min_karma <= MOST_KARMA:
        raise NotAllowed(f'Choose a karma from 0 to {MOST_KARMA:,}.')
    with accounts.administering() as (session, admin):
        role = session.scalar(sa.select(Role).where(col(Role.code) == code, col(Role.code).in_(LADDER)))
        if role is None:
            raise NotFound('There is no such role on the ladder.')
        before = {'min_karma': role.min_karma, 'needs_phone': role.requires_phone_verification}
        role.min_karma, role.requires_phone_verification = min_karma, needs_phone
        session.add(role)
        after = {'min_karma': min_karma, 'needs_phone': needs_phone}
        audit.note(session, 'role.threshold', admin, target=code, entity='role', before=before, after=after)


def _roles(session: Session) -> list[Role]:
    return list(session.scalars(sa.select(Role).where(col(Role.code).in_(LADDER)).order_by(col(Role.id))))


def _held(session: Session, user_id: str) -> dict[str, datetime]:
    rows = sa.select(col(Role.code), col(UserRole.assigned_at)).join(UserRole, col(UserRole.role_id) == col(Role.id))
    return {code: since for code, since in session.execute(rows.where(col(UserRole.user_id) == user_id))}


def _missing(role: Role, user: User) -> str:
    short = role.min_karma - user.karma_score
    parts = [f'{short:,} more karma'] if short > 0 else []
    if role.requires_phone_verification and user.phone_verified_at is None:
        parts.append('a verified phone number')
    return ' and '.join(parts)


def _rung(role: Role, user: User, held: dict[str, datetime]) -> Rung:
    alone = settings().accounts == 'off'  # whoever is alone decides on everything
    missing, since = '' if alone else _missing(role, user), held.get(role.code)
    if missing:
        missing = f'{missing} {"for this role to count again" if since else f"to become {LADDER[role.code]}"}'
    share = 1.0 if alone or role.min_karma <= 0 else max(0.0, min(1.0, user.karma_score / role.min_karma))
    return Rung(
        role.code,
        LADDER[role.code],
        DOES[role.code],
        role.min_karma,
        role.requires_phone_verification,
        since,
        missing,
        share,
        alone or (since is not None and not missing),
    )


def _was_taken(session: Session, user_id: str, code: str) -> bool:
    """Whether the last that was said of this role is that an admin took it."""
    said = sa.select(AuditEntry).where(
        col(AuditEntry.entity_id) == user_id, col(AuditEntry.action).in_(('role.given', 'role.taken'))
    )
    for entry in session.scalars(said.order_by(col(AuditEntry.id).desc())):
        before, after = (set(json.loads(text or '{}').get('roles', ())) for text in (entry.old_data, entry.new_data))
        if code in before ^ after:
            return code in before
    return False
