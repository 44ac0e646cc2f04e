"""How loud: the system's presets, which no user changes, and each user's own."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app import accounts
from app.db import reading, transaction
from app.errors import NotAllowed, NotFound
from app.targets import NAME_LIMIT, USUAL_CEILING_DBTP, check_loudness
from app.unchanged import Look, unseen
from models import LufsPreset

DESCRIPTION_LIMIT, OWN_LIMIT = 200, 100


@dataclass(frozen=True, slots=True)
class Preset:
    """A name for a loudness (LUFS, integrated) under a ceiling (dBTP)."""

    id: int
    name: str
    lufs: float
    ceiling_dbtp: float
    description: str
    is_system: bool


def presets(user_id: str) -> list[Preset]:
    """The system's presets in their order, then the user's own by name."""
    with reading() as session:
        rows = session.exec(
            select(LufsPreset)
            .where(
                sa.or_(col(LufsPreset.is_system_preset), col(LufsPreset.user_id) == user_id), ~col(LufsPreset.hidden)
            )
            .order_by(
                col(LufsPreset.is_system_preset).desc(),
                col(LufsPreset.position),
                sa.case((col(LufsPreset.is_system_preset), ''), else_=sa.func.lower(LufsPreset.name)),
                col(LufsPreset.id),
            )
        )
        return [view(row) for row in rows]


def get_preset(user_id: str, preset_id: int) -> Preset:
    """One preset that the user may use.

    Raises
    ------
    NotFound
        There is none, or it is somebody else's.
    """
    with reading() as session:
        row = session.get(LufsPreset, preset_id)
    if row is None or not (row.is_system_preset or row.user_id == user_id):
        raise NotFound('This preset does not exist any more. Choose another one.')
    return view(row)


def create_preset(
    user_id: str, name: str, lufs: float, ceiling_dbtp: float = USUAL_CEILING_DBTP, description: str = ''
) -> Preset:
    """Make a preset of the user's own; raises NotAllowed with what is wrong with it."""
    row = LufsPreset(user_id=user_id, name='', lufs_value=0.0)
    with transaction() as session:
        accounts.acting(session, user_id)
        fill(session, row, name, lufs, ceiling_dbtp, description)
        own = session.scalar(sa.select(sa.func.count()).where(col(LufsPreset.user_id) == user_id)) or 0
        if own > OWN_LIMIT:
            raise NotAllowed(f'You have {OWN_LIMIT} presets, which is the most. Delete one first.')
    return view(row)


def edit_preset(
    user_id: str,
    preset_id: int,
    name: str,
    lufs: float,
    ceiling_dbtp: float,
    description: str,
    look: Look = unseen,
) -> Preset:
    """Change one of the user's own presets; jobs made with it keep their numbers. `look` is shown it as it was."""
    with transaction() as session:
        accounts.acting(session, user_id)
        row = _own(session, user_id, preset_id)
        look(view(row))
        fill(session, row, name, lufs, ceiling_dbtp, description)
    return view(row)


def delete_preset(user_id: str, preset_id: int, look: Look = unseen) -> None:
    """Delete one of the user's own presets; jobs made with it stay. `look` is shown it as it was."""
    with transaction() as session:
        accounts.acting(session, user_id)
        row = _own(session, user_id, preset_id)
        look(view(row))
        session.delete(row)


def fill(session: Session, row: LufsPreset, name: str, lufs: float, ceiling_dbtp: float, description: str) -> None:
    """Write what somebody wants of a preset into its row; raises NotAllowed with what is wrong with it."""
    name, description = ' '.join(name.split()), ' '.join(description.split())
    if not name or len(name) > NAME_LIMIT:
        raise NotAllowed(f'Give the preset a name of at most {NAME_LIMIT} characters.')
    if len(description) > DESCRIPTION_LIMIT:
        raise NotAllowed(f'Keep the description under {DESCRIPTION_LIMIT} characters.')
    check_loudness(lufs, ceiling_dbtp)
    visible = sa.or_(col(LufsPreset.is_system_preset), col(LufsPreset.user_id).is_not_distinct_from(row.user_id))
    for other in session.exec(select(LufsPreset).where(visible)):
        if other.id != row.id and other.name.casefold() == name.casefold():
            raise NotAllowed(f'There is a preset called “{other.name}” already. Choose another name.')
    row.name, row.lufs_value, row.ceiling_dbtp, row.description = name, lufs, ceiling_dbtp, description
    session.add(row)
    session.flush()


def _own(session: Session, user_id: str, preset_id: int) -> LufsPreset:
    row = session.get(LufsPreset, preset_id)
    if row is not None and row.is_system_preset:
        raise NotAllowed('The presets of the system stay as they are. Make one of your own instead.')
    if row is None or row.user_id != user_id:
        raise NotFound('This preset does not exist any more.')
    return row


def view(row: LufsPreset) -> Preset:
    """A row, detached."""
    assert row.id is not None
    return Preset(row.id, row.name, row.lufs_value, row.ceiling_dbtp, row.description or '', bool(row.is_system_preset))
