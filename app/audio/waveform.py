"""The shape of the programme for the eye: lowest, highest and RMS sample of every 10 ms, in 3 bytes."""

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled_fast
from .kernels import ROWS_PER_S, Planar

FULL = 127
"""What full scale is in the rows; beyond it is drawn as full scale."""


@compiled_fast
def _span(x: NDArray[np.float32], out: NDArray[np.float32]) -> None:
    """Widen out[0..1] to the lowest and highest sample, add the squares to out[2]."""
    low, high, squares = out[0], out[1], np.float32(0.0)
    for i in range(len(x)):
        low = min(low, x[i])
        high = max(high, x[i])
        squares += x[i] * x[i]
    out[0], out[1] = low, high
    out[2] += squares


@compiled_fast
def _spans(block: Planar, start: int, rate: int, first: int, rows: NDArray[np.float32]) -> None:
    """Take a block that starts at frame `start` into rows[0..], of which rows[0] is the 10 ms number `first`."""
    frames, at = block.shape[1], 0
    for row in range(len(rows)):
        end = min(frames, (first + row + 1) * rate // ROWS_PER_S - start)
        for channel in range(block.shape[0]):
            _span(block[channel, at:end], rows[row])
        at = end


class WaveMeter:
    """Streams planar blocks into rows of (lowest, highest, RMS), all channels together."""

    def __init__(self, rate: int, channels: int) -> None:
        self._rate, self._channels = rate, channels
        self._frames = self._first = 0
        self._open = np.zeros((1, 3), np.float32)
        self._done: list[NDArray[np.int8]] = []

    def push(self, block: Planar) -> None:
        """Take in a planar block (channels, frames)."""
        end = self._frames + block.shape[1]
        last = end * ROWS_PER_S // self._rate
        rows = np.zeros((last - self._first + 1, 3), np.float32)
        rows[0] = self._open[0]
        _spans(block, self._frames, self._rate, self._first, rows)
        self._open = rows[-1:].copy()
        if len(rows) > 1:
            self._done.append(_small(rows[:-1], self._channels * self._rate / ROWS_PER_S))
        self._frames, self._first = end, last

    def rows(self) -> NDArray[np.int8]:
        """All complete rows so far, shape (3, rows), full scale at 127; safe to ask from another thread."""
        done = list(self._done)
        return np.concatenate(done, axis=1) if done else np.zeros((3, 0), np.int8)


def _small(rows: NDArray[np.float32], samples: float) -> NDArray[np.int8]:
    """Rounded outwards, so that the quietest sound is still seen."""
    low, high = np.floor(rows[:, 0] * FULL), np.ceil(rows[:, 1] * FULL)
    shape = np.stack((low, high, np.ceil(np.sqrt(rows[:, 2] / samples) * FULL)))
    return np.asarray(np.clip(shape, -FULL, FULL), np.int8)
