"""Soft clipper at 4x: takes the short peaks that a limiter would have to duck the whole programme for."""

import sys

import numpy as np

from .kernels import COARSE_TAPS, Planar
from .observer import Trace
from .peak_kernels import CLIP_DELAY, CLIP_TILE, clip
from .true_peak import from_db

KNEE_DB = 2.0


class Clipper:
    """Streams planar blocks through the clipper, `latency` frames late.

    Works at four times the rate, so that what it adds above half the sample rate is filtered out instead of folding
    back. Only the part that is taken off passes the filters: where nothing is clipped, the samples stay as they are.
    The knee is a parabola that starts KNEE_DB below `ceiling` and meets it without a corner.
    """

    latency = CLIP_DELAY

    def __init__(self, ceiling: float, channels: int, frames: int, length: int | None = None) -> None:
        """`length` of the programme in frames, if known: what the filters ring around it is cut off here.

        It would be cut off at the end of the chain in any case, but then the guard would have read what nobody gets.
        """
        self._knee = np.float32(ceiling * from_db(-KNEE_DB))
        self._width = np.float32(ceiling) - self._knee
        self._frames = frames
        self._end = sys.maxsize if length is None else self.latency + length
        self._buffer = np.zeros((channels, 2 * CLIP_DELAY + frames), np.float32)
        self._between = np.zeros((3, CLIP_TILE + COARSE_TAPS), np.float32)
        self._excess = np.zeros((5, CLIP_TILE + COARSE_TAPS), np.float32)
        self._touched = np.zeros(frames, np.uint8)
        self._clipped = 0
        self._seen = 0
        self.trace: Trace | None = None

    def push(self, block: Planar) -> Planar:
        """Take in one block of the agreed number of frames, give back as many, `latency` frames older."""
        buffer, frames = self._buffer, self._frames
        buffer[:, :-frames] = buffer[:, frames:]
        buffer[:, -frames:] = block
        out = np.empty_like(block)
        self._touched[:] = 0
        for channel in range(len(out)):
            clip(buffer[channel], self._knee, self._width, out[channel], self._touched, self._between, self._excess)
        first, behind = self.latency - self._seen, self._end - self._seen
        if first > 0:
            out[:, :first] = 0.0
        if behind < frames:
            out[:, max(0, behind) :] = 0.0
        self._clipped += int(np.count_nonzero(self._touched))
        self._seen += frames
        if self.trace:
            self.trace.clipped(self._touched, self.latency)
        return out

    @property
    def share(self) -> float:
        """Share of time in which anything was taken off, 0..1."""
        return self._clipped / self._seen if self._seen else 0.0
