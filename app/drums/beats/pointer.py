"""From how likely a beat is at each moment to the beats: the most likely walk from one to the next.

A walk steps from beat to beat; a step is as long as a beat between 50 and 230 a minute, and hardly longer or shorter
than the one before. All walks are followed at once, a block of frames at a time: what happens in a block depends only
on what lies at least the shortest step before it. A walk may also leap, at a price, over a part that has no beat, and
go on in any tempo: songs have breaks, and parts of their own.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.drums.beats.inputs import FPS, Frames

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

SLOWEST, FASTEST = 50.0, 230.0
FINE = 2 * FPS
"""Walks go at a hundred frames a second: a step of 26 can be told from one of 27."""


@dataclass(frozen=True, slots=True)
class Likings:
    """What walks cost: found by trying, on songs that nothing else was learnt from.

    Attributes
    ----------
    bias : what every beat costs, whatever is heard there; more of it makes walks slower.
    wavering : a step that is one frame longer or shorter than the one before.
    changing : a change of tempo beyond that, by the share of the step.
    usual_bpm, spread, usual : how much a beat in a usual tempo is liked more than others.
    leap : to go on somewhere else in any tempo.
    """

    bias: float = -1.5
    wavering: float = 0.1
    changing: float = 60.0
    usual_bpm: float = 115.0
    spread: float = 0.5
    usual: float = 0.5
    leap: float = 12.0


LIKINGS = Likings()
_LAGS: Whole = np.arange(round(60 * FINE / FASTEST), round(60 * FINE / SLOWEST) + 1)
_SHORTEST = int(_LAGS[0])
_STRONGEST = 5.0
_FARTHEST = 8
"""From one step to the next a step becomes so many frames longer or shorter at most; to change more is a leap."""
_LEAPT, _BEGUN = -1, -2


def walk(odds: Frames, likings: Likings = LIKINGS) -> Numbers:
    """When beats are, in seconds, from the odds at `FPS` frames a second."""
    if len(odds) < 2:
        return np.zeros(0)
    fine = np.interp(np.arange(2 * len(odds) - 1) / 2, np.arange(len(odds)), odds)
    heights = np.clip(_highest_around(fine, 1), -_STRONGEST, _STRONGEST) - likings.bias
    frames = np.array(list(_best(heights, likings))[::-1], int)
    return np.array([_peak(fine, frame) for frame in frames]) / FINE


def _best(heights: Numbers, likings: Likings) -> Iterator[int]:
    """The frames of the best walk, from its end to its beginning."""
    count, lags = len(heights), len(_LAGS)
    stepping, liked = _stepping(likings), _liked(likings)
    onward = np.full((count, lags), -np.inf, np.float32)
    earlier = np.zeros((count, lags), np.int8)
    best_until, best_at = np.full(count, -np.inf), np.zeros((count, 2), int)
    for first in range(0, count, _SHORTEST):
        at = np.arange(first, min(count, first + _SHORTEST))
        before = at[:, None] - _LAGS[None, :]
        stepped = np.where(before >= 0, onward[np.maximum(before, 0), np.arange(lags)], -np.inf)
        leapt = np.where(at >= _SHORTEST, best_until[np.maximum(at - _SHORTEST, 0)], -np.inf)[:, None] - likings.leap
        came = np.maximum(np.maximum(stepped, leapt), 0.0)
        earlier[at] = np.where(stepped >= came, earlier[at], np.where(leapt >= came, _LEAPT, _BEGUN))
        scores = heights[at][:, None] + liked + came
        near = np.pad(scores, ((0, 0), (_FARTHEST, _FARTHEST)), constant_values=-np.inf)
        reached = np.lib.stride_tricks.sliding_window_view(near, 2 * _FARTHEST + 1, axis=1) + stepping
        chosen = np.arange(lags) + reached.argmax(axis=2) - _FARTHEST
        onward[at] = reached.max(axis=2)
        _remember(scores, at, best_until, best_at)
        for place, lag in enumerate(_LAGS):
            later = at + lag
            earlier[later[later < count], place] = chosen[: int((later < count).sum()), place]
    yield from _back(earlier, best_at)


def _remember(scores: Numbers, at: Whole, best_until: Numbers, best_at: Whole) -> None:
    """The best that any walk has reached so far, and where."""
    top = scores.argmax(axis=1)
    for row, (frame, place) in enumerate(zip(at, top, strict=True)):
        known = best_until[frame - 1] if frame else -np.inf
        better = scores[row, place] > known
        best_until[frame] = scores[row, place] if better else known
        best_at[frame] = (frame, place) if better else best_at[frame - 1]


def _back(earlier: NDArray[np.int8], best_at: Whole) -> Iterator[int]:
    frame, place = best_at[-1]
    while True:
        yield int(frame)
        came = int(earlier[frame, place])
        if came == _BEGUN:
            return
        if came == _LEAPT:
            frame, place = best_at[frame - _SHORTEST]
        else:
            frame, place = frame - _LAGS[place], came


def _stepping(likings: Likings) -> Numbers:
    """What it costs to go on to a step (rows) from one so many frames shorter to so many longer (columns)."""
    apart = np.arange(-_FARTHEST, _FARTHEST + 1)
    beyond = np.maximum(0, np.abs(apart) - 1) / np.minimum(_LAGS[:, None], _LAGS[:, None] + apart)
    return np.asarray(-likings.wavering * (apart != 0) - likings.changing * beyond, float)


def _liked(likings: Likings) -> Numbers:
    """How much each length of a step is liked more than others."""
    octaves = np.log2(60 * FINE / _LAGS / likings.usual_bpm)
    return np.asarray(-likings.usual * (octaves / likings.spread) ** 2 / 2, float)


def _highest_around(values: Numbers, reach: int) -> Numbers:
    padded = np.pad(values, reach, mode='edge')
    return np.asarray(np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1).max(axis=1), float)


def _peak(values: Numbers, frame: int) -> float:
    """Where exactly the peak beside a frame is."""
    first = max(0, frame - 3)
    top = first + int(np.argmax(values[first : frame + 4]))
    if not 1 < top < len(values) - 2:
        return float(top)
    left, middle, right = values[top - 2], values[top], values[top + 2]
    bend = left - 2 * middle + right
    return top + (float(np.clip((left - right) / bend, -1, 1)) if bend < -1e-6 else 0.0)
