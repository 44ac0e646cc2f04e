"""Drums that are made of sines and noise, so that a test has them at once and knows when they are struck."""

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

RATE = 44_100
Sound = NDArray[np.float32]
Strokes = Iterable[tuple[float, str]]


def played(strokes: Strokes, seconds: float, seed: int = 1) -> Sound:
    """Drums by name at these moments."""
    made, chance = np.zeros(round(seconds * RATE)), np.random.default_rng(seed)
    for at, name in strokes:
        begin = round(at * RATE)
        drum = DRUMS[name](chance)[: len(made) - begin]
        made[begin : begin + len(drum)] += drum
    return np.asarray(0.4 * made, np.float32)


def tone(hz: float, seconds: float, level: float = 0.2) -> Sound:
    """A sine, that begins and ends softly."""
    time = np.arange(round(seconds * RATE)) / RATE
    soft = np.clip(np.minimum(time, seconds - time) / 0.2, 0, 1)
    return np.asarray(level * soft * np.sin(2 * np.pi * hz * time), np.float32)


def rock(bars: int, bpm: float = 110.0) -> list[tuple[float, str]]:
    """Kick on one and three, snare on two and four, hats on all eighths: every second stroke is of two drums."""
    eighth, made = 30 / bpm, list[tuple[float, str]]()
    for place in range(8 * bars):
        at = 0.25 + place * eighth
        made.append((at, 'hat'))
        if place % 4 in (0, 2):
            made.append((at, 'kick' if place % 4 == 0 else 'snare'))
    return made


def _time(seconds: float) -> NDArray[np.float64]:
    return np.arange(round(seconds * RATE)) / RATE


def _falling(seconds: float, rings: float) -> NDArray[np.float64]:
    return np.asarray(np.exp(-6.9 * _time(seconds) / rings) * np.minimum(1, _time(seconds) / 0.0005))


def _swept(seconds: float, high: float, low: float, falls: float) -> NDArray[np.float64]:
    pitch = low + (high - low) * np.exp(-_time(seconds) / falls)
    return np.asarray(np.sin(2 * np.pi * np.cumsum(pitch) / RATE))


def _noise(chance: np.random.Generator, seconds: float, above: int, below: int) -> NDArray[np.float64]:
    """Without what is higher than one wave in `above` samples, and lower than one in `below`."""
    made = chance.standard_normal(round(seconds * RATE))
    high, low = (
        np.convolve(made, np.hanning(2 + count) / np.hanning(2 + count).sum(), 'same') for count in (above, below)
    )
    return np.asarray((high - low) / np.abs(high - low).max())


def _kick(chance: np.random.Generator) -> NDArray[np.float64]:
    click = _noise(chance, 0.3, 8, 60) * _falling(0.3, 0.01)
    return _swept(0.3, 170, 52, 0.03) * _falling(0.3, 0.28) + 0.15 * click


def _boom(chance: np.random.Generator) -> NDArray[np.float64]:
    click = chance.standard_normal(round(0.9 * RATE)) * _falling(0.9, 0.006)
    return _swept(0.9, 110, 48, 0.02) * _falling(0.9, 0.9) + 0.03 * click


def _snare(chance: np.random.Generator) -> NDArray[np.float64]:
    wires = _noise(chance, 0.25, 6, 50) * _falling(0.25, 0.2)
    return 0.6 * _swept(0.25, 260, 185, 0.01) * _falling(0.25, 0.12) + 0.7 * wires


def _hat(chance: np.random.Generator) -> NDArray[np.float64]:
    return 0.25 * _noise(chance, 0.1, 1, 5) * _falling(0.1, 0.06)


def _clap(chance: np.random.Generator) -> NDArray[np.float64]:
    """As much of it lies below 700 Hz and above 4 kHz as of the clap of a TR-808: a tenth."""
    hands = sum(np.roll(_falling(0.25, 0.02), round(apart * RATE)) for apart in (0.0, 0.011, 0.022))
    wide = _noise(chance, 0.25, 20, 60) + 0.35 * _noise(chance, 0.25, 1, 12)
    return wide * (hands + 0.6 * _falling(0.25, 0.15))


def _tom(pitch: float) -> NDArray[np.float64]:
    return 0.8 * _swept(0.5, 1.4 * pitch, pitch, 0.04) * _falling(0.5, 0.45)


DRUMS: dict[str, Callable[[np.random.Generator], NDArray[np.float64]]] = {
    'kick': _kick, 'boom': _boom, 'snare': _snare, 'hat': _hat, 'clap': _clap, 'high tom': lambda _: _tom(190),
    'middle tom': lambda _: _tom(130), 'low tom': lambda _: _tom(85),
}  # fmt: skip
