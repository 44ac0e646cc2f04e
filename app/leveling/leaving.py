"""When somebody takes their data along, or leaves: which files are theirs, and how they go."""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app import db, erasing, storage, uploads
from app.db import in_pages, reading, transaction
from app.leveling import forecasts, listening, timelines
from app.leveling.naming import output_name
from models import AudioFile, ProcessingJob, Upload

BATCH = 200
"""Jobs whose files go together: one request to a bucket takes a thousand keys, and nobody waits long for a writer."""
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
    if not erasing.begin(user_id):
        return False
    theirs = sa.select(ProcessingJob).where(col(ProcessingJob.user_id) == user_id)
    for jobs_read in _batches(theirs, ProcessingJob):
        originals = [job.original_file_path for job in jobs_read]
        made = [key for job in jobs_read for key in made_by(job)]
        storage.delete(*made, *originals, *map(timelines.analysis_key, originals))
        _forget_names([job.id for job in jobs_read])
    for sent in _batches(sa.select(Upload).where(col(Upload.user_id) == user_id), Upload):
        for upload in sent:
            uploads.drop(upload.id)
        storage.delete(*(key for upload in sent for key in seen_ahead(upload)))
    return True


def _batches(statement: Any, table: Any) -> Iterator[list[Any]]:
    """The rows of a SELECT, some at a time, each batch read in a session of its own: the storage takes its time."""
    some = statement.order_by(col(table.id)).limit(min(BATCH, db.PAGE))
    last = ''
    while True:
        with reading() as session:
            rows = list(session.scalars(some.where(col(table.id) > last)))
        if not rows:
            return
        yield rows
        last = rows[-1].id


def _forget_names(job_ids: list[str]) -> None:
    with transaction() as session:
        session.execute(
            sa.update(AudioFile)
            .where(col(AudioFile.job_id).in_(job_ids))
            .values(original_filename=GONE, content_hash=None)
            .execution_options(synchronize_session=False)
        )
        session.execute(
            sa.update(ProcessingJob)
            .where(col(ProcessingJob.id).in_(job_ids))
            .values(processed_file_path=None, result=None)
            .execution_options(synchronize_session=False)
        )
