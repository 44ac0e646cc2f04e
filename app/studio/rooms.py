"""Rooms of a studio, and the engineers who work in them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts import audit
from app.db import reading, transaction
from app.errors import NotAllowed, NotFound, OverLimit
from app.studio import absences, forms, people
from models import Booking, EngineerAbsence, StudioEngineer, StudioRoom, User
from models.types import utc_now

MOST_ROOMS, MOST_ENGINEERS = 20, 50
MOST_GAP = 480
ROOM_GONE = 'This room does not exist, or it is not booked any more.'
ENGINEER_GONE = 'There is no such engineer in this studio.'


@dataclass(frozen=True, slots=True)
class Room:
    """A room; the gaps are the minutes it needs before and after a session."""

    id: str
    studio_id: str
    name: str
    about: str
    gap_before: int
    gap_after: int
    is_active: bool


@dataclass(frozen=True, slots=True)
class Engineer:
    """Somebody who works sessions; with a `user_id`, they sign in and see theirs."""

    id: str
    studio_id: str
    name: str
    user_id: str | None
    is_active: bool


def of_studio(studio_id: str, *, closed: bool = False) -> list[Room]:
    """The rooms of a studio, in their order; with `closed` also those that are not booked any more."""
    with reading() as session:
        return [room_view(row) for row in rows(session, studio_id, closed=closed)]


def rows(session: Session, studio_id: str, *, closed: bool = False) -> list[StudioRoom]:
    """The same, as they are kept."""
    return list(session.scalars(asked(studio_id, closed=closed)))


def asked(studio_id: str, *, closed: bool = False) -> sa.Select[StudioRoom]:
    """The SELECT of these rows."""
    found = sa.select(StudioRoom).where(col(StudioRoom.studio_id) == studio_id)
    if not closed:
        found = found.where(col(StudioRoom.is_active))
    return found.order_by(col(StudioRoom.position), col(StudioRoom.created_at)).limit(MOST_ROOMS)


def room_of(session: Session, studio_id: str, room_id: str = '', *, closed: bool = False) -> StudioRoom:
    """A room of a studio; its first where none is named. Raises NotFound."""
    if not room_id:
        if found := rows(session, studio_id):
            return found[0]
        raise NotFound(ROOM_GONE)
    row = session.get(StudioRoom, room_id)
    if row is None or row.studio_id != studio_id or not (row.is_active or closed):
        raise NotFound(ROOM_GONE)
    return row


def engineer_of(session: Session, studio_id: str, engineer_id: str | None) -> StudioEngineer | None:
    """An engineer of a studio, None where none is named; raises NotFound."""
    if not engineer_id:
        return None
    row = session.get(StudioEngineer, engineer_id)
    if row is None or row.studio_id != studio_id or not row.is_active:
        raise NotFound(ENGINEER_GONE)
    return row


def add(user_id: str, studio_id: str, name: str, *, about: str = '', gap_before: int = 0, gap_after: int = 0) -> Room:
    """Add a room; raises NotAllowed, OverLimit where there are too many."""
    values = _read(name=name, about=about, gap_before=gap_before, gap_after=gap_after)
    with transaction() as session:
        user, studio, _ = people.working(session, user_id, studio_id, owner=True)
        there = rows(session, studio.id, closed=True)
        if len(there) >= MOST_ROOMS:
            raise OverLimit(f'A studio has up to {MOST_ROOMS} rooms.')
        row = StudioRoom(studio_id=studio.id, position=len(there), **values)
        session.add(row)
        session.flush()
        audit.note(session, 'room.added', user, target=row.id, after=values)
        return room_view(row)


def change(user_id: str, room_id: str, **given: Any) -> Room:
    """Change some of `name`, `about`, `gap_before`, `gap_after`, `position`, `is_active`. What is booked already keeps
    the gaps that it was booked with."""
    values = _read(**given)
    with transaction() as session:
        row = session.get(StudioRoom, room_id)
        if row is None:
            raise NotFound(ROOM_GONE)
        user, _, _ = people.working(session, user_id, row.studio_id, owner=True)
        if values.get('is_active') is False and row.is_active and len(rows(session, row.studio_id)) == 1:
            raise NotAllowed('A studio has one room at least. Close the studio to new bookings instead.')
        before = {name: getattr(row, name) for name in values}
        for name, value in values.items():
            setattr(row, name, value)
        session.add(row)
        audit.note(session, 'room.changed', user, target=row.id, before=before, after=values)
        return room_view(row)


def engineers(studio_id: str, *, gone: bool = False) -> list[Engineer]:
    """Who works in a studio, by name; with `gone` also those who do not any more."""
    with reading() as session:
        found = sa.select(StudioEngineer).where(col(StudioEngineer.studio_id) == studio_id)
        if not gone:
            found = found.where(col(StudioEngineer.is_active))
        return [_engineer(row) for row in session.scalars(found.order_by(col(StudioEngineer.name)).limit(200))]


def add_engineer(user_id: str, studio_id: str, name: str, *, email: str = '') -> Engineer:
    """Add somebody who works here; with the mail address of an account, whoever has it signs in as an engineer.

    Raises
    ------
    NotFound
        Nobody has an account with this address.
    NotAllowed
        They work here already.
    """
    named = forms.name(name)
    with transaction() as session:
        user, studio, _ = people.working(session, user_id, studio_id, owner=True)
        account = _account(session, email)
        mine = sa.select(StudioEngineer).where(col(StudioEngineer.studio_id) == studio.id)
        known = session.scalar(mine.where(col(StudioEngineer.user_id) == account)) if account else None
        if known is not None and known.is_active:
            raise NotAllowed('They work here already.')
        if known is None and len(list(session.scalars(mine.where(col(StudioEngineer.is_active))))) >= MOST_ENGINEERS:
            raise OverLimit(f'Up to {MOST_ENGINEERS} engineers work in a studio.')
        row = known or StudioEngineer(studio_id=studio.id, user_id=account, name=named)
        row.name, row.is_active = named, True
        session.add(row)
        session.flush()
        audit.note(session, 'engineer.added', user, target=row.id, after={'name': named, 'user': account})
        return _engineer(row)


def end_engineer(user_id: str, engineer_id: str) -> None:
    """Somebody does not work here any more: sessions to come have no engineer then; their days off are deleted."""
    with transaction() as session:
        row = session.get(StudioEngineer, engineer_id)
        if row is None:
            raise NotFound(ENGINEER_GONE)
        user, _, _ = people.working(session, user_id, row.studio_id, owner=True)
        row.is_active = False
        session.add(row)
        coming = sa.update(Booking).where(col(Booking.engineer_id) == row.id, col(Booking.start_time) > utc_now())
        session.execute(coming.values(engineer_id=None))
        absences.forget(session, col(EngineerAbsence.engineer_id) == row.id)
        audit.note(session, 'engineer.ended', user, target=row.id, before={'name': row.name})


def room_view(row: StudioRoom) -> Room:
    """A room as everybody may know it."""
    return Room(row.id, row.studio_id, row.name, row.about, row.gap_before, row.gap_after, row.is_active)


def _engineer(row: StudioEngineer) -> Engineer:
    return Engineer(row.id, row.studio_id, row.name, row.user_id, row.is_active)


def _account(session: Session, email: str) -> str | None:
    if not email.strip():
        return None
    found = session.scalar(sa.select(col(User.id)).where(col(User.email) == email.strip().lower()))
    if found is None:
        raise NotFound('Nobody has an account with this address. Invite them first, or leave it empty.')
    return str(found)


def _read(**given: Any) -> dict[str, Any]:
    gap = f'A room needs 0 to {MOST_GAP} minutes before and after a session.'
    readers: dict[str, Callable[[Any], Any]] = {
        'name': forms.name,
        'about': forms.text,
        'gap_before': lambda value: forms.within(value, 0, MOST_GAP, gap),
        'gap_after': lambda value: forms.within(value, 0, MOST_GAP, gap),
        'position': lambda value: forms.within(value, 0, 1000, 'A place is 0 to 1000.'),
        'is_active': bool,
    }
    if unknown := given.keys() - readers.keys():
        raise NotAllowed(f'A room has no {", ".join(sorted(unknown))}.')
    return {name: readers[name](value) for name, value in given.items()}
