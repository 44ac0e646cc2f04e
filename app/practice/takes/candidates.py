"""Where notes may begin, and what speaks for each: the peaks of what the net says, judged by what is around them.

The net alone takes harmonics of low notes for notes, and overlooks the quiet notes of a chord. What tells them apart is
around a peak: how strong the keys are whose harmonic it could be, whether its own key becomes louder in the spectrum,
whether a neighbour is the stronger one. `Ears` weighs this; `bench/takes_training.py` made its weights from takes whose
truth is known.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.practice.takes.net import BINS, FRAMES_A_SECOND, LOWEST, Frames, Posteriors

WEIGHTS = Path(__file__).with_name('ears.npz')
FLOOR = 0.22
"""Of the peaks above it, hardly a note is missing, and nine in ten are none."""

Places = NDArray[np.int64]
_BELOW, _BESIDE = (12, 19, 24, 28), (12, 19, -1, 1, -2, 2)
_HARMONICS = (0, 36, 57, 72)
_BEFORE, _ASIDE, _ABOVE = 16, 36, 120
_APART = 3


@dataclass(frozen=True, slots=True)
class Peaks:
    """Frames and keys (A0 is 0) where notes may begin, by frame; `at_s` says when, finer than frames are."""

    frames: Places
    keys: Places
    at_s: NDArray[np.float64]

    @property
    def pitches(self) -> Places:
        return self.keys + LOWEST


def peaks(heard: Posteriors) -> Peaks:
    """The highest of each key among its neighbours."""
    onset = heard.onset
    around = np.pad(onset, ((_APART, _APART), (0, 0)))
    later = np.max([around[_APART + by : len(around) - _APART + by] for by in range(1, _APART + 1)], axis=0)
    earlier = np.max([around[_APART - by : len(around) - _APART - by] for by in range(1, _APART + 1)], axis=0)
    frames, keys = np.nonzero((onset >= FLOOR) & (onset >= earlier) & (onset > later))
    before, top, after = around[frames + _APART - 1, keys], onset[frames, keys], around[frames + _APART + 1, keys]
    bend = before - 2 * top + after
    finer = np.where(bend < 0, 0.5 * (before - after) / np.where(bend < 0, bend, -1), 0).clip(-0.5, 0.5)
    return Peaks(frames, keys, (frames + finer) / FRAMES_A_SECOND)


def described(heard: Posteriors, found: Peaks) -> NDArray[np.float64]:
    """What speaks for and against each peak, a row each."""
    around = _Around(heard, found)
    columns: list[NDArray[Any]] = [
        around.logit(around.onset(0, 0)),
        around.note(0, 1, 8),
        around.note(0, -8, -2),
        around.note(0, 8, 16),
    ]
    for below in _BELOW:
        columns += [around.logit(around.onset(-below, 3)), around.note(-below, 0, 8)]
    columns += [around.logit(around.onset(beside, 3)) for beside in _BESIDE]
    columns += [around.note(12, 0, 8), around.logit(around.any_onset())]
    own, loudest = around.level(0, 1, 5), around.loudest()
    columns.append((own - loudest) / 10)
    columns += [(around.level(bins, 1, 5) - around.level(bins, -6, -2)) / 10 for bins in _HARMONICS]
    columns += [(around.level(36, 1, 5) - own) / 10, (own - around.level(-36, 1, 5)) / 10]
    height = (found.keys - 40) / 20
    return np.stack([*columns, height, height**2], axis=1)


class _Around:
    """Looks at what lies so many frames and keys beside each peak."""

    def __init__(self, heard: Posteriors, found: Peaks) -> None:
        wide = ((_BEFORE, _BEFORE), (_ASIDE, _ASIDE))
        self._onset, self._note = np.pad(heard.onset, wide), np.pad(heard.note, wide)
        self._levels = np.pad(heard.levels, ((_BEFORE, _BEFORE), (_ASIDE, _ABOVE)), mode='edge')
        self._frames, self._keys = found.frames + _BEFORE, found.keys + _ASIDE
        self._bins = BINS * found.keys + _ASIDE

    def onset(self, keys: int, frames: int) -> Frames:
        near = [self._onset[self._frames + by, self._keys + keys] for by in range(-frames, frames + 1)]
        return np.asarray(np.max(near, axis=0), np.float32)

    def any_onset(self) -> Frames:
        return np.asarray(np.max([self._onset[self._frames + by].max(axis=1) for by in range(-3, 4)], axis=0))

    def note(self, keys: int, begin: int, end: int) -> Frames:
        sounding = [self._note[self._frames + by, self._keys + keys] for by in range(begin, end)]
        return self.logit(np.mean(sounding, axis=0))

    def level(self, bins: int, begin: int, end: int) -> Frames:
        """In dB, of the loudest of three bins."""
        rows = range(begin, end)
        near = [[self._levels[self._frames + by, self._bins + bins + aside] for aside in (-1, 0, 1)] for by in rows]
        return np.asarray(np.mean(np.max(near, axis=1), axis=0))

    def loudest(self) -> Frames:
        return np.asarray(np.max([self._levels[self._frames + by].max(axis=1) for by in range(6)], axis=0))

    @staticmethod
    def logit(share: Frames) -> Frames:
        bounded = np.clip(share, 1e-3, 1 - 1e-3)
        return np.asarray(np.log(bounded / (1 - bounded)))


class Ears:
    """Weighs what speaks for a note: one layer of a few units."""

    def __init__(self, weights: dict[str, NDArray[np.float64]]) -> None:
        self._weights = weights

    def odds(self, rows: NDArray[np.float64]) -> NDArray[np.float64]:
        """The logarithm of the odds that each is a note."""
        w = self._weights
        units = np.tanh((rows - w['mean']) / w['spread'] @ w['into'] + w['into_bias'])
        return np.asarray(units @ w['out'] + w['out_bias'], np.float64)


@cache
def ears() -> Ears:
    """Those that were trained, read once in a process."""
    with np.load(WEIGHTS, allow_pickle=False) as stored:
        return Ears({name: np.asarray(stored[name], np.float64) for name in stored.files})
