"""Lays one way to say something over another: which moment of the one is which moment of the other."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from app.voice.engines.port import Sound

RATE = 16_000
HOP = 200
"""Samples from one moment to the next: 12.5 ms, half a step of the model."""
_WINDOW, _SPECTRUM, _BANDS, _KEPT = 400, 512, 40, 14
_LOWEST_HZ, _HIGHEST_HZ = 60.0, 7_600.0
_CHANGE, _LOUDNESS = 0.7, 1.5
"""How much it counts how a moment changes, and how loud it is, against how it sounds."""
BAND = 0.25
"""So far from its place, as a share of the whole, a moment is looked for."""
_FAR = 1e6

Floats = NDArray[np.float32]
Places = NDArray[np.float64]


@cache
def _filters() -> Floats:
    """How much of each frequency goes into each band; triangles, as far apart as ears tell them apart."""
    mel = 2595 * np.log10(1 + np.array([_LOWEST_HZ, _HIGHEST_HZ]) / 700)
    edges = 700 * (10 ** (np.linspace(mel[0], mel[1], _BANDS + 2) / 2595) - 1)
    heard = np.linspace(0, RATE / 2, _SPECTRUM // 2 + 1)[None]
    low, middle, high = edges[:-2, None], edges[1:-1, None], edges[2:, None]
    shape = np.maximum(0, np.minimum((heard - low) / (middle - low), (high - heard) / (high - middle)))
    filters: Floats = (shape * 2 / (high - low)).astype(np.float32)
    return filters


@cache
def _cosines() -> Floats:
    places = (np.arange(_BANDS)[:, None] + 0.5) * np.arange(_KEPT)[None] * np.pi / _BANDS
    table: Floats = (np.cos(places) * np.sqrt(2 / _BANDS)).astype(np.float32)
    return table


def features(sound: Sound) -> Floats:
    """How each moment of a sound at 16 kHz sounds, without whose voice it is: cepstra, their change, and loudness."""
    padded = np.pad(sound, _SPECTRUM // 2)
    frames = np.lib.stride_tricks.sliding_window_view(padded, _WINDOW)[::HOP]
    power = np.abs(np.fft.rfft(frames * np.hanning(_WINDOW).astype(np.float32), _SPECTRUM, axis=1)) ** 2
    cepstra = np.log(power @ _filters().T + 1e-7) @ _cosines()
    loudness, shape = cepstra[:, :1], cepstra[:, 1:]
    loud = loudness[:, 0] > np.percentile(loudness, 20)
    if loud.sum() < 2:
        loud[:] = True
    shape = (shape - shape[loud].mean(0)) / (shape[loud].std(0) + 1e-6)
    level = (loudness - loudness.mean()) / (loudness.std() + 1e-6)
    change = np.gradient(shape, axis=0) * 2 if len(shape) > 1 else np.zeros_like(shape)
    return np.hstack([shape, change * _CHANGE, level * _LOUDNESS]).astype(np.float32)


def laid_over(one: Floats, other: Floats) -> Places:
    """For each moment of one, and for its end, the place in the other."""
    ways = _ways(_distances(one, other))
    at, beside = len(one) - 1, len(other) - 1
    here, there = [at], [beside]
    while at or beside:
        way = ways[at, beside] if at and beside else (1 if at else 2)
        at -= way != 2
        beside -= way != 1
        here.append(at)
        there.append(beside)
    return np.interp(np.arange(len(one) + 1), here[::-1], there[::-1])


def _distances(one: Floats, other: Floats) -> Floats:
    squares = (one**2).sum(1)[:, None] + (other**2).sum(1)[None] - 2 * one @ other.T
    found: Floats = np.sqrt(np.maximum(squares, 0))
    apart = np.abs(np.arange(len(one))[:, None] / len(one) - np.arange(len(other))[None] / len(other))
    found[apart > BAND] = _FAR
    return found


def _ways(distances: Floats) -> NDArray[np.int8]:
    """From where the cheapest way comes to each pair: 0 from both before, 1 from the one's, 2 from the other's.

    All pairs of a diagonal are worked out at once, because they depend on the two diagonals before alone.
    """
    count, width = distances.shape
    ways = np.zeros((count, width), np.int8)
    before = np.full(count + 1, np.inf)
    last = np.full(count + 1, np.inf)
    for diagonal in range(count + width - 1):
        rows = np.arange(max(0, diagonal - width + 1), min(count - 1, diagonal) + 1)
        columns = diagonal - rows
        if diagonal:
            costs = np.stack([before[rows], last[rows], last[rows + 1]])
            way = costs.argmin(0)
            cost = costs[way, np.arange(len(rows))]
        else:
            way, cost = np.zeros(1, np.int64), np.zeros(1)
        now = np.full(count + 1, np.inf)
        now[rows + 1] = cost + distances[rows, columns]
        ways[rows, columns] = way
        before, last = last, now
    return ways
