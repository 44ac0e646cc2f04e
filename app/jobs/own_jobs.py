"""What users do to their own jobs, of whatever area: each is asked for by its kind, as the feed lists it."""

from sqlmodel import Session

from app import accounts, areas, files, jobs, notifications
from app.db import transaction
from app.errors import NotAllowed, NotFound
from app.jobs import sharing
from models import JobColumns
from models.job import ACTIVE

GONE = 'This job does not exist, or it was deleted.'


def cancel(user_id: str, kind: str, job_id: str) -> None:
    """Cancel a job that waits or runs.

    Raises
    ------
    NotFound
        It is not this user's.
    NotAllowed
        It has ended already.
    """
    jobs.cancel(kind, job_id, also=lambda session, job: _check_theirs(session, user_id, job))


def retry(user_id: str, kind: str, job_id: str) -> None:
    """Try a failed or cancelled job again, as its kind does it.

    Raises
    ------
    NotFound
        It is not this user's.
    Refused
        It has not ended that way, or could not be made anew now either.
    """
    known = areas.kind(kind)
    if known.retry is not None:
        known.retry(user_id, job_id)
        return

    def admit(session: Session, job: JobColumns) -> None:
        _check_theirs(session, user_id, job)
        jobs.admit(session, job)

    jobs.retry(kind, job_id, also=admit)


def delete(user_id: str, kind: str, job_id: str) -> None:
    """Delete a job with its result, and its original unless something else needs it.

    Raises
    ------
    NotFound
        It is not this user's.
    NotAllowed
        It still waits or runs.
    """
    with transaction() as session:
        job = session.get(areas.kind(kind).table, job_id)
        if job is None:
            raise NotFound(GONE)
        _check_theirs(session, user_id, job)
        if job.status in ACTIVE:
            raise NotAllowed('This job is still running. Cancel it first.')
        session.delete(job)
        session.flush()
        areas.kind(kind).deleted(session, job)
        files.release(session, job_id)
        notifications.forget(session, notifications.JOB, job_id)
        sharing.forget(session, job_id)


def _check_theirs(session: Session, user_id: str, job: JobColumns) -> None:
    """Whoever asked before the transaction is still in, and the job theirs, inside it."""
    accounts.acting(session, user_id)
    if job.user_id != user_id or not areas.kind(job.kind).listed:
        raise NotFound(GONE)
