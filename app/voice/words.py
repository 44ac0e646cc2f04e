"""The words of a clip and when each is heard, kept as long as its row: what its subtitles are made of."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from app import storage
from app.db import reading
from app.errors import NotFound
from app.jobs.stored_results import JobFiles
from app.voice import queries
from app.voice.engines.port import TimedWord
from app.voice.text import subtitles as cues

ROLE = 'words'
Form = Literal['srt', 'vtt']


def key(clip_id: str) -> str:
    """Where the words of a clip lie."""
    return f'voice/{ROLE}/{clip_id}.json'


def store(clip_id: str, words: Sequence[TimedWord], folder: Path, files: JobFiles) -> None:
    """Store the words of a clip that is being made."""
    path = folder / 'words.json'
    path.write_text(json.dumps([word.told() for word in words]))
    files.beside(path, key(clip_id), ROLE, lasting=True)


def of_clip(user_id: str, clip_id: str) -> list[TimedWord]:
    """The words of a user's clip.

    Raises
    ------
    NotFound
        It is not theirs, or nothing is said in it, or it is not made yet.
    """
    with reading() as session:
        queries.owned(session, user_id, clip_id)
    try:
        told = json.loads(b''.join(storage.read(key(clip_id))))
    except NotFound:
        raise NotFound('There are no words of this clip: nothing is said in it, or it is not made yet.') from None
    return [TimedWord(**word) for word in told]


def subtitles(user_id: str, clip_id: str, form: Form) -> str:
    """The subtitles of a user's clip; raises as `of_clip`."""
    return cues.written(of_clip(user_id, clip_id), f'.{form}')
