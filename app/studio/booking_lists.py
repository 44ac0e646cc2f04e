"""Lists of bookings: a studio's by how they stand and by words, somebody's own, and the clients with their history."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db import reading
from app.errors import NotFound
from app.jobs.feed import check_search
from app.paging import Last, after
from app.paging import behind as before
from app.studio import claiming, people, states
from models import Booking, Studio, StudioRoom, WebhookFailure
from models.types import utc_now

PAGE_SIZE = 25
MOST_OWN = 200
OFF = (states.REJECTED, states.CANCELLED, states.EXPIRED)
WHICH = ('open', 'coming', 'held', 'due', 'trouble', 'off', 'all')
"""Waiting for an answer, to come, over, money due, with payments that fit nothing, ended before they began, all."""
NOBODY = 'This client has no bookings in this studio.'


@dataclass(frozen=True, slots=True)
class Row:
    """A booking in a list, with the names that belong to it."""

    booking: Booking
    room: str
    studio: str
    slug: str
    zone: str


@dataclass(frozen=True, slots=True)
class Rows:
    """One page of a list; `total` counts all that match."""

    found: list[Row]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Client:
    """Somebody who has booked. `key` names them in an address: an account, a mail address, or a name.

    `sessions` counts those that were held or are to come, `paid_cents` is what they have paid and not got back.
    `last` is the latest start of all that they have booked, `next` the first that lies ahead and is not called off.
    """

    key: str
    name: str
    email: str
    phone: str
    sessions: int
    missed: int
    paid_cents: int
    due_cents: int
    last: datetime
    next: datetime | None


@dataclass(frozen=True, slots=True)
class Clients:
    """One page of them."""

    found: list[Client]
    total: int
    page: int
    pages: int


_KEY: sa.ColumnElement[str] = sa.case(
    (col(Booking.user_id).is_not(None), sa.literal('user:') + col(Booking.user_id)),
    (col(Booking.customer_email).is_not(None), sa.literal('mail:') + sa.func.lower(col(Booking.customer_email))),
    else_=sa.literal('name:') + sa.func.coalesce(col(Booking.customer_name), ''),
)


def listed(
    user_id: str, studio_id: str, which: str = 'all', search: str = '', page: int = 1, *, now: datetime | None = None
) -> Rows:
    """Bookings of a studio, as staff: what comes first, the latest first in what is over."""
    check_search(search)
    with reading() as session:
        studio, _ = people.seeing(session, user_id, studio_id)
        where = [*_of(studio), *_which(which, now or utc_now()), *_words(search)]
        start = col(Booking.start_time)
        return _page(session, where, start if which in ('open', 'coming') else start.desc(), page)


def behind(
    user_id: str,
    studio_id: str,
    last: Last,
    limit: int,
    which: str = 'all',
    search: str = '',
    between: tuple[datetime, datetime] | None = None,
) -> list[Row]:
    """The same list from the start and the id of the booking on that was told last; `between` only those that begin
    from one moment until before another."""
    check_search(search)
    with reading() as session:
        studio, _ = people.seeing(session, user_id, studio_id)
        where = [*_of(studio), *_which(which, utc_now()), *_words(search)]
        if between is not None:
            where += [col(Booking.start_time) >= between[0], col(Booking.start_time) < between[1]]
        step = after if which in ('open', 'coming') or between is not None else before
        wanted = step(_named().where(*where), col(Booking.start_time), col(Booking.id), last, limit)
        return [Row(*row) for row in session.execute(wanted)]


def own_behind(user_id: str, last: Last, limit: int) -> list[Row]:
    """What somebody has booked themselves, the latest start first, in the same manner."""
    own = _named().where(col(Booking.user_id) == user_id, col(Booking.deleted_at).is_(None))
    with reading() as session:
        wanted = before(own, col(Booking.start_time), col(Booking.id), last, limit)
        return [Row(*row) for row in session.execute(wanted)]


def waiting(user_id: str, studio_id: str) -> int:
    """How many requests wait for an answer, for staff."""
    with reading() as session:
        studio, _ = people.seeing(session, user_id, studio_id)
        return _count(session, [*_of(studio), *_which('open', utc_now())])


def mine(user_id: str, *, now: datetime | None = None) -> tuple[list[Row], list[Row]]:
    """What somebody has booked themselves: to come, the next first; and over, the latest first.

    What they booked as a guest, with the address that they have proven, becomes theirs before.
    """
    claiming.claim(user_id)
    now = now or utc_now()
    own = [col(Booking.user_id) == user_id, col(Booking.deleted_at).is_(None)]
    ahead = [col(Booking.end_time) > now, col(Booking.status).not_in((*OFF, states.NO_SHOW))]
    with reading() as session:
        coming = _rows(session, [*own, *ahead], col(Booking.start_time), MOST_OWN, 0)
        over = _rows(session, [*own, sa.not_(sa.and_(*ahead))], col(Booking.start_time).desc(), MOST_OWN, 0)
        return coming, over


def clients(user_id: str, studio_id: str, search: str = '', page: int = 1) -> Clients:
    """Who has booked in a studio, those who came last first, as staff."""
    check_search(search)
    with reading() as session:
        studio, _ = people.seeing(session, user_id, studio_id)
        grouped = _grouped([*_of(studio), *_words(search)])
        total = session.scalar(sa.select(sa.func.count()).select_from(grouped.subquery())) or 0
        pages = max(1, -(-total // PAGE_SIZE))
        number = min(max(1, page), pages)
        last: sa.ColumnElement[datetime] = sa.literal_column('last_at')
        rows = session.execute(grouped.order_by(last.desc()).limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE))
        return Clients([_client(row) for row in rows], total, number, pages)


def clients_behind(user_id: str, studio_id: str, last: Last, limit: int, search: str = '') -> list[Client]:
    """The same list from the latest start and the key of the client on that was told last."""
    check_search(search)
    with reading() as session:
        studio, _ = people.seeing(session, user_id, studio_id)
        grouped = _grouped([*_of(studio), *_words(search)]).subquery()
        wanted = before(sa.select(grouped), grouped.c.last_at, grouped.c.key, last, limit)
        return [_client(row) for row in session.execute(wanted)]


def client(user_id: str, studio_id: str, key: str) -> tuple[Client, list[Row]]:
    """A client and all they have booked, the latest first, as staff; raises NotFound."""
    with reading() as session:
        studio, _ = people.seeing(session, user_id, studio_id)
        where = [*_of(studio), key == _KEY]
        row = session.execute(_grouped(where)).first()
        if row is None:
            raise NotFound(NOBODY)
        return _client(row), _rows(session, where, col(Booking.start_time).desc(), MOST_OWN, 0)


def _of(studio: Studio) -> list[sa.ColumnElement[bool]]:
    return [col(Booking.studio_id) == studio.id, col(Booking.deleted_at).is_(None)]


def _which(which: str, now: datetime) -> list[sa.ColumnElement[bool]]:
    status = col(Booking.status)
    found: dict[str, list[sa.ColumnElement[bool]]] = {
        'open': [status == states.PENDING_APPROVAL],
        'coming': [status == states.CONFIRMED, col(Booking.end_time) > now],
        'held': [
            sa.or_(
                status.in_((states.COMPLETED, states.NO_SHOW)),
                sa.and_(status == states.CONFIRMED, col(Booking.end_time) <= now),
            )
        ],
        'due': [col(Booking.remainder_status).in_(('due', 'failed'))],
        'trouble': [
            sa.exists().where(
                col(WebhookFailure.booking_id) == col(Booking.id), col(WebhookFailure.resolved).is_(False)
            )
        ],
        'off': [status.in_(OFF)],
    }
    return found.get(which, [])


def _words(search: str) -> list[sa.ColumnElement[bool]]:
    """Each word has to be in a name, an address or a number."""
    columns = (Booking.customer_name, Booking.artist_name, Booking.customer_email, Booking.customer_phone)
    return [sa.or_(*(col(one).icontains(word, autoescape=True) for one in columns)) for word in search.split()]


def _page(session: Session, where: list[Any], order: Any, page: int) -> Rows:
    total = _count(session, where)
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(1, page), pages)
    return Rows(_rows(session, where, order, PAGE_SIZE, (number - 1) * PAGE_SIZE), total, number, pages)


def _count(session: Session, where: list[Any]) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(Booking).where(*where)) or 0


def _rows(session: Session, where: list[Any], order: Any, limit: int, offset: int) -> list[Row]:
    wanted = _named().where(*where).order_by(order, col(Booking.id)).limit(limit).offset(offset)
    return [Row(*row) for row in session.execute(wanted)]


def _named() -> Any:
    """Bookings with the names that belong to them."""
    return (
        sa.select(Booking, col(StudioRoom.name), col(Studio.name), col(Studio.slug), col(Studio.zone))
        .join(StudioRoom, col(StudioRoom.id) == col(Booking.room_id))
        .join(Studio, col(Studio.id) == col(Booking.studio_id))
    )


def _grouped(where: list[Any]) -> Any:
    def counted(*status: str) -> Any:
        return sa.func.sum(sa.case((col(Booking.status).in_(status), 1), else_=0))

    due = sa.case((col(Booking.remainder_status).in_(('due', 'failed')), col(Booking.remainder_amount)), else_=0)
    ahead = sa.and_(
        col(Booking.status).in_((states.PENDING_APPROVAL, states.CONFIRMED)), col(Booking.start_time) > utc_now()
    )
    name = sa.func.coalesce(sa.func.max(col(Booking.artist_name)), sa.func.max(col(Booking.customer_name)), '')
    return (
        sa.select(
            _KEY.label('key'),
            name,
            sa.func.coalesce(sa.func.max(col(Booking.customer_email)), ''),
            sa.func.coalesce(sa.func.max(col(Booking.customer_phone)), ''),
            counted(states.CONFIRMED, states.COMPLETED),
            counted(states.NO_SHOW),
            sa.func.sum(col(Booking.paid_amount) - col(Booking.refunded_amount)),
            sa.func.sum(due),
            sa.func.max(col(Booking.start_time)).label('last_at'),
            sa.func.min(sa.case((ahead, col(Booking.start_time)))),
        )
        .where(*where)
        .group_by(_KEY)
    )


def _client(row: Any) -> Client:
    return Client(*row)
