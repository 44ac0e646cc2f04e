"""A job's life: claim, report, settle, cancel, retry. Its row alone says how it is; each step is a conditional UPDATE.

A worker that claims a job holds a lease, which each heartbeat renews, and a number, the attempt. It may write only
while the row still carries that number and its name, so that a worker that was thought dead can't disturb the one that
took over (a retry counts the attempts from the start again, so the number alone is not enough).
This works on any table with `JobColumns`; an area registers its tables, and what follows from an end, in `areas`.
"""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts, areas
from app.config import settings
from app.db import DB_NOW, after_commit, reading, transaction
from app.errors import Cancelled, DatabaseAway, LeaseLost, NotAllowed, NotFound, OutOfReach, Unsettled
from app.installation import pauses
from app.jobs import queue
from app.jobs.admission import NOTHING as NOTHING
from app.jobs.admission import admit as admit
from app.jobs.end_notices import tell_end
from models import JobColumns, Status
from models.types import utc_now

log = logging.getLogger(__name__)


def submit(session: Session, job: JobColumns, uses: Mapping[str, int] = NOTHING) -> None:
    """Let a new job wait: every row of a job is made here. It is sent to the workers after the commit.

    Raises
    ------
    Refused
        As `admission.admit`, or its owner may not use LevelMix any more.
    """
    owner = accounts.acting(session, job.user_id or '')
    admit(session, job, uses)
    if areas.kind(job.kind).listed:
        job.priority = accounts.tier_of(session, owner.id).priority
    session.add(job)
    session.flush()
    after_commit(session, partial(enqueue, job))


def rank(job: JobColumns) -> float:
    """The order in which jobs are taken, highest first: priority, and waiting time that raises it.

    Waiting `ageing_minutes` is worth one step of priority. All jobs age alike, so the order of two never changes, the
    rank is fixed when a job is made, and every job gets its turn. If a clock was ahead when a job was made, the reaper
    sets its time back to now.
    """
    return job.priority - job.created_at.timestamp() / (60 * settings().ageing_minutes)


def enqueue(job: JobColumns) -> None:
    """Send a committed job to the workers. If the queue is out of reach, `reaper.reap` does it later."""
    try:
        queue.send(job.kind, job.id, rank(job))
    except OutOfReach as error:
        log.warning('Job %s is stored but could not be sent; it will be sent again. %s', job.id, error)


def requeue(job: JobColumns) -> None:
    """The same for a waiting job whose priority has changed: its message at the old place is withdrawn."""
    try:
        queue.withdraw(job.id)
    except OutOfReach as error:
        log.warning('The old message of job %s could not be withdrawn; it may run at its old place. %s', job.id, error)
    enqueue(job)


@dataclass(frozen=True, slots=True)
class Claim:
    """A job that this worker holds, and the attempt and the name under which it may write."""

    job: Any
    attempt: int
    worker: str


def claim(kind: str, job_id: str, worker: str) -> Claim | None:
    """Take a queued job; None if it does not wait any more (a second delivery, a cancel), or the workers are paused."""
    table = areas.kind(kind).table
    with transaction() as session:
        taken = session.execute(
            sa.update(table)
            .where(col(table.id) == job_id, col(table.status) == Status.QUEUED, pauses.working())
            .values(
                status=Status.PROCESSING,
                attempts=col(table.attempts) + 1,
                worker=worker,
                lease_until=_lease_end(),
                started_at=utc_now(),
                completed_at=None,
                progress_percentage=0,
                stage=None,
                seconds_left=None,
                error_message=None,
            )
            .returning(col(table.attempts))
        ).scalar_one_or_none()
        return None if taken is None else Claim(session.get_one(table, job_id), taken, worker)


def beat(claim: Claim, percent: int, stage: str | None, seconds_left: float | None) -> None:
    """Renew the lease and store how far the job is.

    Raises
    ------
    Cancelled
        The user asked for it.
    LeaseLost
        The row is no longer this worker's.
    """
    with transaction() as session:
        cancel_requested = session.execute(
            _mine(sa.update(type(claim.job)), claim)
            .values(
                lease_until=_lease_end(),
                progress_percentage=max(0, min(99, percent)),
                stage=stage,
                seconds_left=seconds_left,
            )
            .returning(col(type(claim.job).cancel_requested))
        ).scalar_one_or_none()
    if cancel_requested is None:
        raise LeaseLost('The job was taken from this worker.')
    if cancel_requested:
        raise Cancelled('The job was cancelled.')


