"""What hears beats: a small net whose layers look farther and farther around, worked out with nothing but numpy.

Eight convolutions over time, each five frames wide and twice as spread out as the one before, see ten seconds to both
sides; each adds to what came before. `make train-drums` made the weights, by `bench.drums.beat_training`.
"""

from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from app.drums.beats.inputs import Frames

WEIGHTS = Path(__file__).with_name('weights.npz')
WIDTH = 5


def odds(rows: Frames, weights: dict[str, Frames] | None = None) -> Frames:
    """For each frame the logarithm of the odds that a beat, and that a bar, begins there."""
    known = weights or stored()
    values = np.asarray(rows @ known['into'] + known['into_bias'], np.float32)
    for layer, (kernel, bias) in enumerate(zip(known['kernels'], known['biases'], strict=True)):
        values += _elu(_spread(values, kernel, 2**layer) + bias)
    return np.asarray(_elu(values) @ known['out'] + known['out_bias'], np.float32)


def _spread(values: Frames, kernel: Frames, apart: int) -> Frames:
    """A convolution over time, its taps so many frames apart."""
    reach = WIDTH // 2 * apart
    padded = np.pad(values, ((reach, reach), (0, 0)))
    made = np.zeros_like(values)
    for tap in range(WIDTH):
        made += padded[tap * apart : tap * apart + len(values)] @ kernel[tap]
    return made


def _elu(values: Frames) -> Frames:
    return np.where(values > 0, values, np.expm1(np.minimum(values, 0)))


@cache
def stored() -> dict[str, NDArray[np.float32]]:
    """The weights, read once in a process."""
    with np.load(WEIGHTS, allow_pickle=False) as file:
        return {name: file[name].astype(np.float32) for name in file.files}
