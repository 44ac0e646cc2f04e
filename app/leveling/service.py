"""Use cases of levelling: submit, cancel, retry, run again, delete, hand out. Each checks whose job it is."""

from collections.abc import Mapping
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app import accounts, files, jobs, storage, uploads
from app.db import reading, transaction
from app.errors import NotFound
from app.jobs import own_jobs
from app.leveling import file_retention, lookahead, queries
from app.leveling.download_names import output_name
from app.leveling.options import LevelingOptions, choice_of
from app.leveling.probing import Facts, probe
from app.leveling.tracks import check_tracks, tracks_as_text
from app.ops import retention
from app.runtime.thread_pools import LOOKS
from models import AudioFile, ProcessingJob, Status, Upload
from models.job import ACTIVE
from models.types import new_id, utc_now

KIND = 'leveling.level'
GONE = 'This job does not exist, or it was deleted.'


def submit(user_id: str, upload_id: str, options: LevelingOptions) -> str:
    """Make a job of a finished upload and return its id, which is the upload's: sent twice, it is one job.

    Raises
    ------
    Refused
        The upload is gone, is not audio, or the numbers are out of range; the upload is kept in the last case.
    """
    options.check()
    if _made_already(user_id, upload_id):
        return upload_id  # a page that was loaded anew in between asks again
    upload = uploads.get(user_id, upload_id)
    facts = LOOKS.run(user_id, partial(_look_at, uploads.storage_key(upload), options.stream))
    job = _job(user_id, uploads.storage_key(upload), options, facts.duration_s, facts.stream)
    job.id, job.uploaded = upload_id, True
    with transaction() as session:
        if session.get(ProcessingJob, upload_id) is not None:
            return upload_id
        accounts.acting(session, user_id)
        job.tracks = job.tracks or lookahead.tracks_set(session, upload_id, options.tracklist)
        jobs.submit(session, job, _counted(job))
        accounts.check_mix(accounts.tier_of(session, user_id), upload.size_bytes, facts.duration_s)
        uploads.take(session, upload, job)
        files.measured(session, job.original_file_path, facts.duration_s)
        session.add(_file(job, upload, facts))
    return job.id


def submit_sent(user_id: str, upload_id: str, sent: Mapping[str, Any]) -> str:
    """The same with the choice that the upload carries."""
    return submit(user_id, upload_id, choice_of(sent))


def rerun(user_id: str, job_id: str, options: LevelingOptions) -> str:
    """Level the same original again, with other numbers and without a new upload; returns the new job's id.

    It costs nothing, unless the original has cost nothing so far: each of its jobs failed or was cancelled. Of several
    sounds it is the one that was levelled before, unless another one is chosen.
    """
    options.check()
    with reading() as session:
        before, _ = _owned(session, user_id, job_id)
    file_retention.check_original(before)
    other = options.stream is not None and options.stream != before.stream
    facts = LOOKS.run(user_id, partial(_look_at, before.original_file_path, options.stream)) if other else None
    stream = facts.stream if facts else before.stream
    with transaction() as session:
        before, file = _owned(session, user_id, job_id)
        file_retention.check_not_expired(before)
        duration_s = facts.duration_s if facts else file.duration_seconds + 0.5
        job = _job(user_id, before.original_file_path, options, duration_s, stream)
        jobs.submit(session, job, jobs.NOTHING if _is_paid(session, before) else _counted(job))
        copied = file.model_dump(exclude={'id', 'job_id', 'created_at', 'target_lufs'})
        copied |= _columns(facts) | {'original_lufs': None} if facts else {}
        session.add(AudioFile(**copied, job_id=job.id, target_lufs=options.target_lufs))
        files.use(session, job.original_file_path, files.Need.of(job))
    return job.id


def cancel(user_id: str, job_id: str) -> None:
    """Cancel a job that waits or runs; its original is kept."""
    queries.get(user_id, job_id)
    jobs.cancel(KIND, job_id, also=lambda session, job: _still_theirs(session, user_id, job))


def retry(user_id: str, job_id: str) -> None:
    """Try a failed or cancelled job again."""
    queries.get(user_id, job_id)

    def count_again(session: Session, job: ProcessingJob) -> None:
        _still_theirs(session, user_id, job)
        file_retention.check_not_expired(job)
        costs = job.uploaded or not _is_paid(session, job)  # the others ran again without a new upload
        jobs.admit(session, job, _counted(job) if costs else jobs.NOTHING)

    jobs.retry(KIND, job_id, also=count_again)


def delete(user_id: str, job_id: str) -> None:
    """Delete a job with its result, and its original unless another job needs it.

    Raises
    ------
    NotAllowed
        It still waits or runs.
    """
    own_jobs.delete(user_id, KIND, job_id)


