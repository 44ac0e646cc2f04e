"""Brings jobs back that a dead worker left behind, and messages that got lost; nothing here trusts the queue."""

import logging
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app import jobs, pauses, queue
from app.clocks import SLACK, bring_back, is_over, is_recent
from app.config import settings
from app.db import DB_NOW, PAGE, in_pages, reading, transaction
from app.errors import OutOfReach
from app.outages import Outage
from models import JobColumns, Status
from models.job import ACTIVE
from models.types import utc_now

log = logging.getLogger(__name__)

WORKER_DIED = (
    'The job was started {attempts} times and its worker stopped every time. '
    'Your original is kept: try again, or with another file.'
)


LONGEST_LEASES = 3.0
"""So many leases ahead is further than any worker's reaches, also one whose setting has just been raised."""


class Watch:
    """Knows whether this machine has just stood still: one that slept, or that others kept from running.

    Then every lease of its jobs has run out, though their workers are as alive as whoever looks: their hearts beat
    first. Another machine does not wait for them.
    """

    def __init__(self) -> None:
        self._looked: float | None = None
        self._waits_since: float | None = None

    def stood_still(self, now: float) -> bool:
        """Told the time by which leases count, in seconds, at each round: a monotonic clock would sleep, too.

        Where all rounds are far apart, every second one is no reason to wait: dead workers are found there, too.
        """
        pause, before, self._looked = settings().lease_seconds / 2, self._looked, now
        if self._waits_since is not None:
            if 0 <= now - self._waits_since < pause:
                return True
            self._waits_since = None
        elif before is not None and abs(now - before) > pause:
            self._waits_since = now
        return self._waits_since is not None


def reap() -> int:
    """Bring silent jobs back and send lost messages again; returns how many jobs were moved.

    A job whose lease ran out is queued again, cancelled if that was asked for, or failed once it was started
    `max_attempts` times. Any number of processes may do this side by side.
    """
    moved = sum(map(_reap_silent, jobs.KINDS))
    for table in {kind.table for kind in jobs.KINDS.values()}:
        _bring_back(table)
    try:
        sent = sum(map(_send_lost, jobs.KINDS))
    except OutOfReach as error:
        _outage.met(error.__cause__ or error)
        return moved
    return moved + sent


_outage = Outage('The queue', 'Jobs that lost their message are sent again once it answers.')


def _reap_silent(kind: str) -> int:
    table = jobs.KINDS[kind].table
    silent = (
        col(table.kind) == kind,
        col(table.status) == Status.PROCESSING,
        is_over(col(table.lease_until), sa.literal_column(DB_NOW), LONGEST_LEASES * settings().lease_seconds),
    )
    with reading() as session:
        if session.exec(select(table.id).where(*silent).limit(1)).first() is None:
            return 0
    with transaction() as session:
        silent_jobs = list(session.exec(select(table).where(*silent)))
        for job in silent_jobs:
            log.warning('Job %s lost its worker %s in attempt %d.', job.id, job.worker, job.attempts)
            _put_back(session, kind, job)
    for job in silent_jobs:
        if job.status == Status.QUEUED:
            jobs.announce(job)
    return len(silent_jobs)


def _bring_back(table: type[JobColumns]) -> None:
    """Let jobs that a clock made which was ahead wait as if they came now: else all that come until that time is there
    would go before them."""
    ahead = (col(table.status).in_(ACTIVE), col(table.created_at) > utc_now() + SLACK)
    with reading() as session:
        if session.exec(select(table.id).where(*ahead).limit(1)).first() is None:
            return
    with transaction() as session:
        waiting = [job for job in session.exec(select(table).where(*ahead)) if job.status == Status.QUEUED]
        bring_back(session, table, 'created_at')
    for job in waiting:
        jobs.announce_anew(job)


def _put_back(session: Session, kind: str, job: JobColumns) -> None:
    if job.cancel_requested:
        jobs.put(session, job, status=Status.CANCELLED, completed_at=utc_now(), **jobs.IDLE)
    elif job.attempts >= settings().max_attempts:
        sentence = WORKER_DIED.format(attempts=job.attempts)
        jobs.put(session, job, status=Status.FAILED, error_message=sentence, completed_at=utc_now(), **jobs.IDLE)
    else:
        jobs.put(session, job, status=Status.QUEUED, **jobs.IDLE)
        return
    jobs.KINDS[kind].ended(session, job)


def _send_lost(kind: str) -> int:
    """Send again what waits in the table but not in the queue: its message was taken by a worker that died, or while
    the workers were paused."""
    if pauses.WORKERS in pauses.paused():
        return 0
    table = jobs.KINDS[kind].table
    lately = is_recent(col(table.created_at), utc_now(), timedelta(seconds=3))
    waiting = sa.select(col(table.id)).where(col(table.kind) == kind, col(table.status) == Status.QUEUED, ~lately)
    with reading() as session:
        ids = [row.id for row in in_pages(session, waiting, col(table.id))]
    if not ids:
        return 0
    sent = queue.waiting()
    _outage.over()
    lost = [job_id for job_id in ids if job_id not in sent]
    for start in range(0, len(lost), PAGE):
        with reading() as session:
            some = session.exec(select(table).where(col(table.id).in_(lost[start : start + PAGE]))).all()
        for job in some:
            jobs.announce(job)
    return len(lost)
