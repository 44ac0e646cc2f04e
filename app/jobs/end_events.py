"""Tells programs that a job has ended: the job as the API tells it, written down in the transaction that ends it."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app import areas, files, webhooks
from app.files import RESULT
from app.webhooks.events import as_text
from models import FileUse, JobColumns, Status, StoredObject

ENDS = {
    Status.COMPLETED: webhooks.JOB_COMPLETED,
    Status.FAILED: webhooks.JOB_FAILED,
    Status.CANCELLED: webhooks.JOB_CANCELLED,
}


def tell_programs(session: Session, job: JobColumns) -> None:
    """Write it down, if the job is one that its owner sees."""
    known, status = areas.kind(job.kind), Status(job.status)
    if known.title is None or job.user_id is None or status not in ENDS:
        return
    area = areas.area_of(job.kind).name
    webhooks.tell(session, job.user_id, area, ENDS[status], lambda: _described(session, job, area))


def _described(session: Session, job: JobColumns, area: str) -> dict[str, Any]:
    """The job as `GET /api/v1/jobs/{id}` tells it; a test holds the two together."""
    known = areas.kind(job.kind)
    title = known.title(known.table) if known.title is not None else sa.literal('')
    return {
        'id': job.id,
        'area': area,
        'kind': job.kind,
        'label': known.label,
        'title': session.scalar(sa.select(title).where(col(known.table.id) == job.id)) or '',
        'status': str(job.status),
        'percent': job.progress_percentage,
        'stage': job.stage,
        'stage_label': areas.stage_label(job.kind, job.stage),
        'seconds_left': job.seconds_left,
        'cancel_requested': job.cancel_requested,
        'error': job.error_message,
        'created_at': as_text(job.created_at),
        'started_at': _moment(job.started_at),
        'completed_at': _moment(job.completed_at),
        'page': areas.page(job.kind, job.id),
        'result': _result(session, job),
    }


def _moment(when: datetime | None) -> str | None:
    return None if when is None else as_text(when)


def _result(session: Session, job: JobColumns) -> dict[str, Any] | None:
    """The file that it has brought."""
    made = sa.select(StoredObject).join(FileUse, col(FileUse.object_id) == col(StoredObject.id))
    made = made.where(col(FileUse.job_id) == job.id, col(FileUse.role) == RESULT, files.theirs())
    made = made.where(col(StoredObject.user_id) == job.user_id)
    newest = made.order_by(col(StoredObject.created_at).desc(), col(StoredObject.id).desc()).limit(1)
    found = session.scalars(newest).first()
    if found is None or job.status != Status.COMPLETED:
        return None
    return {
        'object_id': found.id,
        'name': found.name,
        'media_type': found.media_type,
        'size_bytes': found.size_bytes,
        'duration_s': found.duration_seconds,
        'loudness_lufs': found.loudness_lufs,
    }
