"""Recordings that are brought into another voice: who can be heard then, and which words were heard in them.

The words are heard first, in a job of its own that costs nothing, so that people can correct them before anything is
made of them. That job keeps nothing of the recording, and goes a day later.
"""

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import PurePath
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app import areas, files, jobs, storage, uploads
from app.config import settings
from app.db import PAGE, reading, transaction
from app.errors import NotAllowed, NotFound
from app.voice import engines, own_voices, queries, texts, transcripts
from app.voice.engines import shift
from app.voice.engines.port import Converts, TimedWord, Transcript, Voice
from app.voice.errors import VoiceError
from app.voice.options import ChangeOptions
from models import GeneratedAudioClip, Status
from models.job import ACTIVE
from models.types import utc_now

TRANSCRIBE = 'voice.transcribe'
ORIGINAL = 'original'
USUAL, SHIFT = 'change', 'shift'
KEPT = timedelta(days=1)
PRIORITY = 20
TEXT_LIMIT = 20_000
"""Characters; ten minutes are about 10,000."""
GONE = 'These words are not there any more: have the recording heard once more.'


@dataclass(frozen=True, slots=True)
class Heard:
    """What is heard in a recording, or how far that is; `error` says why nothing can be made of it."""

    id: str
    status: Status
    percent: int
    stage_label: str
    error: str | None
    language: str
    words: tuple[TimedWord, ...]

    @property
    def text(self) -> str:
        """All words in one line."""
        return ' '.join(word.text for word in self.words)

    @property
    def active(self) -> bool:
        """Whether it is still listened to."""
        return self.status in ACTIVE


def engine(name: str) -> Converts:
    """The engine of this name; one object a process. Raises NotAllowed where there is none."""
    try:
        return engines.that_converts(name, settings().models_dir)
    except VoiceError as error:
        raise NotAllowed(str(error)) from None


def names() -> list[str]:
    """Every engine that changes recordings; those at an address behind those that are here."""
    engines.by_address(settings().engines_by_address)
    return list(engines.CONVERTING)


def all_voices(user_id: str) -> list[Voice]:
    """Everybody whose voice a recording can be brought into now: a user's own first, and ways to shift last."""
    working = [made for name in names() if (made := engine(name)).health().state == 'ready']
    working.sort(key=lambda made: made.name == SHIFT)
    own = own_voices.heard_by(user_id) if any(made.name == USUAL for made in working) else []
    return [*own, *(voice for made in working for voice in made.voices())]


def find(user_id: str, voice: str, by: str = '') -> str:
    """The engine that brings a recording into this voice.

    Raises
    ------
    NotAllowed
        There is no such voice, or its engine cannot work now.
    """
    if voice.startswith(f'{SHIFT}:'):
        try:
            shift.wanted(voice)
        except VoiceError as error:
            raise NotAllowed(str(error)) from None
        return _working(SHIFT)
    known = names()
    if by and by not in known:
        raise NotAllowed(f'There is no engine “{by[:40]}” that changes voices: choose one of {", ".join(known)}.')
    if by in ('', USUAL) and any(own.id == voice for own in own_voices.heard_by(user_id)):
        return _working(USUAL)
    for name in [by] if by else known:
        if any(one.id == voice for one in engine(name).voices()):
            return _working(name)
    raise NotAllowed(f'There is no voice “{voice[:40]}” for recordings: choose one of the list.')


def check_text(text: str) -> None:
    """Raise NotAllowed for corrected words that nobody says in ten minutes."""
    if len(text) > TEXT_LIMIT:
        raise NotAllowed(f'More than {TEXT_LIMIT:,} characters are not said in ten minutes: correct what was heard.')


def submit_transcribe(user_id: str, upload_id: str) -> str:
    """Have an upload listened to; returns the id of the job. The upload stays what it is.

    Raises
    ------
    Refused
        The upload is not there, or nothing here hears words.
    """
    _working(USUAL)
    upload = uploads.get(user_id, upload_id)
    job = GeneratedAudioClip(
        user_id=user_id,
        kind=TRANSCRIBE,
        service=queries.TOOLS['change'],
        title=texts.without_suffix(upload.filename),
        original_voice_s3_key=uploads.storage_key(upload),
        priority=PRIORITY,
    )
    with transaction() as session:
        jobs.submit(session, job)
    return job.id


