"""Peaks of MP3 after decoding: where a run of LAME raises one above the ceiling, its input is turned down there.

Even far below the ceiling, LAME now and then (a few frames an hour) gives back a peak half a decibel higher than it
took; encoding the same samples a little softer there avoids it. Only the section concerned is encoded again.
"""

import io
import math
from collections.abc import Iterator

import av
import numpy as np
from numpy.typing import NDArray

from app.audio.kernels import ROWS_PER_S
from app.audio.true_peak import PeakMeter

DECODER_DELAY = 576 + 529
"""Sample frames by which LAME (576) and any decoder (528 + 1) are late together."""

ALLOWED_DB = 0.03
BELOW_DB = (0.15, 0.35, 0.6, 0.9, 1.3)
"""How far below the ceiling the input is taken at each try, wherever it decoded to more than that.

At low bit rates every try makes new peaks elsewhere, most likely where there were high ones before."""
AROUND = 4
"""Rows on both sides that are turned down alike: the encoder's windows are 26 ms long, and peaks move in them."""
RAMP_S = 0.005
_BATCH = 32
_PIECE = 1 << 16

Pcm16 = NDArray[np.int16]


def row_peaks(data: bytes, sample_rate: int, channels: int) -> NDArray[np.float32]:
    """True peak of each 10 ms (linear, channels linked) of a raw MP3 stream, at the places of its *input*."""
    meter, skip = PeakMeter(sample_rate, channels), DECODER_DELAY
    for block in _decoded(data):
        if skip < block.shape[1]:
            meter.push(np.ascontiguousarray(block[:, skip:], np.float32))
        skip = max(0, skip - block.shape[1])
    meter.finish()
    return meter.rows().astype(np.float32)


def _decoded(data: bytes) -> Iterator[NDArray[np.float32]]:
    """The stream in planar blocks: frame by frame, for a variable rate without a head tells no length."""
    held: list[NDArray[np.float32]] = []
    with av.open(io.BytesIO(data), 'r', format='mp3') as stream:
        for frame in stream.decode(audio=0):
            held.append(np.asarray(frame.to_ndarray(), np.float32))
            if len(held) == _BATCH:
                yield np.concatenate(held, axis=1)
                held = []
    if held:
        yield np.concatenate(held, axis=1)


def held_below(
    pcm: Pcm16, peaks: NDArray[np.float32], ceiling: float, below_db: float, sample_rate: int
) -> Pcm16 | None:
    """The samples with the rows that are over taken `below_db` below the ceiling; None if none is over it.

    A row and its neighbours on both sides are turned down alike, with ramps of half a cosine outside.
    """
    if float(peaks.max(initial=0.0)) <= ceiling * 10.0 ** (ALLOWED_DB / 20.0):
        return None
    wanted = ceiling * 10.0 ** (-below_db / 20.0)
    rows = np.flatnonzero(peaks > wanted)
    depths = wanted / peaks[rows].astype(np.float64)
    held = pcm.copy()
    for at in range(0, len(pcm), _PIECE):  # as floats, the whole section would be three times as large
        gain = _gain(rows, depths, sample_rate, at, min(_PIECE, len(pcm) - at))
        piece = slice(at, at + len(gain))
        held[piece] = np.rint(pcm[piece] * gain[:, None])
    return held


def _gain(
    rows: NDArray[np.intp], depths: NDArray[np.float64], sample_rate: int, first: int, frames: int
) -> NDArray[np.float32]:
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
