"""What is going on in a studio from one day to another: sessions, holds, blocks and outside events, for its board."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db import reading
from app.errors import NotAllowed
from app.round_trips import foresee
from app.studio import absences, people, rooms, times
from app.studio.rooms import Engineer, Room
from app.studio.studios import StudioView, view
from app.studio.times import walls
from models import BlockedAvailability, BlockRule, Booking, RoomReservation, Studio, StudioEngineer, User
from models.types import utc_now

MOST_DAYS = 45
MOST_ENTRIES = 2000
SHOWN = ('pending_payment', 'pending_approval', 'confirmed', 'completed', 'no_show')
MOVABLE = ('confirmed',)
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """Something that takes a room, or all of them.

    Parameters
    ----------
    id : of the booking, the block (`block:…`, `weekly:…`), the day off (`away:…`), or the reservation (`reserved:…`).
    kind : booking, hold, move, external, block, weekly or away.
    room_id : None for a block of all rooms, and for an engineer who is away.
    day, start, end : the studio's day it belongs to, and minutes after its midnight by the clock on the wall; they may
        pass 1440.
    starts_at, ends_at : the moments.
    state : of a booking; empty otherwise.
    until : when a hold ends by itself.
    """

    id: str
    kind: str
    room_id: str | None
    engineer_id: str | None
    day: date
    start: int
    end: int
    starts_at: datetime
    ends_at: datetime
    title: str
    state: str = ''
    until: datetime | None = None

    @property
    def movable(self) -> bool:
        """Whether staff may move it."""
        return self.kind == 'booking' and self.state in MOVABLE


@dataclass(frozen=True, slots=True)
class Board:
    """A studio's days: who works where, and what takes which room when. `now` is when it was looked at."""

    studio: StudioView
    rooms: tuple[Room, ...]
    engineers: tuple[Engineer, ...]
    days: tuple[date, ...]
    entries: tuple[Entry, ...]
    now: datetime


def between(user_id: str, studio_id: str, first: date, days: int) -> Board:
    """The board of so many days from `first` on.

    Raises
    ------
    NotFound
        There is no such studio.
    NotAllowed
        They do not work there, or these are too many days.
    """
    if not 0 < days <= MOST_DAYS or not walls.FIRST_YEAR < first.year < walls.LAST_YEAR:
        raise NotAllowed(f'A board shows 1 to {MOST_DAYS} days.')
    with reading() as session:
        _foresee(session, user_id, studio_id)
        studio, _ = people.seeing(session, user_id, studio_id)
        span = _Span(studio, first, days)
        known = [rooms.room_view(row) for row in rooms.rows(session, studio.id, closed=True)]
        room_ids = [room.id for room in known]
        away = absences.asked(studio.id, span.first, span.last)
        foresee(session, _bookings_asked(span), _reserved_asked(span, room_ids), _blocks_asked(span), away)
        found = [*_bookings(session, span), *_reserved(session, span, room_ids)]
        engineers = _engineers(session, studio.id)
        found += [*_blocks(session, span), *_weekly(session, span), *_away(session, span, studio, engineers)]
        used = {entry.room_id for entry in found}
        shown = tuple(room for room in known if room.is_active or room.id in used)
        return Board(view(studio), shown, engineers, span.days, tuple(found), span.now)


def _engineers(session: Session, studio_id: str) -> tuple[Engineer, ...]:
    found = session.scalars(_engineers_asked(studio_id))
    return tuple(Engineer(row.id, row.studio_id, row.name, row.user_id, row.is_active) for row in found)


def _engineers_asked(studio_id: str) -> sa.Select[StudioEngineer]:
    mine = sa.select(StudioEngineer).where(col(StudioEngineer.studio_id) == studio_id, col(StudioEngineer.is_active))
    return mine.order_by(col(StudioEngineer.name))


