"""Queues jobs again that a dead worker left behind, and sends lost messages again; only the rows are trusted."""

import logging
import time
from collections.abc import Collection
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app import areas, jobs
from app.clocks import SLACK, bring_back, is_over
from app.config import settings
from app.db import DB_NOW, PAGE, in_pages, reading, transaction
from app.errors import OutOfReach
from app.installation import pauses
from app.jobs import queue
from app.jobs.workers import STUCK_S
from app.outages import Outage
from models import JobColumns, Status
from models.job import ACTIVE
from models.types import utc_now

log = logging.getLogger(__name__)

WORKER_DIED = (
    'The job was started {attempts} times and its worker stopped every time. '
    'Your original is kept: try again, or with another file.'
)


FRESH = timedelta(seconds=3)
LONGEST_LEASES = 3.0
"""So many leases ahead is more than any worker's lease can be, even if its setting has just been raised."""


class SleepDetector:
    """Knows whether this machine has just stood still, because it slept or was kept from running by others.

    Then every lease of its jobs has run out, although their workers are alive, so they get the time to renew them
    first. Other machines do not wait for them.
    """

    def __init__(self) -> None:
        self._looked: float | None = None
        self._waits_since: float | None = None

    def stood_still(self, now: float) -> bool:
        """Called at each round with the time by which leases count, in seconds: a monotonic clock may sleep, too.

        If all rounds are far apart, only every second one waits, so that dead workers are found there, too.
        """
        pause, before, self._looked = settings().lease_seconds / 2, self._looked, now
        if self._waits_since is not None:
            if 0 <= now - self._waits_since < pause:
                return True
            self._waits_since = None
        elif before is not None and abs(now - before) > pause:
            self._waits_since = now
        return self._waits_since is not None


class LookThrough:
    """When all waiting jobs are compared with all messages: the more there are, the more rarely, so that the cost per
    second stays the same."""

    EVERY_S, ROWS_PER_S = 15.0, 100

    def __init__(self) -> None:
        self._next = 0.0

    def is_due(self) -> bool:
        return time.monotonic() >= self._next

    def done(self, rows: int) -> None:
        """So many rows were compared."""
        self._next = time.monotonic() + max(self.EVERY_S, rows / self.ROWS_PER_S)

    def nothing_waits(self) -> None:
        """Nothing waits, so the next job that does is compared soon."""
        self._next = 0.0


def reap(look: LookThrough | None = None, living: Collection[str] = ()) -> int:
    """Queue silent jobs again and send lost messages again; returns how many jobs that were.

    A job whose lease ran out is queued again, cancelled if that was asked for, or failed once it was started
    `max_attempts` times. Any number of processes may do this side by side.

    Parameters
    ----------
    look : says when to compare all that waits; None: now. An empty queue while something waits is noticed at once.
    living : names of workers of which the caller knows that their processes live. Their jobs are lost only after
        `STUCK_S` more: on a busy machine such a process gets no turn for longer than a lease, and what it has done
        would be lost, each time anew. One that is stuck has been ended by then.
    """
    look = look or LookThrough()
    silent, waits = _glance()
    moved = _reap_silent(silent, living) if silent else 0
    if not waits:
        look.nothing_waits()
        return moved
    try:
        if look.is_due() or queue.is_empty():
            for table in areas.tables():
                _bring_back(table)
            return moved + _send_lost(look)
    except OutOfReach as error:
        _outage.met(error.__cause__ or error)
    return moved


_outage = Outage('The queue', 'Jobs that lost their message are sent again once it answers.')


def _silent(table: type[JobColumns], kinds: list[str], lease_s: float) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        col(table.kind).in_(kinds),
        col(table.status) == Status.PROCESSING,
        is_over(col(table.lease_until), sa.literal_column(DB_NOW), LONGEST_LEASES * lease_s),
    )


def _waiting(table: type[JobColumns], kinds: list[str], fresh: tuple[Any, Any]) -> tuple[sa.ColumnElement[bool], ...]:
    """Jobs that have waited long enough for their message to have been sent; none while the workers are paused.

    `fresh` is between which two moments a job was made whose message may still be on its way: see `_fresh`.
    """
    since, until = fresh
    return (
        col(table.kind).in_(kinds),
        col(table.status) == Status.QUEUED,
        ~((col(table.created_at) > since) & (col(table.created_at) < until)),
        pauses.working(),
    )


