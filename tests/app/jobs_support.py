"""Jobs of the tests' own kind, and the area that does them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlmodel import Session

from app import areas, jobs
from app.db import DB_NOW, reading, transaction
from app.jobs import runner
from app.jobs.runner import Finished, Heartbeat
from models import ProcessingJob
from models.types import utc_now

KIND = 'test.work'


class Area:
    """An area made for the tests: it does what the test tells it to, and remembers what happened."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.ended: list[tuple[str, str]] = []
        self.work: Callable[[ProcessingJob, Heartbeat], Finished] = lambda job, heartbeat: Finished()

    def handle(self, job: ProcessingJob, heartbeat: Heartbeat) -> Finished:
        self.done.append(job.id)
        return self.work(job, heartbeat)

    def note_end(self, session: Session, job: ProcessingJob) -> None:
        self.ended.append((job.id, job.status))


def installed(area: Area, patch: pytest.MonkeyPatch) -> Area:
    """The area, which from now on gets the jobs of this kind."""
    patch.setitem(runner.HANDLERS, KIND, area.handle)
    kind = areas.Kind(KIND, ProcessingJob, ended=area.note_end)
    patch.setitem(areas._areas, 'test', areas.Area('test', 'Tests', kinds=(kind,)))
    return area


def submitted(owner: str, priority: int = 0, waiting: timedelta = timedelta(0), sent: bool = True) -> str:
    """A job of this user that waits since then; its message is in the queue, or got lost."""
    job = ProcessingJob(
        user_id=owner,
        kind=KIND,
        original_file_path='k',
        target_lufs=-14,
        priority=priority,
        created_at=utc_now() - waiting,
    )
    with transaction() as session:
        session.add(job)
    if sent:
        jobs.enqueue(job)
    return job.id


def row(job_id: str) -> ProcessingJob:
    with reading() as session:
        return session.get_one(ProcessingJob, job_id)


def let_lease_run_out(job_id: str, seconds_ago: float | None = None) -> None:
    """It ran out so many seconds ago; None: since anybody can tell."""
    until = '0' if seconds_ago is None else f'{DB_NOW} - {seconds_ago}'
    with transaction() as session:
        session.connection().execute(
            sa.text(f'UPDATE processing_jobs SET lease_until = {until} WHERE id = :id'), {'id': job_id}
        )
