"""Which rows the feed is made of: those of every table that are asked for, merged by the database, each in the order of
its index."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app import areas, paging
from models import JobColumns, Status
from models.types import Timestamp

PAGE_SIZE = 20


@dataclass(frozen=True, slots=True)
class Wanted:
    """The jobs of one table that are asked for; `number` tells the tables apart."""

    number: int
    table: type[JobColumns]
    where: tuple[sa.ColumnElement[bool], ...]

    def rows(self) -> sa.Select[Any]:
        """Which rows these are, and what they are sorted by: an index has all of it, so rows are not read."""
        number: Any = sa.literal_column(str(self.number)).label('number')
        made: Any = col(self.table.created_at).label('created_at')
        return sa.select(number, made, place_of(self.table).label('place')).where(*self.where)

    def behind(self, last: Any, limit: Any) -> sa.Select[Any]:
        """The newest of them behind one that is known, by its time and id."""
        made, key = col(self.table.created_at), col(self.table.id)
        rows = self.rows().add_columns(key.label('id'))
        return sa.select(paging.behind(rows, made, key, last, limit).subquery())

    def count(self) -> sa.ScalarSelect[Any]:
        """How many."""
        return sa.select(sa.func.count()).select_from(self.table).where(*self.where).scalar_subquery()


Place = tuple[int, int]
"""Where a job is: the number of its table, and its row."""


def place_of(table: type[JobColumns]) -> sa.ColumnClause[int]:
    """The order in which jobs were made, if two were in the same second."""
    return sa.literal_column(f'{table.__tablename__}.rowid', sa.Integer)


def pages(total: int) -> int:
    """How many pages so many jobs fill."""
    return max(1, -(-total // PAGE_SIZE))


def wanted(
    user_id: str,
    statuses: tuple[Status, ...] = (),
    among: Collection[str] | None = None,
    search: str = '',
) -> list[Wanted]:
    """What is asked for, table by table and status by status, so that an index has each part in its order.

    Where all kinds of a table are wanted, kinds are not asked for: no index has them.
    """
    found: list[Wanted] = []
    for number, (table, kinds) in enumerate(areas.tables(listed=True).items()):
        shown = [kind for kind in kinds if among is None or areas.area_of(kind).name in among]
        if not shown:
            continue
        where: list[sa.ColumnElement[bool]] = [col(table.user_id) == user_id]
        if len(shown) < len(areas.tables()[table]):
            where.append(col(table.kind).in_(shown))
        if search:  # the database takes no notice of capitals here
            where.append(title_of(table, kinds).contains(search, autoescape=True))
        found += [Wanted(number, table, (*where, col(table.status) == status)) for status in statuses]
        if not statuses:
            found.append(Wanted(number, table, tuple(where)))
    return found


def page_at(session: Session, wanted: Sequence[Wanted], page: int, *, search: bool) -> tuple[list[Place], int, int]:
    """Where the jobs of a page are, the total, and the page that it is.

    Titles are searched one by one, so this reads them once if it can: a page that is not full was searched to the end,
    which gives the total; a full one is found soon, and the total is counted. Otherwise what is counted first tells
    from which end a page is nearer.
    """
    page = max(1, page)
    if search or page == 1:
        found = read(session, wanted, PAGE_SIZE, (page - 1) * PAGE_SIZE)
        if 0 < len(found) < PAGE_SIZE or (not found and page == 1):
            return found, (page - 1) * PAGE_SIZE + len(found), page
        total = _count(session, wanted)
        if found:
            return found, total, page
    else:
        total = _count(session, wanted)
    page = min(page, pages(total))
    start = (page - 1) * PAGE_SIZE
    size = min(PAGE_SIZE, total - start)
    if start <= total // 2:
        return read(session, wanted, size, start), total, page
    return read(session, wanted, size, total - start - size, oldest_first=True)[::-1], total, page


def _count(session: Session, wanted: Sequence[Wanted]) -> int:
    return sum(session.scalar(sa.select(one.count())) or 0 for one in wanted)


def read(
    session: Session, wanted: Sequence[Wanted], limit: int, offset: int = 0, *, oldest_first: bool = False
) -> list[Place]:
    """Some of these jobs, newest first. The database merges the tables, each in the order of its index."""
    if not wanted:
        return []
    parts = [one.rows() for one in wanted]
    every: Any = sa.union_all(*parts) if len(parts) > 1 else parts[0]
    down, up = (sa.asc, sa.desc) if oldest_first else (sa.desc, sa.asc)
    ordered = every.order_by(down('created_at'), down('place'), up('number')).limit(limit).offset(offset)
    return [(row.number, row.place) for row in session.execute(ordered)]


def title_of(table: type[JobColumns], kinds: list[str]) -> sa.ColumnElement[Any]:
    """The titles of the jobs of a table, each as its kind defines it."""
    named = [(known.name, known.title(table)) for known in map(areas.kind, kinds) if known.title is not None]
    if len(named) == 1:
        return named[0][1]
    return sa.case(*((col(table.kind) == name, title) for name, title in named))


def behind(
    session: Session, user_id: str, asked: Mapping[str, Any], among: Collection[str] | None, search: str, limit: int
) -> list[Place]:
    """The newest of a user's jobs behind one that is known; whatever comes or goes moves nothing.

    Parameters
    ----------
    asked : values by the names in `FILTERS`, and `made` and `key`, the time and the id of the job that is known; what
        is empty is not asked for.
    """
    values = {name: value for name, value in asked.items() if value}
    make = _behind.__wrapped__ if search else _behind  # what is searched for is part of its statement
    areas_asked = None if among is None else frozenset(among)
    newest = make(tuple(areas.kinds()), areas_asked, frozenset(values), search)
    if newest is None:
        return []
    found = session.execute(newest, {**values, 'user': user_id, 'most': limit})
    return [(row.number, row.place) for row in found]


@lru_cache(maxsize=200)
def _behind(
    _: tuple[str, ...], among: frozenset[str] | None, asked: frozenset[str], search: str
) -> sa.Select[Any] | None:
    """The statement, made once for all who ask alike: to make it costs more than to ask it. None without a table."""
    last = (_asked('made', Timestamp), _asked('key')) if 'key' in asked else None
    statuses = (_asked('status'),) if 'status' in asked else ()
    parts = [
        replace(part, where=(*part.where, *(made(part.table) for name, made in FILTERS.items() if name in asked)))
        for part in wanted(_asked('user'), statuses, among, search)
    ]
    if not parts:
        return None
    most = _asked('most', sa.Integer)
    every = sa.union_all(*(part.behind(last, most) for part in parts)).subquery()
    return sa.select(every).order_by(every.c.created_at.desc(), every.c.id.desc()).limit(most)


def _asked(name: str, kind: Any = sa.Text) -> Any:
    """Where a value goes that is told with the question."""
    return sa.bindparam(name, type_=kind())


FILTERS: dict[str, Callable[[type[JobColumns]], sa.ColumnElement[bool]]] = {
    'kind': lambda table: col(table.kind) == _asked('kind'),
    'created_after': lambda table: col(table.created_at) >= _asked('created_after', Timestamp),
    'created_before': lambda table: col(table.created_at) <= _asked('created_before', Timestamp),
}
"""What may be asked of jobs beside their status."""
