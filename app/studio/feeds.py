"""Sessions as calendar programs read them, at secret addresses: all of a studio, those of an engineer, or of a client.

An address is shown once, because only its hash is kept; it works until another one is made in its place, or whoever has
it may not see these sessions any more.
"""

import math
import secrets
import threading
import time
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts, areas
from app.accounts import audit, throttle, tokens
from app.config import settings
from app.db import reading, transaction
from app.errors import NotAllowed, NotFound, TooManyTries
from app.installation import flags
from app.jobs import shared_counts
from app.studio import calendars, people, states, telling
from models import Booking, Studio, StudioEngineer, StudioFeed, StudioRoom, User
from models.types import utc_now

PREFIX = '/studio-calendars/'
ALL, ENGINEER, CLIENT = 'all', 'engineer', 'client'
BITS = 128
A_MINUTE = 30
"""So often one address is read within a minute."""
PAST = timedelta(days=60)
MOST = 1000
"""So many sessions stand in one feed, the coming ones first."""
SHOWN = (states.CONFIRMED, states.COMPLETED)
GONE = 'There is no calendar at this address, or not any more.'
BUSY = 'Busy'


@dataclass(frozen=True, slots=True)
class Address:
    """Where a feed is read: as any address, and as one that opens in a calendar program."""

    https: str
    webcal: str


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed that works, without its address, which is not known any more."""

    id: str
    scope: str
    studio_id: str
    busy_only: bool
    created_at: datetime


def make(user_id: str, scope: str, studio_id: str = '', *, busy_only: bool = False) -> Address:
    """Make an address for one's calendar program; an earlier one for the same stops working.

    Parameters
    ----------
    scope : ALL of a studio, for who works there; ENGINEER for the sessions that they work in it; CLIENT for those that
        they have booked, wherever that is.
    busy_only : it says when, and nothing of who or what.

    Raises
    ------
    NotAllowed
        They do not work there.
    """
    token = secrets.token_urlsafe(BITS // 8)
    with transaction() as session:
        user = accounts.acting(session, user_id)
        if scope not in (ALL, ENGINEER, CLIENT):
            raise NotAllowed('There is no such calendar.')
        studio_id = '' if scope == CLIENT else people.there(session, studio_id).id
        _check(session, user, scope, studio_id)
        same = _same(user_id, scope, studio_id, busy_only)
        session.execute(sa.delete(StudioFeed).where(*same))
        made = StudioFeed(user_id=user_id, studio_id=studio_id or None, scope=scope, busy_only=busy_only, token_hash='')
        made.token_hash = tokens.digest(token)
        session.add(made)
        told = {'scope': scope, 'studio': studio_id, 'busy_only': busy_only}
        audit.note(session, 'studio_feed.made', user, target=made.id, after=told)
    path = f'{PREFIX}{token}.ics'
    address = settings().address
    return Address(address + path, f'webcal://{address.partition("://")[2]}{path}')


def mine(user_id: str) -> list[Feed]:
    """The feeds of somebody that work, the newest first."""
    with reading() as session:
        rows = session.scalars(
            sa.select(StudioFeed)
            .where(col(StudioFeed.user_id) == user_id)
            .order_by(col(StudioFeed.created_at).desc(), col(StudioFeed.id).desc())
            .limit(200)
        )
        return [Feed(row.id, row.scope, row.studio_id or '', row.busy_only, row.created_at) for row in rows]


def end(user_id: str, feed_id: str) -> None:
    """Let an address work no more; raises NotFound where it is none of theirs."""
    with transaction() as session:
        user = accounts.acting(session, user_id)
        row = session.get(StudioFeed, feed_id)
        if row is None or row.user_id != user_id:
            raise NotFound(GONE)
        session.delete(row)
        audit.note(session, 'studio_feed.ended', user, target=feed_id, before={'scope': row.scope})


def read(token: str, *, now: datetime | None = None) -> str:
    """What whoever has an address reads there, as an iCalendar file.

    Raises
    ------
    NotFound
        There is no such address, it was replaced, or its owner may not see this any more.
    TooManyTries
        It was read too often within a minute, or many were tried that do not exist.
    """
    about, digest, now = accounts.visitor().place, tokens.digest(token), now or utc_now()
    throttle.check(throttle.SHARE_ADDRESS, about)
    with reading() as session:
        row = session.scalar(sa.select(StudioFeed).where(col(StudioFeed.token_hash) == digest))
        user = None if row is None else session.get(User, row.user_id)
    if row is None:
        throttle.count(throttle.SHARE_ADDRESS, about)
        raise NotFound(GONE)
    _count(digest)
    if user is None or user.deleted_at is not None or accounts.is_hidden(user):
        raise NotFound(GONE)
    with reading() as session:
        flags.check_open(session, user.id, areas.get(telling.AREA))
        try:
            _check(session, user, row.scope, row.studio_id or '')
        except NotAllowed:
            raise NotFound(GONE) from None
        name, entries = _entries(session, row, now)
    return calendars.feed(name, f'feed-{row.id}', entries)


def _check(session: Session, user: User, scope: str, studio_id: str) -> None:
    """Raise NotAllowed where somebody may not see these sessions."""
    if scope == ALL:
        people.checked(session, user, people.there(session, studio_id))
    elif scope == ENGINEER and session.scalar(sa.select(sa.exists().where(*_works(user.id, studio_id)))) is not True:
        raise NotAllowed('Only engineers of this studio have sessions that they work.')


def _works(user_id: str, studio_id: str) -> tuple[Any, ...]:
    table = StudioEngineer
    return col(table.user_id) == user_id, col(table.studio_id) == studio_id, col(table.is_active)


def _entries(session: Session, row: StudioFeed, now: datetime) -> tuple[str, list[calendars.Session]]:
    """The name of a feed, and what stands in it."""
    wanted = (
        sa.select(Booking, StudioRoom, Studio, StudioEngineer)
        .join(StudioRoom, col(StudioRoom.id) == col(Booking.room_id))
        .join(Studio, col(Studio.id) == col(Booking.studio_id))
        .outerjoin(StudioEngineer, col(StudioEngineer.id) == col(Booking.engineer_id))
        .where(
            *_whose(row),
            col(Booking.status).in_(SHOWN),
            col(Booking.deleted_at).is_(None),
            col(Booking.start_time) >= now - PAST,
        )
        .order_by(col(Booking.start_time), col(Booking.id))
        .limit(MOST)
    )
    found = [tuple(one) for one in session.execute(wanted)]
    studio = session.get(Studio, row.studio_id) if row.studio_id else None
    name = 'My sessions' if studio is None else studio.name if row.scope == ALL else f'My sessions at {studio.name}'
    return name, [_entry(row, *one) for one in found]


def _whose(row: StudioFeed) -> tuple[Any, ...]:
    if row.scope == CLIENT:
        return (col(Booking.user_id) == row.user_id,)
    of_studio = col(Booking.studio_id) == row.studio_id
    return (of_studio,) if row.scope == ALL else (of_studio, col(StudioEngineer.user_id) == row.user_id)


def _entry(
    row: StudioFeed, booking: Booking, room: StudioRoom, studio: Studio, engineer: StudioEngineer | None
) -> calendars.Session:
    when = (booking.id, booking.start_time, booking.end_time)
    if row.busy_only:
        return calendars.Session(*when, BUSY, booking.updated_at, booking.ics_sequence)
    who = booking.artist_name or booking.customer_name or 'Somebody'
    title = f'Session at {studio.name}' if row.scope == CLIENT else f'{who} in {room.name}'
    return calendars.Session(
        *when,
        title,
        booking.updated_at,
        booking.ics_sequence,
        ', '.join(part for part in (room.name, studio.name, studio.address) if part),
        f'Engineer: {engineer.name}' if engineer is not None else '',
        settings().address + telling.page_of(booking.id),
    )


def _same(user_id: str, scope: str, studio_id: str, busy_only: bool) -> tuple[Any, ...]:
    of_studio = col(StudioFeed.studio_id)
    return (
        col(StudioFeed.user_id) == user_id,
        col(StudioFeed.scope) == scope,
        col(StudioFeed.busy_only) == busy_only,
        of_studio == studio_id if studio_id else of_studio.is_(None),
    )


_windows: dict[str, tuple[float, int]] = {}
_guard = threading.Lock()
_SWEEP_AT = 10_000


def _count(digest: str) -> None:
    """Count one reading of an address; raises TooManyTries where there were too many within a minute."""
    came, left_s = shared_counts.count(f'feed:{digest}', 60) or _count_here(digest)
    if came > A_MINUTE:
        seconds = max(1, math.ceil(left_s))
        raise TooManyTries(f'This calendar was read {A_MINUTE} times in a minute. Wait {seconds} seconds.', seconds)


def _count_here(digest: str) -> tuple[int, float]:
    now = time.monotonic()
    with _guard:
        if len(_windows) >= _SWEEP_AT:
            _windows.clear()
        begun, came = _windows.get(digest, (now, 0))
        if now - begun >= 60:
            begun, came = now, 0
        _windows[digest] = (begun, came + 1)
        return came + 1, begun + 60 - now
