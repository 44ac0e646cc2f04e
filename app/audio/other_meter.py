"""A second opinion on loudness: pyloudnorm, a meter by other people, reads the same file.

It wants a whole file at once, in double precision; here it is given stretches that overlap, so that memory is bounded
however long a mix is. What it says of each block of 0.4 s is gated at the end as BS.1770 has it.
"""

from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .analysis import blocks
from .files import open_source
from .progress import Ticker
from .types import Limits, Report, Samples

MOST_CHANNELS = 2
"""It knows channels by their order alone, and no others than those of stereo are the same in every format."""
STRETCH_S, LEAD_S, BEHIND_S = 20, 1, 1
"""Each stretch begins a second early, for the filters to settle, and ends a second late, for its last blocks."""
BLOCKS_PER_S, BLOCK_S = 10, 0.4
_OFFSET, _ABSOLUTE, _RELATIVE = -0.691, -70.0, -10.0
_LIMITS = Limits()


def meter_name() -> str:
    """Who gives the opinion."""
    return f'pyloudnorm {version("pyloudnorm")}'


def second_opinion(
    path: Path, report: Report | None = None, limits: Limits = _LIMITS, stream: int | None = None
) -> float | None:
    """Integrated loudness of a file in LUFS, None where there is none, or where it has more than `MOST_CHANNELS`.

    Raises
    ------
    UnreadableAudio, UnsupportedAudio : as `open_source`.
    """
    ticker = Ticker(report)
    with open_source(path, limits, stream) as source:
        info = source.info
        if info.channels > MOST_CHANNELS:
            return None
        stretches = Stretches(info.sample_rate, info.channels)
        ticker.start('verify', info.frames)
        for samples in blocks(source):
            stretches.push(samples)
            ticker.advance(len(samples))
    ticker.finish()
    return stretches.finish()


class Stretches:
    """Gives pyloudnorm one stretch after the other, and keeps what it said of the blocks."""

    def __init__(self, rate: int, channels: int) -> None:
        import pyloudnorm  # with half of scipy, which a worker holds only once somebody has asked

        self._meter: Any = pyloudnorm.Meter(rate, filter_class='DeMan')  # its other filters are off the standard
        self._rate, self._lead_s = rate, 0
        self._kept = np.empty((0, channels))
        self._coming: list[Samples] = []
        self._frames = 0
        self._levels: list[NDArray[np.float64]] = []

    def push(self, samples: Samples) -> None:
        """Take in the next samples (frames, channels); what is no number counts as silence, as it does everywhere."""
        self._coming.append(samples)
        self._frames += len(samples)
        while self._frames >= (self._lead_s + STRETCH_S + BEHIND_S) * self._rate:
            self._join()
            end_s = self._lead_s + STRETCH_S
            self._read(self._kept[: (end_s + BEHIND_S) * self._rate], end_s * BLOCKS_PER_S)
            self._kept = self._kept[(end_s - LEAD_S) * self._rate :]
            self._frames, self._lead_s = len(self._kept), LEAD_S

    def finish(self) -> float | None:
        """Integrated loudness of all that came."""
        self._join()
        whole_blocks = int((len(self._kept) / self._rate - BLOCK_S) * BLOCKS_PER_S + 1 + 1e-6)
        if whole_blocks > self._lead_s * BLOCKS_PER_S:
            self._read(self._kept, whole_blocks)
        return _gated(np.concatenate([np.empty(0), *self._levels]))

    def _join(self) -> None:
        new = [np.where(np.isfinite(samples), samples, 0.0).astype(np.float64) for samples in self._coming]
        self._kept, self._coming = np.concatenate([self._kept, *new]), []

    def _read(self, samples: NDArray[np.float64], end: int) -> None:
        self._meter.integrated_loudness(samples)
        self._levels.append(np.array(self._meter.blockwise_loudness[self._lead_s * BLOCKS_PER_S : end]))


def _gated(levels: NDArray[np.float64]) -> float | None:
    heard = levels[levels >= _ABSOLUTE]
    if not len(heard):
        return None
    threshold = _mean(heard) + _RELATIVE
    return _mean(heard[heard > threshold])


def _mean(levels: NDArray[np.float64]) -> float:
    """The loudness whose energy is the mean of these blocks'."""
    return float(_OFFSET + 10.0 * np.log10(np.mean(10.0 ** ((levels - _OFFSET) / 10.0))))
