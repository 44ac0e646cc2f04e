"""Feature flags: something new that is on for nobody, for a share of the users, or for all.

Each user stays on their side while the share grows: their place on the scale follows from their id and the flag's name.
A flag may be for some users only, or in some areas (`flag_conditions`); the share is of those then. How code asks for
one: docs/admin.md.
"""

import hashlib
import re
from dataclasses import dataclass

from sqlmodel import Session, col, select

from app import accounts, areas
from app.accounts import audit
from app.db import reading
from app.errors import NotAllowed, NotFound, Paused
from app.installation import flag_conditions
from app.installation.flag_conditions import ANYBODY, Conditions
from app.installation.flag_conditions import typed as typed
from app.unchanged import Look, unseen
from models import FeatureFlag
from models.types import utc_now

ASKED: dict[str, str] = {
    'ai_generation_v2': 'Practice: lines by the engine at LEVELMIX_PRACTICE_WRITER_URL, where they pass its checks',
    'adviser_engine': 'Artist: answers by the model at LEVELMIX_ADVISER_URL, for those who have agreed',
}
"""The flags that this version asks for, by name, and what each turns on, as the admin reads it."""
NAME = re.compile(r'[a-z][a-z0-9._-]{1,39}')
CLOSED = '{area} is switched off at the moment. What you have there is kept; please try again later.'
DESCRIPTION_LIMIT, MOST = 200, 200


@dataclass(frozen=True, slots=True)
class Flag:
    """One flag as the admin sees it; the share is in percent of the users whom the conditions let in."""

    name: str
    description: str
    is_on: bool
    share: float
    conditions: Conditions = ANYBODY


def on(user_id: str, name: str, area: str = '') -> bool:
    """Whether something new is on for this user, in an area if that is said; without a flag it is off."""
    with reading() as session:
        row = _find(session, name)
        return row is not None and _lets_in(session, row, user_id, area)


def asked() -> dict[str, str]:
    """All flags that this version asks for: those of `ASKED`, and one for each area, which is open without it."""
    return ASKED | {area.flag: f'{area.label}; on unless you turn it off' for area in areas.each()}


def check_open(session: Session, user_id: str, area: areas.Area) -> None:
    """Refuse what would be new in an area that is switched off for this user.

    Raises
    ------
    Paused
        With a sentence that names the area.
    """
    row = _find(session, area.flag)
    if row is not None and not _lets_in(session, row, user_id, area.name):
        raise Paused(CLOSED.format(area=area.label))


def _find(session: Session, name: str) -> FeatureFlag | None:
    return session.exec(select(FeatureFlag).where(col(FeatureFlag.name) == name)).first()


def _lets_in(session: Session, row: FeatureFlag, user_id: str, area: str) -> bool:
    if not is_within(user_id, row.name, share_of(row)):
        return False
    wanted = flag_conditions.read(row.conditions)
    if wanted == ANYBODY:
        return True
    return wanted.met_by(flag_conditions.traits_of(session, [user_id]).get(user_id), area)


def is_public(session: Session, area: areas.Area) -> bool:
    """Whether an area shows its public pages: unless it is switched off for everybody."""
    row = _find(session, area.flag)
    return row is None or share_of(row) > 0.0


def share_of(row: FeatureFlag) -> float:
    """For how many of the users a flag is on, in percent; none where it is off."""
    return row.rollout_percentage if row.is_enabled else 0.0


def is_within(user_id: str, name: str, share: float) -> bool:
    """Whether a user is among the share, in percent, for whom a flag is on."""
    return place(user_id, name) < share


def place(user_id: str, name: str) -> float:
    """Where a user is on the scale of one flag, from 0 up to, not including, 100; the same for ever."""
    digest = hashlib.sha256(f'{name}\0{user_id}'.encode()).digest()
    return int.from_bytes(digest[:6]) / 2**48 * 100


def flags() -> list[Flag]:
    """All flags by name."""
    accounts.require_admin()
    with reading() as session:
        return [_view(row) for row in session.exec(select(FeatureFlag).order_by(col(FeatureFlag.name)))]


def get(name: str) -> Flag:
    """One flag; raises NotFound where there is none."""
    accounts.require_admin()
    with reading() as session:
        row = _find(session, name)
        if row is None:
            raise NotFound('There is no such flag.')
        return _view(row)


def save(
    name: str,
    description: str,
    *,
    is_on: bool,
    share: float,
    conditions: Conditions = ANYBODY,
    look: Look = unseen,
) -> None:
    """Make a flag, or change the one of this name. `look` is shown it as it was, None where there was none.

    Raises
    ------
    NotAllowed
        Code could not ask for a flag of this name, the share is no percentage, or nobody could meet the conditions.
    """
    accounts.require_admin()
    name, description = name.strip(), ' '.join(description.split())
    if not NAME.fullmatch(name):
        raise NotAllowed('Name a flag in 2 to 40 small letters, digits, dots, dashes and underscores, like new-player.')
    if len(description) > DESCRIPTION_LIMIT:
        raise NotAllowed(f'Keep the description under {DESCRIPTION_LIMIT} characters.')
    if not 0.0 <= share <= 100.0:
        raise NotAllowed('The share goes from 0 to 100 %.')
    with accounts.administering() as (session, admin):
        flag_conditions.check(session, conditions)
        row = _find(session, name)
        look(row and _view(row))
        if row is None and len(session.exec(select(FeatureFlag.name)).all()) >= MOST:
            raise NotAllowed(f'There are {MOST} flags, which is the most. Delete one first.')
        before = _told(row)
        row = row or FeatureFlag(name=name)
        row.description, row.is_enabled, row.rollout_percentage = description, is_on, share
        row.conditions, row.updated_at = flag_conditions.written(conditions), utc_now()
        session.add(row)
        audit.note(session, 'flag.saved', admin, target=name, before=before, after=_told(row))


def delete(name: str, look: Look = unseen) -> None:
    """Delete a flag: whatever asks for it finds it off. `look` is shown it as it was, None where there was none."""
    with accounts.administering() as (session, admin):
        row = _find(session, name)
        look(row and _view(row))
        if row is None:
            raise NotFound('This flag is gone already.')
        session.delete(row)
        audit.note(session, 'flag.deleted', admin, target=name, before=_told(row))


def _view(row: FeatureFlag) -> Flag:
    conditions = flag_conditions.read(row.conditions)
    return Flag(row.name, row.description or '', row.is_enabled, row.rollout_percentage, conditions)


def _told(row: FeatureFlag | None) -> dict[str, object] | None:
    if row is None:
        return None
    found = {'on': row.is_enabled, 'share': row.rollout_percentage, 'description': row.description or ''}
    conditions = flag_conditions.read(row.conditions)
    return found if conditions == ANYBODY else found | {'conditions': conditions.as_dict()}
