"""From samples to a fingerprint.

The sound of each moment is a row of bands; a bit says whether one patch of that picture is stronger than another. Half
of the bits compare bands with bands, against what is usual in this recording, so that neither a filter nor another
level changes them; the other half compares how that changes in time.
"""

import numpy as np
from numpy.typing import NDArray

from app.drums.fingerprints.errors import NothingToHear
from app.drums.fingerprints.prints import SILENT, Fingerprint

RATE = 11_025
"""What samples are best handed in at: nothing above half of this is heard."""
SECONDS = 600.0
"""So much of a recording is heard, from its start."""
SHORTEST_S = 5.0
HOP_S, WINDOW_S = 0.124, 0.3715
BANDS, LOWEST_HZ, HIGHEST_HZ = 24, 110.0, 3_800.0
QUIET = 1e-6
"""A moment with less of the power of the loudest one is silent; what encoders leave of it is chance."""
FLOOR = 0.02
"""So much of a moment's mean power is added to each band: what is less is chance, too."""
BLOCK = 256
Picture = NDArray[np.float32]

_LEVELS = ((0, 3, 5, 3), (2, 3, 7, 3), (5, 4, 9, 4), (8, 3, 4, 2), (11, 4, 7, 4), (14, 3, 5, 3), (17, 3, 9, 3),
           (20, 2, 5, 2), (0, 6, 7, 6), (6, 6, 9, 6), (12, 6, 5, 6), (3, 2, 4, 2), (9, 2, 7, 2), (15, 2, 9, 2),
           (1, 8, 4, 8), (7, 8, 7, 8))  # fmt: skip
"""First band, bands of the first patch, moments, bands of the second patch above it."""
_CHANGES = ((0, 2, 3), (1, 3, 5), (3, 2, 7), (4, 4, 4), (6, 2, 5), (7, 3, 3), (9, 2, 6), (10, 4, 5),
            (12, 2, 3), (13, 3, 7), (15, 2, 4), (16, 4, 3), (18, 2, 6), (19, 2, 5), (0, 8, 6), (8, 8, 4))  # fmt: skip
"""First band, bands of each of the two patches, moments of each of the two pairs."""
_LONGEST = 14


def fingerprint(samples: NDArray[np.floating], rate: float = RATE) -> Fingerprint:
    """What a recording sounds like; its samples are in one channel.

    Raises
    ------
    NothingToHear : it is silent, or shorter than can be told from others.
    """
    heard = np.nan_to_num(np.asarray(samples[: round(SECONDS * rate)], np.float32), posinf=0.0, neginf=0.0)
    if len(heard) < SHORTEST_S * rate:
        raise NothingToHear(
            f'This recording is shorter than the {SHORTEST_S:g} seconds by which one is told from others: '
            'bring a longer part of the song.'
        )
    powers = _bands(heard, rate)
    loudness = powers.sum(axis=1)
    silent = loudness <= QUIET * loudness.max()
    if (~silent).sum() < SHORTEST_S / HOP_S / 2:
        raise NothingToHear('There is nothing to hear in this recording: bring the song itself.')
    picture = np.log10(powers / (powers.mean(axis=1, keepdims=True) + 1e-20) + FLOOR).astype(np.float32)
    return Fingerprint(_words(picture, silent))


def _bands(samples: NDArray[np.float32], rate: float) -> NDArray[np.float64]:
    """The power of each band at each moment; edges between two bins count by their share."""
    size = round(WINDOW_S * rate)
    length = 1 << (size - 1).bit_length()
    window = np.hanning(size).astype(np.float32)
    edges = np.geomspace(LOWEST_HZ, min(HIGHEST_HZ, 0.49 * rate), BANDS + 1) * length / rate
    starts = np.round(np.arange(0, (len(samples) - size) / rate, HOP_S) * rate).astype(int)
    found = np.empty((len(starts), BANDS))
    below, share = np.floor(edges).astype(int), edges % 1
    for first in range(0, len(starts), BLOCK):
        frames = samples[starts[first : first + BLOCK, None] + np.arange(size)] * window
        power = np.abs(np.fft.rfft(frames, length)).astype(np.float64) ** 2
        summed = np.concatenate([np.zeros((len(power), 1)), np.cumsum(power, axis=1)], axis=1)
        at = summed[:, below] + share * power[:, below]
        found[first : first + BLOCK] = np.diff(at, axis=1)
    return found


def _words(picture: Picture, silent: NDArray[np.bool_]) -> NDArray[np.uint32]:
    """A word for each moment from which on there are enough of them."""
    count = len(picture) - _LONGEST + 1
    summed = np.zeros((len(picture) + 1, BANDS + 1))
    summed[1:, 1:] = picture.cumsum(axis=0).cumsum(axis=1)
    quiet = np.concatenate([[0], silent.cumsum()])
    words = np.zeros(count, np.uint32)
    heard = quiet[_LONGEST:] - quiet[:count] < _LONGEST / 2
    for value in [*_levels(summed, count, heard), *_changes(summed, count)]:
        words = (words << np.uint32(1)) | (value > 0).astype(np.uint32)
    return np.where(heard, np.maximum(words, 1), SILENT).astype(np.uint32)


def _patch(
    summed: NDArray[np.float64], count: int, at: int, moments: int, band: int, bands: int
) -> NDArray[np.float64]:
    """The mean of a patch that begins so many moments later than each moment."""
    rows, columns = slice(at, at + count), (band, band + bands)
    later = slice(at + moments, at + moments + count)
    inside = (summed[later, columns[1]] - summed[later, columns[0]]) - (
        summed[rows, columns[1]] - summed[rows, columns[0]]
    )
    return inside / (moments * bands)


def _levels(summed: NDArray[np.float64], count: int, heard: NDArray[np.bool_]) -> list[NDArray[np.float64]]:
    """How much stronger bands are than those above them, beyond what is usual in this recording."""
    found = list[NDArray[np.float64]]()
    for band, lower, moments, upper in _LEVELS:
        start = (_LONGEST - moments) // 2
        value = _patch(summed, count, start, moments, band, lower) - _patch(
            summed, count, start, moments, min(band + lower, BANDS - upper), upper
        )
        found.append(value - np.median(value[heard] if heard.any() else value))
    return found


def _changes(summed: NDArray[np.float64], count: int) -> list[NDArray[np.float64]]:
    """How that changes from one stretch to the next."""
    found = list[NDArray[np.float64]]()
    for band, bands, moments in _CHANGES:
        start = _LONGEST // 2 - moments
        now, then = (
            _patch(summed, count, start + later, moments, band, bands)
            - _patch(summed, count, start + later, moments, band + bands, bands)
            for later in (0, moments)
        )
        found.append(then - now)
    return found
