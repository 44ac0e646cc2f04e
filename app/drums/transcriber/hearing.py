"""From a recording to how likely each kind of drum is struck at each moment."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum

import numpy as np

from app.drums.transcriber.net import REACH, Values, model
from app.drums.transcriber.spectrum import FRAMES_A_SECOND, LEVEL, RATE, Sound, count_of, effective, loudness

__all__ = ['FRAMES_A_SECOND', 'RATE', 'Activations', 'Kind', 'Sound', 'hear']

_STRETCH = 3_000
"""Half a minute is heard at a time, so that what this takes of memory does not grow with the recording."""
_SILENCE = 1e-5
"""A recording whose effective value is below −100 dBFS has nothing in it."""


class Kind(IntEnum):
    """What the net tells apart, in the order of its answers."""

    KICK = 0
    SNARE = 1
    HIHAT_CLOSED = 2
    HIHAT_OPEN = 3
    TOM = 4
    RIDE = 5
    CRASH = 6
    PERCUSSION = 7
    """Shakers, congas, cowbells: worth an answer of its own, because otherwise they are taken for hats and toms."""


@dataclass(frozen=True, slots=True)
class Activations:
    """What is heard in each frame: frames × kinds. Frame i lies at i / 100 s.

    `values` is how likely each kind is struck there, `hard` how hard it is if so, both 0 to 1.
    """

    values: Values
    hard: Values

    def of(self, *kinds: Kind) -> Values:
        """How likely it is one of these, by frame."""
        return np.asarray(self.values[:, list(kinds)].max(axis=1), np.float32)


def hear(samples: Sound, progress: Callable[[float], None] | None = None) -> Activations:
    """What is struck when in a recording at 44,100 Hz in one channel.

    `samples` may be an array that lies on the disk: no more than a stretch of it is copied. `progress` is told the
    share that is done, after each stretch.
    """
    count, level = count_of(samples), effective(samples)
    values, hard = np.zeros((2, count, len(Kind)), np.float32)
    if level < _SILENCE:
        return Activations(values, hard)
    for first in range(0, count, _STRETCH):
        last = min(count, first + _STRETCH)
        begin, end = max(0, first - REACH), min(count, last + REACH)
        bands = loudness(samples, begin, end, LEVEL / level)
        inner = slice(first - begin, last - begin)
        heard = model().of(bands)
        values[first:last], hard[first:last] = heard.likely[inner], heard.hard[inner]
        if progress:
            progress(last / count)
    return Activations(values, hard)
