"""An engine that changes recordings at once and on any machine: it hears the same words always, and only hums along."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event

import numpy as np
import pytest
import soundfile

from app import uploads
from app.voice import engines
from app.voice.engines.port import Chunk, Health, Recording, TimedWord, Transcript, Voice
from app.voice.errors import BadRecording

HEARD = Transcript('en', (TimedWord('Hello', 0.2, 0.5), TimedWord('Amy', 0.6, 0.9), TimedWord('Bull.', 1.0, 1.4)))


class Humming:
    """Hears the same words always, and gives back what it got, an octave of ears lower."""

    name, licence = 'change', 'CC0-1.0'
    here = True

    def __init__(self) -> None:
        self.said: list[Transcript] = []
        self.voices_asked: list[str] = []
        self.listened = 0

    def health(self) -> Health:
        return Health('ready') if self.here else Health('missing', 'It lost its voice.', 'Give it tea.')

    def voices(self) -> list[Voice]:
        return [Voice('hum', 'Hum', 'en-us', 'unknown', self.name), Voice('low', 'Low', 'it', 'male', self.name)]

    def transcribe(self, recording: Recording, stop: Event | None = None) -> Transcript:
        self.listened += 1
        if stop is not None:
            stop.is_set()
        if recording.sound[0] == 1.0:
            raise BadRecording('No words were heard in this recording: use Shift.')
        return HEARD

    def convert(self, recording: Recording, said: Transcript, voice: str, stop: Event | None = None) -> Iterator[Chunk]:
        self.said.append(said)
        self.voices_asked.append(voice)
        half = len(recording.sound) // 2
        for place, part in enumerate((recording.sound[:half], recording.sound[half:])):
            yield Chunk((part / 2).astype(np.float32), recording.rate, '', () if place else said.words, (place + 1) / 2)


def humming_along(patch: pytest.MonkeyPatch) -> Humming:
    """Put it in the place of the one that is here; shifts stay what they are."""
    one, shift = Humming(), engines.CONVERTING['shift']
    patch.setattr(engines, 'CONVERTING', {'change': lambda models: one, 'shift': shift})
    return one


def sent(user_id: str, folder: Path, name: str = 'me.ogg') -> str:
    """An upload of two seconds of tones; `music.ogg` begins as only music does."""
    time = np.arange(2 * 24_000) / 24_000
    sound = 0.3 * np.sin(2 * np.pi * 200 * time) * (time % 0.5 < 0.4)
    path = folder / name
    if name.startswith('music'):
        path, sound = path.with_suffix('.wav'), np.full(len(time), 1.0)
    soundfile.write(path, sound, 24_000, subtype='FLOAT' if path.suffix == '.wav' else None)
    writer = uploads.begin(user_id, path.name, path.stat().st_size)
    writer.write(path.read_bytes())
    return writer.finish().id
