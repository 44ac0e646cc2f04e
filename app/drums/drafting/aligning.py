"""Beats moved onto the strokes that are played on them: these are known to a few milliseconds, beats to some more."""

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

_REACH_MS, _LOOSE_MS = 45.0, 18.0
_OWN = 0.3
"""A beat weighs so much itself, against a stroke that is sure."""
_UNHEARD = 0.01
"""How sure a beat is on which nothing is struck."""


def aligned(at_ms: Numbers, hits_ms: Numbers, weights: Numbers) -> tuple[Numbers, Numbers]:
    """The beats, each in the middle of the strokes around it, the nearer the more they count; and how sure each is."""
    order = np.argsort(hits_ms)
    times, sure = hits_ms[order], weights[order]
    shift = _usual(at_ms, times, sure)
    moved, trust = np.empty(len(at_ms)), np.empty(len(at_ms))
    for beat, ms in enumerate(at_ms + shift):
        low, high = np.searchsorted(times, [ms - _REACH_MS, ms + _REACH_MS])
        off = times[low:high] - ms
        weight = sure[low:high] * np.exp(-0.5 * (off / _LOOSE_MS) ** 2)
        moved[beat] = ms + float((weight * off).sum()) / (_OWN + float(weight.sum()))
        trust[beat] = min(1.0, _UNHEARD + float(weight.sum()))
    return moved, trust


def _usual(at_ms: Numbers, times: Numbers, sure: Numbers) -> float:
    """By how much strokes are usually later than the beats they belong to."""
    if not len(times) or not len(at_ms):
        return 0.0
    beat = np.clip(np.searchsorted(at_ms, times), 1, max(1, len(at_ms) - 1))
    before, after = at_ms[beat - 1], at_ms[np.minimum(beat, len(at_ms) - 1)]
    off = np.where(np.abs(times - before) < np.abs(times - after), times - before, times - after)
    near = np.abs(off) < _REACH_MS
    return float(np.median(off[near])) if near.sum() > 8 else 0.0
