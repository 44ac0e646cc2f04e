"""Writes down how a job ended, also where the database is away at that very moment: the work is done, and worth a wait.

Done while the heartbeat goes on, so that the lease holds as long as anybody can be told. What cannot be written down
takes its stored files back, unless it may have been written after all: then the row decides, and upkeep removes a file
that no row knows.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlmodel import Session, col

from app import areas, jobs
from app.db import transaction
from app.errors import OUR_FAULT, Cancelled, DatabaseAway, JobStopped, LeaseLost, Unsettled
from app.jobs import workers
from models import Status

log = logging.getLogger(__name__)

AWAY = (DatabaseAway, sa.exc.OperationalError)
"""What a database raises that may answer if it is asked again: a server out of reach, a file that others hold."""

HoldOn = Callable[[], None]
"""Waits a moment before the database is asked again; raises JobStopped when there was enough of that."""
Answer = TypeVar('Answer')


def nothing() -> None:
    """Take nothing back."""


@dataclass(frozen=True, slots=True)
class End:
    """How a job ended: what its row shall say, and how stored files are taken back if the row cannot say it."""

    status: Status
    error: str | None = None
    values: dict[str, Any] = field(default_factory=dict)
    also: Callable[[Session, Any], None] | None = None
    undo: Callable[[], None] = nothing


def settle(claim: jobs.Claim, end: End, hold_on: HoldOn) -> None:
    """Write the end down. Whatever comes in between, afterwards no file lies in the storage that nobody knows of."""
    writing = _Writing(claim, end)
    try:
        if _insist(writing.once, hold_on):
            return
        take_back(claim, end.undo)
        _insist(lambda: _say_why(claim), hold_on)
    except JobStopped:
        log.warning('The end of job %s could not be written down: the database is away.', claim.job.id)
        workers.abandon()
        if not writing.in_doubt:
            take_back(claim, end.undo)
    except Exception:
        log.exception('The end of job %s could not be written down, by a fault of ours.', claim.job.id)
        take_back(claim, end.undo)
        if end.status == Status.COMPLETED:
            settle(claim, End(Status.FAILED, error=OUR_FAULT), hold_on)


class _Writing:
    """Writes one end; knows whether that may have been done already by a try whose answer got lost."""

    def __init__(self, claim: jobs.Claim, end: End) -> None:
        self._claim, self._end = claim, end
        self.in_doubt = False

    def once(self) -> bool:
        """False if the row is not this worker's any more, or somebody cancelled first."""
        claim, end = self._claim, self._end
        try:
            settled = jobs.settle(claim, end.status, end.error, end.also, **end.values)
        except Unsettled as error:
            self.in_doubt = self.in_doubt or error.in_doubt
            raise
        return settled or (self.in_doubt and jobs.is_settled(claim, end.status, end.values))


def _insist(deed: Callable[[], Answer], hold_on: HoldOn) -> Answer:
    while True:
        try:
            return deed()
        except AWAY:
            hold_on()


def _say_why(claim: jobs.Claim) -> None:
    try:
        jobs.beat(claim, 99, None, None)
    except Cancelled:
        jobs.settle(claim, Status.CANCELLED)
    except LeaseLost:
        log.warning('Job %s was done, but had been taken from this worker.', claim.job.id)


def take_back(claim: jobs.Claim, undo: Callable[[], None]) -> None:
    """Undo what a job has stored; where that cannot be, no row knows of it, and upkeep removes it."""
    try:
        undo()
    except Exception as error:
        log.warning('What job %s had stored is left to the upkeep: %s', claim.job.id, error)


def fail_held(worker: str, sentence: str) -> list[str]:
    """End the jobs that a dead process held, where starting them again would end the same way; returns their ids."""
    failed = []
    with transaction() as session:
        for table, kinds in areas.tables().items():
            held = (col(table.kind).in_(kinds), col(table.worker) == worker, col(table.status) == Status.PROCESSING)
            for job in session.scalars(sa.select(table).where(*held)):
                jobs.end(session, job, Status.FAILED, sentence)
                failed.append(job.id)
    return failed
