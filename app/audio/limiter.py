"""Look-ahead limiter: one gain for all channels that is down before a peak arrives and never lets one pass."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .kernels import CONTEXT, DELAY, ROWS_PER_S, TILE, Planar
from .observer import Trace
from .peak_kernels import apply_gain, control, group_peaks


@dataclass(frozen=True, slots=True)
class Timing:
    """How a limiter moves.

    Attributes
    ----------
    look_ahead_ms : the gain goes down in this time, in a straight line that ends when the peak arrives.
    release_ms : time constant of the way back after a single peak.
    trend_ms : time constant of the average reduction; while peaks follow each other the gain returns to `weight` times
        that average quickly and from there slowly, so that dense programme is held rather than pumped. 0 turns it off.
    """

    look_ahead_ms: float = 5.0
    release_ms: float = 60.0
    trend_ms: float = 400.0
    weight: float = 0.8
    exact: bool = False


LIMITER = Timing()
GUARD = Timing(look_ahead_ms=2.5, release_ms=15.0, trend_ms=0.0, weight=0.0, exact=True)


class Limiter:
    """Streams planar blocks through the limiter, `latency` frames late.

    The needed gain of every group of frames (0.17 ms) is held over the look-ahead and the release follows it; the mean
    over the look-ahead makes the steps into straight lines. Every value that mean takes in is at most the gain that the
    peak needs, so it cannot overshoot, whatever the signal. `exact` reads the peaks at 16x.
    """

    def __init__(
        self,
        ceiling: float,
        rate: int,
        channels: int,
        frames: int,
        timing: Timing = LIMITER,
        lifts: NDArray[np.float32] | None = None,
        late: int = 0,
    ) -> None:
        """`lifts` (>= 1, one per 10 ms of programme) are treated as if the peaks there were that much higher.

        `late` is how many frames behind the programme the input of this stage is.
        """
        self._ceiling, self._rate = ceiling, rate
        self._lifts, self._at = lifts, -DELAY - late
        self._exact = timing.exact
        self._group = group = group_frames(rate)
        self._frames = frames
        self._smooth = np.zeros(max(2, round(timing.look_ahead_ms * rate / 1000 / group)))
        self._held = np.zeros(len(self._smooth) + 3)
        self._state = np.zeros(6)
        self._release = release_at(timing, rate / group)
        self.latency = DELAY + (len(self._smooth) + 1) * group
        self._buffer = np.zeros((channels, max(CONTEXT, self.latency) + frames), np.float32)
        self._scratch = np.zeros((4, TILE + 1), np.float32)
        self._peaks = np.zeros(frames // group, np.float32)
        self._nodes = np.ones(frames // group + 1, np.float32)
        self._work = np.zeros(3)
        self._groups = 0
        self.trace: Trace | None = None
        self._late = late + self.latency

    def push(self, block: Planar) -> Planar:
        """Take in one block of the agreed number of frames, give back as many, `latency` frames older."""
        buffer, frames = self._buffer, self._frames
        buffer[:, :-frames] = buffer[:, frames:]
        buffer[:, -frames:] = block
        count = frames // self._group
        lifts = self._lifts_here(count)
        floor = self._ceiling if lifts is None else self._ceiling / float(lifts.max())
        group_peaks(
            buffer,
            buffer.shape[1] - frames,
            frames,
            self._group,
            np.float32(floor),
            self._exact,
            self._peaks,
            self._scratch,
        )
        if lifts is not None:
            self._peaks *= lifts
        busy = control(
            self._peaks,
            count,
            self._ceiling,
            self._release,
            self._held,
            self._smooth,
            self._state,
            self._nodes,
            self._work,
        )
        self._groups += count
        if self.trace:
            self.trace.limited(self._nodes[1:], self._group, self._late)
        first = buffer.shape[1] - frames - self.latency
        late = buffer[:, first : first + frames]
        if not busy:
            return late.copy()
        out = np.empty_like(block)
        for channel in range(len(out)):
            apply_gain(late[channel], self._nodes, self._group, out[channel])
        return out

    def _lifts_here(self, count: int) -> NDArray[np.float32] | None:
        """The lift of each group of this block, or None if there is none."""
        start, self._at = self._at, self._at + self._frames
        if self._lifts is None or not len(self._lifts):
            return None
        rows = (start + np.arange(count) * self._group) * ROWS_PER_S // self._rate
        lifts = self._lifts[np.clip(rows, 0, len(self._lifts) - 1)]
        return lifts if float(lifts.max()) > 1.0 else None

    @property
    def deepest_db(self) -> float:
        """Deepest reduction so far, dB."""
        return -20.0 * math.log10(1.0 - float(self._work[2]))

    @property
    def mean_db(self) -> float:
        """Mean reduction over the whole programme so far, dB."""
        return float(self._work[1] / self._groups) if self._groups else 0.0

    @property
    def share(self) -> float:
        """Share of time with more than 0.1 dB of reduction, 0..1."""
        return float(self._work[0] / self._groups) if self._groups else 0.0


def group_frames(rate: int) -> int:
    """Frames that share one reading of the peak: about 0.17 ms, a power of two that divides every block."""
    return int(max(4, 2 ** round(math.log2(rate / 5800))))


def release_at(timing: Timing, steps_per_s: float) -> NDArray[np.float64]:
    """(fast, slow, weight) of the release for so many steps per second."""

    def decay(milliseconds: float) -> float:
        return math.exp(-1000.0 / (milliseconds * steps_per_s))

    return np.array([decay(timing.release_ms), 1.0 - decay(timing.trend_ms) if timing.trend_ms else 0.0, timing.weight])
