"""All jobs of a user, in every area that lists its jobs: newest first, searched, filtered and paged."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app import areas, paging
from app.db import reading
from app.errors import NotAllowed, NotFound
from app.jobs import feed_rows
from app.jobs.feed_rows import PAGE_SIZE as PAGE_SIZE
from app.jobs.feed_rows import Place, place_of, title_of
from models import JobColumns, Status
from models.job import ACTIVE

SEARCH_LIMIT = 200
"""The most characters of a text that titles are searched for."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One job of any area: its title, how far it is, and the address of its page. Times in UTC."""

    id: str
    kind: str
    area: str
    label: str
    title: str
    status: Status
    percent: int
    stage: str | None
    stage_label: str
    seconds_left: float | None
    cancel_requested: bool
    error: str | None
    created_at: datetime
    started_at: datetime | None
    completed_at: datetime | None
    page: str

    @property
    def active(self) -> bool:
        """Whether it still waits or runs."""
        return self.status in ACTIVE


@dataclass(frozen=True, slots=True)
class FeedPage:
    """One page of the feed; `total` counts all that match the filter."""

    found: list[Entry]
    total: int
    page: int
    pages: int


def feed(
    user_id: str,
    *,
    among: Collection[str] | None = None,
    status: Status | None = None,
    search: str = '',
    page: int = 1,
) -> FeedPage:
    """One page of a user's jobs, newest first; a page beyond the end is the last one.

    `among` are the areas that are included; all without it.
    """
    wanted = feed_rows.wanted(user_id, () if status is None else (status,), among, check_search(search))
    with reading() as session:
        found, total, page = feed_rows.page_at(session, wanted, page, search=bool(search.strip()))
        return FeedPage(_entries(session, found), total, page, feed_rows.pages(total))


@dataclass(frozen=True, slots=True)
class Filter:
    """Which jobs are meant; what is not said is not asked for. `created_after` and `created_before` are included."""

    among: Collection[str] | None = None
    kind: str = ''
    status: Status | None = None
    search: str = ''
    created_after: datetime | None = None
    created_before: datetime | None = None


def behind(user_id: str, wanted: Filter, last: paging.Last, limit: int) -> list[Entry]:
    """A user's jobs from one on, newest first: those behind `last`, a job's time and id, or the newest without it.

    Whatever is made or deleted meanwhile, whoever goes on behind the last one of each page sees every other one once.
    """
    search = check_search(wanted.search)
    asked: dict[str, Any] = {'kind': wanted.kind, 'status': wanted.status}
    asked |= {'created_after': wanted.created_after, 'created_before': wanted.created_before}
    asked |= {'made': last[0], 'key': last[1]} if last is not None else {}
    with reading() as session:
        return _entries(session, feed_rows.behind(session, user_id, asked, wanted.among, search, limit))


def running(user_id: str, *, among: Collection[str] | None = None) -> list[Entry]:
    """A user's jobs that wait or run, newest first."""
    with reading() as session:
        return _entries(session, feed_rows.read(session, feed_rows.wanted(user_id, ACTIVE, among), PAGE_SIZE))


def get(user_id: str, job_id: str) -> Entry:
    """One job of this user, of any area.

    Raises
    ------
    NotFound
        There is none, or it is somebody else's.
    """
    with reading() as session:
        for table, kinds in areas.tables(listed=True).items():
            row = session.execute(_this(table, tuple(kinds)), {'id': job_id, 'user': user_id}).first()
            if row is not None:
                return _entry(row)
    raise NotFound('This job does not exist, or it was deleted.')


def sound(user_id: str, job_id: str) -> tuple[str, str]:
    """Storage key and file name of the result of one of this user's jobs, for an area that goes on with it.

    Raises
    ------
    Refused
        There is no such job, or it has no sound, or no longer.
    """
    find = areas.kind(get(user_id, job_id).kind).sound
    if find is None:
        raise NotAllowed('This job has no sound to send on. Choose another one.')
    return find(user_id, job_id)


def check_search(search: str) -> str:
    """The text that titles are searched for, without the blanks around it.

    Raises
    ------
    NotAllowed
        It is too long.
    """
    if len(search.strip()) > SEARCH_LIMIT:
        raise NotAllowed(f'Search for at most {SEARCH_LIMIT} characters of a name.')
    return search.strip()


_SHOWN = (
    'id', 'kind', 'status', 'progress_percentage', 'stage', 'seconds_left', 'cancel_requested', 'error_message',
    'created_at', 'started_at', 'completed_at',
)  # fmt: skip
"""The columns of an entry, without the result, which may be long."""


def _entries(session: Session, places: Sequence[Place]) -> list[Entry]:
    """The entries at these places, in their order; one of a kind that is gone is left out."""
    found: dict[Place, Entry] = {}
    for number, (table, kinds) in enumerate(areas.tables(listed=True).items()):
        mine = [place for one, place in places if one == number]
        if not mine:
            continue
        for row in session.execute(_these(table, tuple(kinds)), {'places': mine}):
            found[number, row[-1]] = _entry(row)
    return [found[place] for place in places if place in found]


@cache
def _shown(table: type[JobColumns], kinds: tuple[str, ...]) -> sa.Select[Any]:
    columns = (*(getattr(table, name) for name in _SHOWN), title_of(table, list(kinds)).label('title'), place_of(table))
    return sa.select(*columns).where(col(table.kind).in_(kinds))


@cache
def _this(table: type[JobColumns], kinds: tuple[str, ...]) -> sa.Select[Any]:
    """One job by its id. Statements are made once: programs ask for nothing as often, and it costs more than to ask."""
    return _shown(table, kinds).where(col(table.id) == sa.bindparam('id'), col(table.user_id) == sa.bindparam('user'))


@cache
def _these(table: type[JobColumns], kinds: tuple[str, ...]) -> sa.Select[Any]:
    """Those at some places."""
    return _shown(table, kinds).where(place_of(table).in_(sa.bindparam('places', expanding=True)))


def _entry(row: sa.Row[Any]) -> Entry:
    return Entry(
        id=row.id,
        kind=row.kind,
        area=areas.area_of(row.kind).name,
        label=areas.kind(row.kind).label,
        title=row.title or '',
        status=Status(row.status),
        percent=row.progress_percentage,
        stage=row.stage,
        stage_label=areas.stage_label(row.kind, row.stage),
        seconds_left=row.seconds_left,
        cancel_requested=bool(row.cancel_requested),
        error=row.error_message,
        created_at=row.created_at,
        started_at=row.started_at,
        completed_at=row.completed_at,
        page=areas.page(row.kind, row.id),
    )
