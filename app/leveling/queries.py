"""Jobs as the user sees them: one view per job."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from app import accounts, areas
from app.db import reading
from app.errors import NotFound
from app.jobs.feed import check_search
from models import AudioFile, FilesGone, ProcessingJob, Status
from models.job import ACTIVE


@dataclass(frozen=True, slots=True)
class JobView:
    """One job with its file, detached from the database. Times in UTC, sizes in bytes, lengths in seconds.

    `expires_at` is when its files will go, by today's tier of its owner; `files_gone_at` when they did, and why.
    `result` is the engine's outcome as JSON object (keys as `levelmix level --json` prints them), None until then.
    """

    id: str
    user_id: str
    status: Status
    filename: str
    file_format: str
    file_size: int
    duration_s: int
    target_lufs: float
    ceiling_dbtp: float
    output_format: str | None
    preset_name: str | None
    even_percent: float
    tracklist: str | None
    tracks: str | None
    stream: int | None
    percent: int
    stage: str | None
    stage_label: str
    seconds_left: float | None
    attempts: int
    cancel_requested: bool
    error: str | None
    verdict: str | None
    result: dict[str, Any] | None
    result_size: int | None
    created_at: datetime
    started_at: datetime | None
    completed_at: datetime | None
    expires_at: datetime | None
    files_gone_at: datetime | None
    files_gone_why: FilesGone | None

    @property
    def active(self) -> bool:
        """Whether it still waits or runs."""
        return self.status in ACTIVE


def get(user_id: str, job_id: str) -> JobView:
    """One job of this user.

    Raises
    ------
    NotFound
        There is none, or it is somebody else's.
    """
    with reading() as session:
        found = _views(session, session.exec(_joined().where(col(ProcessingJob.id) == job_id)))
    if not found or found[0].user_id != user_id:
        raise NotFound('This job does not exist, or it was deleted.')
    return found[0]


def views(job_ids: list[str]) -> list[JobView]:
    """The jobs by these ids, whoever owns them: the caller knows that."""
    with reading() as session:
        return _views(session, session.exec(_joined().where(col(ProcessingJob.id).in_(job_ids))))


def named(search: str) -> Any:
    """Of audio files: whose name contains a text."""
    return col(AudioFile.original_filename).contains(check_search(search), autoescape=True)


def _joined() -> Any:
    return select(ProcessingJob, AudioFile).join(AudioFile, col(AudioFile.job_id) == col(ProcessingJob.id))


def _views(session: Session, rows: Iterable[tuple[ProcessingJob, AudioFile]]) -> list[JobView]:
    found = list(rows)
    owners = {job.user_id for job, _ in found if job.user_id}
    known = {owner: accounts.keeping_of(session, owner) for owner in owners}
    return [_view(job, file, known.get(job.user_id or '', accounts.Keeping(None))) for job, file in found]


def _view(job: ProcessingJob, file: AudioFile, keeping: accounts.Keeping) -> JobView:
    return JobView(
        id=job.id,
        user_id=job.user_id or '',
        status=Status(job.status),
        filename=file.original_filename,
        file_format=file.file_format,
        file_size=file.file_size,
        duration_s=file.duration_seconds,
        target_lufs=job.target_lufs,
        ceiling_dbtp=job.ceiling_dbtp,
        output_format=job.output_format,
        preset_name=job.preset_name,
        even_percent=job.even_percent,
        tracklist=job.tracklist,
        tracks=job.tracks,
        stream=job.stream,
        percent=job.progress_percentage,
        stage=job.stage,
        stage_label=areas.stage_label(job.kind, job.stage),
        seconds_left=job.seconds_left,
        attempts=job.attempts,
        cancel_requested=job.cancel_requested,
        error=job.error_message,
        verdict=job.verdict,
        result=json.loads(job.result) if job.result else None,
        result_size=job.result_size,
        created_at=job.created_at,
        started_at=job.started_at,
        completed_at=job.completed_at,
        expires_at=None if job.status in ACTIVE else keeping.until(job.completed_at),
        files_gone_at=job.files_gone_at,
        files_gone_why=FilesGone(job.files_gone_why) if job.files_gone_why else None,
    )
