"""What a studio does to a sound: rooms, compression, tone, saturation; each by chance."""

import numpy as np
from numpy.random import Generator
from numpy.typing import NDArray
from scipy.signal import butter, fftconvolve, lfilter, sosfilt

from bench.drums.kits import RATE, Mono

_BLOCK = 64


def effective(sound: Mono) -> float:
    """The effective value; of silence, next to nothing rather than nothing."""
    return float(np.sqrt(np.mean(np.square(sound, dtype=np.float64)) + 1e-12))


def levelled(sound: Mono, level: float = 0.1) -> Mono:
    """At that effective value."""
    return np.asarray(sound * (level / effective(sound)), np.float32)


def roomy(chance: Generator, sound: Mono) -> Mono:
    """In a room of 0.15 to 1.4 s."""
    count = round(chance.uniform(0.15, 1.4) * RATE)
    echo = chance.standard_normal(count) * np.exp(-6.9 * np.arange(count) / count)
    echo = lfilter(*butter(1, chance.uniform(2000, 9000) / (RATE / 2)), echo)
    echo = np.concatenate([np.zeros(round(chance.uniform(0, 0.025) * RATE)), echo])
    echo = np.asarray(echo / np.sqrt(np.sum(echo**2)), np.float32)
    heard = fftconvolve(sound, echo)[: len(sound)]
    return np.asarray(sound + heard * 10 ** (chance.uniform(-24, -8) / 20), np.float32)


def compressed(chance: Generator, sound: Mono) -> Mono:
    """What is louder than most becomes softer, as quickly as such a device does it."""
    blocks = len(sound) // _BLOCK
    power = np.square(sound[: blocks * _BLOCK]).reshape(blocks, _BLOCK).mean(axis=1)
    level = 20 * np.log10(_smoothed(np.sqrt(power + 1e-10), chance.uniform(0.002, 0.02)) + 1e-9)
    threshold = np.percentile(level, 85) - chance.uniform(3, 12)
    gain = -np.maximum(level - threshold, 0) * (1 - 1 / chance.uniform(2, 8))
    gain = _smoothed(gain, chance.uniform(0.03, 0.2))
    whole = np.repeat(10 ** (gain / 20), _BLOCK)
    return np.asarray(sound * np.pad(whole, (0, len(sound) - len(whole)), 'edge'), np.float32)


def _smoothed(values: NDArray[np.float64], seconds: float) -> NDArray[np.float64]:
    keeps = np.exp(-_BLOCK / (seconds * RATE))
    return np.asarray(lfilter([1 - keeps], [1, -keeps], values))


def toned(chance: Generator, sound: Mono, amount_db: float = 3.0) -> Mono:
    """More or less bass, treble and middle."""
    for kind, low, high in (('low', 80, 250), ('high', 3000, 9000), ('middle', 250, 4000)):
        root = 10 ** (chance.normal(0, amount_db) / 40)
        turn = 2 * np.pi * chance.uniform(low, high) / RATE
        above, below = _biquad(kind, root, np.cos(turn), np.sin(turn) / 2 / chance.uniform(0.5, 1.2))
        sound = np.asarray(lfilter(above / below[0], below / below[0], sound), np.float32)
    return sound


def _biquad(kind: str, root: float, cos: float, alpha: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A shelf or a bell, as the cookbook of such filters has them."""
    if kind == 'middle':
        return (
            np.array([1 + alpha * root, -2 * cos, 1 - alpha * root]),
            np.array([1 + alpha / root, -2 * cos, 1 - alpha / root]),
        )
    side, width = (1.0 if kind == 'low' else -1.0) * cos, 2 * np.sqrt(root) * alpha
    turned = 1.0 if kind == 'low' else -1.0
    above = root * np.array(
        [
            (root + 1) - (root - 1) * side + width,
            2 * turned * ((root - 1) - (root + 1) * side),
            (root + 1) - (root - 1) * side - width,
        ]
    )
    below = np.array(
        [
            (root + 1) + (root - 1) * side + width,
            -2 * turned * ((root - 1) + (root + 1) * side),
            (root + 1) + (root - 1) * side - width,
        ]
    )
    return above, below


def driven(sound: Mono, amount: float) -> Mono:
    """Saturated."""
    return np.asarray(np.tanh(sound * amount), np.float32)


def dull(sound: Mono, edge_hz: float) -> Mono:
    """Without what is above."""
    return np.asarray(sosfilt(butter(8, edge_hz / (RATE / 2), output='sos'), sound), np.float32)
