"""Which intent a question is: words that point to it, and the nearest of its examples. Knows no database.

score of an intent = (weight of its strongest pattern) / 5 + cosine of the question and the nearest of its ten examples.
From `ANSWERS` on it is answered; below, three that it may be are offered; below `MAYBE`, it is none of them.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from app.artist.adviser import elsewhere, intents
from app.artist.adviser.slots import plain, release_of
from app.artist.memory.embedder import Embedder, Vectors

ANSWERS, MAYBE = 0.70, 0.52
APART = 0.04
"""Two that are nearer to each other than this are offered both."""
WITHOUT_WORDS, NEARER = 0.42, 0.02
"""Without any word that points to it, an intent needs a cosine of so much to be offered, and must be nearer by so much
than what is none of our business."""
SURE = 0.85
"""Without any word that points to it, it is asked back below so much."""
OFFERED = 3
_STATEMENT = re.compile(
    r'^(?:my|our|i|we) (?:(?!why|how|when|what)\w+ ){0,4}?'
    r'(?:is|are|am|m|was|have|has|hate|love|prefer|play|live|never|always|don t)\b'
)
_ASKING = re.compile(r'\b(?:why|how|when|what|which|where|who|should|can you)\b')
STATED = 2
"""How strongly a sentence that asks nothing points to something that may be worth remembering."""


class Verdict(StrEnum):
    """What comes of a question."""

    ANSWER, ASK, NONE = 'answer', 'ask', 'none'


@dataclass(frozen=True, slots=True)
class Routed:
    """What a question is: `intents` are the likeliest, three at most, with their scores."""

    verdict: Verdict
    intents: tuple[str, ...]
    scores: tuple[float, ...]

    @property
    def intent(self) -> str:
        """The likeliest; empty where it is none."""
        return self.intents[0] if self.intents else ''


class Router:
    """It, with the vectors of the examples."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._names = [one.name for one in intents.ALL]
        examples = [text for one in intents.ALL for text in intents.examples()[one.name]]
        self._examples = self._shaped(embedder.embed([plain(text) for text in examples]), len(self._names))
        self._others = embedder.embed([plain(text) for text in intents.examples()['']])

    def route(self, question: str, titles: Sequence[str] = ()) -> Routed:
        """Which intent a question is; `titles` are those of the artist's own releases."""
        words = elsewhere.spelt_out(with_releases(plain(question), titles))
        if not words:
            return Routed(Verdict.NONE, (), ())
        vector = self._embedder.embed([words])[0]
        near = (self._examples @ vector).max(axis=1)
        other = float((self._others @ vector).max())
        weights = [weight_of(name, words) for name in self._names]
        if is_statement(question):
            place = self._names.index('remember')
            weights[place] = max(weights[place], STATED)
        scores = [
            weight / 5 + float(cosine) - elsewhere.speaks_against(words, name)
            for name, weight, cosine in zip(self._names, weights, near, strict=True)
        ]
        order = sorted(range(len(scores)), key=lambda place: -scores[place])[:OFFERED]
        found = tuple(self._names[place] for place in order), tuple(round(scores[place], 3) for place in order)
        return Routed(_verdict([scores[place] for place in order], weights[order[0]], other), *found)

    @staticmethod
    def _shaped(vectors: Vectors, count: int) -> Vectors:
        shaped: Vectors = np.reshape(vectors, (count, -1, vectors.shape[1]))
        return shaped


def weight_of(name: str, words: str) -> int:
    """How strongly the words of a question point to an intent, 0 to 6."""
    return max((weight for pattern, weight in intents.patterns()[name] if pattern.search(words)), default=0)


def with_releases(words: str, titles: Sequence[str]) -> str:
    """The same with “my release” where a title of the artist stands, so that no title has to be known."""
    place = release_of(words, titles)
    if place is None:
        return words
    name = plain(titles[place])
    return words.replace(name, 'my release') if name in words else f'{words} my release'


def is_statement(question: str) -> bool:
    """Whether somebody tells something of themselves, and asks nothing."""
    words = plain(question)
    return '?' not in question and bool(_STATEMENT.search(words)) and not _ASKING.search(words)


def _verdict(scores: Sequence[float], weight: int, other: float) -> Verdict:
    """What comes of the best scores, given how near the question is to what is none of our business."""
    best = scores[0]
    if weight == 0 and (best < WITHOUT_WORDS or other + NEARER > best):
        return Verdict.NONE
    if weight > 0 and best < MAYBE:
        return Verdict.NONE
    if best < (ANSWERS if weight > 0 else SURE) or best - scores[1] < APART:
        return Verdict.ASK
    return Verdict.ANSWER
