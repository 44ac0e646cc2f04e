"""The signal path of a render: gain, soft clipper, limiter, guard, dither, and each only if the plan asks for it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .clipper import Clipper
from .compiled import compiled
from .energy_kernels import take_in
from .kernels import Planar
from .limiter import GUARD, LIMITER, Limiter
from .observer import Trace
from .true_peak import from_db
from .types import LimiterWork, Samples

BLOCK = 32768
"""Frames per block inside the engine, whatever size they arrive in: so no number depends on chunking."""

SPARE_DB = 0.02
"""What the guard stays below the ceiling: its readings at 4x with a parabola are that good."""


@dataclass(frozen=True, slots=True)
class Route:
    """What a render does to the samples.

    Attributes
    ----------
    gain_db : the one gain.
    ceiling_dbtp : what the limiter and the guard hold, dBTP; None where the gain alone stays below and nothing else is
        done to the samples.
    clip_db : how far above the ceiling the soft clipper sits, dB: the most it leaves to the limiter. None: no clipper.
    dither : add triangular noise of +-1 LSB at 16 bit (or fewer) before the samples are rounded.
    bits : bits per sample that dither is for.
    """

    gain_db: float
    ceiling_dbtp: float | None = None
    clip_db: float | None = None
    dither: bool = False
    bits: int = 16


class Chain:
    """Streams samples (frames, channels) along a `Route`, block by block: `take`, then `steps`.

    All comes out `latency` frames late: as much silence behind the programme brings the rest.
    """

    def __init__(
        self,
        route: Route,
        rate: int,
        channels: int,
        frames: int = BLOCK,
        lifts: NDArray[np.float32] | None = None,
        length: int | None = None,
        guarded: bool = True,
    ) -> None:
        """`lifts` (one number >= 1 per 10 ms) asks the limiter for that much more reduction at these places.

        `length` is that of the programme in frames, if it is known: it makes the very last of them exact, too.
        Without the guard (not `guarded`) single peaks may pass the ceiling: half the work, for a search.
        """
        self.gain = from_db(route.gain_db)
        self._channels, self._frames = channels, frames
        self.clipper: Clipper | None = None
        self.limiter: Limiter | None = None
        self.guard: Limiter | None = None
        if route.ceiling_dbtp is not None:
            ceiling = from_db(route.ceiling_dbtp)
            if route.clip_db is not None:
                self.clipper = Clipper(ceiling * from_db(route.clip_db), channels, frames, length)
            late = self.clipper.latency if self.clipper else 0
            self.limiter = Limiter(ceiling, rate, channels, frames, LIMITER, lifts, late)
            late += self.limiter.latency
            if guarded:
                self.guard = Limiter(ceiling * from_db(-SPARE_DB), rate, channels, frames, GUARD, lifts, late)
        self._stages = [stage for stage in (self.clipper, self.limiter, self.guard) if stage]
        self.latency = sum(stage.latency for stage in self._stages)

    def take(self, samples: Samples) -> Planar:
        """First step: planar and times the gain; a short last block is filled up with silence."""
        block = np.zeros((self._channels, self._frames), np.float32)
        take_in(samples, self.gain, block)
        return block

    @property
    def steps(self) -> tuple[Callable[[Planar], Planar], ...]:
        """What follows: the clipper, the limiter and the guard, as far as they are planned. Each may have a thread of
        its own."""
        return tuple(stage.push for stage in self._stages)

    def leave(self, trace: Trace) -> None:
        """Write down in `trace` what will be done to the peaks, and when."""
        for stage in (self.clipper, self.limiter):
            if stage:
                stage.trace = trace

    @property
    def work(self) -> LimiterWork:
        """What was done to the peaks so far."""
        if self.limiter is None:
            return LimiterWork()
        return LimiterWork(
            max_reduction_db=self.limiter.deepest_db,
            mean_reduction_db=self.limiter.mean_db,
            limited_share=self.limiter.share,
            clipped_share=self.clipper.share if self.clipper else 0.0,
        )


@compiled
def hand_out(block: Planar, first: int, frames: int, start: int, step: float, out: NDArray[np.float32]) -> None:
    """Turn frames of a planar block into (frames, channels); with `step` > 0 add triangular noise of +-step.

    The noise is a function of the frame's place in the programme, and absent where the programme is digital silence.
    """
    for channel in range(block.shape[0]):
        if step == 0.0:
            for i in range(frames):
                out[i, channel] = block[channel, first + i]
            continue
        scale = np.float32(step / 65536.0)
        for i in range(frames):
            value = block[channel, first + i]
            if value != np.float32(0.0):
                seed = (start + i) * 8 + channel + 1  # a hash by Chris Wellons ('lowbias32'), in 32 of 64 bits
                seed = ((seed ^ (seed >> 16)) & 0xFFFFFFFF) * 0x7FEB352D & 0xFFFFFFFF
                seed = (seed ^ (seed >> 15)) * 0x846CA68B & 0xFFFFFFFF
                seed ^= seed >> 16
                value += (np.float32(seed & 0xFFFF) - np.float32(seed >> 16)) * scale
            out[i, channel] = value
