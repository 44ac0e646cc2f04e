"""Tells people and their programs that a job of theirs has ended; people, where it took longer than a moment: they may
be elsewhere by then."""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from app import areas, notifications
from app.jobs.end_events import tell_programs
from models import JobColumns, Status

MOMENT = timedelta(seconds=10)
"""From being sent to its end; whoever waits no longer than this still looks at it."""
ENDS = {
    Status.COMPLETED: (notifications.JOB_DONE, '{} is done'),
    Status.FAILED: (notifications.JOB_FAILED, '{} has failed'),
}
"""What is told of each end. Who cancels a job knows that."""


def tell_end(session: Session, job: JobColumns) -> None:
    """Write it down in the transaction that ends the job."""
    tell_programs(session, job)
    known, status = areas.kind(job.kind), Status(job.status)
    if known.title is None or job.user_id is None or status not in ENDS or job.completed_at is None:
        return
    if job.completed_at - job.created_at < MOMENT:
        return
    called = session.scalar(sa.select(known.title(known.table)).where(col(known.table.id) == job.id))
    kind, words = ENDS[status]
    notifications.notify(
        session,
        job.user_id,
        kind,
        words.format(called or known.label),
        body=job.error_message or known.label,
        href=areas.page(job.kind, job.id),
        entity=notifications.JOB,
        entity_id=job.id,
    )
