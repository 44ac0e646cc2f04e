"""What this area keeps in the storage, told to the core, which removes what has run out or belongs to nobody."""

import sqlalchemy as sa
from sqlmodel import Session, col

from app import retention, storage, uploads
from app.clocks import bring_back
from app.db import in_pages, transaction
from app.errors import NotFound
from app.leveling import forecasts, listening, timelines
from models import FilesGone, ProcessingJob, ShareLink, Study
from models.types import utc_now

RESULTS = 'results'
"""The folder in which this area, and no other, stores what comes out of its jobs."""


def check_original(job: ProcessingJob) -> None:
    """Raise NotFound where the original of a job is gone; asks the storage."""
    check_not_expired(job)
    if not storage.exists(job.original_file_path):
        raise NotFound('The original of this job is no longer there. Upload it again.')


def check_not_expired(job: ProcessingJob) -> None:
    """Raise NotFound where all files of a job are gone; asks only the row, so it may be done in a transaction."""
    if job.files_gone_why == FilesGone.EXPIRED:
        retention.check_there(job)


def has_files() -> sa.ColumnElement[bool]:
    """Of jobs: whose files are there, as far as the rows know."""
    return col(ProcessingJob.files_gone_why).is_distinct_from(FilesGone.EXPIRED)


def _own(job: ProcessingJob) -> list[str]:
    """Result and previews; the timeline and the forecast are numbers, and stay with the row."""
    previews = listening.preview_keys(job.id)
    return [job.processed_file_path, *previews] if job.processed_file_path else previews


def spare(session: Session, job: ProcessingJob) -> list[str]:
    """The original of a job that is going, with its analysis, unless something else needs it."""
    if uploads.is_needed(session, job.original_file_path):
        return []
    return [job.original_file_path, timelines.analysis_key(job.original_file_path)]


def _used(session: Session) -> dict[str, set[str]]:
    job = ProcessingJob
    columns = sa.select(col(job.id), col(job.original_file_path), col(job.processed_file_path), has_files())
    rows = list(in_pages(session, columns, col(job.id)))
    ahead = sa.select(col(Study.upload_id), col(Study.original_file_path))
    studied = list(in_pages(session, ahead, col(Study.upload_id)))
    known = [row[0] for row in rows] + [row[0] for row in studied]
    originals = [original for _, original, _, there, _ in rows if there] + [row[1] for row in studied]
    return {
        uploads.ORIGINALS: set(originals),
        RESULTS: {result for _, _, result, there, _ in rows if result and there},
        timelines.TIMELINES: set(map(timelines.timeline_key, known)),
        forecasts.FORECASTS: set(map(forecasts.forecast_key, known)),
        timelines.ANALYSES: set(map(timelines.analysis_key, originals)),
    }


def _tidy() -> None:
    storage.remove_older(listening.PREVIEWS, listening.KEEP_S)
    with transaction() as session:
        bring_back(session, ShareLink, 'created_at', 'expires_at')
        session.execute(sa.delete(ShareLink).where(col(ShareLink.expires_at) <= utc_now()))


AREA = retention.Area(ProcessingJob, col(ProcessingJob.processed_file_path), _own, spare, _used, _tidy)
