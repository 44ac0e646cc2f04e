"""How well beats were found: the usual figures of beat tracking, by the usual rules.

F: the harmonic mean of how many beats were found and how many of those found are beats, within 70 ms.
CMLt: the share of beats that are right along with the one before: within 17.5 % of a beat, and as far apart.
AMLt: the same at whichever of the allowed tempi is best: as it is, twice, half (either half), and off the beat.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

Times = NDArray[np.float64]

NEAR_S, SHARE = 0.07, 0.175
TEMPO_NEAR = 0.04
OCTAVES = (0.5, 2.0, 1 / 3, 3.0)


def f_measure(truth: Times, found: Times, near_s: float = NEAR_S) -> float:
    """How many are found, each once."""
    if not len(truth) or not len(found):
        return 0.0
    pairs, place = 0, 0
    for beat in truth:
        while place < len(found) and found[place] < beat - near_s:
            place += 1
        if place < len(found) and found[place] <= beat + near_s:
            pairs, place = pairs + 1, place + 1
    return 2 * pairs / (len(truth) + len(found))


def continuity(truth: Times, found: Times) -> tuple[float, float]:
    """CMLt and AMLt."""
    if len(truth) < 2 or len(found) < 2:
        return 0.0, 0.0
    shares = [_right(one, found) for one in _variations(truth)]
    return shares[0], max(shares)


def _variations(truth: Times) -> Iterator[Times]:
    between = (truth[:-1] + truth[1:]) / 2
    yield truth
    yield between
    yield np.sort(np.concatenate([truth, between]))
    yield truth[::2]
    yield truth[1::2]


def _right(truth: Times, found: Times) -> float:
    """The share of beats that are right, and follow one that is right."""
    if len(truth) < 2:
        return 0.0
    nearest = np.abs(found[:, None] - truth[None, :]).argmin(axis=1)
    gap = np.diff(truth)
    before = gap[np.maximum(nearest - 1, 0)]
    near = np.abs(found - truth[nearest]) < SHARE * before
    own = np.diff(found, prepend=2 * found[0] - found[1])
    alike = np.abs(1 - own / before) < SHARE
    once = np.concatenate([[True], np.diff(nearest) > 0])
    good = near & alike & once
    good[1:] &= near[:-1]
    return float(good.sum() / max(len(truth), len(found)))


def tempo(truth: Times, found: Times) -> tuple[bool, bool]:
    """Whether the tempo is right, and whether it is, or is half, twice or three times as fast or slow."""
    if len(found) < 3:
        return False, False
    ratio = float(np.median(np.diff(truth)) / np.median(np.diff(found)))
    right = abs(ratio - 1) < TEMPO_NEAR
    return right, right or any(abs(ratio / octave - 1) < TEMPO_NEAR for octave in OCTAVES)
