"""The colour of a voice: how loud each part of its spectrum is over a long time, and what gives one that of another."""

from functools import cache

import numpy as np
from numpy.typing import NDArray

from app.voice.engines.port import Sound

LOWEST_HZ, HIGHEST_HZ, BANDS = 80.0, 7_600.0, 32
"""What telephones and speech models hold, and no more: above it nothing is known."""
MOST_DB = 12.0
FRAME_S, LOUD_DB = 0.032, -30.0
TAPS = 513

Gains = NDArray[np.float32]
"""In dB, one for each band."""


def colour(sound: Sound, rate: int) -> Gains:
    """The level in each band, in dB, over the loud moments of speech; none of the overall loudness is in it."""
    length = round(FRAME_S * rate)
    count = max(1, 1 + (len(sound) - length) // (length // 2))
    padded = np.pad(sound, (0, max(0, length - len(sound))))
    frames = np.lib.stride_tricks.sliding_window_view(padded, length)[:: length // 2][:count]
    power = np.abs(np.fft.rfft(frames * np.hanning(length), axis=1)) ** 2
    total = power.sum(1)
    loud = total >= total.max() * 10 ** (LOUD_DB / 10)
    inside = power[loud].mean(0) @ _shapes(length, rate)
    levels = 10 * np.log10(inside + 1e-12)
    found: Gains = (levels - levels.mean()).astype(np.float32)
    return found


def towards(wanted: Gains, have: Gains) -> Gains:
    """What turns one colour into another: smooth, and never so strong that noise is heard."""
    asked = np.clip(wanted - have, -MOST_DB, MOST_DB)
    padded = np.pad(asked, 1, mode='edge')
    smooth = padded[:-2] / 4 + padded[1:-1] / 2 + padded[2:] / 4
    return np.asarray(smooth - smooth.mean(), np.float32)


def coloured(sound: Sound, rate: int, gains: Gains) -> Sound:
    """The sound with these gains; as long as it was and nothing later than before."""
    if not len(sound) or not gains.any():
        return sound
    size = 1 << (len(sound) + TAPS - 1).bit_length()
    turned = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(_filter(gains.tobytes(), rate), size), size)
    return turned[TAPS // 2 : TAPS // 2 + len(sound)].astype(np.float32)


@cache
def _middles() -> NDArray[np.float64]:
    edges = np.linspace(_scale(LOWEST_HZ), _scale(HIGHEST_HZ), BANDS + 2)
    return 700 * (np.exp(edges / 1127) - 1)


def _scale(frequency: float) -> float:
    return float(1127 * np.log(1 + frequency / 700))


@cache
def _shapes(length: int, rate: int) -> NDArray[np.float64]:
    """How much of each frequency belongs to each band; every band weighs as much."""
    places = np.arange(length // 2 + 1) * rate / length
    at = _middles()
    low, middle, high = at[:-2, None], at[1:-1, None], at[2:, None]
    shape = np.maximum(0, np.minimum((places - low) / (middle - low), (high - places) / (high - middle)))
    shape[:, :] += 1e-9
    weighed: NDArray[np.float64] = (shape / shape.sum(1, keepdims=True)).T
    return weighed


@cache
def _filter(gains: bytes, rate: int) -> NDArray[np.float64]:
    """A filter with these gains that delays all frequencies alike, by the half of its length."""
    heard = np.fft.rfftfreq(1024, 1 / rate)
    level = np.interp(heard, _middles()[1:-1], np.frombuffer(gains, np.float32))
    shape = np.fft.fftshift(np.fft.irfft(10 ** (level / 20)))
    middle = len(shape) // 2
    return shape[middle - TAPS // 2 : middle + TAPS // 2 + 1] * np.hanning(TAPS + 2)[1:-1]
