"""What can be booked of a room: its studio's rules and what takes it, read for `times`, which alone decides."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db import reading
from app.errors import TimeRefused
from app.round_trips import foresee
from app.studio import absences, forms, people, reservations, rooms, times
from app.studio.times import Block, Rules, Start, Taken, Weekly
from models import BlockedAvailability, BlockRule, Studio, StudioRoom
from models.types import utc_now

AROUND = timedelta(days=63)
"""Nearest free starts are looked for so far away from a time that is refused."""
CLOSED = 'This studio takes no bookings at the moment. What is booked already stays.'
MOST_BLOCKS = 2000
SOME = timedelta(days=4)
"""A block that begins so much earlier may still reach into a date."""


def starts(
    studio_id: str, room_id: str, day: date, minutes: int, *, but: str = '', now: datetime | None = None
) -> list[Start]:
    """The starts that a room offers under a date for so many real minutes, soonest first; none of a closed studio.

    Parameters
    ----------
    but : the booking that is to be moved: its own time counts as free.
    """
    now = now or utc_now()
    with reading() as session:
        _foresee(session, studio_id, room_id, day, day, now, but)
        studio, room = people.there(session, studio_id), rooms.room_of(session, studio_id, room_id)
        if not studio.is_open:
            return []
        known = rules(session, studio, room, day, day, but=but)
        return times.starts(known, _around(session, room, day, day, now, but), day, minutes, now)


def month(
    studio_id: str, room_id: str, first: date, last: date, minutes: int, *, but: str = '', now: datetime | None = None
) -> dict[date, int]:
    """How many starts each of these dates offers; see `starts`."""
    now = now or utc_now()
    with reading() as session:
        _foresee(session, studio_id, room_id, first, last, now, but)
        studio, room = people.there(session, studio_id), rooms.room_of(session, studio_id, room_id)
        if not studio.is_open:
            return {}
        known = rules(session, studio, room, first, last, but=but)
        return times.month(known, _around(session, room, first, last, now, but), first, last, minutes, now)


def check(
    session: Session,
    studio: Studio,
    room: StudioRoom,
    start: datetime,
    minutes: int,
    now: datetime,
    *,
    but: str = '',
    by_staff: bool = False,
    engineer_id: str | None = None,
) -> None:
    """Whether a time can be booked, by the same rules that list the starts; `engineer_id` is who shall work it.

    Raises
    ------
    TimeRefused
        It cannot; `nearest` are free ones around it. Staff are bound by what takes the room and by blocks alone.
    """
    if not studio.is_open and not by_staff:
        raise TimeRefused(CLOSED, 'closed')
    first, last = (start - AROUND).date(), (start + AROUND).date()
    known = rules(session, studio, room, first, last, but=but, engineer_id=engineer_id)
    there = reservations.taken(session, room.id, start - AROUND, start + AROUND, now, but=but)
    if by_staff:
        times.check_for_staff(known, there, start, minutes)
    else:
        times.check(known, there, start, minutes, now)


def asked(studio_id: str, room_id: str, start: datetime, now: datetime) -> tuple[Any, ...]:
    """The SELECTs of `check`, to have them answered together."""
    first, last = (start - AROUND).date(), (start + AROUND).date()
    taken = reservations.taken_asked(room_id, start - AROUND, start + AROUND, now)
    return *_rules_asked(studio_id, room_id, first, last), taken


def _foresee(session: Session, studio_id: str, room_id: str, first: date, last: date, now: datetime, but: str) -> None:
    """Have all that is asked for these dates answered together, where the room is named."""
    if room_id:
        both = (
            sa.select(Studio).where(col(Studio.id) == studio_id),
            sa.select(StudioRoom).where(col(StudioRoom.id) == room_id),
        )
        taken = reservations.taken_asked(room_id, *_days(first, last), now, but=but)
        foresee(session, *both, *_rules_asked(studio_id, room_id, first, last), taken)


def _rules_asked(studio_id: str, room_id: str, first: date, last: date) -> tuple[Any, ...]:
    return (
        _blocks_asked(studio_id, room_id, first - SOME, last + SOME),
        _weekly_asked(studio_id, room_id),
        absences.asked(studio_id, first, last),
    )


def rules(
    session: Session,
    studio: Studio,
    room: StudioRoom,
    first: date,
    last: date,
    *,
    but: str = '',
    engineer_id: str | None = None,
) -> Rules:
    """By what a room is booked, with the blocks of these dates and those around them, and when those are away who could
    work a session: see `absences.each_away`."""
    return Rules(
        zone=ZoneInfo(studio.zone),
        opening=forms.opened(studio.opening),
        day_starts=studio.day_starts,
        grid_minutes=studio.grid_minutes,
        min_minutes=studio.min_minutes,
        max_minutes=studio.max_minutes,
        notice_minutes=studio.notice_hours * 60,
        horizon_days=studio.horizon_days,
        gap_before=room.gap_before * 60,
        gap_after=room.gap_after * 60,
        blocks=_blocks(session, studio, room, first - SOME, last + SOME),
        weekly=_weekly(session, studio, room),
        away=absences.each_away(session, studio, first, last, but=but, engineer_id=engineer_id),
    )


def block_of(row: BlockedAvailability) -> Block:
    """A block as the rules know it."""
    if row.block_entire_day:
        return Block(row.blocked_date, reason=row.reason or '')
    return Block(row.blocked_date, row.start_time, row.end_time, row.reason or '')


def weekly_of(row: BlockRule) -> Weekly:
    """A block that comes again, as the rules know it."""
    return Weekly(row.weekday, row.start_time, row.end_time, row.first_date, row.last_date, row.reason or '')


def _blocks(session: Session, studio: Studio, room: StudioRoom, first: date, last: date) -> Sequence[Block]:
    return [block_of(row) for row in session.scalars(_blocks_asked(studio.id, room.id, first, last))]


def _blocks_asked(studio_id: str, room_id: str, first: date, last: date) -> sa.Select[BlockedAvailability]:
    table = BlockedAvailability
    these = sa.select(table).where(
        col(table.studio_id) == studio_id,
        col(table.blocked_date).between(first, last),
        sa.or_(col(table.room_id).is_(None), col(table.room_id) == room_id),
    )
    return these.order_by(col(table.blocked_date)).limit(MOST_BLOCKS)


def _weekly(session: Session, studio: Studio, room: StudioRoom) -> Sequence[Weekly]:
    return [weekly_of(row) for row in session.scalars(_weekly_asked(studio.id, room.id))]


def _weekly_asked(studio_id: str, room_id: str) -> sa.Select[BlockRule]:
    these = sa.select(BlockRule).where(
        col(BlockRule.studio_id) == studio_id,
        sa.or_(col(BlockRule.room_id).is_(None), col(BlockRule.room_id) == room_id),
    )
    return these.order_by(col(BlockRule.id)).limit(MOST_BLOCKS)


def _around(session: Session, room: StudioRoom, first: date, last: date, now: datetime, but: str) -> list[Taken]:
    return reservations.taken(session, room.id, *_days(first, last), now, but=but)


def _days(first: date, last: date) -> tuple[datetime, datetime]:
    return datetime.combine(first, time(), UTC), datetime.combine(last, time(), UTC) + timedelta(days=3)
