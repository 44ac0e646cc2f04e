"""Sounds, and which of them belong to which word."""

from dataclasses import dataclass

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
        return tuple(groups[sum(counts[:place])] for place in range(len(counts)))
    lengths = [len(word.spoken) + 1 for word in sentence.words]
    share = len(sounds) / max(1, sum(lengths))
    return tuple(min(groups, key=lambda gap: abs(gap - sum(lengths[:place]) * share)) for place in range(len(lengths)))
