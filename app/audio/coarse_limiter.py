"""What clipper and limiter would take, roughly: at one step per 10 ms, from the rows of an analysis alone."""

import numpy as np
from numpy.typing import NDArray

from .compiled import compiled
from .kernels import ROWS_PER_S


@compiled
def coarse_limiter(
    peaks: NDArray[np.float32],
    energy: NDArray[np.float32],
    limit: float,
    most: float,
    release: NDArray[np.float64],
    state: NDArray[np.float64],
    window: tuple[int, int],
    sums: NDArray[np.float64],
) -> None:
    """The stages at one step per row, for rows that start at a full second: energy taken, as sums per second.

    Peaks above `limit * most` are the clipper's. `release` is (fast, slow, weight) per row, `state` (reduction, trend).
    `sums` gets, for each second, the energy, what the limiter takes, what turning down the clipper's part takes; and
    the same three for the rows of that second inside `window`.
    """
    fast, slow, weight = release
    reduction, trend = state
    for i in range(len(energy)):
        peak = min(float(peaks[i]), limit * most)
        need = 1.0 - limit / peak if peak > limit else 0.0
        floor = weight * trend
        reduction = max(need, floor + (reduction - floor) * fast if reduction > floor else reduction * fast)
        trend += (reduction - trend) * slow
        limited = energy[i] * (1.0 - (1.0 - reduction) * (1.0 - reduction))
        fits = min(1.0, limit * most / max(float(peaks[i]), 1e-9))
        clipped = energy[i] * (1.0 - fits * fits)
        second, row = i // ROWS_PER_S, i % ROWS_PER_S
        sums[0, second] += energy[i]
        sums[1, second] += limited
        sums[2, second] += clipped
        if window[0] <= row < window[1]:
            sums[3, second] += energy[i]
            sums[4, second] += limited
            sums[5, second] += clipped
    state[0], state[1] = reduction, trend
