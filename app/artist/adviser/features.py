"""What the router looks at in a question: its meaning, and which words and pairs of words it has."""

import re
import zlib
from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from app.artist.adviser.slots import MONTHS, metric_of, plain, release_of
from app.artist.adviser.spelling import spelt_out
from app.artist.memory.embedder import Embedder, Vectors

PLACES = 4096
"""On so many places words and pairs of words fall by their checksum; what shares one is told apart by the others."""
MEANING, WORDS = 3.0, 1.5
"""How much both count beside each other."""
VECTORS = 'wordllama-l2-256'
"""Whose vectors the meaning was learnt with; without these, a question is known by its words alone."""
STEM = 5
"""Letters that a long word has in common with its other forms."""
_NAMES = '|'.join(f'{name}|{name[:3]}' for name in MONTHS)
_MONTH = re.compile(rf'\b(in|during|for|of) ({_NAMES})\b')
_NO_VALUE = re.compile(r'\b(?:will|by|reach|next|why|forecast|expect\w*|compared|vs|change\w*)\b')
"""What is asked with these is no plain number of a month."""


def read(question: str, titles: Sequence[str] = ()) -> str:
    """A question as it is looked at: small letters, short forms and errors mended, own titles as “my release”."""
    return spelt_out(with_releases(plain(question), titles))


def with_releases(words: str, titles: Sequence[str]) -> str:
    """The same with “my release” where a title of the artist stands, so that no title has to be known."""
    place = release_of(words, titles)
    if place is None:
        return words
    name = plain(titles[place])
    return words.replace(name, 'my release') if name in words else f'{words} my release'


def with_month(words: str) -> str:
    """What `read` gave, with March for the one month that a number is asked for: which month it is changes nothing
    about what is asked, and of this one the most was learnt."""
    if metric_of(words) is None or len(_MONTH.findall(words)) != 1 or _NO_VALUE.search(words):
        return words
    return _MONTH.sub(r'\1 march', words)


def of(questions: Sequence[str], embedder: Embedder) -> Vectors:
    """A row for each question that was `read`: its meaning, where `VECTORS` are there, and then its words."""
    words = np.zeros((len(questions), PLACES), np.float32)
    for row, question in enumerate(questions):
        places = [zlib.crc32(part.encode()) % PLACES for part in {*_parts(question)}]
        np.add.at(words[row], places, 1.0)
        words[row] /= max(1.0, float(np.linalg.norm(words[row])))
    words *= WORDS
    if embedder.name != VECTORS:
        return words
    found: Vectors = np.hstack([MEANING * embedder.embed(questions), words])
    return found


def _parts(question: str) -> Iterator[str]:
    """Each word, what long ones begin with, and each pair; where a question begins and ends counts as a word."""
    words = ['^', *question.split(), '$']
    yield from words
    yield from (f'#{word[:STEM]}' for word in words if len(word) > STEM)
    yield from map(' '.join, pairwise(words))
