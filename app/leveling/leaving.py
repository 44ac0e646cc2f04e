"""When somebody takes his data along, or leaves: which files are his, and how they go."""

from contextlib import suppress

import sqlalchemy as sa
from sqlmodel import col, select

from app import accounts, jobs, storage, uploads
from app.db import in_pages, reading, transaction
from app.errors import NotAllowed
from app.leveling import forecasts, listening, timelines
from app.leveling.naming import output_name
from models import AudioFile, ProcessingJob, Upload
from models.job import ACTIVE

GONE = 'deleted'
"""What stands in place of a file's name once its owner is gone."""


def made_by(job: ProcessingJob) -> list[str]:
    """The storage keys of all that a job has brought forth; its original is not among them."""
    kept = [timelines.timeline_key(job.id), forecasts.forecast_key(job.id), *listening.preview_keys(job.id)]
    return [*kept, job.processed_file_path] if job.processed_file_path else kept


def seen_ahead(upload: Upload) -> list[str]:
    """The storage keys of what was worked out of an upload before a job took it."""
    analysis = timelines.analysis_key(uploads.storage_key(upload))
    return [analysis, timelines.timeline_key(upload.id), forecasts.forecast_key(upload.id)]


def files_of(user_id: str) -> list[tuple[str, str]]:
    """A user's originals and results that are still there: the path in an archive, and the storage key."""
    found: dict[str, str] = {}
    with reading() as session:
        mine = (
            sa.select(ProcessingJob, AudioFile)
            .join(AudioFile, col(AudioFile.job_id) == col(ProcessingJob.id))
            .where(col(ProcessingJob.user_id) == user_id)
        )
        rows = [(row.ProcessingJob, row.AudioFile) for row in in_pages(session, mine, col(ProcessingJob.id))]
    for job, file in sorted(rows, key=lambda row: row[0].created_at):
        short = job.id[:8]
        found.setdefault(job.original_file_path, f'originals/{short} {file.original_filename}')
        if job.processed_file_path:
            suffix = job.output_format and f'.{job.output_format}'
            name = output_name(file.original_filename, target_lufs=job.target_lufs, suffix=suffix)
            found[job.processed_file_path] = f'results/{short} {name}'
    return [(name, key) for key, name in found.items() if storage.exists(key)]


def forget_user(user_id: str) -> bool:
    """Remove all files of a user who leaves, and the names they had; the jobs' rows stay, to lose their owner.

    The account is taken over first, so that whoever keeps it at the last moment keeps all of it.

    False where it was kept, or a job still runs: that is asked to stop, and the next call goes on.
    """
    if not accounts.take_over(user_id):
        return False
    with reading() as session:
        his = sa.select(ProcessingJob).where(col(ProcessingJob.user_id) == user_id)
        rows = [row.ProcessingJob for row in in_pages(session, his, col(ProcessingJob.id))]
        sent = list(session.exec(select(Upload).where(col(Upload.user_id) == user_id)))
    active = [job for job in rows if job.status in ACTIVE]
    for job in active:
        with suppress(NotAllowed):  # it has ended meanwhile
            jobs.cancel(job.kind, job.id)
    if active:
        return False
    for job in rows:
        for key in (*made_by(job), job.original_file_path, timelines.analysis_key(job.original_file_path)):
            storage.delete(key)
    for upload in sent:
        uploads.drop(upload.id)
        for key in seen_ahead(upload):
            storage.delete(key)
    with transaction() as session:
        mine = sa.select(col(ProcessingJob.id)).where(col(ProcessingJob.user_id) == user_id)
        session.execute(
            sa.update(AudioFile)
            .where(col(AudioFile.job_id).in_(mine))
            .values(original_filename=GONE, content_hash=None)
            .execution_options(synchronize_session=False)
        )
        session.execute(
            sa.update(ProcessingJob)
            .where(col(ProcessingJob.user_id) == user_id)
            .values(processed_file_path=None, result=None)
            .execution_options(synchronize_session=False)
        )
    return True
