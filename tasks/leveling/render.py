"""Levels one mix: fetches the original, lets the engine work, stores the result."""

import hashlib
import json
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

from sqlmodel import Session, col, select

from app import audio, files, storage
from app.audio.delivery import Delivery
from app.audio.errors import AudioError
from app.audio.files import probe
from app.audio.files.result_names import suffix_of
from app.audio.segments import MatchOptions, parse_tracklist
from app.config import settings
from app.jobs.runner import READABLE, Finished, Heartbeat, Report, handles
from app.jobs.scratch import scratch
from app.jobs.transfer import fetch_to_scratch, moved_bytes
from app.leveling import KIND, result_name
from app.leveling.options import place_of
from app.leveling.timeline_recorder import TimelineRecorder
from app.leveling.tracks import tracks_of
from app.version import engine_version
from models import AudioFile, ProcessingJob

READABLE.append(AudioError)

NO_ROOM = (
    'The result takes up to {needs}, and the server has room for {free}. Your original is kept: delete old jobs, or '
    'choose a smaller format, and try again.'
)
ALONE = ((0.0, 0.0), (0.0, 1.0), (1.0, 1.0))
"""Shares of a job: fetching the original, the engine's work, storing the result. With a folder nothing is copied."""
AROUND = ((0.0, 0.08), (0.08, 0.95), (0.95, 1.0))


@handles(KIND)
def level(job: ProcessingJob, heartbeat: Heartbeat) -> Finished:
    """Level the original of `job` and store what came out."""
    goal = audio.Goal(job.target_lufs, job.ceiling_dbtp)
    fetching, working, storing = (heartbeat.within(*share) for share in (AROUND if storage.is_remote() else ALONE))
    with scratch(job.id, job.attempts) as folder, fetch_to_scratch(job.original_file_path, folder, fetching) as source:
        limits = audio.Limits(max_duration_s=settings().max_duration_minutes * 60)
        recorder = TimelineRecorder(job.id, job.original_file_path, folder, heartbeat.files, job.stream)
        known, room = recorder.known(source), storage.room(NO_ROOM)
        like = known.info if known else probe(source, limits, place_of(job.stream))
        suffix = suffix_of(like, job.output_format, Path(job.original_file_path).suffix)
        target = folder / f'result{suffix}'
        room.need(Delivery(like, job.output_format).expected_bytes)
        if not audio.is_warm():
            working(0.0, 'prepare')
            audio.warm_up()
        outcome = audio.level(
            source,
            target,
            goal,
            partial(_tell, working, recorder),
            analysis=known,
            limits=limits,
            to=job.output_format,
            observer=recorder,
            match=_match_options(job),
            room=room.take,
            mp3_quality=settings().mp3_quality,
            stream=place_of(job.stream),
        )
        with target.open('rb') as written:
            digest = hashlib.file_digest(written, 'sha256').hexdigest()
        moved = moved_bytes(storing, 'store', target.stat().st_size)
        stored = heartbeat.files.put(
            target,
            name=result_name(job),
            content_hash=digest,
            duration_s=outcome.output.duration_s,
            loudness_lufs=outcome.output.integrated_lufs,
            moved=moved,
        )
    values = {
        'processed_file_path': stored.key,
        'verdict': outcome.verdict,
        'result': json.dumps({**asdict(outcome), 'output_sha256': digest, 'engine_version': engine_version()}),
        'result_size': stored.size_bytes,
        **_renamed(job, suffix),
    }
    measured = outcome.input.integrated_lufs
    return Finished(values, also=partial(_note_loudness, measured))


def _renamed(job: ProcessingJob, suffix: str) -> dict[str, str]:
    """What the result is converted to where nobody has asked for it: its name has to say what is inside."""
    kept = job.output_format or suffix == Path(job.original_file_path).suffix
    return {} if kept else {'output_format': suffix[1:]}


def _match_options(job: ProcessingJob) -> MatchOptions | None:
    """What was asked for the tracks inside the mix; None leaves them alone and spends no time on them.

    Tracks that somebody has named or set are listed in the result even if their levels stay as they are.
    """
    if not (job.even_percent or job.tracklist or job.tracks):
        return None
    cues = parse_tracklist(job.tracklist) if job.tracklist else None
    return MatchOptions(job.even_percent / 100.0, cues=cues, placed=tracks_of(job.tracks))


def _tell(report: Report, recorder: TimelineRecorder, progress: audio.Progress) -> None:
    report(progress.overall, progress.stage)
    recorder.look()


def _note_loudness(measured: float | None, session: Session, job: Any) -> None:
    file = session.exec(select(AudioFile).where(col(AudioFile.job_id) == job.id)).one()
    file.original_lufs = measured
    session.add(file)
    if job.stream is None:  # of several sounds, another one is heard where the file is played
        files.measured(session, job.original_file_path, loudness_lufs=measured)
