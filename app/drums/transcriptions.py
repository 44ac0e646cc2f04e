"""Recordings whose drums are written down by a worker: known songs are offered first, others become songs with maps."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts, areas, files, jobs, library, uploads
from app.accounts import quota, throttle
from app.config import settings
from app.db import reading, transaction
from app.drums import looks, recognising, retention, telling, visible
from app.drums.options import MapOptions, options_of
from app.drums.recognising import Heard, Match
from app.errors import ChooseAnew, NotAllowed, NotFound
from models import AiJob, Song, SongMap, Status, Subscription, Upload
from models.job import ACTIVE

TRANSCRIBE = 'drums.map'
MAPS, AHEAD = 'drums.ai_maps', 'drums.steps_ahead'
"""How many recordings a month, and how far ahead of others they are, as plans name it."""
GONE = 'This job does not exist, or it was deleted.'
LOST = 'The recording is no longer there. Send it again.'
USUAL = MapOptions()
SUBMITS = throttle.Limit('drums-transcribe', free=10, window_s=60.0, pause_s=15.0, longest_s=60.0)


class Known(ChooseAnew):
    """The song is there already: it may be opened, or another draft asked for."""

    def __init__(self, sentence: str, song_id: str) -> None:
        super().__init__(sentence)
        self.song_id = song_id


@dataclass(frozen=True, slots=True)
class JobView:
    """One job as its owner sees it; `maps` are those that it has brought, the full one first."""

    id: str
    song_id: str | None
    title: str
    status: Status
    percent: int
    stage_label: str
    seconds_left: float | None
    error: str | None
    options: MapOptions
    maps: tuple[str, ...]
    has_recording: bool


def recognise(user_id: str, upload_id: str) -> Match | None:
    """Which song an upload is, if it is known and this user may see it; takes seconds, and no job.

    Raises
    ------
    NotFound
        There is no such upload.
    NotAllowed
        It is no sound that can be read.
    """
    heard = looks.heard(user_id, uploads.storage_key(uploads.get(user_id, upload_id)))
    with reading() as session:
        found = recognising.find(session, heard)
        if found is not None:
            try:
                visible.song(session, found.song_id, user_id)
            except NotFound:
                return None
    return found


def submit(user_id: str, upload_id: str, options: MapOptions = USUAL) -> str:
    """Have the drums of an upload written down; sent twice, it is one job. Returns its id, which is the upload's.

    Raises
    ------
    Known
        The song is there already, and nobody asks for another draft; the upload is kept, and nothing was counted.
    Refused
        It is no sound that can be read, the month's maps are used up, or too many jobs run.
    """
    options.check()
    if _made_already(user_id, upload_id):
        return upload_id
    upload = uploads.get(user_id, upload_id)
    if settings().accounts == 'on':
        throttle.count(SUBMITS, user_id)
    heard = looks.heard(user_id, uploads.storage_key(upload))
    with reading() as session:
        known, newest = recognising.find(session, heard), recognising.newest(session)
    with transaction() as session:
        if session.get(AiJob, upload_id) is not None:
            return upload_id
        accounts.acting(session, user_id)
        match = known or recognising.find(session, heard, newest)
        song = _song(session, user_id, match, heard, options, upload)
        job = _job(user_id, upload, song, options)
        jobs.submit(session, job, {MAPS: 1})
        job.priority += accounts.tier_of(session, user_id).allow.get(AHEAD) or 0
        session.add(job)
        uploads.take(session, upload, job)
        files.measured(session, job.s3_key or '', heard.length_ms / 1000)
        keep_quota(session, user_id)
    return job.id


def submit_sent(user_id: str, upload_id: str, sent: Mapping[str, Any]) -> str:
    """The same with the choice that the upload carries."""
    return submit(user_id, upload_id, options_of(sent))


def submit_stored(user_id: str, item_id: str, sent: Mapping[str, Any]) -> str:
    """The same with a sound of the library, which is handed in without being sent."""
    options = options_of(sent)
    key, name = library.sound(user_id, item_id)
    return submit(user_id, uploads.hand_in(user_id, key, name), options)


def get(user_id: str, job_id: str) -> JobView:
    """One job of this user's; raises NotFound."""
    with reading() as session:
        return _view(owned(session, user_id, job_id))


def cancel(user_id: str, job_id: str) -> None:
    """Cancel a job that waits or runs; its recording is kept for a week."""
    get(user_id, job_id)

    def still_theirs(session: Session, job: AiJob) -> None:
        _still_theirs(session, user_id, job.id)

    jobs.cancel(TRANSCRIBE, job_id, also=still_theirs)


