"""Which intent a question is: how likely each is by what it means and which words it has. Knows no database.

The weights were learnt by `python -m bench.artist.router_training` from 3,291 ways to ask, of which 908 are none of our
business. A question is answered where one intent is likely enough; where it is not, three that it may be are offered.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import numpy as np

from app.artist.adviser import features, intents
from app.artist.memory.embedder import Embedder, Vectors

WEIGHTS = Path(__file__).with_name('weights.npz')
OTHER = 'off_topic'
"""What is none of our business is learnt like an intent."""
ANSWERS = 0.5
"""An intent is answered at once from this likelihood on."""
MAYBE = 0.2
"""Below it, nothing of ours is likely enough to be offered."""
REFUSES = 0.55
"""How likely something must be none of our business to be left alone; below, it is asked back."""
OFFERED = 3


class Verdict(StrEnum):
    """What comes of a question."""

    ANSWER, ASK, NONE = 'answer', 'ask', 'none'


@dataclass(frozen=True, slots=True)
class Routed:
    """What a question is: `intents` are the likeliest, three at most, with how likely each is, 0 to 1."""

    verdict: Verdict
    intents: tuple[str, ...]
    scores: tuple[float, ...]

    @property
    def intent(self) -> str:
        """The likeliest; empty where it is none."""
        return self.intents[0] if self.intents else ''


class Router:
    """It, with its weights: those that look at the meaning, or where that cannot be read those for words alone."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        kind = 'meaning' if embedder.name == features.VECTORS else 'words'
        with np.load(WEIGHTS) as kept:
            self._weights, self._bias = kept[f'{kind}_weights'].astype(np.float32), kept[f'{kind}_bias']
            self._names = [str(name) for name in kept['names']]
        assert set(self._names) == {*intents.by_name(), OTHER}, 'the weights were learnt for other intents'

    def route(self, question: str, titles: Sequence[str] = ()) -> Routed:
        """Which intent a question is; `titles` are those of the artist's own releases."""
        words = features.read(question, titles)
        if not words:
            return Routed(Verdict.NONE, (), ())
        other_words, are_the_same = features.in_other_words(words)
        routed = self._route(other_words if are_the_same else words)
        if routed.verdict != Verdict.ANSWER and other_words != words and not are_the_same:
            again = self._route(other_words)
            return again if again.verdict == Verdict.ANSWER else routed
        return routed

    def _route(self, words: str) -> Routed:
        likely = likelihoods(features.of([words], self._embedder), self._weights, self._bias)[0]
        other = float(likely[self._names.index(OTHER)])
        ours = [place for place in np.argsort(-likely) if self._names[place] != OTHER][:OFFERED]
        scores = [float(likely[place]) for place in ours]
        names = tuple(self._names[place] for place in ours)
        return Routed(_verdict(scores[0], other), names, tuple(round(score, 3) for score in scores))


def likelihoods(found: Vectors, weights: Vectors, bias: Vectors) -> Vectors:
    """How likely each intent is for each row of features; a row sums to 1."""
    sums = found @ weights + bias
    powers = np.exp(sums - sums.max(axis=1, keepdims=True))
    likely: Vectors = powers / powers.sum(axis=1, keepdims=True)
    return likely


def _verdict(best: float, other: float) -> Verdict:
    if other >= REFUSES or best < MAYBE:
        return Verdict.NONE
    return Verdict.ANSWER if best >= ANSWERS else Verdict.ASK
