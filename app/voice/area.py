"""What the core is told of voice: the one place where the area registers itself."""

import json
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app import areas
from app.areas import Area, Front, Kind
from app.db import reading
from app.voice import changing, own_voices, queries, service
from app.voice.text.chapters import Chapter
from app.voice.text.notice import NOT_A_PERSON
from models import CustomVoice, GeneratedAudioClip, VoiceTraining

STAGES = {
    'prepare': 'Opening the voice',
    'fetch': 'Fetching the recording from the storage',
    'hear': 'Listening to the recording',
    'speak': 'Speaking',
    'change': 'Changing the voice',
    'make': 'Making the sound',
    'learn': 'Learning the voice',
    'analyse': 'Measuring the loudness',
    'plan': 'Planning the gain',
    'render': 'Levelling',
    'verify': 'Measuring the result',
    'store': 'Storing the clip',
}


_SUFFIXES = '.wav .flac .mp3 .ogg .oga .opus .m4a .aac .aif .aiff .caf .wv .amr .mp4 .m4v .mov .mkv .mka .webm'
ACCEPTS = frozenset(_SUFFIXES.split(' '))
"""Recordings, as phones, browsers and programs make them; the library offers them here."""


def _title(table: Any) -> sa.ColumnElement[Any]:
    column: sa.ColumnElement[Any] = table.title
    return column


def _seconds(table: Any) -> sa.ColumnElement[Any]:
    """How long a clip is."""
    return sa.func.json_extract(table.outcome, '$.seconds')


def _voice_name(table: Any) -> sa.ColumnElement[Any]:
    """A training is called as its voice."""
    return sa.select(col(CustomVoice.name)).where(col(CustomVoice.id) == table.voice_id).scalar_subquery()


def _curve(user_id: str, clip_id: str, role: str) -> list[float | None] | None:
    """The loudness of a clip over its length, as it was noted when it was made."""
    with reading() as session:
        outcome = queries.owned(session, user_id, clip_id).outcome
    found: list[float | None] | None = json.loads(outcome).get('curve') if outcome and role == 'result' else None
    return found


def _chapters(user_id: str, clip_id: str) -> Sequence[Chapter]:
    """The chapters of a clip."""
    return queries.get(user_id, clip_id).chapters


def _notice(user_id: str, clip_id: str) -> str:
    """What whoever gets a clip is told: that nobody has said it, or whom to name for its sounds."""
    clip = queries.get(user_id, clip_id)
    if clip.tool != 'effect':
        return NOT_A_PERSON
    licence = clip.outcome.get('licence', '')
    return '; '.join([*([f'Licence: {licence}'] if licence else []), *clip.outcome.get('credit', ())])


def _clip(name: str, label: str) -> Kind:
    """A kind of job that brings a clip."""
    return Kind(
        name,
        GeneratedAudioClip,
        label,
        STAGES,
        title=_title,
        ended=service.ended,
        retry=service.retry,
        cost=service.price,
        sound=service.result,
        page='/voice/clips/{id}',
        curve=_curve,
        chapters=_chapters,
        seconds=_seconds,
        notice=_notice,
    )


def _upkeep() -> None:
    service.forget_heard()
    changing.forget()


AREA = Area(
    'voice',
    'Voice',
    does='Type it, pick a voice, hear it in a second, and keep it at the right loudness.',
    front=Front('For everyone who needs something said'),
    kinds=(
        _clip(service.SPEAK, 'Speech'),
        _clip(service.CHANGE, 'Another voice'),
        _clip(service.EFFECT, 'Sound effect'),
        Kind(service.HEAR, GeneratedAudioClip, 'A few words', STAGES, ended=service.ended, is_intake=False),
        Kind(changing.TRANSCRIBE, GeneratedAudioClip, 'Words', STAGES, ended=service.ended, is_intake=False),
        Kind(
            service.LEARN,
            VoiceTraining,
            'Learning a voice',
            STAGES,
            title=_voice_name,
            ended=service.training_ended,
            deleted=own_voices.training_deleted,
            retry=own_voices.retry_training,
            cost=service.price,
            page='/voice/mine',
        ),
    ),
    upkeep=_upkeep,
    accepts=ACCEPTS,
    send_to='Change its voice',
)
areas.register(AREA)
