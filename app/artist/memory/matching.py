"""Which of a few facts a question is about: by meaning, and by the words that both have. Knows no database.

score = cosine of the two vectors + 0.2 x the share of the question's words that a fact has, rare ones counting more.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from app.artist.memory.embedder import Vectors

BY_WORDS = 0.2
SAME_SUBJECT = 0.55
"""From here on two facts are about the same thing, so that a new one may replace the old."""
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_DULL = frozenset(
    """a about again all am an and any are as at be been but by can could did do does for from had has have how i if in
    is it its let me mine my no not now of on or our please say so some tell than that the their them there these they
    this to told too us was we were what when where which who why will with would you your remember know""".split()  # noqa: SIM905  as people read it
)
_ENDINGS = ('ings', 'ing', 'ies', 'ied', 'ed', 'es', 's', 'y')
_NUMBER = re.compile(r'\d')


@dataclass(frozen=True, slots=True)
class Hit:
    """A fact by its place in what was given, and how near it is."""

    place: int
    score: float


def words(text: str) -> list[str]:
    """What a text is about, word by word: small, without endings, without what every sentence has."""
    found = [_without_ending(word.lower().replace('’', "'").removesuffix("'s")) for word in _WORD.findall(text)]
    return [word for word in found if word and word not in _DULL]


def _without_ending(word: str) -> str:
    if word in _DULL or _NUMBER.search(word):
        return word
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def ranked(question: str, vector: Vectors, facts: Sequence[str], vectors: Vectors) -> list[Hit]:
    """All facts, the nearest first."""
    if not facts:
        return []
    cosines = vectors @ vector
    shares = _shares(words(question), [set(words(fact)) for fact in facts])
    scores = [float(cosine) + BY_WORDS * share for cosine, share in zip(cosines, shares, strict=True)]
    return [Hit(place, scores[place]) for place in sorted(range(len(facts)), key=lambda place: -scores[place])]


def _shares(asked: Sequence[str], facts: Sequence[set[str]]) -> list[float]:
    """For each fact, how much of the question it has; a word that few facts have weighs more."""
    if not asked:
        return [0.0] * len(facts)
    known = Counter(word for fact in facts for word in fact)
    weights = {word: math.log(1 + len(facts) / (1 + known[word])) + 0.1 for word in set(asked)}
    whole = sum(weights.values())
    return [sum(weight for word, weight in weights.items() if word in fact) / whole for fact in facts]


def contradicted(new: str, vector: Vectors, facts: Sequence[str], vectors: Vectors) -> int | None:
    """The fact that a new one seems to correct, by its place; None where there is none, or it says the same.

    That is so where both say something else of the same subject (“my manager is …”), or are near to each other and have
    another number.
    """
    for hit in ranked(new, vector, facts, vectors):
        old = facts[hit.place]
        if is_same(new, old):
            return None
        if _subject(new) == _subject(old) != '':
            return hit.place
        if hit.score >= SAME_SUBJECT and _other_number(new, old) and set(_named(new)) & set(_named(old)):
            return hit.place
    return None


def is_same(new: str, old: str) -> bool:
    """Whether two facts say the same thing in the same words."""
    return sorted(words(new)) == sorted(words(old))


def _named(fact: str) -> list[str]:
    return [word for word in words(fact) if not _NUMBER.search(word)]


def _other_number(new: str, old: str) -> bool:
    """Whether both say a number, and not the same."""
    first, second = ({word for word in words(one) if _NUMBER.search(word)} for one in (new, old))
    return bool(first) and bool(second) and first != second


_VERB = re.compile(r'\b(?:is|are|was|were|will be|costs?|lives? in)\b')


def _subject(fact: str) -> str:
    """What stands before “is”, “are” or the like; empty where nothing of the kind does."""
    verb = _VERB.search(fact.lower())
    return ' '.join(words(fact[: verb.start()])) if verb else ''


def unit(rows: Sequence[Vectors], dim: int) -> Vectors:
    """These vectors below each other."""
    return np.stack(rows) if rows else np.zeros((0, dim), np.float32)
