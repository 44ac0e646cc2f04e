"""The sounds that there are: their words, the recordings of each, and whether there is a family that makes it."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import numpy as np

from app.meanings.minilm import Meaning
from app.voice.engines.effects.families import FAMILIES
from app.voice.engines.effects.making import Family

FOLDER = Path(__file__).parents[2] / 'sounds'
FREE = 'CC0'
"""The licence of what may be used without naming anybody; what a family makes is under it, too."""

Kind = Literal['on', 'beat', 'again', 'once']
"""How a sound goes on: by itself, in bars, again and again, or not at all."""
KINDS: dict[str, Kind] = {'on': 'on', 'beat': 'beat', 'again': 'again', 'once': 'once'}


@dataclass(frozen=True, slots=True)
class Take:
    """One recording of a sound.

    Attributes
    ----------
    origin : the package it is from, and its place there.
    """

    file: str
    seconds: float
    licence: str
    author: str
    origin: str

    @property
    def free(self) -> bool:
        """Whether nobody need be named."""
        return self.licence == FREE


@dataclass(frozen=True, slots=True)
class Sound:
    """One sound, under the words by which it is found; the first is what it is offered by.

    Attributes
    ----------
    takes : free ones first.
    """

    name: str
    kind: Kind
    words: tuple[str, ...]
    family: Family | None
    takes: tuple[Take, ...]

    def ways(self, only_free: bool, freely: bool = False) -> tuple[Take | Family, ...]:
        """Ways to this sound, in the order in which they are taken: free recordings and the family first.

        Recordings whose makers must be named are taken where there is nothing else, or where chance goes `freely`: so a
        variation of something free is free, too.
        """
        made: list[Take | Family] = [self.family] if self.family else []
        free = (*(take for take in self.takes if take.free), *made)
        named = tuple(take for take in self.takes if not take.free)
        return free if only_free or (free and not freely) else (*free, *named)


def rows(table: str) -> Iterator[dict[str, str]]:
    """The rows of a table beside the recordings."""
    with (FOLDER / table).open(encoding='utf-8', newline='') as text:
        yield from csv.DictReader(text, delimiter='\t')


@cache
def sounds() -> dict[str, Sound]:
    """All sounds by their names, in the order of their table."""
    takes: dict[str, list[Take]] = {}
    for row in rows('takes.tsv'):
        take = Take(row['file'], float(row['seconds']), row['licence'], row['author'], row['origin'])
        takes.setdefault(row['sound'], []).append(take)
    found = {}
    for row in rows('words.tsv'):
        name, kind = row['sound'], KINDS[row['kind']]
        family = FAMILIES[name] if row['family'] == 'yes' else None
        words = tuple(row['words'].split('; '))
        found[name] = Sound(
            name, kind, words, family, tuple(sorted(takes.get(name, []), key=lambda take: not take.free))
        )
    return found


@cache
def phrases() -> list[tuple[str, str]]:
    """Every name with each of its words, as `meanings.npy` has their rows."""
    return [(sound.name, words) for sound in sounds().values() for words in sound.words]


@cache
def known_meanings() -> Meaning:
    """The meanings of all phrases, one a row: worked out beforehand by `bench/sound_meanings.py`."""
    return np.asarray(np.load(FOLDER / 'meanings.npy'), np.float32)
