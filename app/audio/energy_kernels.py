"""The first loops that samples meet: intake, and K-weighted energy. Blocks are planar: (channels, frames)."""

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled
from .kernels import ROWS_PER_S, Planar


@compiled
def take_in(samples: NDArray[np.float32], gain: float, out: Planar) -> tuple[int, int]:
    """Turn (frames, channels) into planar form, times `gain`; what is not a number becomes silence.

    Returns how many samples were not finite, and the frame of the first (-1 for none).
    """
    frames, channels = samples.shape
    bad, first = 0, -1
    factor = np.float32(gain)
    for channel in range(channels):
        for frame in range(frames):
            value = samples[frame, channel]
            if abs(value) <= np.float32(3e38):
                out[channel, frame] = value * factor
            else:
                out[channel, frame] = np.float32(0.0)
                bad += 1
                if first < 0 or frame < first:
                    first = frame
    return bad, first


@compiled
def k_energy_pair(
    a: NDArray[np.float32],
    b: NDArray[np.float32],
    filters: NDArray[np.float64],
    state: NDArray[np.float64],
    weights: tuple[float, float],
    start: int,
    rate: int,
    first_row: int,
    rows: NDArray[np.float64],
) -> None:
    """Add the K-weighted energy of two channels to the rows completed here (row r covers the r-th 10 ms).

    Both biquads run in transposed direct form II and double precision; `state` is (2, 5) and carries over: the filters'
    four and the sum of the open row, so that the order of additions, and with it every bit, is that of one long block.
    """
    b0, b1, b2, a1, a2, d1, d2 = filters
    s0, s1, t0, t1, left = state[0]
    u0, u1, v0, v1, right = state[1]
    frames, row, i = len(a), start * ROWS_PER_S // rate, 0
    while (row + 1) * rate // ROWS_PER_S <= start:
        row += 1
    while i < frames:
        full = (row + 1) * rate // ROWS_PER_S - start
        end = min(frames, full)
        for j in range(i, end):
            x = float(a[j])
            y = b0 * x + s0
            s0 = (b1 * x + s1) - a1 * y
            s1 = b2 * x - a2 * y
            z = y + t0
            t0 = (t1 - 2.0 * y) - d1 * z
            t1 = y - d2 * z
            left += z * z
            x = float(b[j])
            y = b0 * x + u0
            u0 = (b1 * x + u1) - a1 * y
            u1 = b2 * x - a2 * y
            z = y + v0
            v0 = (v1 - 2.0 * y) - d1 * z
            v1 = y - d2 * z
            right += z * z
        if end == full:
            rows[row - first_row] += weights[0] * left + weights[1] * right
            left = right = 0.0
        i, row = end, row + 1
    state[0, 0], state[0, 1], state[0, 2], state[0, 3], state[0, 4] = s0, s1, t0, t1, left
    state[1, 0], state[1, 1], state[1, 2], state[1, 3], state[1, 4] = u0, u1, v0, v1, right
    _end_decay(state)


@compiled
def _end_decay(state: NDArray[np.float64]) -> None:
    """A decaying filter would end in denormal numbers, which are slow."""
    for channel in range(state.shape[0]):
        for k in range(state.shape[1]):
            if abs(state[channel, k]) < 1e-30:
                state[channel, k] = 0.0
