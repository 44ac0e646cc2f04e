"""Calendars elsewhere that keep rooms busy: read at their address again and again, within limits of size and time.

What they say stands among the reservations of a room, as `external`: nothing else is put over it, while sessions that
were there before stay. Where a calendar cannot be read, what it said last goes on to count.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app import outbound
from app.accounts import audit, sealing
from app.db import reading, transaction
from app.errors import AddressRefused, NoAnswer, NotAllowed, NotFound, OverLimit
from app.outbound import Limits
from app.studio import calendars, forms, people, reservations, rooms, telling
from app.studio.calendars import Busy
from app.studio.calendars.reading import MOST_BYTES
from models import Booking, OutsideCalendar, RoomReservation, Studio
from models.types import new_id, utc_now

MOST = 20
EVERY = timedelta(minutes=15)
LONGEST_PAUSE = timedelta(days=1)
"""A calendar that cannot be read is tried twice as late each time, at most so late."""
LIMITS = Limits(whole_s=10.0, silence_s=5.0, redirects=3)
BUDGET_S = 10.0
"""A round begins to read no further calendar after that; the others follow with the next."""
PURPOSE = 'outside calendars'
KIND = 'external'
CALENDAR_GONE = 'This calendar is not read any more, or never was.'
LOST = 'The address of this calendar cannot be read here any more. Add it once more.'
CHUNK = 500
Span = tuple[str, int, int]
"""A room, and from when until when it is busy."""
LONGEST_S = 2 * 24 * 3600
"""What lasts longer takes a room in pieces: nobody looks further back than `reservations.FAR` for what takes it."""
OVERLAPS = '“{name}” says that the room is busy then. The session stays: move it, or ask whoever keeps that calendar.'


@dataclass(frozen=True, slots=True)
class Outside:
    """A calendar elsewhere, as staff see it: `error` says why it could not be read last, then what was read at
    `read_at` goes on to count; `times` is how many times it keeps its room busy. Without a room it is for all."""

    id: str
    name: str
    host: str
    room_id: str
    read_at: datetime | None
    next_at: datetime
    error: str
    times: int


def of_studio(user_id: str, studio_id: str) -> list[Outside]:
    """The calendars elsewhere of a studio, for who works there; the first first."""
    with reading() as session:
        people.seeing(session, user_id, studio_id)
        mine = sa.select(OutsideCalendar).where(col(OutsideCalendar.studio_id) == studio_id)
        rows = session.scalars(mine.order_by(col(OutsideCalendar.created_at), col(OutsideCalendar.id)).limit(MOST))
        return [_view(row) for row in rows]


def add(user_id: str, studio_id: str, address: str, name: str = '', *, room_id: str = '') -> Outside:
    """Let a calendar elsewhere keep a room busy, or all rooms; it is read at once.

    Parameters
    ----------
    address : where it lies, as `https://…` or `webcal://…`.

    Raises
    ------
    AddressRefused
        The address leads inside the network, or is none.
    NoAnswer
        It does not answer in time, or goes on and on.
    NotAllowed
        What lies there is no calendar, or too large; or they do not work in this studio.
    OverLimit
        There are too many.
    """
    url = _url(address)
    with reading() as session:
        studio, _ = people.seeing(session, user_id, studio_id, owner=True)
    busy = _fetch(url, studio, utc_now())
    with transaction() as session:
        user, studio, _ = people.working(session, user_id, studio_id, owner=True)
        there = sa.select(sa.func.count()).where(col(OutsideCalendar.studio_id) == studio_id)
        if (session.scalar(there) or 0) >= MOST:
            raise OverLimit(f'A studio reads up to {MOST} calendars. Take one away first.')
        room = rooms.room_of(session, studio_id, room_id).id if room_id else None
        host = outbound.read(url).host
        named = forms.name(name.strip() or host)
        sealed = sealing.seal(url, PURPOSE)
        row = OutsideCalendar(studio_id=studio_id, room_id=room, name=named, sealed_address=sealed, next_at=utc_now())
        row.host, row.created_by = host, user_id
        session.add(row)
        session.flush()
        _keep(session, row, busy, utc_now())
        audit.note(session, 'outside_calendar.added', user, target=row.id, after={'name': named, 'host': host})
        return _view(row)


def remove(user_id: str, calendar_id: str) -> None:
    """Read a calendar no more, as the owner; what it kept busy is free. Raises NotFound."""
    with transaction() as session:
        row = session.get(OutsideCalendar, calendar_id)
        if row is None:
            raise NotFound(CALENDAR_GONE)
        user, _, _ = people.working(session, user_id, row.studio_id, owner=True)
        session.execute(sa.delete(RoomReservation).where(*_of(row)))
        session.delete(row)
        audit.note(session, 'outside_calendar.removed', user, target=calendar_id, before={'name': row.name})


def read_now(user_id: str, calendar_id: str) -> Outside:
    """Read a calendar at once, for who works there; what is wrong stands in `error`. Raises NotFound."""
    with reading() as session:
        row = session.get(OutsideCalendar, calendar_id)
        if row is None:
            raise NotFound(CALENDAR_GONE)
        people.seeing(session, user_id, row.studio_id)
    _read(calendar_id, utc_now())
    with reading() as session:
        return _view(session.get_one(OutsideCalendar, calendar_id))


def is_any_due(now: datetime | None = None) -> bool:
    """Whether it is the turn of any calendar."""
    with reading() as session:
        return session.scalar(_due(now or utc_now()).limit(1)) is not None


def read_due(now: datetime | None = None) -> int:
    """Read the calendars whose turn it is; returns how many were. One that hangs keeps others for a while at most."""
    now, begun, count = now or utc_now(), time.monotonic(), 0
    with reading() as session:
        found = list(session.scalars(_due(now).limit(200)))
    for calendar_id in found:
        if time.monotonic() - begun > BUDGET_S:
            break
        count += _read(calendar_id, now)
    return count


def _due(now: datetime) -> Any:
    due = sa.select(col(OutsideCalendar.id)).where(col(OutsideCalendar.next_at) <= now)
    return due.order_by(col(OutsideCalendar.next_at))


def _read(calendar_id: str, now: datetime) -> bool:
    """Read one, and write down what it says or what is wrong with it; whether it could be read."""
    with reading() as session:
        row = session.get(OutsideCalendar, calendar_id)
        studio = None if row is None else session.get(Studio, row.studio_id)
    if row is None or studio is None:
        return False
    try:
        url = sealing.unseal(row.sealed_address, PURPOSE)
        if url is None:
            raise NotAllowed(LOST)
        busy, wrong = _fetch(url, studio, now), ''
    except (AddressRefused, NoAnswer, NotAllowed) as error:
        busy, wrong = [], str(error)
    with transaction() as session:
        kept = session.get(OutsideCalendar, calendar_id)
        if kept is None:  # taken away meanwhile
            return False
        if wrong:
            kept.fails, kept.error = kept.fails + 1, wrong
            kept.next_at = now + min(LONGEST_PAUSE, EVERY * 2 ** min(kept.fails, 10))
            session.add(kept)
        else:
            _keep(session, kept, busy, now)
    return not wrong


def _fetch(url: str, studio: Studio, now: datetime) -> list[Busy]:
    """The times that a calendar keeps busy, as far ahead as the studio can be booked."""
    with outbound.fetch(url, {'Accept': 'text/calendar'}, LIMITS) as answer:
        if answer.status != 200:
            raise NoAnswer(f'{answer.address.netloc} answers with {answer.status}, and with no calendar.')
        content = answer.start(MOST_BYTES + 1)
    return calendars.read(content, studio.zone, *_looked_at(studio, now))


def _looked_at(studio: Studio, now: datetime) -> tuple[datetime, datetime]:
    """From when until when it counts whether a calendar is busy."""
    return now - timedelta(days=1), now + timedelta(days=studio.horizon_days + 2)


def _keep(session: Session, row: OutsideCalendar, busy: list[Busy], now: datetime) -> None:
    """Let these times keep the rooms of a calendar busy, and no others; what stays is not written anew."""
    own = _own(session, busy)
    times = calendars.joined(one for one in busy if one.uid not in own)
    span = _looked_at(session.get_one(Studio, row.studio_id), now)
    wanted = {piece for one in times for piece in _pieces(one, *(int(at.timestamp()) for at in span))}
    room_ids = [row.room_id] if row.room_id else [room.id for room in rooms.rows(session, row.studio_id)]
    table = RoomReservation
    columns = sa.select(col(table.id), col(table.room_id), col(table.starts_at), col(table.ends_at)).where(*_of(row))
    there = {(room, begins, ends): one for one, room, begins, ends in session.execute(columns)}
    asked = {(room, *span) for room in room_ids for span in wanted}
    gone = [one for key, one in there.items() if key not in asked]
    for begin in range(0, len(gone), CHUNK):
        session.execute(sa.delete(table).where(col(table.id).in_(gone[begin : begin + CHUNK])))
    new = sorted(asked - there.keys())
    if new:
        fixed = {'ref': _ref(row), 'kind': KIND}
        columns_of = [
            {'id': new_id(), 'room_id': room, 'starts_at': begins, 'ends_at': ends, **fixed}
            for room, begins, ends in new
        ]
        session.execute(sa.insert(table), columns_of)
        _tell_overlaps(session, row, new, list(there))
    row.read_at, row.next_at, row.error, row.fails, row.times = now, now + EVERY, None, 0, len(times)
    session.add(row)


def _pieces(busy: Busy, since: int, until: int) -> Iterator[tuple[int, int]]:
    """A time as it takes a room; a long one in pieces, cut where they are cut at each reading, so that they stay."""
    if busy.ends_at - busy.starts_at <= LONGEST_S:
        yield busy.starts_at, busy.ends_at
        return
    first = max(busy.starts_at, since) // LONGEST_S * LONGEST_S
    for edge in range(first, min(busy.ends_at, until), LONGEST_S):
        yield max(busy.starts_at, edge), min(busy.ends_at, edge + LONGEST_S)


def _tell_overlaps(session: Session, row: OutsideCalendar, new: list[Span], known: list[Span]) -> None:
    """Tell the studio of sessions during which a calendar has become busy, but for those during which it was so before,
    from another start or until another end: both stay, and people have to decide."""
    table = RoomReservation
    rooms_of = {room_id for room_id, _, _ in new}
    taken = sa.select(col(table.ref), col(table.room_id), col(table.starts_at), col(table.ends_at)).where(
        col(table.room_id).in_(rooms_of),
        col(table.kind).in_((reservations.BOOKING, reservations.HOLD)),
        col(table.active),
        col(table.starts_at) < max(ends for _, _, ends in new),
        col(table.ends_at) > min(begins for _, begins, _ in new),
    )
    for ref, room_id, starts, ends in session.execute(taken.limit(CHUNK)).all():
        during = partial(_meets, room_id, starts, ends)
        if any(map(during, new)) and not any(map(during, known)):
            booking = session.get(Booking, ref)
            if booking is not None:
                studio = session.get_one(Studio, booking.studio_id)
                telling.tell(session, booking, studio, telling.OVERLAPPED, body=OVERLAPS.format(name=row.name))


def _meets(room_id: str, starts: int, ends: int, span: Span) -> bool:
    """Whether a time of a room lies in a span of it, at least in part."""
    room, begins, ended = span
    return room == room_id and begins < ends and ended > starts


def _own(session: Session, busy: list[Busy]) -> set[str]:
    """Which of these events are sessions of ours, come back by a calendar that reads our feed."""
    uids, found = list({one.uid for one in busy if one.uid}), set[str]()
    for begin in range(0, len(uids), CHUNK):
        known = sa.select(col(Booking.id)).where(col(Booking.id).in_(uids[begin : begin + CHUNK]))
        found |= set(session.scalars(known))
    return found


def _url(address: str) -> str:
    said = address.strip()
    for scheme in ('webcal://', 'webcals://'):
        if said.lower().startswith(scheme):
            return 'https://' + said[len(scheme) :]
    return said


def _ref(row: OutsideCalendar) -> str:
    return f'calendar:{row.id}'


def _of(row: OutsideCalendar) -> tuple[sa.ColumnElement[bool], ...]:
    return col(RoomReservation.ref) == _ref(row), col(RoomReservation.kind) == KIND


def _view(row: OutsideCalendar) -> Outside:
    told = (row.room_id or '', row.read_at, row.next_at, row.error or '', row.times)
    return Outside(row.id, row.name, row.host, *told)
