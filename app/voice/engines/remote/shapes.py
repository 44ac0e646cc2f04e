"""What the ways to ask have in common: what is asked for, what comes back, and who can be heard."""

from collections.abc import Iterable
from dataclasses import dataclass
from threading import Event
from typing import Any, Literal, Protocol

from app.voice.engines.port import EffectWish, Health, Voice
from app.voice.engines.remote.asking import Asking
from app.voice.engines.remote.place import Place
from app.voice.engines.remote.received import Half, NoSound, Received, read

MOST_VOICES, LONGEST_NAME = 2000, 80
Sex = Literal['female', 'male', 'unknown']
SEXES: dict[str, Sex] = {'f': 'female', 'm': 'male'}


@dataclass(frozen=True, slots=True)
class Answer:
    """A sound; and when each sign of its text begins, in seconds, and the last one ends: nothing if that is unknown."""

    received: Received
    times: tuple[float, ...] = ()


class Shape(Protocol):
    """One way to ask an engine; those that can do less leave the rest out."""

    asking: Asking

    def health(self) -> Health:
        """Whether it answers."""

    def listed(self) -> list[Voice]:
        """Everybody who can be heard there, by the ids that it knows; raises `EngineAway`."""


class Says(Shape, Protocol):
    """It says a text."""

    def said(self, text: str, voice: Voice, speed: float, stop: Event | None) -> Answer:
        """The text, said; raises `EngineAway` and `Stopped`."""


class Brings(Shape, Protocol):
    """It brings a recording into another voice."""

    def brought(self, wav: bytes, seconds: float, voice: Voice, stop: Event | None) -> Answer:
        """The recording in that voice; raises as `said`."""


class Makes(Shape, Protocol):
    """It makes a sound from words."""

    def made(self, wish: EffectWish, stop: Event | None) -> Answer:
        """The sound; raises as `said`."""


def read_by(
    asking: Asking,
    content: bytes,
    headers: dict[str, str],
    most_s: float,
    raw_rate: int = 0,
    times: Iterable[float] = (),
) -> Answer:
    """The sound of an answer; raises `EngineAway` where it is none."""
    try:
        return Answer(read(content, headers, most_s, raw_rate), tuple(times))
    except NoSound:
        raise asking.away('answered with something that is no sound') from None
    except Half:
        raise asking.away('broke off before all of its answer was there') from None


def voices_of(place: Place, said: Any) -> list[Voice]:
    """Everybody whom an answer names: a list, or an object with one, of names or of objects with an id."""
    if isinstance(said, dict):
        said = next((said[name] for name in ('voices', 'data') if isinstance(said.get(name), list)), [])
    found = {}
    for one in said[:MOST_VOICES] if isinstance(said, list) else []:
        facts = one if isinstance(one, dict) else {'id': one}
        known = _text(facts, 'id', 'voice_id', 'voice', 'name')
        if known:
            found[known] = _voice(place, known, facts)
    return list(found.values())


def named(place: Place, names: Iterable[str]) -> list[Voice]:
    """Voices of which nothing is known but what they are called."""
    return [_voice(place, name, {}) for name in names]


def _voice(place: Place, known: str, facts: dict[str, Any]) -> Voice:
    labels = facts.get('labels')
    told = {**(labels if isinstance(labels, dict) else {}), **facts}
    sex = SEXES.get(_text(told, 'sex', 'gender').lower()[:1], 'unknown')
    language = _text(told, 'language', 'lang').lower().replace('_', '-') or place.language
    return Voice(known, _text(told, 'name') or known, language, sex, place.name)


def _text(facts: dict[str, Any], *names: str) -> str:
    """The first of these that is a text, on one line."""
    for name in names:
        said = facts.get(name)
        if isinstance(said, str) and said.strip():
            return ' '.join(said.split())[:LONGEST_NAME]
    return ''
