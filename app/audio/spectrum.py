"""What the finder listens to: the spectrum of the mix, twice a second, gathered in the one pass over the file.

Every 0.5 s a window of about 0.19 s is summed over the channels, thinned out to about 22 kHz and turned into 61 levels:
thirds of an octave at both ends, semitones in between, where melodies and chords are. A level takes one byte: 0.4 MB an
hour. What lies between the windows is not touched: that keeps the cost below a sixth of the pass.
"""

import math

import numpy as np
from numpy.typing import NDArray

from app.audio.compiled import compiled_fast
from app.audio.kernels import Planar

PER_S = 2
_LONGEST_S = 0.25
RATE = 22_050
"""The programme is thinned out to this rate or a little more (Hz)."""
LOW_HZ, MIDDLE_HZ, UPPER_HZ = 35.0, 220.0, 3520.0
LOW_BANDS, SEMITONES, HIGH_BANDS = 8, 48, 5
BANDS = LOW_BANDS + SEMITONES + HIGH_BANDS
STEP_DB, FLOOR_DB = 0.5, -100.0
_TAPS = 6
_BATCH = 16

Levels = NDArray[np.uint8]
"""Shape (rows, BANDS): level of each band in steps of STEP_DB above FLOOR_DB, one row per 1/PER_S s."""


class Spectrum:
    """Streams planar blocks into rows of levels; chunking does not change them."""

    def __init__(self, rate: int, channels: int) -> None:
        step = max(1, rate // RATE)
        self._step, self._rate = step, rate / step
        self._taps = _low_pass(step)
        self._size = 2 ** int(math.log2(self._rate * _LONGEST_S))
        self._window = np.hanning(self._size).astype(np.float32)
        self._first = _band_edges(self._rate / self._size, self._size // 2 + 1)
        self._scale = np.float32(16.0 / (self._size * channels) ** 2)
        self._mono = np.empty((self._size + self._taps.shape[1] - 1) * step, np.float32)
        self._phase = np.empty(self._size + self._taps.shape[1] - 1, np.float32)
        self._batch = np.zeros((_BATCH, self._size), np.float32)
        self._frames = self._rows = 0
        self._done: list[Levels] = []

    def push(self, block: Planar) -> None:
        """Take in a planar block (channels, frames)."""
        end = self._frames + block.shape[1]
        while (start := int(self._rows * self._rate / PER_S) * self._step) < end:
            first, last = max(start, self._frames), min(start + len(self._mono), end)
            if first < last:
                add_up(block[:, first - self._frames : last - self._frames], self._mono[first - start : last - start])
            if start + len(self._mono) > end:
                break
            thin_out(self._mono, self._taps, self._phase, self._batch[self._rows % _BATCH])
            self._rows += 1
            if self._rows % _BATCH == 0:
                self._listen(_BATCH)
        self._frames = end

    def _listen(self, count: int) -> None:
        """Turn the windows gathered into rows."""
        spectrum = np.fft.rfft(self._batch[:count] * self._window, axis=1)
        power = spectrum.real**2 + spectrum.imag**2
        sums = np.add.reduceat(power, self._first, axis=1)[:, :BANDS]
        decibels = 10.0 * np.log10(sums * self._scale + np.float32(1e-20))
        self._done.append(np.clip((decibels - FLOOR_DB) / STEP_DB, 0, 255).astype(np.uint8))

    def finish(self) -> Levels:
        """All rows, after the last block."""
        if self._rows % _BATCH:
            self._listen(self._rows % _BATCH)
            self._rows = 0
        return np.concatenate(self._done) if self._done else no_levels()


def no_levels() -> Levels:
    """No rows at all."""
    return np.zeros((0, BANDS), np.uint8)


@compiled_fast
def add_up(block: Planar, out: NDArray[np.float32]) -> None:
    """out = the sum of the channels."""
    out[:] = block[0]
    for channel in range(1, block.shape[0]):
        for i in range(len(out)):
            out[i] += block[channel, i]


@compiled_fast
def thin_out(
    mono: NDArray[np.float32], taps: NDArray[np.float32], phase: NDArray[np.float32], out: NDArray[np.float32]
) -> None:
    """out = every step-th value of `mono`, low-passed; `taps` is (step, taps per phase), `phase` is scratch."""
    step = taps.shape[0]
    out[:] = np.float32(0.0)
    for p in range(step):
        for i in range(len(phase)):
            phase[i] = mono[i * step + p]
        for k in range(taps.shape[1]):
            weight = taps[p, k]
            for i in range(len(out)):
                out[i] += weight * phase[i + k]


def _low_pass(step: int) -> NDArray[np.float32]:
    """A short windowed sinc, by phases: what it lets through above the new Nyquist frequency does no harm here."""
    if step == 1:
        return np.ones((1, 1), np.float32)
    distance = np.arange(_TAPS * step) - (_TAPS * step - 1) / 2
    shape = np.sinc(0.9 * distance / step) * np.hamming(_TAPS * step)
    return np.ascontiguousarray((shape / shape.sum()).reshape(_TAPS, step).T, np.float32)


def band_hertz() -> NDArray[np.float64]:
    """The BANDS + 1 edges of the bands, Hz."""
    low = np.geomspace(LOW_HZ, MIDDLE_HZ, LOW_BANDS, endpoint=False)
    middle = np.geomspace(MIDDLE_HZ, UPPER_HZ, SEMITONES, endpoint=False)
    return np.concatenate((low, middle, np.geomspace(UPPER_HZ, 10_000.0, HIGH_BANDS + 1)))


def _band_edges(bin_hertz: float, bins: int) -> NDArray[np.int64]:
    """First bin of every band, and of what lies above; each at least one bin wide where there are that many."""
    edges = np.round(band_hertz() / bin_hertz).astype(np.int64)
    for band in range(1, len(edges)):
        edges[band] = max(edges[band], edges[band - 1] + 1)
    return np.minimum(edges, bins - 1)
