"""Everybody's jobs of every kind, for the admin: what runs, waits and failed. No names of files are shown."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, Literal

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app import accounts, areas, jobs
from app.accounts import audit
from app.config import settings
from app.db import after_commit, reading
from app.errors import NotAllowed, NotFound
from app.jobs import workers
from models import JobColumns, Status, User
from models.types import Timestamp

PAGE_SIZE, LOWEST, HIGHEST = 25, -100, 100
State = Literal['active', 'processing', 'queued', 'failed']
STATES: dict[State, tuple[Status, ...]] = {
    'active': (Status.PROCESSING, Status.QUEUED),
    'processing': (Status.PROCESSING,),
    'queued': (Status.QUEUED,),
    'failed': (Status.FAILED,),
}


@dataclass(frozen=True, slots=True)
class Overseen:
    """One job as the admin sees it; `at` is when it came, began or failed, by its status."""

    id: str
    kind: str
    label: str
    owner: str
    status: Status
    priority: int
    percent: int
    stage: str
    worker: str
    attempts: int
    at: datetime
    error: str
    ending: bool
    area: str = ''


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of jobs in a state, and how many there are in each."""

    found: list[Overseen]
    counts: dict[Status, int]
    page: int
    pages: int


def queue_page(state: State = 'active', page: int = 1, *, area: str = '', find: str = '') -> Queue:
    """Jobs that run, then those that wait, in the order in which they are taken; or those that failed, latest first.

    `area` limits it to one area; `find` is a part of the owner's address.
    """
    accounts.require_admin()
    which = _Which(area, find.strip())
    with reading() as session:
        counts = _counts(session, which)
        total = sum(counts[status] for status in STATES[state])
        pages = max(1, -(-total // PAGE_SIZE))
        page = min(max(1, page), pages)
        ids = list(session.scalars(_ordered(state, which).offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE)))
        return Queue(_views(session, ids), counts, page, pages)


Rank = tuple[int, float | str, str]
"""Where a job is in the order of a list: whether it runs, its priority with its waiting or its time, its id."""


def behind(
    state: State, last: Rank | None, limit: int, *, area: str = '', find: str = ''
) -> list[tuple[Overseen, Rank]]:
    """The same jobs in the same order, from one on: those behind `last`. Each with its own rank."""
    accounts.require_admin()
    every = _ranked(state, _Which(area, find.strip()))
    first, then = sa.type_coerce(every.c.first, sa.Integer), every.c.then
    found = sa.select(every.c.id, first, then).order_by(first.desc(), then.desc(), every.c.id).limit(limit)
    if last is not None:
        rank = sa.literal(datetime.fromisoformat(last[1]), Timestamp()) if isinstance(last[1], str) else last[1]
        later = sa.or_(then < rank, sa.and_(then == rank, every.c.id > last[2]))
        found = found.where(sa.or_(first < last[0], sa.and_(first == last[0], later)))
    with reading() as session:
        ranks = session.execute(found).all()
        views = _views(session, [row.id for row in ranks])
    told = {row.id: row.then.isoformat() if isinstance(row.then, datetime) else row.then for row in ranks}
    return [(view, (int(row.first), told[row.id], row.id)) for view, row in zip(views, ranks, strict=True)]


def get(job_id: str) -> Overseen:
    """One job of any user; raises NotFound where there is none."""
    accounts.require_admin()
    with reading() as session:
        if not any(session.get(table, job_id) for table in areas.tables()):
            raise NotFound('This job does not exist any more.')
        return _views(session, [job_id])[0]


def workers_seen() -> list[workers.Present]:
    """Every worker that is there, and those that fell silent in the last day."""
    accounts.require_admin()
    return workers.present()


def cancel(kind: str, job_id: str) -> None:
    """Cancel the job of any user."""
    accounts.require_admin()

    def note(session: Session, job: Any) -> None:
        before, after = {'status': job.status}, {'status': Status.CANCELLED}
        admin = accounts.still_admin(session)
        audit.note(session, 'job.cancelled', admin, target=job_id, before=before, after=after)

    jobs.cancel(kind, job_id, also=note)


def retry(kind: str, job_id: str) -> None:
    """Queue the failed job of any user again; it costs its owner nothing."""
    accounts.require_admin()

    def note(session: Session, job: Any) -> None:
        if job.user_id is not None:
            accounts.check_not_ending(session.get(User, job.user_id))
        before, after = {'status': Status.FAILED}, {'status': job.status}
        admin = accounts.still_admin(session)
        audit.note(session, 'job.retried', admin, target=job_id, before=before, after=after)

    jobs.retry(kind, job_id, also=note)


def prioritise(kind: str, job_id: str, priority: int) -> None:
    """Let a waiting job be taken earlier or later.

    Raises
    ------
    NotAllowed
        It does not wait any more, or the number is out of range.
    """
    accounts.require_admin()
    if not LOWEST <= priority <= HIGHEST:
        raise NotAllowed(f'Choose a priority between {LOWEST} and {HIGHEST}.')
    table = areas.kind(kind).table
    with accounts.administering() as (session, admin):
        job = session.get(table, job_id)
        if job is None:
            raise NotFound('This job does not exist any more.')
        if job.status != Status.QUEUED:
            raise NotAllowed('This job does not wait any more.')
        before, job.priority = job.priority, priority
        session.add(job)
        after = {'priority': priority}
        audit.note(session, 'job.priority', admin, target=job_id, before={'priority': before}, after=after)
        after_commit(session, partial(jobs.requeue, job))


@dataclass(frozen=True, slots=True)
class _Which:
    """Whose jobs, and of which area, are shown; empty means all of them."""

    area: str
    find: str

    def of(self, table: type[JobColumns], kinds: list[str]) -> list[sa.ColumnElement[bool]]:
        """The conditions that select these rows of a table."""
        wanted: list[sa.ColumnElement[bool]] = []
        if self.area:
            mine = [kind for kind in kinds if areas.area_of(kind).name == self.area]
            wanted.append(col(table.kind).in_(mine))
        if self.find:
            owners = sa.select(col(User.id)).where(col(User.email).contains(self.find, autoescape=True))
            wanted.append(col(table.user_id).in_(owners))
        return wanted


def _counts(session: Session, which: _Which) -> dict[Status, int]:
    counts = dict.fromkeys(Status, 0)
    for table, kinds in areas.tables().items():
        mine = which.of(table, kinds)
        wanted = sa.select(col(table.status), sa.func.count()).where(*mine).group_by(col(table.status))
        for status, count in session.execute(wanted):
            counts[Status(status)] += count
    return counts


def _ordered(state: State, which: _Which) -> Any:
    """The ids in their order."""
    every = _ranked(state, which)
    return sa.select(every.c.id).order_by(every.c.first.desc(), every.c.then.desc(), every.c.id)


def _ranked(state: State, which: _Which) -> sa.Subquery:
    """The ids with what they are sorted by; only these are sorted, because rows may be long."""

    def wanted(table: type[JobColumns], kinds: list[str]) -> Any:
        mine = (col(table.status).in_(STATES[state]), *which.of(table, kinds))
        return sa.select(col(table.id), *_places(state, table)).where(*mine)

    return areas.union(wanted)


def _places(state: State, table: type[JobColumns]) -> tuple[sa.Label[Any], sa.Label[Any]]:
    if state == 'failed':
        return sa.literal(0).label('first'), col(table.completed_at).label('then')
    waited = sa.func.strftime('%s', table.created_at) / (60.0 * settings().ageing_minutes)
    return (col(table.status) == Status.PROCESSING).label('first'), (col(table.priority) - waited).label('then')


def _views(session: Session, ids: list[str]) -> list[Overseen]:
    """The jobs of these ids, in their order."""
    known = {
        row.id: row for table in areas.tables() for row in session.exec(select(table).where(col(table.id).in_(ids)))
    }
    rows = [known[one] for one in ids]
    owners = {row.user_id for row in rows}
    emails = dict(session.execute(sa.select(col(User.id), col(User.email)).where(col(User.id).in_(owners))).all())
    return [_view(row, emails) for row in rows]


def _view(row: JobColumns, emails: dict[str, str]) -> Overseen:
    status, known = Status(row.status), areas.kinds().get(row.kind)
    moment = {Status.PROCESSING: row.started_at, Status.FAILED: row.completed_at}.get(status)
    return Overseen(
        row.id,
        row.kind,
        (known and known.label) or row.kind,
        emails.get(row.user_id or '', 'nobody'),
        status,
        row.priority,
        row.progress_percentage,
        areas.stage_label(row.kind, row.stage) or row.stage or '',
        row.worker or '',
        row.attempts,
        moment or row.created_at,
        row.error_message or '',
        bool(row.cancel_requested),
        areas.area_of(row.kind).label if known else '',
    )