def _fresh() -> tuple[datetime, datetime]:
    """Three seconds around now; what is further ahead was written by a wrong clock."""
    return utc_now() - FRESH, utc_now() + FRESH


@cache
def _asked(
    tables: tuple[tuple[type[JobColumns], tuple[str, ...]], ...], lease_s: float
) -> sa.CompoundSelect[tuple[str, bool]]:
    """The one query of each second, for all kinds of jobs: in which tables is one silent, and does one wait?

    It asks for one row of each table at most, and an index finds it. It is put together once, because that takes
    longer than asking it.
    """
    parts: list[Any] = []
    fresh: tuple[Any, Any] = sa.bindparam('since'), sa.bindparam('until')
    for table, kinds in ((table, list(kinds)) for table, kinds in tables):
        for is_silent, which in ((True, _silent(table, kinds, lease_s)), (False, _waiting(table, kinds, fresh))):
            row: Any = col(table.kind).label('kind'), sa.literal(is_silent).label('silent')
            parts.append(sa.select(sa.select(*row).where(*which).limit(1).subquery()))
    return sa.union_all(*parts)


def _glance() -> tuple[list[type[JobColumns]], bool]:
    """The tables in which a job is silent, and whether one waits in any of them."""
    with reading() as session:
        tables = tuple((table, tuple(kinds)) for table, kinds in areas.tables().items())
        since, until = _fresh()
        rows = session.execute(_asked(tables, settings().lease_seconds), {'since': since, 'until': until}).all()
    return [areas.kind(row.kind).table for row in rows if row.silent], any(not row.silent for row in rows)


def _reap_silent(tables: list[type[JobColumns]], living: Collection[str]) -> int:
    back: list[JobColumns] = []
    now: sa.ColumnElement[float] = sa.literal_column(DB_NOW)
    for table in tables:
        until = col(table.lease_until)
        spared = col(table.worker).in_(living) & until.between(now - STUCK_S, now)
        which = (*_silent(table, areas.tables()[table], settings().lease_seconds), ~spared)
        silent = select(table).where(*which).limit(PAGE)
        with transaction() as session:
            found = list(session.exec(silent))
            for job in found:
                log.warning('Job %s lost its worker %s in attempt %d.', job.id, job.worker, job.attempts)
                _put_back(session, job)
        back += found
    for job in back:
        if job.status == Status.QUEUED:
            jobs.enqueue(job)
    return len(back)


def _bring_back(table: type[JobColumns]) -> None:
    """Let jobs that were made by a clock that was ahead wait as if they were made now, because otherwise all that are
    made until that time would be taken before them."""
    ahead = (col(table.status).in_(ACTIVE), col(table.created_at) > utc_now() + SLACK)
    with reading() as session:
        if session.exec(select(table.id).where(*ahead).limit(1)).first() is None:
            return
    with transaction() as session:
        waiting = [job for job in session.exec(select(table).where(*ahead)) if job.status == Status.QUEUED]
        bring_back(session, table, 'created_at')
    for job in waiting:
        jobs.requeue(job)


def _put_back(session: Session, job: JobColumns) -> None:
    if job.cancel_requested:
        jobs.end(session, job, Status.CANCELLED)
    elif job.attempts >= settings().max_attempts:
        jobs.end(session, job, Status.FAILED, WORKER_DIED.format(attempts=job.attempts))
    else:
        jobs.put(session, job, status=Status.QUEUED, **jobs.IDLE)


def _send_lost(look: LookThrough) -> int:
    """Send jobs again that wait in the tables but have no message: it was taken by a worker that died, or while the
    workers were paused."""
    sent = queue.waiting()
    _outage.over()
    rows = lost = 0
    for table, kinds in areas.tables().items():
        waiting = sa.select(col(table.id)).where(*_waiting(table, kinds, _fresh()))
        with reading() as session:
            ids = [row.id for row in in_pages(session, waiting, col(table.id))]
        without = [job_id for job_id in ids if job_id not in sent]
        for start in range(0, len(without), PAGE):
            with reading() as session:
                some = session.exec(select(table).where(col(table.id).in_(without[start : start + PAGE]))).all()
            for job in some:
                jobs.enqueue(job)
        rows, lost = rows + len(ids), lost + len(without)
    look.done(rows)
    return lost
