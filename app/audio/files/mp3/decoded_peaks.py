"""What an MP3 stream decodes to, at the places of the encoder's input."""

import io
from collections.abc import Iterator

import av
import numpy as np
from numpy.typing import NDArray

from app.audio.files import peak_guard

DECODER_DELAY = 576 + 529
"""Sample frames by which LAME (576) and any decoder (528 + 1) are late together."""
_BATCH = 32


def row_peaks(data: bytes, sample_rate: int, channels: int) -> NDArray[np.float32]:
    """True peak of each 10 ms (linear, channels linked) of a raw MP3 stream, at the places of its *input*."""
    return peak_guard.row_peaks(_decoded(data), sample_rate, channels, DECODER_DELAY)


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
