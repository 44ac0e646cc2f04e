"""A song's beats: where they are, and which of their bar each is."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.drums.beats import bars, net, pointer
from app.drums.beats.inputs import FPS, Frames, Samples, inputs

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

_LIKE_BEFORE, _IN_STEP, _DRIFTS = 0.06, 0.15, 0.01
_MOST_FILLED = 32


@dataclass(frozen=True, slots=True)
class Beats:
    """The beats of a song.

    Attributes
    ----------
    at_s : when each is, in seconds.
    in_bar : the how-manieth of its bar, from 0.
    meter : how many its bar has.
    confidence : 0 to 1, how clearly beats were heard where they are.
    """

    at_s: Numbers
    in_bar: Whole
    meter: Whole
    confidence: float

    @property
    def bpm(self) -> float:
        """The tempo of most of the song's time, half of which is slower and half faster; 0 where there are no beats."""
        gaps = np.sort(np.diff(self.at_s))
        return 60 / float(gaps[np.searchsorted(np.cumsum(gaps), gaps.sum() / 2)]) if len(gaps) else 0.0

    @property
    def beats_per_bar(self) -> int:
        """The meter of most of the song."""
        return int(np.bincount(self.meter).argmax()) if len(self.meter) else 4


def track(samples: Samples, drums: Frames) -> Beats:
    """The beats of mono at 44.1 kHz, of which it is known how likely each drum is hit, a hundred times a second."""
    return beats_of(net.odds(inputs(samples, drums)))


def beats_of(odds: Frames) -> Beats:
    """The beats that the net has heard."""
    at_s = filled(pointer.walk(odds[:, 0]))
    found = bars.bars(_highest_near(odds[:, 1], at_s))
    heard = 1 / (1 + np.exp(-_highest_near(odds[:, 0], at_s)))
    return Beats(at_s, found.in_bar, found.meter, float(heard.mean()) if len(heard) else 0.0)


def _highest_near(odds: NDArray[np.float32], at_s: Numbers) -> Numbers:
    """The highest within two frames of each beat."""
    frames = np.round(at_s * FPS).astype(int)[:, None] + np.arange(-2, 3)
    return np.asarray(odds[np.clip(frames, 0, len(odds) - 1)].max(axis=1), float)


def filled(at_s: Numbers) -> Numbers:
    """With the beats of a break in which none was heard, where the tempo goes on after it as if they were played."""
    if len(at_s) < 4:
        return at_s
    gaps = np.diff(at_s)
    parts = [at_s[:1]]
    for place, gap in enumerate(gaps):
        before = float(np.median(gaps[max(0, place - 4) : place])) if place else float(gaps[1])
        after = float(np.median(gaps[place + 1 : place + 5])) if place + 1 < len(gaps) else before
        usual = (before + after) / 2
        count = round(gap / usual)
        goes_on = abs(before / after - 1) < _LIKE_BEFORE and abs(gap / usual - count) < _IN_STEP + _DRIFTS * count
        steps = count if goes_on and 1 < count <= _MOST_FILLED else 1
        parts.append(at_s[place] + gap * np.arange(1, steps + 1) / steps)
    return np.concatenate(parts)