def result(user_id: str, job_id: str) -> tuple[str, str]:
    """The storage key and the download name of a finished job's file.

    Raises
    ------
    NotFound
        The job is not this user's, or has no result.
    """
    with reading() as session:
        job, file = _owned(session, user_id, job_id)
    if job.processed_file_path is None or job.status != Status.COMPLETED:
        raise NotFound('This job has no result to download.')
    retention.check_there(job)
    return job.processed_file_path, name_of(job, file)


def result_name(job: ProcessingJob) -> str:
    """The name under which the result of a job is downloaded, once there is one."""
    with reading() as session:
        file = session.execute(sa.select(AudioFile).where(col(AudioFile.job_id) == job.id)).scalar_one()
    return name_of(job, file)


def name_of(job: ProcessingJob, file: AudioFile) -> str:
    """The same, of rows that are known."""
    suffix = job.output_format and f'.{job.output_format}'
    return output_name(file.original_filename, target_lufs=job.target_lufs, suffix=suffix)


def _counted(job: ProcessingJob) -> dict[str, int]:
    """What a job uses up that counts as an upload: one of them."""
    job.counted, job.counted_at = True, utc_now()
    return {accounts.UPLOADS: 1}


def _of_its_original(job: ProcessingJob, *which: Any) -> Any:
    """The owner's jobs that have this job's original, and are like `which`."""
    same = (col(ProcessingJob.user_id) == job.user_id, col(ProcessingJob.original_file_path) == job.original_file_path)
    return select(ProcessingJob).where(*same, *which).limit(1)


def _is_paid(session: Session, job: ProcessingJob) -> bool:
    """Whether one of the jobs that have this job's original counts as an upload, or brought something."""
    worth = sa.or_(col(ProcessingJob.counted), col(ProcessingJob.status) == Status.COMPLETED)
    return session.exec(_of_its_original(job, worth)).first() is not None


def ended(session: Session, job: ProcessingJob) -> None:
    """A job that brought nothing gives its upload back; one that did adds the time it took."""
    if job.user_id is None:
        return
    if job.status == Status.COMPLETED and job.started_at and job.completed_at:
        accounts.worked(session, job.user_id, int((job.completed_at - job.started_at).total_seconds()))
    elif job.counted:
        counted_at, job.counted = job.counted_at or job.created_at, False
        used = col(ProcessingJob.status).in_((*ACTIVE, Status.COMPLETED))
        another = session.exec(_of_its_original(job, used, col(ProcessingJob.id) != job.id)).first()
        if another is None or another.counted:
            accounts.give_back(session, job.user_id, counted_at)
        else:  # it ran again meanwhile, at no cost, and now it is the one that counts
            another.counted, another.counted_at = True, counted_at
            session.add(another)
        session.add(job)


def _made_already(user_id: str, upload_id: str) -> bool:
    with reading() as session:
        job = session.get(ProcessingJob, upload_id)
    return job is not None and job.user_id == user_id


def _job(
    user_id: str, original_key: str, options: LevelingOptions, duration_s: float, stream: int | None
) -> ProcessingJob:
    placed = options.tracks and check_tracks(options.tracks, duration_s)
    return ProcessingJob(
        id=new_id(),
        user_id=user_id,
        kind=KIND,
        original_file_path=original_key,
        target_lufs=options.target_lufs,
        ceiling_dbtp=options.ceiling_dbtp,
        output_format=options.output_format,
        preset_name=options.preset_name,
        even_percent=options.even_percent,
        tracklist=options.tracklist,
        tracks=tracks_as_text(placed) if placed else None,
        stream=stream,
    )


def _look_at(key: str, stream: int | None) -> Facts:
    with storage.local(key) as path:
        return probe(path) if stream is None else probe(path, stream)


def _file(job: ProcessingJob, upload: Upload, facts: Facts) -> AudioFile:
    return AudioFile(
        job_id=job.id,
        original_filename=upload.filename,
        file_size=upload.size_bytes,
        target_lufs=job.target_lufs,
        content_hash=upload.content_hash,
        **_columns(facts),
    )


def _columns(facts: Facts) -> dict[str, Any]:
    """What was found out about a sound, as its row has it."""
    return {
        'file_format': facts.format,
        'duration_seconds': round(facts.duration_s),
        'sample_rate': facts.sample_rate,
        'bit_rate': facts.bit_rate,
        'channels': facts.channels,
    }


def _still_theirs(session: Session, user_id: str, job: ProcessingJob) -> None:
    """Whoever asked before the transaction is still in, and the job still theirs, inside it."""
    accounts.acting(session, user_id)
    if job.user_id != user_id:
        raise NotFound(GONE)


def _owned(session: Session, user_id: str, job_id: str) -> tuple[Any, Any]:
    job = session.get(ProcessingJob, job_id)
    if job is None or job.user_id != user_id:
        raise NotFound(GONE)
    file = session.execute(sa.select(AudioFile).where(col(AudioFile.job_id) == job_id)).scalar_one()
    return job, file
