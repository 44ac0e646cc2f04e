"""How loud a stem is, and bringing it to a level without clipping: loudness by ITU-R BS.1770, in blocks of 400 ms."""

from functools import cache

import numpy as np

from app.practice.sound.instruments import RATE, Wave

CEILING = 0.89
"""About −1 dBFS: what is above the knee bends toward it."""
KNEE = 0.6
BLOCK_S, HOP_S = 0.4, 0.1
ABSOLUTE_LUFS, RELATIVE_LU = -70.0, -10.0


def loudness(wave: Wave) -> float:
    """In LUFS, −70 where there is nothing; gated as the standard says."""
    from scipy.signal import lfilter

    power = np.zeros(len(wave) + 1)
    for channel in range(wave.shape[1]):  # one after the other, because long pieces are large
        power[1:] += np.square(lfilter(*_weighting(RATE), wave[:, channel]))
    np.cumsum(power, out=power)
    block, hop = round(BLOCK_S * RATE), round(HOP_S * RATE)
    starts = np.arange(0, max(1, len(wave) - block + 1), hop)
    means = (power[np.minimum(starts + block, len(wave))] - power[starts]) / block
    loud = means[means > 10 ** ((ABSOLUTE_LUFS + 0.691) / 10)]
    if not len(loud):
        return ABSOLUTE_LUFS
    kept = loud[loud > loud.mean() * 10 ** (RELATIVE_LU / 10)]
    return float(-0.691 + 10 * np.log10(kept.mean()))


def at_level(wave: Wave, lufs: float) -> Wave:
    """The same sound at this loudness, below the ceiling; what bends there is made up for."""
    for _ in range(3):
        now = loudness(wave)
        if now <= ABSOLUTE_LUFS or abs(now - lufs) < 0.05:
            return wave
        wave = wave * np.float32(10 ** ((lufs - now) / 20))
        if np.abs(wave).max() <= CEILING:
            return wave
        wave = _bent(wave)
    return wave


def _bent(wave: Wave) -> Wave:
    """What is below the knee stays as it is."""
    size = np.abs(wave)
    over = (size - KNEE) / (CEILING - KNEE)
    return np.where(size > KNEE, np.sign(wave) * (KNEE + (CEILING - KNEE) * np.tanh(over)), wave).astype(np.float32)


@cache
def _weighting(rate: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """The two filters of the standard as one: a shelf at 1682 Hz, and a high pass at 38 Hz."""
    (b1, a1), (b2, a2) = _shelf(rate), _high_pass(rate)
    return tuple(np.convolve(b1, b2).tolist()), tuple(np.convolve(a1, a2).tolist())


def _shelf(rate: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    k = float(np.tan(np.pi * 1681.974450955533 / rate))
    gain, q = 3.999843853973347, 0.7071752369554196
    high = 10 ** (gain / 20)
    band = high**0.4996667741545416
    a0 = 1 + k / q + k * k
    b = ((high + band * k / q + k * k) / a0, 2 * (k * k - high) / a0, (high - band * k / q + k * k) / a0)
    return b, (1.0, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0)


def _high_pass(rate: int) -> tuple[tuple[float, ...], tuple[float, ...]]:
    k = float(np.tan(np.pi * 38.13547087602444 / rate))
    q = 0.5003270373238773
    a0 = 1 + k / q + k * k
    return (1.0, -2.0, 1.0), (1.0, 2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0)