def heard(user_id: str, job_id: str) -> Heard:
    """What a user's job has heard; raises NotFound."""
    with reading() as session:
        row = session.get(GeneratedAudioClip, job_id)
    if row is None or row.user_id != user_id or row.kind != TRANSCRIBE:
        raise NotFound(GONE)
    told: dict[str, Any] = json.loads(row.outcome) if row.outcome else {'language': '', 'words': []}
    words = tuple(TimedWord(text, start, end) for text, start, end in told['words'])
    stage = areas.stage_label(row.kind, row.stage)
    return Heard(row.id, Status(row.status), row.progress_percentage, stage, row.error_message, told['language'], words)


def cancel(user_id: str, job_id: str) -> None:
    """Listen no further; what was heard already stays. Raises as `heard`."""
    if heard(user_id, job_id).active:
        jobs.cancel(TRANSCRIBE, job_id)


def as_outcome(said: Transcript) -> str:
    """What the job keeps of the words that it heard."""
    words = [(word.text, round(word.start, 3), round(word.end, 3)) for word in said.words]
    return json.dumps({'language': said.language, 'words': words})


def said_before(user_id: str, job_id: str, text: str) -> Transcript | None:
    """The words that a job has heard, as somebody has corrected them; None where it is gone."""
    try:
        known = heard(user_id, job_id)
    except NotFound:
        return None
    said = Transcript(known.language, known.words)
    return as_corrected(said, text) if said.words else None


def as_corrected(said: Transcript, text: str) -> Transcript:
    """The same with a text in its place, if there is one."""
    return transcripts.corrected(said, text) if text.strip() and text.split() != said.text.split() else said


def with_words(user_id: str, options: ChangeOptions) -> ChangeOptions:
    """The same with the words that were heard, where nobody has corrected them, so that lists and search know them.

    Raises
    ------
    NotFound, NotAllowed
        They are gone, not heard yet, or could not be heard.
    """
    known = heard(user_id, options.heard)
    if known.active:
        raise NotAllowed('The recording is still being listened to: wait for its words.')
    if not known.words:
        raise NotAllowed(known.error or GONE)
    return options if options.transcript.strip() else replace(options, transcript=known.text)


def take_up(user_id: str, clip_id: str) -> tuple[str, str]:
    """The recording of a clip, handed in once more: the id of the upload, and its name; raises NotFound."""
    with reading() as session:
        clip = queries.owned(session, user_id, clip_id)
    key = clip.original_voice_s3_key
    if key is None:
        raise NotFound('This clip was not made of a recording.')
    name = f'{clip.title}{PurePath(key).suffix}'
    return uploads.hand_in(user_id, key, name), name


def original_key(clip_id: str) -> str:
    """Where that lies of a recording which a browser can play."""
    return f'voice/{ORIGINAL}/{clip_id}.mp3'


def original(user_id: str, clip_id: str) -> str:
    """The storage key of what can be heard of the recording that a clip was made of; raises NotFound."""
    with reading() as session:
        queries.owned(session, user_id, clip_id)
    if not storage.exists(original_key(clip_id)):
        raise NotFound('The recording is no longer there.')
    return original_key(clip_id)


def forget() -> None:
    """Remove what was heard, a day later."""
    old = sa.select(col(GeneratedAudioClip.id)).where(
        col(GeneratedAudioClip.kind) == TRANSCRIBE,
        col(GeneratedAudioClip.status).not_in(ACTIVE),
        col(GeneratedAudioClip.created_at) < utc_now() - KEPT,
    )
    with transaction() as session:
        if found := list(session.scalars(old.limit(PAGE))):
            session.execute(sa.delete(GeneratedAudioClip).where(col(GeneratedAudioClip.id).in_(found)))
            files.release(session, *found)


def _working(name: str) -> str:
    health = engine(name).health()
    if health.state != 'ready':
        raise NotAllowed(f'{health.what} {health.how}'.strip())
    return name
