"""What every engine looks like from outside, whatever makes its sound: local weights, another program, a server."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from threading import Event
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float32]
"""Mono, −1 to 1."""


@dataclass(frozen=True, slots=True)
class Health:
    """Whether an engine can work now.

    Attributes
    ----------
    what : what is missing, or for how long it is busy, in words.
    how : what to do about it.
    """

    state: Literal['ready', 'missing', 'busy']
    what: str = ''
    how: str = ''


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
    """A word as it was written, and when it is heard, in seconds."""

    text: str
    start: float
    end: float


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
    """

    spoken: tuple[str, ...]
    seconds: float
    notes: tuple[str, ...]


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
