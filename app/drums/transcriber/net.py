"""The net that hears drums, worked out with nothing but numpy.

    84 bands ─ three small convolutions over time and bands, each looking at fewer and wider bands: 28, 14, 7
             ─ 66 values a frame ─ six convolutions over time alone, each twice as far apart as the one before
             ─ two answers for each kind of drum: how likely it is struck, and how hard

Several such nets, learnt apart, are asked, and the mean of what they say counts: they err in other places.

Around the ends of what it is given it sees nothing. Whoever cuts a long recording into stretches gives each of them
`REACH` frames more on both sides, and gets the same answers as for the whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray

Values = NDArray[np.float32]
MODEL = Path(__file__).with_name('model.npz')
STEPS = (1, 2, 4, 8, 16, 32)
REACH = sum(STEPS) + 3
"""An answer depends on so many frames before and after it."""
_STRIDE = 3
_AT_ONCE = 400
"""So many frames are worked on together: what lies between two layers should fit into the cache."""


@dataclass(frozen=True, slots=True)
class Net:
    """The weights of one model. `of` is all that is asked of it."""

    weights: Mapping[str, Values]

    def of(self, frames: Values) -> Values:
        """How likely each kind is struck in each frame, and behind these columns how hard it is if so, all 0 to 1."""
        weights = self.weights
        seen = self._seen((frames - weights['mean']) / weights['spread'])
        values = _positive(seen @ weights['narrow'].T + weights['narrow_bias'])
        for place, step in enumerate(STEPS):
            values = values + _over_time(values, weights[f'time{place}'], weights[f'time{place}_bias'], step)
        answers = values @ weights['out'].T + weights['out_bias']
        return np.asarray(1 / (1 + np.exp(-answers)), np.float32)

    def _seen(self, scaled: Values) -> Values:
        """What the three convolutions over time and bands see, a stretch of frames at a time."""
        parts = []
        for at in range(0, len(scaled), _AT_ONCE):
            first, last = max(0, at - 3), min(len(scaled), at + _AT_ONCE + 3)
            layer = _over_both(scaled[first:last, :, None], self.weights['first'], self.weights['first_bias'], _STRIDE)
            layer = _halved(_over_both(layer, self.weights['second'], self.weights['second_bias']))
            layer = _halved(_over_both(layer, self.weights['third'], self.weights['third_bias']))
            kept = layer[at - first : at - first + _AT_ONCE]
            parts.append(kept.reshape(len(kept), -1))
        return np.concatenate(parts)


@dataclass(frozen=True, slots=True)
class Heard:
    """What nets say of each frame, frames × kinds, 0 to 1: how likely a kind is struck, and how hard it is if so."""

    likely: Values
    hard: Values


@dataclass(frozen=True, slots=True)
class Nets:
    """Some nets that are asked together."""

    every: tuple[Net, ...]

    def of(self, frames: Values) -> Heard:
        """The mean of what they say."""
        answers = np.mean([net.of(frames) for net in self.every], axis=0)
        kinds = answers.shape[1] // 2
        return Heard(np.asarray(answers[:, :kinds], np.float32), np.asarray(answers[:, kinds:], np.float32))


@cache
def model() -> Nets:
    """The nets that come along, read once in a process."""
    every = list[Net]()
    while weights := stored(f'net{len(every)}_'):
        every.append(Net(weights))
    return Nets(tuple(every))


def stored(prefix: str) -> dict[str, Values]:
    """What the file of the model holds under names that begin so."""
    with np.load(MODEL, allow_pickle=False) as file:
        names = [name for name in file.files if name.startswith(prefix)]
        return {name.removeprefix(prefix): np.asarray(file[name], np.float32) for name in names}


def _over_both(values: Values, kernel: Values, bias: Values, stride: int = 1) -> Values:
    """A convolution over time and bands: frames × bands × channels in, the same out; `kernel` is one for each output.

    The bands that a kernel sees lie side by side in memory, so that what it sees in one frame is copied at once.
    """
    tall, wide, channels = kernel.shape[1:]
    padded = np.pad(values, ((tall // 2, tall // 2), (wide // 2, wide // 2), (0, 0)))
    frames, places = len(values), (padded.shape[1] - wide) // stride + 1
    around = np.empty((frames, places, tall, wide * channels), np.float32)
    by_frame, by_band, by_channel = padded.strides
    for row in range(tall):
        view = as_strided(
            padded[row:], (frames, places, wide * channels), (by_frame, by_band * stride, by_channel), writeable=False
        )
        around[:, :, row] = view
    made = around.reshape(frames * places, -1) @ kernel.reshape(len(kernel), -1).T
    return _positive(made + bias).reshape(frames, places, -1)


def _halved(values: Values) -> Values:
    """Of two neighbouring bands the one that says more."""
    pairs = values[:, : values.shape[1] // 2 * 2]
    return np.maximum(pairs[:, ::2], pairs[:, 1::2])


def _over_time(values: Values, kernel: Values, bias: Values, step: int) -> Values:
    """Each frame with those `step` before and after it; `kernel` has one matrix for each of the three."""
    padded = np.pad(values, ((step, step), (0, 0)))
    before, now, after = padded[: -2 * step], values, padded[2 * step :]
    return _positive(before @ kernel[0] + now @ kernel[1] + after @ kernel[2] + bias)


def _positive(values: Values) -> Values:
    return np.asarray(np.maximum(values, 0), np.float32)
