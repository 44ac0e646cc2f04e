"""Sample rates: which each codec can have, and how sound comes from one to another."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from typing import Any

import av
import av.error
import numpy as np
from av.filter import Graph
from numpy.typing import NDArray

from app.audio.files.layouts import AV_NAMES
from app.audio.types import Info, Samples

_MPEG = (16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
_DOLBY = (32_000, 44_100, 48_000)

RATES: dict[str, tuple[int, ...]] = {
    'mp3': (8_000, 11_025, 12_000, *_MPEG),
    'mp2': _MPEG,
    'aac': (7_350, 8_000, 11_025, 12_000, *_MPEG, 64_000, 88_200, 96_000),
    'opus': (48_000,),
    'ac3': _DOLBY,
    'eac3': _DOLBY,
}
"""All that a codec can have, in rising order; those not named here can have any that is accepted."""

SWRESAMPLE = 'filter_size=128:phase_shift=10:cutoff=0.97:kaiser_beta=12:internal_sample_fmt=fltp'
"""Long filters: a tone at 15 kHz comes from 44.1 to 48 kHz with errors 128 dB below it."""


def fitting(codec: str, rate: int) -> int:
    """The rate that sound of `rate` Hz gets in a codec: its own, or the next higher; else one that divides it."""
    allowed = RATES.get(codec, (rate,))
    if rate in allowed:
        return rate
    higher = [one for one in allowed if one > rate]
    if higher:
        return higher[0]
    whole = [one for one in allowed if rate % one == 0 and 2 * one >= allowed[-1]]
    return whole[-1] if whole else allowed[-1]


def at_rate(info: Info, rate: int) -> Info:
    """The same sound at another rate."""
    return replace(info, sample_rate=rate, frames=frames_at(info.frames, info.sample_rate, rate))


def frames_at(frames: int, rate: int, wanted: int) -> int:
    """How many frames so many become, in whole numbers: hours at any rate stay exact."""
    return (frames * wanted + rate // 2) // rate


class Converter:
    """From one sample rate to another, block by block: the sound keeps its place, and its length to half a sample."""

    def __init__(self, rate: int, wanted: int, channels: int) -> None:
        self._rate, self._wanted, self._channels = rate, wanted, channels
        self._layout = AV_NAMES[channels]
        self._taken = self._given = 0
        graph = self._graph = Graph()
        told: dict[str, Any] = {
            'sample_rate': rate,
            'format': 'flt',
            'layout': self._layout,
            'time_base': Fraction(1, rate),
        }
        steps = [
            graph.add_abuffer(**told),
            graph.add('aresample', f'{wanted}:{SWRESAMPLE}'),
            graph.add('aformat', f'sample_fmts=flt:channel_layouts={self._layout}:sample_rates={wanted}'),
            graph.add('abuffersink'),
        ]
        for one, following in pairwise(steps):
            one.link_to(following)
        graph.configure()

    def push(self, samples: Samples) -> Samples:
        """Take in a block (frames, channels); returns what is ready."""
        if not len(samples):
            return samples
        packed = np.ascontiguousarray(samples, np.float32).reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(packed, format='flt', layout=self._layout)
        frame.sample_rate, frame.pts, frame.time_base = self._rate, self._taken, Fraction(1, self._rate)
        self._taken += len(samples)
        self._graph.push(frame)
        return self._ready()

    def finish(self) -> Samples:
        """What is left inside, cut or filled up to the length that belongs to what was taken in."""
        self._graph.push(None)
        given = self._given
        rest, left = self._ready(), frames_at(self._taken, self._rate, self._wanted) - given
        missing = np.zeros((max(left - len(rest), 0), self._channels), np.float32)
        return np.concatenate((rest[: max(left, 0)], missing))

    def _ready(self) -> Samples:
        blocks: list[NDArray[Any]] = [np.empty((0, self._channels), np.float32)]
        while True:
            try:
                made: Any = self._graph.pull()
            except (av.error.BlockingIOError, av.error.EOFError):
                break
            blocks.append(made.to_ndarray().reshape(-1, self._channels))
        ready = np.concatenate(blocks)
        self._given += len(ready)
        return ready
