"""The shape of the programme for the eye: lowest, highest and RMS sample of every 10 ms, in 3 bytes."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled_fast
from .kernels import ROWS_PER_S, Planar
from .row_buffer import RowBuffer

FULL = 127
"""What full scale is in the rows; beyond it is drawn as full scale."""
STEP = 32
"""Rows begin at a multiple of so many frames, less than a millisecond early: whole vectors are much faster."""
BATCH = 32
"""Blocks whose rows are made small together."""


@compiled_fast
def _squares(x: NDArray[np.float32]) -> np.float32:
    total = np.float32(0.0)
    for i in range(len(x)):
        total += x[i] * x[i]
    return total


@compiled_fast
def _highest(x: NDArray[Any]) -> Any:
    highest = x.dtype.type(0)
    for i in range(len(x)):
        highest = max(highest, x[i])
    return highest


@compiled_fast
def _spans(
    block: Planar,
    rising: NDArray[np.int32],
    falling: NDArray[np.uint32],
    start: int,
    rate: int,
    first: int,
    bits: NDArray[np.uint32],
    squares: NDArray[np.float32],
) -> None:
    """Take a block that starts at frame `start` into the rows from `first` on: (lowest, highest) as bits, squares.

    `rising` and `falling` are the block's bits: read as signed integers they are in the order of the positive floats,
    as unsigned ones in that of the negative ones. Only integers are compared in vectors.
    """
    frames, at = block.shape[1], 0
    for row in range(len(squares)):
        end = min(frames, (first + row + 1) * rate // ROWS_PER_S // STEP * STEP - start)
        for channel in range(block.shape[0]):
            squares[row] += _squares(block[channel, at:end])
            bits[row, 0] = max(bits[row, 0], _highest(falling[channel, at:end]))
            bits[row, 1] = max(bits[row, 1], np.uint32(_highest(rising[channel, at:end])))
        at = end


class WaveMeter:
    """Streams planar blocks into rows of (lowest, highest, RMS), all channels together."""

    def __init__(self, rate: int, channels: int, expected_rows: int = 0) -> None:
        self._rate, self._samples = rate, channels * rate / ROWS_PER_S
        self._frames = self._first = 0
        self._bits, self._squares = np.zeros((1, 2), np.uint32), np.zeros(1, np.float32)
        self._raw: list[tuple[NDArray[np.uint32], NDArray[np.float32]]] = []
        self._done = RowBuffer(np.int8, (3,), expected_rows)

    def push(self, block: Planar) -> None:
        """Take in a planar block (channels, frames)."""
        end = self._frames + block.shape[1]
        last = (end + STEP - 1) * ROWS_PER_S // self._rate
        while (last * self._rate // ROWS_PER_S) // STEP * STEP > end:
            last -= 1
        bits, squares = np.zeros((last - self._first + 1, 2), np.uint32), np.zeros(last - self._first + 1, np.float32)
        bits[0], squares[0] = self._bits[0], self._squares[0]
        views = block.view(np.int32), block.view(np.uint32)
        _spans(block, *views, self._frames, self._rate, self._first, bits, squares)
        self._bits, self._squares = bits[-1:].copy(), squares[-1:].copy()
        self._raw.append((bits[:-1], squares[:-1]))
        if len(self._raw) == BATCH:
            self.finish()
        self._frames, self._first = end, last

    def finish(self) -> None:
        """Make all complete rows small; call once more at the end."""
        if self._raw:
            bits, squares = zip(*self._raw, strict=True)
            self._done.add(_small(np.concatenate(bits), np.concatenate(squares), self._samples))
            self._raw.clear()

    def rows(self) -> NDArray[np.int8]:
        """All rows that are small already, shape (3, rows), full scale at 127; safe to ask from another thread."""
        return self._done.view()


def _small(bits: NDArray[np.uint32], squares: NDArray[np.float32], samples: float) -> NDArray[np.int8]:
    """Rounded outwards, so that the quietest sound is still seen."""
    ends = bits.view(np.float32) * np.float32(FULL)
    np.minimum(ends, FULL, out=ends)
    np.maximum(ends, -FULL, out=ends)
    out = np.empty((3, len(bits)), np.int8)
    out[0], out[1] = np.floor(ends[:, 0]), np.ceil(ends[:, 1])
    out[2] = np.minimum(FULL, np.ceil(np.sqrt(squares / np.float32(samples)) * np.float32(FULL)))
    return out
