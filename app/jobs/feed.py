"""All jobs of a user, in every area that lists its jobs: newest first, searched, filtered and paged."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app import areas, paging
from app.db import reading
from app.errors import NotAllowed, NotFound
from models import JobColumns, Status
from models.job import ACTIVE

PAGE_SIZE = 20
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
    search = check_search(search)

    def wanted(table: type[JobColumns], kinds: list[str]) -> Any:
        return _of(user_id, table, kinds, () if status is None else (status,), among, search)

    every = areas.union(wanted, listed=True)
    with reading() as session:
        ids, total, page = _page(session, every, page)
        return FeedPage(_entries(session, ids), total, page, _pages(total))


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

    def some(table: type[JobColumns], kinds: list[str]) -> Any:
        among = [kind for kind in kinds if wanted.kind in ('', kind)]
        found = _of(user_id, table, among, () if wanted.status is None else (wanted.status,), wanted.among, search)
        made = col(table.created_at)
        if wanted.created_after is not None:
            found = found.where(made >= wanted.created_after)
        if wanted.created_before is not None:
            found = found.where(made <= wanted.created_before)
        return sa.select(paging.behind(found, made, col(table.id), last, limit).subquery())

    every = areas.union(some, listed=True)
    newest = paging.behind(sa.select(every.c.id), every.c.created_at, every.c.id, None, limit)
    with reading() as session:
        return _entries(session, list(session.scalars(newest)))


def running(user_id: str, *, among: Collection[str] | None = None) -> list[Entry]:
    """A user's jobs that wait or run, newest first."""
    every = areas.union(lambda table, kinds: _of(user_id, table, kinds, ACTIVE, among), listed=True)
    with reading() as session:
        return _entries(session, list(session.scalars(_newest_first(every).limit(PAGE_SIZE))))


def get(user_id: str, job_id: str) -> Entry:
    """One job of this user, of any area.

    Raises
    ------
    NotFound
        There is none, or it is somebody else's.
    """
    every = areas.union(lambda table, kinds: _of(user_id, table, kinds, ()).where(col(table.id) == job_id), listed=True)
    with reading() as session:
        found = _entries(session, list(session.scalars(sa.select(every.c.id))))
    if not found:
        raise NotFound('This job does not exist, or it was deleted.')
    return found[0]


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


def _pages(total: int) -> int:
    return max(1, -(-total // PAGE_SIZE))


def _page(session: Session, every: sa.Subquery, page: int) -> tuple[list[str], int, int]:
    """The ids of a page, the total, and the page that it is.

    Titles are searched one by one, so this reads them once if it can: a page that is not full was searched to the end,
    which gives the total; a full one is found soon, and the total is counted.
    """
    page = max(1, page)
    shown = _newest_first(every).limit(PAGE_SIZE)
    ids = list(session.scalars(shown.offset((page - 1) * PAGE_SIZE)))
    if 0 < len(ids) < PAGE_SIZE or (not ids and page == 1):
        return ids, (page - 1) * PAGE_SIZE + len(ids), page
    total = session.scalar(sa.select(sa.func.count()).select_from(every)) or 0
    if not ids:
        page = _pages(total)
        ids = list(session.scalars(shown.offset((page - 1) * PAGE_SIZE)))
    return ids, total, page


def _newest_first(every: sa.Subquery) -> sa.Select[Any]:
    return sa.select(every.c.id).order_by(every.c.created_at.desc(), every.c.place.desc(), every.c.id)


def _of(
    user_id: str,
    table: type[JobColumns],
    kinds: list[str],
    statuses: tuple[Status, ...],
    among: Collection[str] | None = None,
    search: str = '',
) -> Any:
    """Ids of jobs in one table, and what they are sorted by; only these are sorted, because rows may be long."""
    shown = [kind for kind in kinds if among is None or areas.area_of(kind).name in among]
    place: Any = sa.literal_column(f'{table.__tablename__}.rowid').label('place')  # if two were made in the same second
    found: Any = sa.select(col(table.id), col(table.created_at), place).where(col(table.user_id) == user_id)
    found = found.where(col(table.kind).in_(shown))
    if statuses:
        found = found.where(col(table.status).in_(statuses))
    return found.where(_title(table, kinds).icontains(search, autoescape=True)) if search else found


def _title(table: type[JobColumns], kinds: list[str]) -> sa.ColumnElement[Any]:
    """The titles of the jobs of a table, each as its kind defines it."""
    named = [(known.name, known.title(table)) for known in map(areas.kind, kinds) if known.title is not None]
    if len(named) == 1:
        return named[0][1]
    return sa.case(*((col(table.kind) == name, title) for name, title in named))


_SHOWN = (
    'id', 'kind', 'status', 'progress_percentage', 'stage', 'seconds_left', 'cancel_requested', 'error_message',
    'created_at', 'started_at', 'completed_at',
)  # fmt: skip
"""The columns of an entry, without the result, which may be long."""


def _entries(session: Session, ids: list[str]) -> list[Entry]:
    """The entries of these ids, in their order."""
    found: dict[str, Entry] = {}
    for table, kinds in areas.tables(listed=True).items():
        columns = (*(getattr(table, name) for name in _SHOWN), _title(table, kinds).label('title'))
        for row in session.execute(sa.select(*columns).where(col(table.id).in_(ids))):
            found[row.id] = _entry(row)
    return [found[job_id] for job_id in ids]


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
