"""The look ahead at an upload: analysed, its tracks found, every preset told, before anybody spends anything.

It is no job of the user's: it counts nothing, waits before none of their mixes and goes with the upload. What it finds
is kept under the upload's id and the original's key, where the job that takes the upload finds it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app import accounts, areas, files, jobs, storage, uploads
from app.audio.segments import Cue
from app.db import reading, transaction
from app.errors import NotAllowed, NotFound
from app.leveling import forecasts, tracks
from app.leveling.forecasts import Told
from app.leveling.helper_jobs import PRIORITY
from app.leveling.options import LevelingOptions
from app.leveling.probing import Facts, probe
from app.runtime.thread_pools import LOOKS
from models import Lookahead, Status, Upload
from models.job import ACTIVE

KIND = 'leveling.study'
MOST_ACTIVE = 3
"""Mixes that one user has looked at side by side."""


@dataclass(frozen=True, slots=True)
class LookaheadView:
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


def ask_lookahead(user_id: str, upload_id: str, options: LevelingOptions) -> LookaheadView:
    """Have an upload looked at for its matching, tracklist and format, unless that was done or is under way.

    Another tracklist takes the place of what was set on the timeline.

    Raises
    ------
    Refused
        The upload is gone, is not audio, is longer than the user's tier allows, too many are looked at already, or the
        choice cannot be meant.
    """
    options.check()
    upload = uploads.get(user_id, upload_id)
    known, wishes = _row(upload_id), (options.even_percent, options.tracklist, options.output_format)
    duration = known.duration_s if known else _duration(user_id, upload)
    with transaction() as session:
        accounts.acting(session, user_id)
        ahead = session.exec(select(Lookahead).where(col(Lookahead.upload_id) == upload_id)).first()
        if ahead is not None and _wishes(ahead) == wishes:
            return _view(user_id, upload, ahead)
        kept = ahead.tracks if ahead is not None and ahead.tracklist == options.tracklist else None
        ahead = _anew(session, ahead, user_id, upload, duration)
        ahead.even_percent, ahead.tracklist, ahead.output_format = wishes
        ahead.tracks = kept
        jobs.submit(session, ahead)
        files.measured(session, ahead.original_file_path, duration)
    return _view(user_id, upload, ahead)


def get_lookahead(user_id: str, upload_id: str) -> LookaheadView:
    """How far the look ahead at an upload is.

    Raises
    ------
    NotFound
        The upload is not this user's, was taken by a job, or nobody has asked.
    """
    upload, ahead = uploads.get(user_id, upload_id), _row(upload_id)
    if ahead is None:
        raise NotFound('Nobody has asked to look at this upload.')
    return _view(user_id, upload, ahead)


def set_tracks(user_id: str, upload_id: str, placed: Sequence[Cue] | None) -> LookaheadView:
    """Take over the tracks as somebody has set them on the timeline, or let them be found again (None).

    Raises
    ------
    NotAllowed
        They cannot be meant, see `tracks.check_tracks`.
    NotFound
        As `get_lookahead`.
    """
    upload = uploads.get(user_id, upload_id)
    with transaction() as session:
        accounts.acting(session, user_id)
        ahead = session.exec(select(Lookahead).where(col(Lookahead.upload_id) == upload_id)).first()
        if ahead is None:
            raise NotFound('Nobody has asked to look at this upload.')
        text = None if placed is None else tracks.tracks_as_text(tracks.check_tracks(placed, ahead.duration_s))
        if text == ahead.tracks:
            return _view(user_id, upload, ahead)
        wishes = _wishes(ahead)
        ahead = _anew(session, ahead, user_id, upload, ahead.duration_s)
        ahead.even_percent, ahead.tracklist, ahead.output_format = wishes
        ahead.tracks = text
        jobs.submit(session, ahead)
    return _view(user_id, upload, ahead)


def tracks_set(session: Session, upload_id: str, tracklist: str | None) -> str | None:
    """What was set on the timeline of an upload, for the job that takes it; nothing if the tracklist is another one."""
    ahead = session.exec(select(Lookahead).where(col(Lookahead.upload_id) == upload_id)).first()
    return ahead.tracks if ahead is not None and ahead.tracklist == tracklist else None


def _anew(session: Session, before: Lookahead | None, user_id: str, upload: Upload, duration_s: float) -> Lookahead:
    """A new row in place of the old one: whoever works on that stops at its next beat."""
    uploads.check_still_there(session, upload)
    if before is not None:
        session.execute(sa.delete(Lookahead).where(col(Lookahead.id) == before.id))
    mine = (col(Lookahead.user_id) == user_id, col(Lookahead.status).in_(ACTIVE))
    if (session.scalar(sa.select(sa.func.count()).select_from(Lookahead).where(*mine)) or 0) >= MOST_ACTIVE:
        raise NotAllowed(f'{MOST_ACTIVE} of your mixes are being looked at already. This one can be started as it is.')
    return Lookahead(
        user_id=user_id,
        kind=KIND,
        priority=PRIORITY,
        upload_id=upload.id,
        original_file_path=uploads.storage_key(upload),
        duration_s=duration_s,
    )


def _wishes(ahead: Lookahead) -> tuple[float, str | None, str | None]:
    return ahead.even_percent, ahead.tracklist, ahead.output_format


def _duration(user_id: str, upload: Upload) -> float:
    facts = LOOKS.run(user_id, partial(_look_at, upload))
    with reading() as session:
        accounts.check_mix(accounts.tier_of(session, user_id), upload.size_bytes, facts.duration_s)
    return facts.duration_s


def _look_at(upload: Upload) -> Facts:
    with storage.local(uploads.storage_key(upload)) as path:
        return probe(path)


def _row(upload_id: str) -> Lookahead | None:
    with reading() as session:
        return session.exec(select(Lookahead).where(col(Lookahead.upload_id) == upload_id)).first()


def _view(user_id: str, upload: Upload, ahead: Lookahead) -> LookaheadView:
    known = forecasts.stored(upload.id)
    fits = bool(known) and known['wish'] == forecasts.wish_of(ahead)
    return LookaheadView(
        ahead.id,
        upload.id,
        upload.filename,
        Status(ahead.status),
        ahead.progress_percentage,
        ahead.stage,
        ahead.error_message,
        ahead.duration_s,
        ahead.tracks is not None,
        forecasts.told(user_id, known) if fits else None,
        ahead.seconds_left,
    )
