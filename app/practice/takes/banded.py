"""A convolution over frames and bins as few large products of matrices."""

import numpy as np
from numpy.typing import NDArray

Frames = NDArray[np.float32]

_COLUMNS, _FEWEST, _MOST = 128, 4, 24
"""Columns of one product, and bins worked out by it: more, and most of its matrix is empty; fewer, and it is small."""


class Banded:
    """One layer.

    Parameters
    ----------
    kernel : by outputs, inputs, frames and bins.
    bins : of the input.
    stride, pad : along the bins; along the frames each layer has as many outputs as inputs.
    """

    def __init__(self, kernel: Frames, bias: Frames, bins: int, stride: int, pad: int) -> None:
        self._outputs, self._inputs, self._reach, width = kernel.shape
        self._bias, self._bins, self._pad = bias, bins, pad
        self._count = (bins + 2 * pad - width) // stride + 1
        at_once = min(self._count, max(_FEWEST, min(_MOST, _COLUMNS // self._outputs)))
        starts = sorted({min(one, self._count - at_once) for one in range(0, self._count, at_once)})
        self._at_once, self._taken = at_once, (at_once - 1) * stride + width
        self._starts = [(start, start * stride) for start in starts]
        band = np.zeros((self._reach, self._taken, self._inputs, at_once, self._outputs), np.float32)
        for place in range(at_once):
            band[:, place * stride : place * stride + width, :, place, :] = kernel.transpose(2, 3, 1, 0)
        self._band = band.reshape(self._reach, self._taken * self._inputs, at_once * self._outputs)

    def of(self, frames: Frames) -> Frames:
        """The outputs for frames of bins of inputs, in the same order."""
        count, half = len(frames), self._reach // 2
        room = np.zeros((count + 2 * half, self._bins + 2 * self._pad, self._inputs), np.float32)
        room[half : half + count, self._pad : self._pad + self._bins] = frames
        flat = room.reshape(len(room), -1)
        made = np.empty((count, self._count, self._outputs), np.float32)
        for start, taken in self._starts:
            columns = slice(taken * self._inputs, (taken + self._taken) * self._inputs)
            total = flat[:count, columns] @ self._band[0]
            for later in range(1, self._reach):
                total += flat[later : later + count, columns] @ self._band[later]
            made[:, start : start + self._at_once] = total.reshape(count, self._at_once, self._outputs)
        made += self._bias
        return made
