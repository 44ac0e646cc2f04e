"""Which tom is struck: high, middle or low, by how they sound beside each other in one recording."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from app.drums.drum_map import Lane
from app.drums.transcriber.spectrum import RATE, Sound

_WINDOW = 8192
_LISTENED = 4410
_LOWEST_HZ, _HIGHEST_HZ = 60.0, 350.0
_LOW_BELOW_HZ, _HIGH_FROM_HZ = 100.0, 160.0
"""Where all toms of a recording sound alike, what is high and low is what most drummers tune so."""
_APART = 1.18
"""Two toms are about three semitones apart at least."""
_ROUNDS = 12


def lanes_of_toms(samples: Sound, seconds: NDArray[np.float64]) -> list[Lane]:
    """The lane of each of these strokes."""
    pitches = np.array([pitch_at(samples, round(at * RATE)) for at in seconds])
    return list(_named(pitches))


def pitch_at(samples: Sound, sample: int) -> float:
    """The strongest tone below 350 Hz that a stroke brings with it, in Hz."""
    after, before = _lines(samples, sample), _lines(samples, sample - _LISTENED)
    lines = np.fft.rfftfreq(_WINDOW, 1 / RATE)
    first, last = np.searchsorted(lines, (_LOWEST_HZ, _HIGHEST_HZ))
    brought = np.clip(after - before, 0, None)[first:last]
    return float(lines[first + int(brought.argmax())])


def _lines(samples: Sound, begin: int) -> NDArray[np.float64]:
    part = np.asarray(samples[max(0, begin) : max(0, begin + _LISTENED)], np.float64)
    return np.abs(np.fft.rfft(part * np.hanning(len(part)), _WINDOW)) if len(part) else np.zeros(_WINDOW // 2 + 1)


def _named(pitches: NDArray[np.float64]) -> Iterable[Lane]:
    """Up to three heaps of pitches; where they are not apart, by the pitch alone."""
    logs = np.log(pitches)
    centres = np.quantile(logs, (0.05, 0.5, 0.95))
    for _ in range(_ROUNDS):
        nearest = np.abs(logs[:, None] - centres).argmin(axis=1)
        centres = np.array([logs[nearest == k].mean() if (nearest == k).any() else centres[k] for k in range(3)])
    low, middle, high = np.exp(centres)
    if high / low < _APART:
        return (_alone(pitch) for pitch in pitches)
    if middle / low < _APART or high / middle < _APART:
        between = np.sqrt(high * low)
        return (Lane.TOM_HIGH if pitch > between else Lane.TOM_LOW for pitch in pitches)
    return ((Lane.TOM_LOW, Lane.TOM_MID, Lane.TOM_HIGH)[place] for place in nearest)


def _alone(pitch: float) -> Lane:
    if pitch < _LOW_BELOW_HZ:
        return Lane.TOM_LOW
    return Lane.TOM_HIGH if pitch >= _HIGH_FROM_HZ else Lane.TOM_MID
