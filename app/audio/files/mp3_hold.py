"""Peaks of MP3 after decoding: where a run of LAME raises one above the ceiling, its input is turned down there.

Even far below the ceiling, LAME now and then (a few frames an hour) gives back a peak half a decibel higher than it
took; encoding the same samples a little softer there avoids it. Only the section concerned is encoded again.
"""

import io
import math

import numpy as np
import soundfile
from numpy.typing import NDArray

from app.audio.kernels import ROWS_PER_S
from app.audio.true_peak import PeakMeter

DECODER_DELAY = 576 + 529
"""Sample frames by which LAME (576) and any decoder (528 + 1) are late together."""

TRIES = 4
ALLOWED_DB = 0.03
BELOW_DB = 0.15
"""How far below the ceiling the input is taken where it was over."""
RAMP_S = 0.005
_BLOCK = 1 << 15


def row_peaks(data: bytes, sample_rate: int, channels: int) -> NDArray[np.float32]:
    """True peak of each 10 ms (linear, channels linked) of a raw MP3 stream, at the places of its *input*."""
    meter = PeakMeter(sample_rate, channels)
    with soundfile.SoundFile(io.BytesIO(data)) as decoder:
        decoder.seek(min(DECODER_DELAY, decoder.frames))
        while len(block := decoder.read(_BLOCK, dtype='float32', always_2d=True)):
            meter.push(np.ascontiguousarray(block.T))
    meter.finish()
    return meter.rows().astype(np.float32)


def gain_below(peaks: NDArray[np.float32], ceiling: float, sample_rate: int, frames: int) -> NDArray[np.float32] | None:
    """Gain (one per sample frame, <= 1) that takes the rows which are over below the ceiling; None if none is.

    A row and its neighbours on both sides are turned down alike, with ramps of half a cosine outside.
    """
    over = np.flatnonzero(peaks > ceiling * 10.0 ** (ALLOWED_DB / 20.0))
    if not len(over):
        return None
    gain = np.ones(frames, np.float32)
    ramp = max(2, round(RAMP_S * sample_rate))
    slope = 0.5 + 0.5 * np.cos(np.linspace(0.0, math.pi, ramp))
    for row in over:
        depth = ceiling / float(peaks[row]) * 10.0 ** (-BELOW_DB / 20.0)
        flat = np.full((3 * sample_rate) // ROWS_PER_S, depth)
        dip = np.concatenate((depth + (1.0 - depth) * slope, flat, depth + (1.0 - depth) * slope[::-1]))
        start = (int(row) - 1) * sample_rate // ROWS_PER_S - ramp
        lo, hi = max(start, 0), min(start + len(dip), frames)
        if lo < hi:
            gain[lo:hi] = np.minimum(gain[lo:hi], dip[lo - start : hi - start])
    return gain
