"""Loudness from rows of K-weighted energy: momentary, short-term, integrated, range.

Sources: ITU-R BS.1770-5 annex 1, EBU Tech 3341 (momentary, short-term), EBU Tech 3342 (range).
A row is 10 ms: sums of squares of the K-weighted samples over all channels, weighted by their place.
"""

import math
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from .energy_kernels import k_energy_pair
from .kernels import ROWS_PER_S, Planar
from .row_buffer import RowBuffer
from .types import Role

ABSOLUTE_GATE_LUFS = -70.0
RELATIVE_GATE_LU = -10.0
RANGE_GATE_LU = -20.0
_OFFSET = -0.691
_OTHER: dict[Role, float] = {'LFE': 0.0, 'MM': 2.0}

Rows = NDArray[np.floating]


def k_weighting(rate: int) -> NDArray[np.float64]:
    """Coefficients of BS.1770's two filters at any sample rate (Hz), from their analogue prototypes.

    Returns
    -------
    (b0, b1, b2, a1, a2) of the high shelf and (a1, a2) of the high pass, whose numerator is (1, -2, 1).
    At 48 kHz they are the numbers the standard prints. Derivation: B. De Man, 'Evaluation of implementations of the
    EBU R128 loudness measurement', AES 145 (2018).
    """
    k, q = math.tan(math.pi * 1681.9744509555319 / rate), 0.7071752369554193
    high = 10.0 ** (3.99984385397 / 20.0)
    middle = high**0.499666774155
    norm = 1.0 + k / q + k * k
    shelf = (
        (high + middle * k / q + k * k) / norm,
        2.0 * (k * k - high) / norm,
        (high - middle * k / q + k * k) / norm,
        2.0 * (k * k - 1.0) / norm,
        (1.0 - k / q + k * k) / norm,
    )
    k, q = math.tan(math.pi * 38.13547087602444 / rate), 0.5003270373238773
    norm = 1.0 + k / q + k * k
    return np.array([*shelf, 2.0 * (k * k - 1.0) / norm, (1.0 - k / q + k * k) / norm])


def channel_weights(layout: tuple[Role, ...]) -> list[float]:
    """Weight of each channel (BS.1770-5 tables 3 and 4): 1.41 for those at the side, none for LFE, else 1.
    Mono that two speakers play counts twice.

    The side is 60 to 120 degrees: Ls and Rs, or the only pair of surrounds where a layout calls it Lb and Rb.
    """
    side = {'Ls', 'Rs'} if 'Ls' in layout or 'Rs' in layout else {'Lb', 'Rb'}
    return [_OTHER.get(role, 1.41 if role in side else 1.0) for role in layout]


class EnergyMeter:
    """Streams K-weighted energy into rows of 10 ms; chunking does not change a bit of them."""

    def __init__(self, rate: int, layout: tuple[Role, ...], expected_rows: int = 0) -> None:
        self._rate = rate
        self._filters = k_weighting(rate)
        weights = channel_weights(layout)
        heard = [(channel, weight) for channel, weight in enumerate(weights) if weight > 0.0]
        if len(heard) % 2:
            heard.append((heard[-1][0], 0.0))
        self._pairs = [(heard[i], heard[i + 1]) for i in range(0, len(heard), 2)]
        self._states = [np.zeros((2, 5)) for _ in self._pairs]
        self._frames = 0
        self._done = RowBuffer(np.float32, expected=expected_rows)

    def push(self, block: Planar) -> None:
        """Take in a planar block (channels, frames)."""
        first = row_of(self._frames, self._rate)
        last = row_of(self._frames + block.shape[1], self._rate)
        rows = np.zeros(last - first)
        for ((a, wa), (b, wb)), state in zip(self._pairs, self._states, strict=True):
            k_energy_pair(block[a], block[b], self._filters, state, (wa, wb), self._frames, self._rate, first, rows)
        self._frames += block.shape[1]
        self._done.add(rows)

    def rows(self) -> NDArray[np.float32]:
        """All complete rows so far, also while others go on pushing.

        Samples after the last full 10 ms belong to no gating block.
        """
        return self._done.view()


