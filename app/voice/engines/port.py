"""What every engine looks like from outside, whatever makes its sound: local weights, another program, a server."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Event
from typing import Any, Literal, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from app.voice.text.chapters import Chapter

Sound = NDArray[np.float32]
"""Mono, −1 to 1."""


@dataclass(frozen=True, slots=True)
class Health:
    """Whether an engine can work now.

    Attributes
    ----------
    what : what is missing, or for how long it is busy, in words.
    how : what to do about it.
    version, memory : of what works there, and how much it takes, in words; empty where it does not tell.
    """

    state: Literal['ready', 'missing', 'busy']
    what: str = ''
    how: str = ''
    version: str = ''
    memory: str = ''


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody who can be heard.

    Attributes
    ----------
    id : what it is asked for by, like `af_heart`.
    language : like `en-us`.
    note : what should be known before it is chosen.
    """

    id: str
    name: str
    language: str
    sex: Literal['female', 'male', 'unknown']
    engine: str
    note: str = ''
    custom: bool = False


@dataclass(frozen=True, slots=True)
class Speech:
    """What is to be said, and how.

    Attributes
    ----------
    text : with its markup, as it was written.
    voice : the id of a voice; who speaks where no speaker is named.
    speed : 0.5 to 2.
    dictionary : how words are said: another spelling, or IPA between slashes.
    speakers : voices by the names that begin a line of a script.
    """

    text: str
    voice: str
    speed: float = 1.0
    dictionary: Mapping[str, str] = field(default_factory=dict)
    speakers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TimedWord:
    """A word as it was written, and when it is heard, in seconds; the title of the chapter that begins with it."""

    text: str
    start: float
    end: float
    chapter: str = ''

    def later(self, seconds: float) -> 'TimedWord':
        """The same, so much later."""
        return replace(self, start=self.start + seconds, end=self.end + seconds)

    def told(self) -> dict[str, Any]:
        """As it is written down: most words begin no chapter."""
        said = {'text': self.text, 'start': self.start, 'end': self.end}
        return said | {'chapter': self.chapter} if self.chapter else said


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of sound in its place; all pieces one after the other are the whole.

    Attributes
    ----------
    sound : with the silence that belongs behind it.
    text : what is said in it, as it was written.
    words : their times from the beginning of the whole.
    done : how much of the work is done with it, 0 to 1.
    """

    sound: Sound
    rate: int
    text: str
    words: tuple[TimedWord, ...]
    done: float


@dataclass(frozen=True, slots=True)
class Plan:
    """What would be said, before anything is.

    Attributes
    ----------
    spoken : every piece in the words that are said.
    seconds : how long it will be, about.
    notes : what whoever wrote the text should know.
    chapters : of its headings, each with when it begins, about.
    """

    spoken: tuple[str, ...]
    seconds: float
    notes: tuple[str, ...]
    chapters: tuple[Chapter, ...] = ()


class Engine(Protocol):
    """One way to make sound."""

    @property
    def name(self) -> str:
        """What it is asked for by."""

    @property
    def licence(self) -> str:
        """Under which its sound and its weights come."""

    def health(self) -> Health:
        """Whether it can work now; loads nothing."""


class Speaks(Engine, Protocol):
    """An engine that says text."""

    def voices(self) -> list[Voice]:
        """Everybody who can be heard by it."""

    def plan(self, speech: Speech) -> Plan:
        """What would be said; quick, and raises whatever is wrong with the text."""

    def speak(self, speech: Speech, stop: Event | None = None) -> Iterator[Chunk]:
        """The sound, piece by piece; ends after the piece in which `stop` is set."""


@runtime_checkable
class GoesOn(Protocol):
    """What an engine that speaks may do besides: go on where another process has stopped."""

    def speak_on(self, speech: Speech, pieces: int, seconds: float, stop: Event | None = None) -> Iterator[Chunk]:
        """What is missing of the sound, where so many pieces are there already, and so many seconds of it."""


@dataclass(frozen=True, slots=True)
class Recording:
    """A sound that somebody hands in: mono, at its own rate in Hz."""

    sound: Sound
    rate: int


@dataclass(frozen=True, slots=True)
class Transcript:
    """What is said in a recording, and when; people may correct the words before anything is made of them."""

    language: str
    words: tuple[TimedWord, ...]

    @property
    def text(self) -> str:
        """All words in one line."""
        return ' '.join(word.text for word in self.words)


class Converts(Engine, Protocol):
    """An engine that brings a recording into another voice; words, timing and melody stay."""

    def voices(self) -> list[Voice]:
        """Everybody whose voice a recording can be brought into."""

    def transcribe(self, recording: Recording, stop: Event | None = None) -> Transcript:
        """What is said in it; raises what is wrong with the recording, like silence or music."""

    def convert(self, recording: Recording, said: Transcript, voice: str, stop: Event | None = None) -> Iterator[Chunk]:
        """The recording in the voice of this id, piece by piece, as long as it was."""


@dataclass(frozen=True, slots=True)
class SampleReport:
    """Whether samples of a voice are good enough to learn it from.

    Attributes
    ----------
    seconds : how much speech is in them.
    faults : one sentence each for what forbids it: too short, silent, two speakers.
    warnings : one sentence each for what makes it worse: noise, clipping.
    """

    seconds: float
    faults: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Learnt:
    """A voice that was learnt from samples.

    Attributes
    ----------
    model : what the engine needs to speak with it, in its own form; `Speech.voice` names where it is then.
    similarity : to the samples, 0 to 1, as the engine judges itself.
    nearest : the id of the voice in its list that was nearest, and how similar that was.
    """

    model: bytes
    similarity: float
    nearest: tuple[str, float]


class Learns(Engine, Protocol):
    """An engine that learns a voice from about a minute of speech."""

    def check(self, samples: Sequence[Recording]) -> SampleReport:
        """Whether these are good enough; quick."""

    def learn(self, samples: Sequence[Recording], report: Callable[[float], None], stop: Event | None = None) -> Learnt:
        """The voice; `report` is told how much of the work is done, 0 to 1."""


@dataclass(frozen=True, slots=True)
class EffectWish:
    """A sound effect that somebody wants.

    Attributes
    ----------
    seconds : how long it is to be, 0.5 to 30; None for as long as it is by nature.
    loop : whether its end leads into its beginning.
    influence : how closely it is to keep to the prompt, 0 to 1.
    seed : one number gives one sound; another number a variation.
    only_free : whether nothing may be in it for which anybody must be named: CC0 alone.
    """

    prompt: str
    seconds: float | None = None
    loop: bool = False
    influence: float = 0.5
    seed: int = 0
    only_free: bool = False


@dataclass(frozen=True, slots=True)
class Effect:
    """A sound effect.

    Attributes
    ----------
    sound : frames × channels.
    how : in one sentence, what it is made of.
    licence : under which it may be used, like `CC0`.
    credit : who must be named, one line each.
    """

    sound: Sound
    rate: int
    how: str
    licence: str
    credit: tuple[str, ...] = ()


class MakesEffects(Engine, Protocol):
    """An engine that makes sounds from words."""

    def effect(self, wish: EffectWish, stop: Event | None = None) -> Effect:
        """The sound; raises `NothingClose` with the nearest that there is, rather than making noise."""
