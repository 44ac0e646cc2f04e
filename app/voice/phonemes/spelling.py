"""Sounds, and which of them belong to which word."""

from bisect import bisect
from dataclasses import dataclass
from itertools import accumulate

from app.voice.text.words import Sentence


@dataclass(frozen=True, slots=True)
class Spelt:
    """A sentence in sounds, one character each.

    Attributes
    ----------
    starts : where the sounds of each word begin; a word ends where the next begins.
    """

    sentence: Sentence
    sounds: str
    starts: tuple[int, ...]

    def word_ends(self) -> tuple[int, ...]:
        """Where each word ends."""
        return (*self.starts[1:], len(self.sounds))


def by_share(sentence: Sentence, sounds: str) -> tuple[int, ...]:
    """Where words begin, where nobody tells: at the gaps between groups of sounds, by the lengths of what is said."""
    groups = [0, *(place + 1 for place, sign in enumerate(sounds) if sign == ' ' and place + 1 < len(sounds))]
    counts = [len(word.spoken.split()) for word in sentence.words]
    if sum(counts) == len(groups):
        return tuple(groups[place] for place in (0, *accumulate(counts[:-1])))
    lengths = [len(word.spoken) + 1 for word in sentence.words]
    share = len(sounds) / max(1, sum(lengths))
    return tuple(_nearest(groups, length * share) for length in (0, *accumulate(lengths[:-1])))


def _nearest(places: list[int], wanted: float) -> int:
    at = bisect(places, wanted)
    return min(places[max(0, at - 1) : at + 1], key=lambda place: abs(place - wanted))
