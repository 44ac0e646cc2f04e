"""What a run gathers on its way, for who wants to see it and not only its end."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from .types import Stage

if TYPE_CHECKING:
    from .analysis import Analysis, Meter

TRACE_FRAMES = 512
"""Frames of one entry in a trace."""


class Trace:
    """What the peak stages did, per 10 ms of programme: the limiter's deepest reduction, the share that was clipped."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._gains: list[NDArray[np.float32]] = []
        self._clipped: list[NDArray[np.float32]] = []
        self._from = {'limiter': 0, 'clipper': 0}

    def limited(self, nodes: NDArray[np.float32], group: int, late: int) -> None:
        """Take in the gains of one block, one per `group` frames; its output is `late` frames behind the programme."""
        each = max(1, TRACE_FRAMES // group)
        self._from['limiter'] = late
        self._gains.append(nodes[: len(nodes) // each * each].reshape(-1, each).min(axis=1))

    def clipped(self, touched: NDArray[np.uint8], late: int) -> None:
        """Take in which frames of one block were clipped."""
        self._from['clipper'] = late
        self._clipped.append(touched.reshape(-1, TRACE_FRAMES).mean(axis=1, dtype=np.float32))

    def reduction_db(self, tenths: int) -> NDArray[np.float32]:
        """Deepest reduction of each 100 ms, dB (positive)."""
        gains = np.concatenate(list(self._gains)) if self._gains else np.ones(0, np.float32)
        deepest = self._per_tenth(1.0 - gains, self._from['limiter'], tenths)
        return np.asarray(-20.0 * np.log10(np.maximum(1e-6, 1.0 - deepest)), np.float32)

    def clipped_share(self, tenths: int) -> NDArray[np.float32]:
        """Highest share of clipped frames (0..1) in each 100 ms."""
        shares = np.concatenate(list(self._clipped)) if self._clipped else np.zeros(0, np.float32)
        return self._per_tenth(shares, self._from['clipper'], tenths)

    def _per_tenth(self, values: NDArray[np.float32], late: int, tenths: int) -> NDArray[np.float32]:
        out = np.zeros(tenths, np.float32)
        places = (np.arange(len(values)) * TRACE_FRAMES - late) * 10 // self._rate
        inside = (places >= 0) & (places < tenths)
        np.maximum.at(out, places[inside], values[inside])
        return out


class Observer:
    """Hears of one run; all of it from the thread that called `level`, like `Report`. Override what is of interest."""

    def reading(self, stage: Stage, meter: 'Meter') -> None:
        """A pass with all meters begins; `meter.so_far()` may be asked at any time."""

    def analysed(self, analysis: 'Analysis') -> None:
        """All is known of the original; not called for an analysis that was handed in."""

    def rendering(self, trace: Trace) -> None:
        """A render begins, maybe not the last one; `trace` grows with it."""

    def rendered(self, output: 'Analysis') -> None:
        """What was rendered is measured (without excerpts)."""
