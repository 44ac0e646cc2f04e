"""What tests of clips begin with: an engine that says words as tones, at once and on any machine."""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import numpy as np
import pytest

from app.db import reading
from app.voice import engines, service
from app.voice.engines.port import Chunk, Health, Plan, Speech, TimedWord, Voice
from app.voice.engines.reading import read
from app.voice.options import SpeakOptions
from models import GeneratedAudioClip

RATE = 24_000
TEXT = 'The boat left early. A warm wind pushed us along. Nobody said a word.'


class Humming:
    """Says each sentence as a tone, a piece each; goes on where another process has stopped."""

    name, licence = 'humming', 'CC0'

    def __init__(self, models: Path) -> None:
        self.said: list[str] = []
        self.state = Health('ready')
        self.meanwhile: Callable[[int], object] = lambda place: None

    def health(self) -> Health:
        return self.state

    def voices(self) -> list[Voice]:
        return [
            Voice('hum', 'Hum', 'en-us', 'female', self.name),
            Voice('low', 'Low', 'en-us', 'male', self.name),
        ]

    def plan(self, speech: Speech) -> Plan:
        found = read(speech, self.voices())
        return Plan(tuple(one.spoken for one in found.sentences), 1.0, found.notes)

    def speak(self, speech: Speech, stop: Event | None = None) -> Iterator[Chunk]:
        return self.speak_on(speech, 0, 0.0, stop)

    def speak_on(self, speech: Speech, pieces: int, seconds: float, stop: Event | None = None) -> Iterator[Chunk]:
        sentences = read(speech, self.voices()).sentences
        for place, sentence in enumerate(sentences[pieces:], pieces):
            text = ' '.join(word.shown for word in sentence.words)
            self.said.append(text)
            length = 0.25 * len(sentence.words)
            tone = 0.2 * np.sin(2 * np.pi * 220 * np.arange(round(length * RATE)) / RATE, dtype=np.float32)
            words = tuple(
                TimedWord(word.shown, seconds + 0.25 * at, seconds + 0.25 * (at + 1), word.chapter)
                for at, word in enumerate(sentence.words)
            )
            yield Chunk(tone.astype(np.float32), RATE, text, words, (place + 1) / len(sentences))
            seconds += length
            self.meanwhile(place)


def humming(patch: pytest.MonkeyPatch) -> Humming:
    """Put it in front of all other engines."""
    engine = Humming(Path())
    patch.setattr(engines, 'SPEAKING', {'humming': lambda _: engine, **engines.SPEAKING})
    return engine


def say(user_id: str, text: str = TEXT, **more: object) -> str:
    """Ask for a clip of that engine."""
    return service.submit_speak(user_id, SpeakOptions(**{'text': text, 'voice': 'hum', **more}))  # type: ignore[arg-type]


def row(clip_id: str) -> GeneratedAudioClip:
    """A clip as the database has it."""
    with reading() as session:
        return session.get_one(GeneratedAudioClip, clip_id)
