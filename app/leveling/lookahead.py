"""The look ahead at an upload: analysed, its tracks found, every preset told, before anybody spends anything.

A study is no job of the user's: it counts nothing, waits before no mix of his and goes with the upload. What it finds
is kept under the upload's id and the original's key, where the job that takes the upload finds it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app import accounts, areas, jobs, storage, uploads
from app.audio.segments import Cue
from app.db import reading, transaction
from app.errors import NotAllowed, NotFound
from app.leveling import forecasts, tracks
from app.leveling.forecasts import Told
from app.leveling.helper_jobs import PRIORITY
from app.leveling.options import Choice
from app.leveling.probing import Facts, probe
from app.runtime.thread_pools import LOOKS
from models import Status, Study, Upload
from models.job import ACTIVE

KIND = 'leveling.study'
MOST_ACTIVE = 3
"""Mixes that one user has looked at side by side."""


@dataclass(frozen=True, slots=True)
class StudyView:
    """How far the look ahead is. `id` is what the progress hub knows it by; `error` says why there is none."""

    id: str
    upload_id: str
    filename: str
    status: Status
    percent: int
    stage: str | None
    error: str | None
    duration_s: float
    edited: bool
    told: Told | None
    seconds_left: float | None = None
    cancel_requested: bool = False

    @property
    def active(self) -> bool:
        """Whether more is still to come."""
        return self.status in ACTIVE

    @property
    def stage_label(self) -> str:
        """Its stage in words."""
        return areas.stage_label(KIND, self.stage)


def ask_study(user_id: str, upload_id: str, choice: Choice) -> StudyView:
    """Have an upload looked at for its evening, tracklist and format, unless that was done or is under way.

    Another tracklist takes the place of what was set on the timeline.

    Raises
    ------
    Refused
        The upload is gone, is not audio, is longer than the user's tier allows, too many are looked at already, or the
        choice cannot be meant.
    """
    choice.check()
    upload = uploads.get(user_id, upload_id)
    known, wishes = _row(upload_id), (choice.even_percent, choice.tracklist, choice.output_format)
    duration = known.duration_s if known else _duration(user_id, upload)
    with transaction() as session:
        accounts.acting(session, user_id)
        study = session.exec(select(Study).where(col(Study.upload_id) == upload_id)).first()
        if study is not None and _wishes(study) == wishes:
            return _view(user_id, upload, study)
        kept = study.tracks if study is not None and study.tracklist == choice.tracklist else None
        study = _anew(session, study, user_id, upload, duration)
        study.even_percent, study.tracklist, study.output_format = wishes
        study.tracks = kept
        jobs.submit(session, study)
    return _view(user_id, upload, study)


def get_study(user_id: str, upload_id: str) -> StudyView:
    """How far the look ahead at an upload is.

    Raises
    ------
    NotFound
        The upload is not this user's, was taken by a job, or nobody has asked.
    """
    upload, study = uploads.get(user_id, upload_id), _row(upload_id)
    if study is None:
        raise NotFound('Nobody has asked to look at this upload.')
    return _view(user_id, upload, study)


def set_tracks(user_id: str, upload_id: str, placed: Sequence[Cue] | None) -> StudyView:
    """Take over the tracks as somebody has set them on the timeline, or let them be found again (None).

    Raises
    ------
    NotAllowed
        They cannot be meant, see `tracks.check_tracks`.
    NotFound
        As `get_study`.
    """
    upload = uploads.get(user_id, upload_id)
    with transaction() as session:
        accounts.acting(session, user_id)
        study = session.exec(select(Study).where(col(Study.upload_id) == upload_id)).first()
        if study is None:
            raise NotFound('Nobody has asked to look at this upload.')
        text = None if placed is None else tracks.tracks_as_text(tracks.check_tracks(placed, study.duration_s))
        if text == study.tracks:
            return _view(user_id, upload, study)
        wishes = _wishes(study)
        study = _anew(session, study, user_id, upload, study.duration_s)
        study.even_percent, study.tracklist, study.output_format = wishes
        study.tracks = text
        jobs.submit(session, study)
    return _view(user_id, upload, study)


def tracks_set(session: Session, upload_id: str, tracklist: str | None) -> str | None:
    """What was set on the timeline of an upload, for the job that takes it; nothing if the tracklist is another one."""
    study = session.exec(select(Study).where(col(Study.upload_id) == upload_id)).first()
    return study.tracks if study is not None and study.tracklist == tracklist else None


def _anew(session: Session, before: Study | None, user_id: str, upload: Upload, duration_s: float) -> Study:
    """A new row in place of the old one: whoever works on that stops at its next beat."""
    uploads.check_still_there(session, upload)
    if before is not None:
        session.execute(sa.delete(Study).where(col(Study.id) == before.id))
    mine = (col(Study.user_id) == user_id, col(Study.status).in_(ACTIVE))
    if (session.scalar(sa.select(sa.func.count()).select_from(Study).where(*mine)) or 0) >= MOST_ACTIVE:
        raise NotAllowed(f'{MOST_ACTIVE} of your mixes are being looked at already. This one can be started as it is.')
    return Study(
        user_id=user_id,
        kind=KIND,
        priority=PRIORITY,
        upload_id=upload.id,
        original_file_path=uploads.storage_key(upload),
        duration_s=duration_s,
    )


def _wishes(study: Study) -> tuple[float, str | None, str | None]:
    return study.even_percent, study.tracklist, study.output_format


def _duration(user_id: str, upload: Upload) -> float:
    facts = LOOKS.run(user_id, partial(_look_at, upload))
    with reading() as session:
        accounts.check_mix(accounts.tier_of(session, user_id), upload.size_bytes, facts.duration_s)
    return facts.duration_s


def _look_at(upload: Upload) -> Facts:
    with storage.local(uploads.storage_key(upload)) as path:
        return probe(path)


def _row(upload_id: str) -> Study | None:
    with reading() as session:
        return session.exec(select(Study).where(col(Study.upload_id) == upload_id)).first()


def _view(user_id: str, upload: Upload, study: Study) -> StudyView:
    known = forecasts.stored(upload.id)
    fits = bool(known) and known['wish'] == forecasts.wish_of(study)
    return StudyView(
        study.id,
        upload.id,
        upload.filename,
        Status(study.status),
        study.progress_percentage,
        study.stage,
        study.error_message,
        study.duration_s,
        study.tracks is not None,
        forecasts.told(user_id, known) if fits else None,
        study.seconds_left,
    )
