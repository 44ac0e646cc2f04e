"""Stores a clip that has been made: under its name, in the other formats as well, with its words and its curve."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any

import soundfile

from app.audio.files.metadata.marked import add_chapters
from app.jobs.runner import Finished, Heartbeat
from app.voice import words
from app.voice.clips import Clip, of_file
from app.voice.levels import Levels
from app.voice.options import COPIES
from app.voice.text.chapters import Chapter
from app.voice.text.notice import MADE_BY, NOT_A_PERSON
from app.voice.texts import file_name
from models import GeneratedAudioClip

AT_A_TIME = 1 << 18
"""Frames."""


def store(
    job: GeneratedAudioClip,
    heartbeat: Heartbeat,
    path: Path,
    clip: Clip,
    levels: Levels,
    **facts: Any,
) -> Finished:
    """Store a levelled clip as what comes out of its job; `facts` are what else is to be known of it.

    Its file lies in the job's scratch folder, and is moved. `facts` say at least which engine has made it, and under
    which licence.
    """
    heartbeat.report(0.99, 'store')
    if clip.words:
        words.store(job.id, clip.words, path.parent, heartbeat.files)
    with path.open('rb') as written:
        digest = hashlib.file_digest(written, 'sha256').hexdigest()
    seconds, measured = clip.loudness.duration_s, clip.loudness.integrated_lufs
    copies = list(_copies(path, clip.chapters, seconds))
    name = file_name(job.title, path.name)
    stored = heartbeat.files.put(path, name=name, content_hash=digest, duration_s=seconds, loudness_lufs=measured)
    others = {}
    for copy in copies:
        other = heartbeat.files.put(copy, 'copy', name=file_name(job.title, copy.name), source=stored.key)
        others[copy.suffix[1:]] = other.key
    outcome = {
        **facts,
        'explanation': clip.explanation,
        'warnings': list(clip.warnings),
        'chapters': [asdict(chapter) for chapter in clip.chapters],
        'seconds': seconds,
        'loudness_lufs': measured,
        'measured': asdict(clip.loudness),
        'words': len(clip.words),
        'size_bytes': stored.size_bytes,
        'curve': levels.curve(measured),
        'copies': others,
    }
    return Finished({'s3_key': stored.key, 'outcome': json.dumps(outcome)})


def _copies(clip: Path, begin: Sequence[Chapter], seconds: float) -> Iterator[Path]:
    """The same sound in the other formats that people download; made of the levelled one, so as loud."""
    for form, (container, kind) in COPIES.items():
        copy = clip.with_name(f'copy.{form}')
        if clip.suffix == copy.suffix:
            continue
        with suppress(soundfile.LibsndfileError), soundfile.SoundFile(clip) as source:  # a rate that it does not have
            with soundfile.SoundFile(copy, 'w', source.samplerate, source.channels, kind, format=container) as target:
                target.artist, target.comment = MADE_BY, source.comment or NOT_A_PERSON
                for some in source.blocks(AT_A_TIME):
                    target.write(some)
            if begin:
                add_chapters(copy, of_file(begin, seconds), source.samplerate)
            yield copy