def row_of(frame: int, rate: int) -> int:
    """The 10 ms row that holds this frame: the largest r with floor(r * rate / 100) <= frame."""
    row = frame * ROWS_PER_S // rate
    return row + 1 if (row + 1) * rate // ROWS_PER_S <= frame else row


def to_lufs(mean_square: float) -> float | None:
    """Loudness of a weighted mean square (BS.1770-5 equation 2); None for silence."""
    return None if mean_square <= 0.0 else _OFFSET + 10.0 * math.log10(mean_square)


def from_lufs(loudness: float) -> float:
    """Weighted mean square of a loudness in LUFS."""
    return float(10.0 ** ((loudness - _OFFSET) / 10.0))


def sliding_mean(rows: Rows, rate: int, window: int, step: int = 1) -> NDArray[np.float64]:
    """Mean squares of windows of `window` rows, every `step` rows; empty if the programme is shorter."""
    count = len(rows) - window
    if count < 0:
        return np.zeros(0)
    means, done = np.empty(count // step + 1), 0
    for piece in _windows(rows, rate, window, step, count):
        means[done : done + len(piece)] = piece
        done += len(piece)
    return means


def _windows(rows: Rows, rate: int, window: int, step: int, count: int) -> Iterator[NDArray[np.float64]]:
    """Piecewise, so that hours need no more memory than minutes."""
    piece = 3000 * step
    for start in range(0, count + 1, piece):
        first = np.arange(start, min(count + 1, start + piece), step)
        total = np.concatenate(([0.0], np.cumsum(rows[start : first[-1] + window], dtype=np.float64)))
        frames = (first + window) * rate // ROWS_PER_S - first * rate // ROWS_PER_S
        yield np.maximum(total[first - start + window] - total[first - start], 0.0) / frames


def highest(rows: Rows, rate: int, window: int) -> float | None:
    """Loudest window of `window` rows at a hop of 10 ms, in LUFS; 40 rows are momentary, 300 short-term."""
    count = len(rows) - window
    if count < 0:
        return None
    return to_lufs(max(float(piece.max()) for piece in _windows(rows, rate, window, 1, count)))


def gated_blocks(rows: Rows, rate: int) -> NDArray[np.float64]:
    """Mean squares of all gating blocks: 400 ms every 100 ms (BS.1770-5 annex 1)."""
    return sliding_mean(rows, rate, 40, 10)


def tenths_to_blocks(tenths: NDArray[np.float64], rate: int) -> NDArray[np.float64]:
    """Mean squares of all gating blocks, from the energy of each 100 ms."""
    if len(tenths) < 4:
        return np.zeros(0)
    return np.asarray((tenths[:-3] + tenths[1:-2] + tenths[2:-1] + tenths[3:]) / (0.4 * rate))


def integrated(blocks: NDArray[np.float64]) -> float | None:
    """Integrated loudness of gating blocks (mean squares) in LUFS, by both gates (BS.1770-5 equations 5 to 7)."""
    gate = from_lufs(ABSOLUTE_GATE_LUFS)
    heard = blocks > gate
    if not heard.any():
        return None
    gate = max(gate, float(blocks.mean(where=heard)) * 10.0 ** (RELATIVE_GATE_LU / 10.0))
    return to_lufs(float(blocks.mean(where=np.greater(blocks, gate, out=heard))))


def loudness_range(rows: Rows, rate: int) -> float | None:
    """Loudness range in LU: 10th to 95th percentile of gated short-term values at 10 Hz (Tech 3342 section 5)."""
    heard = sliding_mean(rows, rate, 300, 10)
    heard.sort()
    heard = heard[np.searchsorted(heard, from_lufs(ABSOLUTE_GATE_LUFS), 'right') :]
    if not len(heard):
        return None
    heard = heard[np.searchsorted(heard, float(heard.mean()) * 10.0 ** (RANGE_GATE_LU / 10.0)) :]
    low, high = (heard[round((len(heard) - 1) * share)] for share in (0.10, 0.95))
    return float(10.0 * math.log10(high / low))
