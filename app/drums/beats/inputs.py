"""What the net of beats looks at: how loud twelve bands are, how they rise, and how likely each drum is hit.

Fifty times a second. The loudness of a band is told against its own mean over the ten seconds around, so that a quiet
verse and a loud chorus look alike, and a long song looks like the half minutes that the net has learnt from.
"""

import numpy as np
from numpy.typing import NDArray

from app.drums.transcriber import spectrum

FPS = spectrum.FRAMES_A_SECOND // 2

Samples = NDArray[np.float32]
Frames = NDArray[np.float32]

BANDS = 12
_STRETCH = 3000
_AROUND_S = 10
_RISE, _DRUM = 3.0, 2.0
"""Brings what rises, and what is hit, to the size that loudness has."""


def inputs(samples: Samples, drums: Frames) -> Frames:
    """The rows of the net, from mono at 44.1 kHz and how likely each drum is hit, a hundred times a second."""
    count, scale = spectrum.count_of(samples), spectrum.LEVEL / (spectrum.effective(samples) + 1e-9)
    parts = [
        together(spectrum.loudness(samples, first, min(count, first + _STRETCH), scale))
        for first in range(0, count, _STRETCH)
    ]
    return rows(np.concatenate(parts), drums)


def together(bands: Frames) -> Frames:
    """Twelve wide bands of what the transcriber's spectrum has."""
    return np.asarray(bands.reshape(len(bands), BANDS, -1).mean(axis=2, dtype=np.float32), np.float32)


def rows(bands: Frames, drums: Frames) -> Frames:
    """The rows of the net, from twelve bands and the drums, both a hundred times a second."""
    count = len(bands) // 2
    rise = np.maximum(0, np.diff(bands, axis=0, prepend=bands[:1]))
    loud = _paired(bands, count).mean(axis=1)
    hit = np.zeros((2 * count, drums.shape[1]), np.float32)
    hit[: min(len(drums), 2 * count)] = drums[: 2 * count]
    parts = (
        loud - _mean_around(loud),
        _RISE * _paired(rise, count).max(axis=1),
        _DRUM * _paired(hit, count).max(axis=1),
    )
    return np.concatenate(parts, axis=1).astype(np.float32)


def _paired(frames: Frames, count: int) -> Frames:
    return frames[: 2 * count].reshape(count, 2, -1)


def _mean_around(frames: Frames) -> Frames:
    """The mean of every column over some seconds to both sides, or as many as there are."""
    sums = np.concatenate([np.zeros((1, frames.shape[1])), np.cumsum(frames, axis=0, dtype=np.float64)])
    at, reach = np.arange(len(frames)), _AROUND_S * FPS
    first, last = np.maximum(0, at - reach), np.minimum(len(frames), at + reach)
    return np.asarray((sums[last] - sums[first]) / np.maximum(1, last - first)[:, None], np.float32)
