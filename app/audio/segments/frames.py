"""The mix second by second, as the finder compares it: spectrum, loudness, and what tells one track from another."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.audio.kernels import ROWS_PER_S
from app.audio.spectrum import BANDS, FLOOR_DB, PER_S, STEP_DB, Levels

Rows = NDArray[np.float32]

DEEPEST_DB = 75.0
"""What lies further below the loudest band of the mix counts as silence."""
DEEPEST_SHAPE_DB = 60.0
RHYTHM = 32
_SMOOTH_S = 5
_RHYTHM_SCALE = np.float32(20.0)
"""Brings rhythm to the size of the levels in dB beside it."""
_WIDTH = 13
_COLOUR = (2, 5, 8, 14, 20, 26, 32, 38, 44, 50, 55, 58)
TRAITS = BANDS + len(_COLOUR) + RHYTHM
_BEAT_WINDOW_S, _SHORTEST_LAG, _LONGEST_LAG = 8, 25, 185
_PIECE = 600


@dataclass(frozen=True, slots=True)
class Frames:
    """One row per second, float32.

    Attributes
    ----------
    power : level of each band, dB, (n, BANDS).
    traits : melody (how each band stands out from its neighbours, dB), colour (the smooth course of the spectrum, dB)
        and rhythm (autocorrelation of the onsets at lags of 0.25 to 1.85 s) side by side, (n, TRAITS).
    loudness : K-weighted level, dB, (n,).
    """

    power: Rows
    traits: Rows
    loudness: Rows


def frames_of(levels: Levels, energy: NDArray[np.float32], rate: int) -> Frames:
    """Whole seconds of what was heard (`levels`) and of the energy of each 10 ms at that sample rate."""
    seconds = min(len(levels) // PER_S, len(energy) // ROWS_PER_S)
    power = np.empty((seconds, levels.shape[1]), np.float32)
    for first in range(0, seconds, _PIECE):
        part = levels[first * PER_S : min(seconds, first + _PIECE) * PER_S].astype(np.float32) * STEP_DB + FLOOR_DB
        mean = (10.0 ** (part / 10.0)).reshape(-1, PER_S, levels.shape[1]).mean(axis=1)
        power[first : first + len(mean)] = 10.0 * np.log10(mean)
    power = np.maximum(power, power.max(initial=FLOOR_DB) - DEEPEST_DB)
    shape = np.maximum(power, power.max(axis=1, keepdims=True) - DEEPEST_SHAPE_DB) if seconds else power
    shape = shape - shape.mean(axis=1, keepdims=True)
    smooth = running_mean(shape.T, _WIDTH).T
    rhythm = (
        _rhythm(energy, seconds, rate).reshape(seconds, RHYTHM, (_LONGEST_LAG - _SHORTEST_LAG) // RHYTHM).mean(axis=2)
    )
    sums = energy[: seconds * ROWS_PER_S].reshape(seconds, ROWS_PER_S).sum(axis=1)
    traits = np.concatenate((shape - smooth, smooth[:, _COLOUR], _RHYTHM_SCALE * rhythm), axis=1)
    return Frames(
        power=power,
        traits=running_mean(traits.astype(np.float32), _SMOOTH_S),
        loudness=(10.0 * np.log10(sums / rate + 1e-9)).astype(np.float32),
    )


def running_mean(rows: Rows, width: int) -> Rows:
    """Mean over `width` rows around each; the first and the last row stand for what lies beyond."""
    if not len(rows):
        return rows
    padded = np.pad(rows, ((width // 2, width - 1 - width // 2), (0, 0)), mode='edge')
    total = np.zeros_like(rows, np.float32)
    for k in range(width):
        total += padded[k : k + len(rows)]
    return total / np.float32(width)


def _rhythm(energy: NDArray[np.float32], seconds: int, rate: int) -> Rows:
    level = 10.0 * np.log10(energy[: seconds * ROWS_PER_S] * (ROWS_PER_S / rate) + 1e-7)
    onsets = np.maximum(0.0, np.diff(level, prepend=level[:1])).astype(np.float32)
    half = _BEAT_WINDOW_S * ROWS_PER_S // 2
    padded = np.pad(onsets, (half, half))
    window = np.arange(_BEAT_WINDOW_S * ROWS_PER_S) + ROWS_PER_S // 2
    out = np.empty((seconds, _LONGEST_LAG - _SHORTEST_LAG), np.float32)
    for first in range(0, seconds, _PIECE):
        starts = np.arange(first, min(seconds, first + _PIECE)) * ROWS_PER_S
        part = padded[starts[:, None] + window[None, :]]
        part -= part.mean(axis=1, keepdims=True)
        spectrum = np.fft.rfft(part, 1024, axis=1)
        correlation = np.fft.irfft(np.abs(spectrum) ** 2, axis=1)
        scale = correlation[:, :1] + np.float32(1e-9)
        out[first : first + len(starts)] = (correlation / scale)[:, _SHORTEST_LAG:_LONGEST_LAG]
    return out