def _foresee(session: Session, user_id: str, studio_id: str) -> None:
    """Have answered together what is asked of a studio, whichever days are looked at."""
    who = sa.select(User).where(col(User.id) == user_id), sa.select(Studio).where(col(Studio.id) == studio_id)
    foresee(
        session,
        *who,
        rooms.asked(studio_id, closed=True),
        _engineers_asked(studio_id),
        _weekly_asked(studio_id),
    )


class _Span:
    """The days that are looked at, and where moments lie in them."""

    def __init__(self, studio: Studio, first: date, days: int) -> None:
        self.studio_id, self.now = studio.id, utc_now()
        self.zone, self._starts = ZoneInfo(studio.zone), studio.day_starts
        self.days = tuple(first + number * ONE_DAY for number in range(days))
        self.first, self.last = self.days[0], self.days[-1]
        self.begins = walls.moment(self.zone, self.first, studio.day_starts)
        edges = [walls.moment(self.zone, day, studio.day_starts) for day in (*self.days, self.last + ONE_DAY)]
        self.ends, self._edges = edges[-1], [walls.utc(at) for at in edges]

    def place(self, starts_at: datetime, ends_at: datetime) -> tuple[date, int, int]:
        """The day of the studio that this belongs to, and from when until when by the clock on the wall."""
        day = max(walls.studio_day(self.zone, self._starts, starts_at), self.first)
        begins = self._minute(day, starts_at)
        return day, begins, max(self._minute(day, ends_at), begins + 5)

    def by_day(self, starts_at: datetime, ends_at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """This, which may last for weeks, in its parts on each of the days that are looked at."""
        for begins, ends in pairwise(self._edges):
            if starts_at < ends and ends_at > begins:
                yield max(starts_at, begins), min(ends_at, ends)

    def _minute(self, day: date, at: datetime) -> int:
        since = at.astimezone(self.zone).replace(tzinfo=None) - datetime.combine(day, datetime.min.time())
        return since.days * 1440 + since.seconds // 60


def _bookings_asked(span: _Span) -> sa.Select[Booking]:
    return (
        sa.select(Booking)
        .where(col(Booking.studio_id) == span.studio_id, col(Booking.status).in_(SHOWN))
        .where(col(Booking.start_time) < walls.utc(span.ends), col(Booking.end_time) > walls.utc(span.begins))
        .where(col(Booking.deleted_at).is_(None))
        .order_by(col(Booking.start_time))
        .limit(MOST_ENTRIES)
    )


def _bookings(session: Session, span: _Span) -> Iterator[Entry]:
    for row in session.scalars(_bookings_asked(span)):
        held = row.status == 'pending_payment'
        if held and row.hold_expires_at is not None and row.hold_expires_at <= span.now:
            continue
        title = row.artist_name or row.customer_name or row.customer_email or 'Somebody'
        day, start, end = span.place(row.start_time, row.end_time)
        yield Entry(
            row.id, 'hold' if held else 'booking', row.room_id, row.engineer_id, day, start, end, row.start_time,
            row.end_time, title, row.status, row.hold_expires_at if held else None,
        )  # fmt: skip


def _reserved_asked(span: _Span, room_ids: Sequence[str]) -> sa.Select[RoomReservation]:
    return (
        sa.select(RoomReservation)
        .where(col(RoomReservation.room_id).in_(room_ids), col(RoomReservation.kind).in_(('external', 'move')))
        .where(col(RoomReservation.active), col(RoomReservation.starts_at) < span.ends)
        .where(col(RoomReservation.ends_at) > span.begins)
        .limit(MOST_ENTRIES)
    )


def _reserved(session: Session, span: _Span, room_ids: Sequence[str]) -> Iterator[Entry]:
    """What takes a room beside sessions: outside events, and times that are held for a move."""
    rows = list(session.scalars(_reserved_asked(span, room_ids)))
    for row in rows:
        if row.kind != 'external' and (row.expires_at is None or row.expires_at > span.now.timestamp()):
            yield _entry(span, row, walls.utc(row.starts_at), walls.utc(row.ends_at), 'Held for a move')
    for row, ends_at in _whole(row for row in rows if row.kind == 'external'):
        for begins, ends in span.by_day(walls.utc(row.starts_at), walls.utc(ends_at)):
            yield _entry(span, row, begins, ends, 'Busy elsewhere')


def _entry(span: _Span, row: RoomReservation, begins: datetime, ends: datetime, title: str) -> Entry:
    day, start, end = span.place(begins, ends)
    return Entry(f'reserved:{row.id}:{day}', row.kind, row.room_id, None, day, start, end, begins, ends, title)


def _whole(rows: Iterable[RoomReservation]) -> Iterator[tuple[RoomReservation, int]]:
    """Long times outside, which take a room in pieces, as they are: the first piece, and when the last one ends."""
    first: RoomReservation | None = None
    until = 0
    for row in sorted(rows, key=_place):
        if first is not None and (row.room_id, row.ref) == (first.room_id, first.ref) and row.starts_at <= until:
            until = max(until, row.ends_at)
            continue
        if first is not None:
            yield first, until
        first, until = row, row.ends_at
    if first is not None:
        yield first, until


def _place(row: RoomReservation) -> tuple[str, str, int]:
    return row.room_id, row.ref, row.starts_at


def _blocks_asked(span: _Span) -> sa.Select[BlockedAvailability]:
    mine = sa.select(BlockedAvailability).where(
        col(BlockedAvailability.studio_id) == span.studio_id,
        col(BlockedAvailability.blocked_date).between(span.first - ONE_DAY, span.last),
    )
    return mine.limit(MOST_ENTRIES)


def _blocks(session: Session, span: _Span) -> Iterator[Entry]:
    rules = _rules(session, span)
    for row in session.scalars(_blocks_asked(span)):
        begins, ends = (None, None) if row.block_entire_day else (row.start_time, row.end_time)
        block = times.Block(row.blocked_date, begins, ends, row.reason or '')
        yield from _block(span, rules, f'block:{row.id}', 'block', row.room_id, block)


def _weekly_asked(studio_id: str) -> sa.Select[BlockRule]:
    return sa.select(BlockRule).where(col(BlockRule.studio_id) == studio_id).limit(MOST_ENTRIES)


def _weekly(session: Session, span: _Span) -> Iterator[Entry]:
    rules = _rules(session, span)
    for row in session.scalars(_weekly_asked(span.studio_id)):
        said = row.weekday, row.start_time, row.end_time, row.first_date, row.last_date, row.reason or ''
        for block in times.occurrences(times.Weekly(*said), span.first - ONE_DAY, span.last):
            yield from _block(span, rules, f'weekly:{row.id}:{block.day}', 'weekly', row.room_id, block)


def _block(
    span: _Span, rules: times.Rules, entry_id: str, kind: str, room_id: str | None, block: times.Block
) -> Iterator[Entry]:
    starts_at, ends_at = times.span(rules, block)
    if starts_at < span.ends and ends_at > span.begins:
        begins, ends = walls.utc(starts_at), walls.utc(ends_at)
        title = block.reason or 'Blocked'
        yield Entry(entry_id, kind, room_id, None, *span.place(begins, ends), begins, ends, title)


def _away(session: Session, span: _Span, studio: Studio, engineers: Sequence[Engineer]) -> Iterator[Entry]:
    there = {engineer.id for engineer in engineers}
    for row in session.scalars(absences.asked(studio.id, span.first, span.last)):
        whole = absences.span_of(studio, row)
        if row.engineer_id not in there or not whole.lasts:
            continue
        for begins, ends in span.by_day(walls.utc(whole.begins), walls.utc(whole.ends)):
            day, start, end = span.place(begins, ends)
            yield Entry(f'away:{row.id}:{day}', 'away', None, row.engineer_id, day, start, end, begins, ends, 'Away')


def _rules(session: Session, span: _Span) -> times.Rules:
    studio = people.there(session, span.studio_id)
    return times.Rules(span.zone, view(studio).opening, studio.day_starts)
