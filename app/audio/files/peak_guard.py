"""Peaks after decoding: where an encoder raises one above the ceiling, its input is turned down there.

Even far below the ceiling an encoder now and then gives back a peak that is higher than the one it took; encoding the
same samples a little softer there avoids it. Only the section concerned is encoded again.
"""

import math
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from app.audio.kernels import ROWS_PER_S, Planar
from app.audio.true_peak import PeakMeter

ALLOWED_DB = 0.03
BELOW_DB = (0.3, 0.3, 0.3, 0.4, 0.5, 0.7, 1.0, 1.4)
"""How far below the ceiling the input is taken at each try, where it decoded to more than the ceiling.

Only there: all of limited programme stands near the ceiling, and one stubborn peak would take up to a decibel off its
whole section. How often that happens changes with every change of the input, so no plan could foretell the loudness."""
AROUND = 2
"""Rows on both sides that are turned down alike: encoders' windows are up to 46 ms long, and peaks move in them."""
OVERLAP = 5
"""Rows before a section's first delivered one that are listened to all the same: they overlap with it at a seam."""
RAMP_S = 0.005
_PIECE = 1 << 16

Rows = NDArray[np.intp]
Peaks = NDArray[np.float32]
Made = TypeVar('Made')
Sound = TypeVar('Sound', bound=NDArray[Any])


def kept_below(
    sound: Sound,
    encode: Callable[[Sound], Made],
    listen: Callable[[Made], Peaks],
    ceiling: float | None,
    sample_rate: int,
    mend: Callable[[Made, Sound, Rows, Peaks], tuple[Made, Peaks]] | None = None,
) -> tuple[Made, int]:
    """Encode; listen to it, and encode again with less at these places, while it decodes to peaks above the ceiling.

    Parameters
    ----------
    sound : shape (frames, channels), int16 or float32.
    listen : true peaks of what was encoded, see `row_peaks`.
    ceiling : linear; None takes what comes.
    mend : encodes again, and listens to, no more than what has changed. It is given what was made last, the samples as
        they are now, the rows around which they have changed, and the peaks so far; it returns what came out, and its
        peaks. None has all of it encoded again.

    Returns
    -------
    What came out lowest, and how often it was encoded again.
    """
    made, tries = encode(sound), 0
    if ceiling is None:
        return made, tries
    again, peaks = made, listen(made)
    lowest = float(peaks.max(initial=0.0))
    for below_db in BELOW_DB:
        held = held_below(sound, peaks, ceiling, below_db, sample_rate)
        if held is None:
            break
        sound, tries = held, tries + 1
        if mend is None:
            again = encode(sound)
            peaks = listen(again)
        else:
            again, peaks = mend(again, sound, np.flatnonzero(peaks > ceiling), peaks)
        if float(peaks.max(initial=0.0)) < lowest:
            made, lowest = again, float(peaks.max(initial=0.0))
    return made, tries


def row_peaks(blocks: Iterable[Planar], sample_rate: int, channels: int, skip: int) -> Peaks:
    """True peak of each 10 ms (linear, channels linked) of decoded blocks, without their first `skip` frames."""
    meter = PeakMeter(sample_rate, channels)
    for block in blocks:
        if skip < block.shape[1]:
            meter.push(np.ascontiguousarray(block[:, skip:], np.float32))
        skip = max(0, skip - block.shape[1])
    meter.finish()
    return meter.rows().astype(np.float32)


def across(peaks: Peaks) -> Peaks:
    """Peaks of a part, whose rows each lie across two of the whole, as rows of the whole: one more, each the higher."""
    none = np.float32(0.0)
    return np.maximum(np.append(peaks, none), np.append(none, peaks))


def held_below(sound: Sound, peaks: Peaks, ceiling: float, below_db: float, sample_rate: int) -> Sound | None:
    """The samples with the rows that are over taken `below_db` below the ceiling.

    None if none is over by more than is allowed. A row and its neighbours on both sides are turned down alike, with
    ramps of half a cosine outside.
    """
    if float(peaks.max(initial=0.0)) <= ceiling * 10.0 ** (ALLOWED_DB / 20.0):
        return None
    wanted = ceiling * 10.0 ** (-below_db / 20.0)
    rows = np.flatnonzero(peaks > ceiling)
    depths = wanted / peaks[rows].astype(np.float64)
    held = sound.copy()
    for at in range(0, len(sound), _PIECE):  # the gain of a whole section would be as large as the section
        gain = _gain(rows, depths, sample_rate, at, min(_PIECE, len(sound) - at))
        piece = slice(at, at + len(gain))
        turned = sound[piece] * gain[:, None]
        held[piece] = np.rint(turned) if sound.dtype == np.int16 else turned
    return held


def span_s(row: int) -> tuple[float, float]:
    """From where to where `held_below` turns the samples down because of one row, in seconds."""
    return (row - AROUND) / ROWS_PER_S - RAMP_S, (row + AROUND + 1) / ROWS_PER_S + RAMP_S


def _gain(rows: Rows, depths: NDArray[np.float64], sample_rate: int, first: int, frames: int) -> NDArray[np.float32]:
    """Gain of each of the frames from `first` on."""
    ramp = max(2, round(RAMP_S * sample_rate))
    slope = 0.5 + 0.5 * np.cos(np.linspace(0.0, math.pi, ramp))
    flat = np.zeros((2 * AROUND + 1) * sample_rate // ROWS_PER_S)
    shape = np.concatenate((slope, flat, slope[::-1]))
    gain = np.ones(frames, np.float32)
    for row, depth in zip(rows, depths, strict=True):
        start = (int(row) - AROUND) * sample_rate // ROWS_PER_S - ramp - first
        lo, hi = max(start, 0), min(start + len(shape), frames)
        if lo < hi:
            gain[lo:hi] = np.minimum(gain[lo:hi], depth + (1.0 - depth) * shape[lo - start : hi - start])
    return gain
