"""What the router looks at in a question: its meaning, and which words and pairs of words it has."""

import re
import zlib
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

import numpy as np

from app.artist.adviser import periods
from app.artist.adviser.slots import dated, metric_of, plain, platform_of, release_of, without_names
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
ANY_DAY = date(2027, 6, 30)
"""Whichever: of the days that are named, only the place in the question counts here."""
_NO_VALUE = re.compile(
    r'\b(?:will|by|reach|next|why|forecast|expect\w*|compar\w*|vs|versus|against|than|chang\w*|differ\w*|up|down'
    r'|gr[eo]w\w*|gain\w*|lo[sc]t|los\w+|most|who|whose|more|fewer|less|new|w[io]n|added|drop\w*|jump\w*|spik\w*'
    r'|trend\w*|develop\w*|better|worse|fall\w*|fell|ris\w+|rose|fastest|slowest|forget|remember|session|release'
    r'|post|posting|goal|target)\b'
)
"""What is asked with these is no plain number of some days."""


FILLING = frozenset(
    """a all and any at did do does for from get give got had have i in is it many me much my number of on our
    please s so tell the there total us was we were what which with you count counts figure figures""".split()  # noqa: SIM905
)
"""Words beside a number and its days that change nothing about what is asked."""
HOW_IT_WENT = frozenset(
    """about been go going gone how like look looked numbers recap review show stats summary went""".split()  # noqa: SIM905
)
"""Words by which people ask how some days were."""


def read(question: str, titles: Sequence[str] = ()) -> str:
    """A question as it is looked at: small letters, short forms and errors mended, own titles as “my release”."""
    return spelt_out(with_releases(plain(dated(question)), titles))


def with_releases(words: str, titles: Sequence[str]) -> str:
    """The same with “my release” where a title of the artist stands, so that no title has to be known."""
    place = release_of(words, titles)
    if place is None:
        return words
    name = plain(titles[place])
    return words.replace(name, 'my release') if name in words else f'{words} my release'


def in_other_words(words: str) -> tuple[str, bool]:
    """What `read` gave, in other words where it is about some days, and whether these say the same for certain.

    Which days they are changes nothing about what is asked, and neither does the platform. So a number of days is asked
    for as one of March, of which the most was learnt, and how they went like a week.
    """
    found = periods.find(words, ANY_DAY)
    if found.period is None or found.beside is not None or found.period.first > ANY_DAY or _NO_VALUE.search(words):
        return words, False
    others = {*without_names(found.rest).split()} - FILLING
    if metric_of(words) is None:
        is_how = others <= HOW_IT_WENT and (bool(others) or platform_of(words) is not None)
        return ('how was my week' if is_how else words), is_how
    is_plain = others <= HOW_IT_WENT
    return ('how many streams in march' if is_plain else f'{found.rest} in march'), is_plain


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
