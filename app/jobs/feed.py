"""All jobs of a user, in every area that lists its jobs: newest first, searched, filtered and paged."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
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
    wanted = _wanted(user_id, () if status is None else (status,), among, check_search(search))
    with reading() as session:
        found, total, page = _page(session, wanted, page, search=bool(search.strip()))
        return FeedPage(_entries(session, found), total, page, _pages(total))


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
    with reading() as session:
        return _entries(session, _read(session, _wanted(user_id, ACTIVE, among), PAGE_SIZE))


def get(user_id: str, job_id: str) -> Entry:
    """One job of this user, of any area.

    Raises
    ------
    NotFound
        There is none, or it is somebody else's.
    """
    wanted = [replace(one, where=(*one.where, col(one.table.id) == job_id)) for one in _wanted(user_id)]
    with reading() as session:
        found = _entries(session, _read(session, wanted, 1))
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


@dataclass(frozen=True, slots=True)
class _Wanted:
    """The jobs of one table that are asked for; `number` tells the tables apart."""

    number: int
    table: type[JobColumns]
    where: tuple[sa.ColumnElement[bool], ...]

    def rows(self) -> sa.Select[Any]:
        """Which rows these are, and what they are sorted by: an index has all of it, so rows are not read."""
        number: Any = sa.literal_column(str(self.number)).label('number')
        made: Any = col(self.table.created_at).label('created_at')
        return sa.select(number, made, _place(self.table).label('place')).where(*self.where)

    def count(self) -> sa.ScalarSelect[Any]:
        """How many."""
        return sa.select(sa.func.count()).select_from(self.table).where(*self.where).scalar_subquery()


Place = tuple[int, int]
"""Where a job is: the number of its table, and its row."""


def _place(table: type[JobColumns]) -> sa.ColumnClause[int]:
    """The order in which jobs were made, if two were in the same second."""
    return sa.literal_column(f'{table.__tablename__}.rowid', sa.Integer)


def _wanted(
    user_id: str,
    statuses: tuple[Status, ...] = (),
    among: Collection[str] | None = None,
    search: str = '',
) -> list[_Wanted]:
    """What is asked for, table by table and status by status, so that an index has each part in its order.

    Where all kinds of a table are wanted, kinds are not asked for: no index has them.
    """
    found: list[_Wanted] = []
    for number, (table, kinds) in enumerate(areas.tables(listed=True).items()):
        shown = [kind for kind in kinds if among is None or areas.area_of(kind).name in among]
        if not shown:
            continue
        where: list[sa.ColumnElement[bool]] = [col(table.user_id) == user_id]
        if len(shown) < len(areas.tables()[table]):
            where.append(col(table.kind).in_(shown))
        if search:  # the database takes no notice of capitals here
            where.append(_title(table, kinds).contains(search, autoescape=True))
        found += [_Wanted(number, table, (*where, col(table.status) == status)) for status in statuses]
        if not statuses:
            found.append(_Wanted(number, table, tuple(where)))
    return found


def _page(session: Session, wanted: Sequence[_Wanted], page: int, *, search: bool) -> tuple[list[Place], int, int]:
    """Where the jobs of a page are, the total, and the page that it is.

    Titles are searched one by one, so this reads them once if it can: a page that is not full was searched to the end,
    which gives the total; a full one is found soon, and the total is counted. Otherwise what is counted first tells
    from which end a page is nearer.
    """
    page = max(1, page)
    if search or page == 1:
        found = _read(session, wanted, PAGE_SIZE, (page - 1) * PAGE_SIZE)
        if 0 < len(found) < PAGE_SIZE or (not found and page == 1):
            return found, (page - 1) * PAGE_SIZE + len(found), page
        total = _count(session, wanted)
        if found:
            return found, total, page
    else:
        total = _count(session, wanted)
    page = min(page, _pages(total))
    start = (page - 1) * PAGE_SIZE
    size = min(PAGE_SIZE, total - start)
    if start <= total // 2:
        return _read(session, wanted, size, start), total, page
    return _read(session, wanted, size, total - start - size, oldest_first=True)[::-1], total, page


def _count(session: Session, wanted: Sequence[_Wanted]) -> int:
    return sum(session.scalar(sa.select(one.count())) or 0 for one in wanted)


def _read(
    session: Session, wanted: Sequence[_Wanted], limit: int, offset: int = 0, *, oldest_first: bool = False
) -> list[Place]:
    """Some of these jobs, newest first. The database merges the tables, each in the order of its index."""
    if not wanted:
        return []
    parts = [one.rows() for one in wanted]
    every: Any = sa.union_all(*parts) if len(parts) > 1 else parts[0]
    down, up = (sa.asc, sa.desc) if oldest_first else (sa.desc, sa.asc)
    ordered = every.order_by(down('created_at'), down('place'), up('number')).limit(limit).offset(offset)
    return [(row.number, row.place) for row in session.execute(ordered)]


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


def _entries(session: Session, places: Sequence[Place]) -> list[Entry]:
    """The entries at these places, in their order; one of a kind that is gone is left out."""
    found: dict[Place, Entry] = {}
    for number, (table, kinds) in enumerate(areas.tables(listed=True).items()):
        mine = [place for one, place in places if one == number]
        if not mine:
            continue
        columns = (*(getattr(table, name) for name in _SHOWN), _title(table, kinds).label('title'), _place(table))
        for row in session.execute(sa.select(*columns).where(_place(table).in_(mine), col(table.kind).in_(kinds))):
            found[number, row[-1]] = _entry(row)
    return [found[place] for place in places if place in found]


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
