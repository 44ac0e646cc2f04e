"""How much of each second's energy lies above a level: what a clipper at that level would take, before it is tried."""

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled_fast
from .kernels import Planar
from .row_buffer import RowBuffer

LEVELS_DB = np.arange(-39.0, 7.0, 3.0)
"""Levels at which the excess is kept, dBFS."""

EVERY = 4
"""One frame in so many is looked at: ten thousand a second are enough for a share of energy."""

_SQUARES = np.asarray(10.0 ** (LEVELS_DB / 10.0), np.float32)


class EnergyAbove:
    """Streams, per second, the energy that is above each of LEVELS_DB and, in the last column, all of it."""

    def __init__(self, rate: int) -> None:
        self._rate, self._frames = rate, 0
        self._done = RowBuffer(np.float32, before=(len(_SQUARES) + 1,))
        self._open = np.zeros(len(_SQUARES) + 1)

    def push(self, block: Planar) -> None:
        """Take in a planar block (channels, frames)."""
        at, end = 0, block.shape[1]
        while at < end:
            left = self._rate - self._frames % self._rate
            part = block[:, at : at + left]
            for channel in part:
                add_excess(channel, EVERY, _SQUARES, self._open)
            at += part.shape[1]
            self._frames += part.shape[1]
            if self._frames % self._rate == 0:
                self._close()

    def _close(self) -> None:
        self._done.add(self._open[:, None])
        self._open[:] = 0.0

    def rows(self) -> NDArray[np.float32]:
        """One row a second, the last for what was left over: shape (seconds, len(LEVELS_DB) + 1)."""
        done = self._done.view()
        if self._frames % self._rate:
            done = np.hstack((done, self._open[:, None].astype(np.float32)))
        return np.ascontiguousarray(done.T)


def share_above(rows: NDArray[np.floating], level: float) -> NDArray[np.float64]:
    """Share of each row's energy that hard clipping at a linear `level` takes, 0..1."""
    place = (20.0 * np.log10(max(level, 1e-9)) - LEVELS_DB[0]) / (LEVELS_DB[1] - LEVELS_DB[0])
    below = int(np.clip(np.floor(place), 0, len(LEVELS_DB) - 2))
    part = min(max(place - below, 0.0), 1.0)
    above = rows[:, below] * (1.0 - part) + rows[:, below + 1] * part
    return np.asarray(above / np.maximum(rows[:, -1], 1e-30), np.float64)


@compiled_fast
def add_excess(
    samples: NDArray[np.float32], every: int, squares: NDArray[np.float32], out: NDArray[np.float64]
) -> None:
    """Add the energy above each of `squares` (rising), and all energy last, of one frame in `every`."""
    tile = np.empty(1024, np.float32)
    count = (len(samples) + every - 1) // every
    for start in range(0, count, 1024):
        n = min(1024, count - start)
        highest, total = np.float32(0.0), np.float32(0.0)
        for i in range(n):
            square = samples[(start + i) * every] * samples[(start + i) * every]
            tile[i] = square
            total += square
            highest = max(highest, square)
        out[-1] += total
        for k in range(len(squares)):
            if squares[k] >= highest:
                break
            above = np.float32(0.0)
            for i in range(n):
                above += max(tile[i] - squares[k], np.float32(0.0))
            out[k] += above
