"""Bring sound of another rate or layout to that of the file it belongs to."""

from collections.abc import Iterator

import av
import numpy as np
from numpy.typing import NDArray

from app.audio.types import Role, Samples

NAMES = {1: 'mono', 2: 'stereo', 3: '3.0', 4: '4.0', 5: '5.0', 6: '5.1', 7: '6.1(back)', 8: '7.1'}
"""Any layout of so many channels: the resampler treats all alike."""
LEFT, RIGHT = ('L', 'Ls', 'Lb'), ('R', 'Rs', 'Rb')
BOTH = 0.5**0.5


class Fitting:
    """Takes blocks of one rate and layout, gives blocks of another; the first frame stays the first."""

    def __init__(self, rate: int, layout: tuple[Role, ...], to_rate: int, to_layout: tuple[Role, ...]) -> None:
        self._rate, self._channels = rate, len(to_layout)
        self._mix = None if layout == to_layout or len(layout) == len(to_layout) else mixing(layout, to_layout)
        name = NAMES[self._channels]
        self._resampler = av.AudioResampler(format='flt', layout=name, rate=to_rate) if rate != to_rate else None
        self._name = name

    def push(self, block: Samples) -> Iterator[Samples]:
        """Take in a block; give what is ready."""
        if self._mix is not None:
            block = np.ascontiguousarray(block @ self._mix, np.float32)
        if self._resampler is None:
            yield block
        elif len(block):
            frame = av.AudioFrame.from_ndarray(
                np.ascontiguousarray(block).reshape(1, -1), format='flt', layout=self._name
            )
            frame.sample_rate = self._rate
            yield from self._resampled(frame)

    def finish(self) -> Iterator[Samples]:
        """What is still inside."""
        if self._resampler is not None:
            yield from self._resampled(None)

    def _resampled(self, frame: av.AudioFrame | None) -> Iterator[Samples]:
        assert self._resampler is not None
        for made in self._resampler.resample(frame):
            yield np.asarray(made.to_ndarray(), np.float32).reshape(-1, self._channels)


def mixing(layout: tuple[Role, ...], to: tuple[Role, ...]) -> NDArray[np.float32]:
    """How much of each channel goes to each: one channel as loud on both sides, two to one as their mean.

    More than two keep what has its place on both sides; the rest goes left, right, or to both.
    """
    table = np.zeros((len(layout), len(to)), np.float32)
    sides = [to.index(role) for role in ('L', 'R') if role in to] or [0]
    for row, role in enumerate(layout):
        if role in to and role not in ('M', '?'):
            table[row, to.index(role)] = 1.0
        elif role == 'M':
            table[row, sides] = 1.0
        elif role != 'LFE' and (len(sides) == 1 or role not in (*LEFT, *RIGHT)):
            table[row, sides] = 1.0 if len(sides) == 1 else BOTH
        elif role != 'LFE':
            table[row, sides[role in RIGHT]] = 1.0
    if len(to) == 1:
        table /= max(float(table.sum()), 1.0)
    return table
