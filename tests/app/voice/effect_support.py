"""Sounds as a listener would judge them: steps, levels, and what differs."""

import numpy as np
from numpy.typing import NDArray

Sound = NDArray[np.float32]


def power_db(sound: Sound) -> float:
    """How loud a piece is."""
    return float(10 * np.log10(np.mean(np.square(sound, dtype=np.float64)) + 1e-12))


def largest_step(sound: Sound) -> float:
    """What one in a thousand steps from sample to sample reaches."""
    return float(np.quantile(np.abs(np.diff(sound, axis=0)), 0.999))


def joint(sound: Sound) -> float:
    """The step from the end to the beginning, where one in a thousand steps of the sound is 1."""
    return float(np.abs(sound[0] - sound[-1]).max()) / largest_step(sound)


def alike(first: Sound, second: Sound) -> float:
    """How much the spectra of two sounds are the same, 0 to 1."""
    spectra = []
    for sound in (first, second):
        bins = np.abs(np.fft.rfft(sound.mean(1), 1 << 18)) ** 2
        bands = np.array([part.sum() for part in np.array_split(bins, 200)])
        spectra.append(np.sqrt(bands / bands.sum()))
    return float(spectra[0] @ spectra[1])
