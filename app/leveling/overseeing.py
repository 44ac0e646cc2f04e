"""All users' jobs, for the admin: what waits, runs and failed, and how much is stored. No names of files are shown."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import col, select

from app import accounts, jobs
from app.db import reading, transaction
from app.errors import NotAllowed, NotFound
from app.leveling.service import KIND
from models import AudioFile, ProcessingJob, Status, User
from models.job import ACTIVE
from models.types import utc_now

SHOWN, LOWEST, HIGHEST = 100, -100, 100


@dataclass(frozen=True, slots=True)
class Overseen:
    """One job as the admin sees it; lengths in seconds."""

    id: str
    owner: str
    status: Status
    priority: int
    percent: int
    stage: str
    worker: str
    duration_s: int
    created_at: datetime
    error: str


def queue_now() -> list[Overseen]:
    """What runs, then what waits in the order in which it is taken, then what failed last."""
    accounts.require_admin()
    joined = (
        select(ProcessingJob, AudioFile.duration_seconds, User.email)
        .join(AudioFile, col(AudioFile.job_id) == col(ProcessingJob.id))
        .join(User, col(User.id) == col(ProcessingJob.user_id), isouter=True)
    )
    with reading() as session:
        active = session.exec(joined.where(col(ProcessingJob.status).in_(ACTIVE)).limit(SHOWN)).all()
        failed = session.exec(
            joined.where(col(ProcessingJob.status) == Status.FAILED)
            .order_by(col(ProcessingJob.completed_at).desc())
            .limit(SHOWN // 4)
        ).all()
    ordered = sorted(active, key=lambda row: (row[0].status != Status.PROCESSING, -jobs.rank(row[0])))
    return [_overseen(*row) for row in (*ordered, *failed)]


def stored_bytes(user_ids: list[str]) -> dict[str, int]:
    """How much the originals and results of some users take, in bytes; an original that was run again counts once."""
    accounts.require_admin()
    job, file = ProcessingJob, AudioFile
    with reading() as session:
        results = session.execute(
            sa.select(col(job.user_id), sa.func.sum(sa.func.coalesce(col(job.result_size), 0)))
            .where(col(job.user_id).in_(user_ids))
            .group_by(col(job.user_id))
        ).all()
        originals = (
            sa.select(col(job.user_id).label('user_id'), sa.func.max(col(file.file_size)).label('size'))
            .join(file, col(file.job_id) == col(job.id))
            .where(col(job.user_id).in_(user_ids))
            .group_by(col(job.user_id), col(job.original_file_path))
            .subquery()
        )
        sums = session.execute(
            sa.select(originals.c.user_id, sa.func.sum(originals.c.size)).group_by(originals.c.user_id)
        ).all()
    found = {user_id: int(size) for user_id, size in results}
    return {user_id: found.get(user_id, 0) + int(size) for user_id, size in sums}


def oversee_cancel(job_id: str) -> None:
    """Cancel anybody's job."""
    accounts.require_admin()
    jobs.cancel(KIND, job_id)
    accounts.note('job.cancelled', job_id)


def oversee_retry(job_id: str) -> None:
    """Try anybody's failed job again; it costs its owner nothing."""
    accounts.require_admin()
    jobs.retry(KIND, job_id)
    accounts.note('job.retried', job_id)


def oversee_priority(job_id: str, priority: int) -> None:
    """Let a waiting job come earlier or later.

    Raises
    ------
    NotAllowed
        It does not wait any more, or the number is out of range.
    """
    accounts.require_admin()
    if not LOWEST <= priority <= HIGHEST:
        raise NotAllowed(f'Choose a priority between {LOWEST} and {HIGHEST}.')
    with transaction() as session:
        job = session.get(ProcessingJob, job_id)
        if job is None:
            raise NotFound('This job does not exist any more.')
        if job.status != Status.QUEUED:
            raise NotAllowed('This job does not wait any more.')
        before, job.priority = job.priority, priority
        session.add(job)
    jobs.announce(job)  # a second message with the new rank; the claim lets only one through
    accounts.note('job.priority', job_id, before=before, priority=priority)


def _overseen(job: ProcessingJob, duration_s: int, email: str | None) -> Overseen:
    ended = job.status == Status.FAILED
    return Overseen(
        job.id,
        email or 'nobody',
        Status(job.status),
        job.priority,
        job.progress_percentage,
        job.stage or '',
        job.worker or '',
        duration_s,
        (job.completed_at or utc_now()) if ended else job.created_at,
        job.error_message or '',
    )
