"""How loud each of 84 bands is, a hundred times a second: what the net looks at.

Bands are as wide as the ear's, from 30 Hz to 17 kHz, but never narrower than what a window of 46 ms can tell apart.
Frame i is centred on sample 441 · i.
"""

from functools import cache

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

RATE = 44_100
HOP = 441
FRAMES_A_SECOND = RATE // HOP
BANDS = 84
LEVEL = 0.1
"""Whatever its loudness, a recording is heard as if it had this effective value."""

Sound = NDArray[np.float32]
Frames = NDArray[np.float32]

_WINDOW = 2048
_LOWEST_HZ, _HIGHEST_HZ = 30.0, 17_000.0
_FLOOR = 1e-3
_BLOCK = 1 << 20
_AT_ONCE = 512


def count_of(samples: Sound) -> int:
    """So many frames has a sound."""
    return 1 + len(samples) // HOP


def effective(samples: Sound) -> float:
    """The effective value, worked out piece by piece, because a long recording may lie on the disk."""
    total = 0.0
    for at in range(0, len(samples), _BLOCK):
        block = np.asarray(samples[at : at + _BLOCK], np.float64)
        total += float(block @ block)
    return float(np.sqrt(total / max(1, len(samples))))


def loudness(samples: Sound, first: int, last: int, scale: float) -> Frames:
    """Frames `first` to `last` of a sound times `scale`, as the logarithm of what is in each band."""
    begin, end = first * HOP - _WINDOW // 2, (last - 1) * HOP + _WINDOW // 2
    inside = np.asarray(samples[max(0, begin) : max(0, end)], np.float32) * np.float32(scale)
    before = max(0, -begin)
    padded = np.pad(inside, (before, max(0, end - begin - before - len(inside))))
    windows = sliding_window_view(padded, _WINDOW)[::HOP]
    hann, bands = np.hanning(_WINDOW).astype(np.float32), _bands()
    made = np.empty((last - first, BANDS), np.float32)
    for at in range(0, len(made), _AT_ONCE):
        made[at : at + _AT_ONCE] = np.abs(np.fft.rfft(windows[at : at + _AT_ONCE] * hann, axis=1)) @ bands
    return np.asarray(np.log10(made + np.float32(_FLOOR)), np.float32)


@cache
def _bands() -> NDArray[np.float32]:
    """What of each line of a spectrum falls into each band: triangles, side by side on the scale of mels."""
    lines = np.fft.rfftfreq(_WINDOW, 1 / RATE)
    lowest, highest = (float(2595 * np.log10(1 + hz / 700)) for hz in (_LOWEST_HZ, _HIGHEST_HZ))
    mels = np.linspace(lowest, highest, BANDS + 2)
    edges = 700 * (10 ** (mels / 2595) - 1)
    least = 0.6 * RATE / _WINDOW
    made = np.zeros((len(lines), BANDS), np.float32)
    for band in range(BANDS):
        low = edges[band]
        middle = max(edges[band + 1], low + least)
        high = max(edges[band + 2], middle + least)
        made[:, band] = np.clip(np.minimum((lines - low) / (middle - low), (high - lines) / (high - middle)), 0, None)
        if made[:, band].sum() < 1e-6:
            made[np.argmin(np.abs(lines - middle)), band] = 1
    return np.asarray(made / made.sum(axis=0), np.float32)
