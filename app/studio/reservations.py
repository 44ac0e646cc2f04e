"""What takes a room at which time: the one lock for bookings, holds, moves and outside calendars.

A trigger lets no two of a room come nearer than the gap that either needs. Whoever wants a time lets go of the holds
whose time is over first (`over`), in the same transaction: that needs no worker. Gaps are kept with each reservation,
so that what a room needs later changes nothing that is booked.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.errors import TimeRefused
from app.round_trips import at_once
from app.studio.times import Taken
from models import RoomReservation, StudioRoom
from models.types import new_id, utc_now

BOOKING, HOLD, MOVE, EXTERNAL = 'booking', 'hold', 'move', 'external'
TOO_NEAR = 'This room is taken at that time.'
"""What the trigger says."""
TAKEN = 'This time was just taken by somebody else. Nothing was booked: choose another one.'
BUSY = 'A calendar outside says by now that the room is busy then. Refuse it, or ask whoever keeps that calendar.'
FAR = 8 * 24 * 3600
"""Reservations that begin so many seconds earlier may still reach into a time: none is longer, with its gaps."""


def take(
    session: Session,
    room: StudioRoom,
    ref: str,
    start: datetime,
    end: datetime,
    kind: str = BOOKING,
    *,
    until: datetime | None = None,
) -> None:
    """Take a room for something, in this transaction.

    Parameters
    ----------
    ref : what for: the booking's id. What takes a room for the same thing may overlap.
    until : when it is over by itself, for a hold.

    Raises
    ------
    TimeRefused
        The room is taken, or too near to something.
    """
    values = {
        'id': new_id(),
        'room_id': room.id,
        'ref': ref,
        'kind': kind,
        **_times(start, end),
        'gap_before': room.gap_before * 60,
        'gap_after': room.gap_after * 60,
        'expires_at': None if until is None else int(until.timestamp()),
        'created_at': utc_now(),
    }
    with _refusing(session):
        session.execute(sa.insert(RoomReservation).values(**values))


def move(session: Session, ref: str, room: StudioRoom, start: datetime, end: datetime) -> bool:
    """Let what takes a room for something take it at another time, by one UPDATE, so that it is never without one.

    Its own old time is no hindrance. False where it takes no room now. Raises as `take`.
    """
    gaps = {'gap_before': room.gap_before * 60, 'gap_after': room.gap_after * 60}
    moved = (
        sa.update(RoomReservation).where(*_of(ref, BOOKING, HOLD)).values(room_id=room.id, **_times(start, end), **gaps)
    )
    with _refusing(session):
        return bool(_count(session, moved))


def extend(session: Session, ref: str, end: datetime) -> None:
    """Let it last until another end, for which the room is free (`room_left`); raises as `take`."""
    longer = sa.update(RoomReservation).where(*_of(ref, BOOKING)).values(ends_at=int(end.timestamp()))
    _beside_outside(session, ref, longer)


def keep(session: Session, ref: str) -> bool:
    """Let a hold stay for good; False where it takes no room any more. Whatever has become busy elsewhere meanwhile, it
    was there before."""
    kept = sa.update(RoomReservation).where(*_of(ref, BOOKING, HOLD)).values(kind=BOOKING, expires_at=None)
    return bool(_beside_outside(session, ref, kept))


def prolong(session: Session, ref: str, until: datetime) -> bool:
    """Let a hold last until another moment; False where it takes no room any more."""
    longer = sa.update(RoomReservation).where(*_of(ref, HOLD)).values(expires_at=int(until.timestamp()))
    return bool(_count(session, longer))


def release(session: Session, ref: str, *kinds: str) -> None:
    """Let the room go: what it was taken for has ended, or one kind of it."""
    session.execute(sa.update(RoomReservation).where(*_of(ref, *(kinds or (BOOKING, HOLD, MOVE)))).values(active=False))


def accept_move(session: Session, ref: str) -> None:
    """Let the new time of a move that was asked for become the time, and the old one go.

    Raises
    ------
    TimeRefused
        A calendar outside has become busy then.
    """
    release(session, ref, BOOKING, HOLD)
    with _refusing(session, BUSY):
        session.execute(sa.update(RoomReservation).where(*_of(ref, MOVE)).values(kind=BOOKING, expires_at=None))


def wanted_move(session: Session, ref: str) -> RoomReservation | None:
    """The time that somebody has asked to be moved to, if there is one."""
    found: RoomReservation | None = session.scalar(sa.select(RoomReservation).where(*_of(ref, MOVE)))
    return found


def over(session: Session, room_id: str, now: datetime) -> list[tuple[str, str]]:
    """For which bookings a room is still held although their time is over, and as what: a hold, or a move that was
    asked for. Whoever wants the room lets them go."""
    return [(ref, kind) for ref, kind in session.execute(over_asked(room_id, now))]


def over_asked(room_id: str, now: datetime) -> sa.Select[str, str]:
    """The SELECT of these."""
    return sa.select(col(RoomReservation.ref), col(RoomReservation.kind)).where(
        col(RoomReservation.room_id) == room_id, col(RoomReservation.kind).in_((HOLD, MOVE)), *_over(now)
    )


def moves_over(session: Session, now: datetime, most: int) -> list[str]:
    """The bookings of which another time was asked for, and nobody has answered until it was over."""
    asked_for = (col(RoomReservation.kind) == MOVE, *_over(now))
    return list(session.scalars(sa.select(col(RoomReservation.ref)).where(*asked_for).limit(most)))


def room_left(session: Session, ref: str) -> int | None:
    """How many minutes are free behind what takes a room for something, gaps left out; None where nothing comes, and 0
    where a calendar outside is busy over its end."""
    mine = session.scalar(sa.select(RoomReservation).where(*_of(ref, BOOKING)))
    if mine is None:
        return 0
    gap = sa.func.max(col(RoomReservation.gap_before), mine.gap_after)
    behind = sa.select(sa.func.min(col(RoomReservation.starts_at) - gap)).where(
        col(RoomReservation.room_id) == mine.room_id,
        col(RoomReservation.active),
        col(RoomReservation.ref) != ref,
        col(RoomReservation.ends_at) > mine.ends_at,
    )
    free_until = session.scalar(behind)
    return None if free_until is None else max(0, (free_until - mine.ends_at) // 60)


def taken(
    session: Session, room_id: str, first: datetime, last: datetime, now: datetime, *, but: str = ''
) -> list[Taken]:
    """What takes a room between two moments, holds that are over left out; `but` is what is to be moved itself."""
    return [Taken(*row) for row in session.execute(taken_asked(room_id, first, last, now, but=but))]


def taken_asked(room_id: str, first: datetime, last: datetime, now: datetime, *, but: str = '') -> Any:
    """The SELECT of that."""
    begin, end = int(first.timestamp()), int(last.timestamp())
    columns = (
        RoomReservation.starts_at,
        RoomReservation.ends_at,
        RoomReservation.gap_before,
        RoomReservation.gap_after,
    )
    there = sa.select(*map(col, columns)).where(
        col(RoomReservation.room_id) == room_id,
        col(RoomReservation.active),
        col(RoomReservation.starts_at).between(begin - FAR, end + FAR),
        col(RoomReservation.ends_at) >= begin - FAR,
        sa.or_(col(RoomReservation.expires_at).is_(None), col(RoomReservation.expires_at) > int(now.timestamp())),
        col(RoomReservation.ref) != but,
    )
    return there.order_by(col(RoomReservation.starts_at))


def _over(now: datetime) -> tuple[Any, ...]:
    return col(RoomReservation.active), col(RoomReservation.expires_at) <= int(now.timestamp())


def _of(ref: str, *kinds: str) -> tuple[Any, ...]:
    return col(RoomReservation.ref) == ref, col(RoomReservation.kind).in_(kinds), col(RoomReservation.active)


def _times(start: datetime, end: datetime) -> dict[str, int]:
    return {'starts_at': int(start.timestamp()), 'ends_at': int(end.timestamp())}


def _count(session: Session, statement: Any) -> int:
    result: Any = session.execute(statement.execution_options(synchronize_session=False))
    return int(result.rowcount)


def _beside_outside(session: Session, ref: str, statement: Any) -> int:
    """Run an UPDATE of what takes a room for something, which stays although calendars outside have become busy over
    it since; how many rows it has changed.

    The trigger asks of all rows and knows no difference: where it refuses, theirs are put aside for the statement.
    """
    try:
        with _refusing(session):
            return _count(session, statement)
    except TimeRefused:
        mine = session.scalar(sa.select(RoomReservation).where(*_of(ref, BOOKING, HOLD)))
        if mine is None:
            raise
    others = (
        col(RoomReservation.room_id) == mine.room_id,
        col(RoomReservation.kind) == EXTERNAL,
        col(RoomReservation.starts_at).between(mine.starts_at - FAR, mine.ends_at + FAR),
    )
    _count(session, sa.update(RoomReservation).where(*others).values(active=False))
    try:
        with _refusing(session):
            return _count(session, statement)
    finally:
        _count(session, sa.update(RoomReservation).where(*others).values(active=True))


@contextmanager
def _refusing(session: Session, sentence: str = TAKEN) -> Iterator[None]:
    """Turn what the trigger says into a sentence; a libSQL server's comes in another class than a file's."""
    try:
        with at_once(session):
            yield
    except (sa.exc.DBAPIError, ValueError) as error:
        if TOO_NEAR not in str(error):
            raise
        raise TimeRefused(sentence, 'taken') from error
