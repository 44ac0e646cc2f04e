"""A constant offset (DC) in a recording: named where it costs loudness, and taken out where somebody asks for it."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from .kernels import Planar
from .types import Samples

TOLD = 0.01
"""An offset of this share of full scale is named: from there on it takes 0.1 dB of the room for peaks."""
HEARD = 1e-4
"""What is smaller than this is left alone: it is as little as the last bits of 16."""

SHORTEST_S = 0.4
"""In less than that, which has no loudness either, the mean is that of a wave that was cut off, and no offset."""

Offsets = tuple[float, ...]
"""The mean of each channel's samples."""


class OffsetMeter:
    """The mean of each channel over a whole file."""

    def __init__(self, channels: int) -> None:
        self._sums: NDArray[np.float64] = np.zeros(channels)
        self._frames = 0

    def push(self, block: Planar) -> None:
        """Take in a planar block (channels, frames)."""
        self._sums += block.sum(axis=1)
        self._frames += block.shape[1]

    def offsets(self) -> Offsets:
        """What was found so far."""
        return tuple(float(total) for total in self._sums / max(1, self._frames))


def worth_taking_out(offsets: Sequence[float]) -> bool:
    """Whether anything is to be taken out."""
    return max(map(abs, offsets), default=0.0) >= HEARD


def told(offsets: Sequence[float]) -> str | None:
    """What to tell of an offset that matters; None for all others."""
    worst = max(offsets, key=abs, default=0.0)
    if abs(worst) < TOLD:
        return None
    return (
        f'The recording has a DC offset of {worst:+.1%} of full scale: it takes room for peaks, and loudness with it. '
        'Take it out (--remove-dc), and look at the interface it was recorded with.'
    )


def taken_out_told(offsets: Sequence[float]) -> str:
    """What was done, in words to put behind another sentence; nothing where nothing was done."""
    return f' Before that, a DC offset of {max(offsets, key=abs):+.1%} of full scale was taken out.' if offsets else ''


def without(offsets: Sequence[float], blocks: Iterable[Samples]) -> Iterator[Samples]:
    """The blocks (frames, channels) less their offset."""
    less = np.array(offsets, np.float32)
    for block in blocks:
        yield block - less if len(less) else block
