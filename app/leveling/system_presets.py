"""The presets that everybody has, as the admin looks after them: more of them, their order, and which are shown.

The six that LevelMix brings along keep their numbers, for people and programs rely on their names; they can be hidden.
"""

from dataclasses import dataclass

from sqlmodel import Session, col, select

from app import accounts
from app.accounts import audit
from app.db import reading
from app.errors import NotAllowed, NotFound
from app.leveling.presets import Preset, fill, view
from app.targets import SYSTEM_PRESETS
from models import LufsPreset

MOST = 40
_BROUGHT_ALONG = frozenset(name for name, _, _ in SYSTEM_PRESETS)


@dataclass(frozen=True, slots=True)
class SystemPreset:
    """A preset that everybody has; `fixed` where LevelMix brought it along."""

    preset: Preset
    hidden: bool
    fixed: bool


def system_presets() -> list[SystemPreset]:
    """All of them in their order, also those that are hidden."""
    accounts.require_admin()
    with reading() as session:
        return [SystemPreset(view(row), row.hidden, _fixed(row)) for row in _rows(session)]


def create_system_preset(name: str, lufs: float, ceiling_dbtp: float, description: str) -> None:
    """Make a preset for everybody, the last in the order; raises NotAllowed with what is wrong with it."""
    with accounts.administering() as (session, admin):
        rows = _rows(session)
        if len(rows) >= MOST:
            raise NotAllowed(f'There are {MOST} presets for everybody, which is the most. Delete one first.')
        last = max((row.position for row in rows), default=0)
        row = LufsPreset(name='', lufs_value=0.0, is_system_preset=True, position=last + 1)
        fill(session, row, name, lufs, ceiling_dbtp, description)
        audit.note(session, 'preset.created', admin, target=str(row.id), after=_told(row))


def edit_system_preset(preset_id: int, name: str, lufs: float, ceiling_dbtp: float, description: str) -> None:
    """Change one that the admin made; jobs made with it keep their numbers.

    Raises
    ------
    NotAllowed
        LevelMix brought it along, or the numbers are out of range.
    """
    with accounts.administering() as (session, admin):
        row = _own(session, preset_id)
        before = _told(row)
        fill(session, row, name, lufs, ceiling_dbtp, description)
        audit.note(session, 'preset.changed', admin, target=str(row.id), before=before, after=_told(row))


def delete_system_preset(preset_id: int) -> None:
    """Delete one that the admin made; jobs made with it stay."""
    with accounts.administering() as (session, admin):
        row = _own(session, preset_id)
        audit.note(session, 'preset.deleted', admin, target=str(row.id), before=_told(row))
        session.delete(row)


def hide_system_preset(preset_id: int, hidden: bool) -> None:
    """Let nobody choose it any more, or let people choose it again; one stays in any case."""
    with accounts.administering() as (session, admin):
        row = _found(session, preset_id)
        if hidden and not any(other.id != row.id and not other.hidden for other in _rows(session)):
            raise NotAllowed('This is the only preset that is shown. Show another one first.')
        before, row.hidden = _told(row), hidden
        session.add(row)
        audit.note(session, 'preset.changed', admin, target=str(row.id), before=before, after=_told(row))


def move_system_preset(preset_id: int, steps: int) -> None:
    """Move one up (negative) or down in the order in which everybody sees them."""
    with accounts.administering() as (session, admin):
        row = _found(session, preset_id)
        rows = _rows(session)
        place = rows.index(row)
        rows.insert(max(0, place + steps), rows.pop(place))
        for number, other in enumerate(rows):
            other.position = number
            session.add(other)
        before, after = {'place': place + 1}, {'place': rows.index(row) + 1, 'name': row.name}
        audit.note(session, 'preset.moved', admin, target=str(row.id), before=before, after=after)


def _rows(session: Session) -> list[LufsPreset]:
    ordered = select(LufsPreset).where(col(LufsPreset.is_system_preset))
    return list(session.exec(ordered.order_by(col(LufsPreset.position), col(LufsPreset.id))))


def _found(session: Session, preset_id: int) -> LufsPreset:
    row = session.get(LufsPreset, preset_id)
    if row is None or not row.is_system_preset:
        raise NotFound('This preset does not exist any more.')
    return row


def _own(session: Session, preset_id: int) -> LufsPreset:
    row = _found(session, preset_id)
    if _fixed(row):
        raise NotAllowed('LevelMix brought this preset along, and its numbers stay. Hide it, and make another one.')
    return row


def _fixed(row: LufsPreset) -> bool:
    return row.name in _BROUGHT_ALONG


def _told(row: LufsPreset) -> dict[str, object]:
    shown = view(row)
    return {
        'name': shown.name,
        'lufs': shown.lufs,
        'ceiling': shown.ceiling_dbtp,
        'description': shown.description,
        'hidden': row.hidden,
    }
