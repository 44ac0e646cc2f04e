"""What `levelmix voice change` and `transcribe` do: hear a recording, and bring it into another voice."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app import audio
from app.config import settings
from app.console import own_voices, signals
from app.console.output import bar, complain, number, result
from app.console.paths import check_output, readable
from app.errors import NotAllowed, NotFound
from app.runtime import memory
from app.targets import check_loudness
from app.voice import clips, engines, transcripts
from app.voice.engines import recordings
from app.voice.engines.port import Converts, TimedWord, Transcript
from app.voice.errors import EngineMissing, NoVoice
from app.voice.text.clean import MOST_CHARACTERS

HEARD = 0.25
"""Hearing the words is so much of the work."""
MOST_BYTES = 40 * MOST_CHARACTERS


@dataclass(frozen=True, slots=True)
class _Told:
    """How far the work is, in the words of the audio engine's own reports."""

    overall: float
    stage: str


def transcribe(file: Path, *, stream: int | None, as_json: bool) -> None:
    """Tell what is said in a recording."""
    engine = _ready('change')
    _prepare()
    with readable(file) as source, bar() as report:
        recording = recordings.read(source, stream=stream)
        report(_Told(0.0, 'hear'))
        said = engine.transcribe(recording)
    result(_in_json(said), as_json, [said.text])


def change(
    file: Path, target: Path, voice: str, words: Path | None, loudness: float, *, stream: int | None, force: bool
) -> dict[str, Any]:
    """Bring a recording into another voice, and tell what came out."""
    check_loudness(loudness, clips.CEILING_DBTP)
    clips.check_name(target)
    target = check_output(target, [file, *([words] if words else [])], force)
    engine, id = _engine_of(voice)
    own = _read(words) if words else None
    _prepare()
    with readable(file) as source, bar() as report:
        recording = recordings.read(source, stream=stream)
        report(_Told(0.0, 'hear'))
        said = _transcript(own) or engine.transcribe(recording)
        if own is not None and said.words and _transcript(own) is None:
            said = transcripts.corrected(said, own)
        clip = clips.make(
            engine.convert(recording, said, id),
            target,
            audio.Goal(loudness, clips.CEILING_DBTP),
            lambda done, stage: report(_Told(HEARD + (1 - HEARD) * done, 'change' if stage == 'speak' else stage)),
            mp3_quality=settings().mp3_quality,
        )
    return {
        'file': str(target),
        'seconds': clip.seconds,
        'voice': own_voices.called(id),
        'engine': engine.name,
        'licence': engine.licence,
        'loudness_lufs': clip.loudness.integrated_lufs,
        'warnings': list(clip.warnings),
        **_in_json(said),
    }


def tell_changed(facts: dict[str, Any], *, as_json: bool) -> None:
    """What came out, for programs or for people."""
    line = f'{facts["file"]}: {facts["seconds"]:.1f} s, {number(facts["loudness_lufs"])} LUFS'
    result(facts, as_json, [line, *facts['warnings']])


def _prepare() -> None:
    signals.heed()
    memory.limit(settings().worker_memory_mb)
    if not audio.is_warm():
        complain('Preparing the engine: this first time only, about ten seconds.')
        audio.warm_up()


def _ready(name: str) -> Converts:
    engine = engines.that_converts(name, settings().models_dir)
    health = engine.health()
    if health.state != 'ready':
        raise EngineMissing(f'{health.what} {health.how}')
    return engine


def _engine_of(voice: str) -> tuple[Converts, str]:
    """Who changes a recording into this voice, and its id there."""
    if voice.startswith('shift:'):
        return _ready('shift'), voice
    offered = [
        (name, one)
        for name in engines.CONVERTING
        for one in engines.that_converts(name, settings().models_dir).voices()
    ]
    offered += [('change', one) for one in own_voices.stored()]
    called = voice.lower()
    found = [pair for pair in offered if pair[1].id == called] or [
        pair for pair in offered if pair[1].name.lower() == called
    ]
    if len(found) != 1:
        several = ', '.join(own_voices.called(one.id) for _, one in found)
        what = f'Several voices are called “{voice}”: {several}' if found else f'There is no voice “{voice}”'
        raise NoVoice(f'{what}. See `levelmix voice voices`, and the shifts of docs/voice.md, for all there are.')
    return _ready(found[0][0]), found[0][1].id


def _in_json(said: Transcript) -> dict[str, Any]:
    return {'language': said.language, 'text': said.text, 'words': [word.told() for word in said.words]}


def _transcript(text: str | None) -> Transcript | None:
    """What `transcribe --json` printed, with its times; None if it is a text for people."""
    if text is None or not text.lstrip().startswith('{'):
        return None
    try:
        told = json.loads(text)
        words = tuple(TimedWord(str(word['text']), float(word['start']), float(word['end'])) for word in told['words'])
        return Transcript(str(told['language']), words)
    except (ValueError, KeyError, TypeError):
        raise NotAllowed(
            'The file of words is no transcript: give a text, or what `levelmix voice transcribe --json` prints.'
        ) from None


def _read(path: Path) -> str:
    try:
        with path.open('rb') as content:
            found = content.read(MOST_BYTES + 1)
    except OSError as error:
        raise NotFound(f'{path} cannot be read: {error.strerror}.') from None
    try:
        return found.decode('utf-8-sig')
    except UnicodeDecodeError:
        raise NotAllowed(f'{path} is no text in UTF-8: save it as one.') from None