def retry(user_id: str, job_id: str) -> None:
    """Try a failed or cancelled job again; it counts as one of the month's once more."""
    get(user_id, job_id)

    def again(session: Session, job: AiJob) -> None:
        row = _still_theirs(session, user_id, job.id)
        if row.s3_key is None or not files.is_known(session, row.s3_key) or row.song_id is None:
            raise NotFound(LOST)
        jobs.admit(session, job, {MAPS: 1})
        keep_quota(session, user_id)

    jobs.retry(TRANSCRIBE, job_id, also=again)


def left(user_id: str) -> int | None:
    """How many recordings of this month are left; None is without end."""
    with reading() as session:
        return _left(session, user_id)


def ended(session: Session, job: AiJob) -> None:
    """What follows from an end: a finished job needs its recording no more, and programs are told where the map is."""
    if job.user_id is not None:
        keep_quota(session, job.user_id)
    if job.status != Status.COMPLETED:
        return
    retention.release_original(session, job)
    song = session.get(Song, job.song_id) if job.song_id else None
    told = json.loads(job.outcome or '{}')
    if song is not None and told.get('maps'):
        telling.tell(
            session,
            [job.user_id],
            telling.READY,
            '',
            href=telling.page_of(told['maps'][0]),
            about=told['maps'][0],
            data={'song_id': song.id, 'job_id': job.id, 'maps': told['maps']},
        )


def keep_quota(session: Session, user_id: str) -> None:
    """Their subscription says how many are left, as the account page reads it."""
    mine = sa.update(Subscription).where(col(Subscription.user_id) == user_id, col(Subscription.product) == 'drums')
    told = mine.values(ai_quota_remaining=_left(session, user_id))
    session.execute(told.execution_options(synchronize_session=False))


def options_kept(job: AiJob) -> MapOptions:
    """How a job was asked for; what another version wrote is left out."""
    known = {field.name for field in fields(MapOptions)}
    told = {name: value for name, value in json.loads(job.settings).items() if name in known}
    return MapOptions(**{**told, 'easier': tuple(told.get('easier', ()))})


def owned(session: Session, user_id: str, job_id: str) -> AiJob:
    """The row of a user's job; raises NotFound."""
    row = session.get(AiJob, job_id)
    if row is None or row.user_id != user_id:
        raise NotFound(GONE)
    return row


def _song(
    session: Session, user_id: str, match: Match | None, heard: Heard, options: MapOptions, upload: Upload
) -> Song:
    """The song that an upload is, or a new one; raises Known where its maps are there to be opened."""
    if match is None:
        title, artist = options.called(upload.filename)
        song = Song(title=title, artist=artist, created_by=user_id)
        session.add(song)
        session.flush()
        recognising.remember(session, song, heard)
        return song
    song = session.get_one(Song, match.song_id)
    if song.hidden_at is not None:
        raise NotAllowed(visible.TAKEN_DOWN.format(day=accounts.day(song.hidden_at)))
    if options.anew:
        return song
    live = visible.maps_there(song.id) & (col(SongMap.state) != 'archived')
    count = session.scalar(sa.select(sa.func.count()).select_from(SongMap).where(live)) or 0
    if count:
        has = 'a map' if count == 1 else f'{count} maps'
        said = f'We know this song: {telling.called(song)} has {has} already. Open it, or ask for it anew.'
        raise Known(said, song.id)
    running = sa.select(sa.literal(1)).where(col(AiJob.song_id) == song.id, col(AiJob.status).in_(ACTIVE))
    if session.scalar(running.limit(1)) is not None:
        raise Known('This song is being written down right now: look for it in some minutes.', song.id)
    return song


def _job(user_id: str, upload: Upload, song: Song, options: MapOptions) -> AiJob:
    return AiJob(
        id=upload.id,
        user_id=user_id,
        requested_by=user_id,
        kind=TRANSCRIBE,
        song_id=song.id,
        title=telling.called(song).replace('“', '').replace('”', ''),
        settings=json.dumps(asdict(options)),
        s3_key=uploads.storage_key(upload),
    )


def _left(session: Session, user_id: str) -> int | None:
    limit = accounts.tier_of(session, user_id).allow.get(MAPS)
    return None if limit is None else max(0, limit - quota.used(session, user_id, MAPS))


def _still_theirs(session: Session, user_id: str, job_id: str) -> AiJob:
    accounts.acting(session, user_id)
    return owned(session, user_id, job_id)


def _made_already(user_id: str, upload_id: str) -> bool:
    with reading() as session:
        row = session.get(AiJob, upload_id)
    return row is not None and row.user_id == user_id


def _view(row: AiJob) -> JobView:
    return JobView(
        id=row.id,
        song_id=row.song_id,
        title=row.title,
        status=Status(row.status),
        percent=row.progress_percentage,
        stage_label=areas.stage_label(row.kind, row.stage),
        seconds_left=row.seconds_left,
        error=row.error_message,
        options=options_kept(row),
        maps=tuple(json.loads(row.outcome or '{}').get('maps', ())),
        has_recording=row.s3_key is not None,
    )