def settle(
    claim: Claim,
    status: Status,
    error: str | None = None,
    also: Callable[[Session, Any], None] | None = None,
    **values: Any,
) -> bool:
    """End a claimed job, together with what the area writes in the same transaction.

    False if the row is no longer ours, or if it would be completed although a cancel came first: `beat` says which.

    Raises
    ------
    Unsettled
        The database does not answer; `is_settled` says later whether it was done.
    """
    kind = areas.kind(claim.job.kind)
    ending = _mine(sa.update(kind.table), claim)
    percent = {}
    if status == Status.COMPLETED:
        percent = {'progress_percentage': 100}
        ending = ending.where(col(kind.table.cancel_requested).is_(False))
    ended = ending.values(status=status, error_message=error, completed_at=utc_now(), **IDLE, **percent, **values)
    all_said = False
    try:
        with transaction() as session:
            if session.execute(ended.returning(col(kind.table.id))).scalar_one_or_none() is None:
                return False
            job = session.get_one(kind.table, claim.job.id)
            if also is not None:
                also(session, job)
            _follow_end(session, job)
            session.flush()
            all_said = True
    except (DatabaseAway, sa.exc.OperationalError) as failed:
        raise Unsettled(str(failed), in_doubt=all_said) from failed
    return True


def is_settled(claim: Claim, status: Status, values: dict[str, Any]) -> bool:
    """Whether the row says that this claim has ended like this: for callers that got no answer from `settle`."""
    with reading() as session:
        job = session.get(type(claim.job), claim.job.id)
    if job is None or (job.status, job.attempts) != (status, claim.attempt):
        return False
    return all(getattr(job, name) == value for name, value in values.items())


def hand_back(claim: Claim) -> bool:
    """Put a claimed job back, as if it had not been started, because its worker must stop.

    A cancel that came first still counts: then the job ends here.
    """
    table = type(claim.job)
    with transaction() as session:
        handed = session.execute(
            _mine(sa.update(table), claim)
            .where(col(table.cancel_requested).is_(False))
            .values(status=Status.QUEUED, attempts=col(table.attempts) - 1, **IDLE)
            .returning(col(table.id))
        ).scalar_one_or_none()
    if handed is None:
        return settle(claim, Status.CANCELLED)
    enqueue(claim.job)
    return True


def cancel(kind: str, job_id: str, also: Callable[[Session, Any], None] | None = None) -> None:
    """Cancel a waiting job at once, or ask the worker of a running one to stop (it does within a second).

    `also(session, job)` is called before the change, in the same transaction.

    Raises
    ------
    NotAllowed
        The job has ended already.
    """
    table = areas.kind(kind).table
    with transaction() as session:
        job = _get(session, kind, job_id)
        if also is not None:
            also(session, job)
        if job.status == Status.QUEUED:
            end(session, job, Status.CANCELLED)
        elif job.status == Status.PROCESSING:
            session.execute(sa.update(table).where(col(table.id) == job_id).values(cancel_requested=True))
        else:
            raise NotAllowed('This job has ended already; there is nothing to cancel.')


def retry(kind: str, job_id: str, also: Callable[[Session, Any], None] | None = None) -> None:
    """Queue a failed or cancelled job again; it has all its attempts again.

    Raises
    ------
    NotAllowed
        The job has neither failed nor been cancelled.
    """
    with transaction() as session:
        job = _get(session, kind, job_id)
        if job.status not in (Status.FAILED, Status.CANCELLED):
            raise NotAllowed('Only a failed or cancelled job can be tried again.')
        put(session, job, status=Status.QUEUED, attempts=0, error_message=None, completed_at=None, **IDLE)
        put(session, job, progress_percentage=0, started_at=None)
        if also is not None:
            also(session, job)
        after_commit(session, partial(enqueue, job))


def end(session: Session, job: JobColumns, status: Status, error: str | None = None) -> None:
    """End a job that no worker holds; one that is held ends by `settle`."""
    put(session, job, status=status, error_message=error, completed_at=utc_now(), **IDLE)
    _follow_end(session, job)


def _follow_end(session: Session, job: JobColumns) -> None:
    """What follows from any end: quota and credits are used up or come back, what its kind does, its owner is told."""
    kind, completed = areas.kind(job.kind), job.status == Status.COMPLETED
    if not completed:
        accounts.release(session, job.id)
    taken = accounts.credits.settle(session, job.id, spent=completed)
    if completed and kind.listed and job.user_id is not None:
        accounts.credits.record_use(session, job.user_id, areas.area_of(job.kind).name, job.kind, taken)
    kind.ended(session, job)
    tell_end(session, job)


IDLE: dict[str, Any] = {
    'worker': None,
    'lease_until': None,
    'cancel_requested': False,
    'stage': None,
    'seconds_left': None,
}
"""The columns about the worker, while a job has none."""


def _lease_end() -> sa.ColumnElement[float]:
    return sa.literal_column(f'{DB_NOW} + {float(settings().lease_seconds)}')


def _mine(statement: Any, claim: Claim) -> Any:
    table = type(claim.job)
    return statement.where(
        col(table.id) == claim.job.id,
        col(table.status) == Status.PROCESSING,
        col(table.attempts) == claim.attempt,
        col(table.worker) == claim.worker,
    ).execution_options(synchronize_session=False)


def _get(session: Session, kind: str, job_id: str) -> JobColumns:
    job = session.get(areas.kind(kind).table, job_id)
    if job is None:
        raise NotFound('This job does not exist any more.')
    return job


def put(session: Session, job: JobColumns, **values: Any) -> None:
    """Set columns of a row that this session holds."""
    for name, value in values.items():
        setattr(job, name, value)
    session.add(job)
