"""What an MP3 stream decodes to, at the places of the encoder's input."""

import io
from collections.abc import Iterator

import av
import numpy as np
from numpy.typing import NDArray

from app.audio.files import peak_guard

DECODER_DELAY = 576 + 529
"""Sample frames by which LAME (576) and any decoder (528 + 1) are late together."""
_BATCH = 1 << 15
"""Sample frames of a block, at least."""


def row_peaks(data: bytes, sample_rate: int, channels: int) -> NDArray[np.float32]:
    """True peak of each 10 ms (linear, channels linked) of a raw MP3 stream, at the places of its *input*."""
    return peak_guard.row_peaks(_decoded(data), sample_rate, channels, DECODER_DELAY)


def _decoded(data: bytes) -> Iterator[NDArray[np.float32]]:
    """The stream in planar blocks: frame by frame, for a variable rate without a head tells no length."""
    waiting = av.AudioFifo()  # one array for many frames: making one for each took as long as decoding them
    with av.open(io.BytesIO(data), 'r', format='mp3') as stream:
        for frame in stream.decode(audio=0):
            frame.pts = None
            waiting.write(frame)
            if waiting.samples >= _BATCH:
                yield _taken(waiting)
    if waiting.samples:
        yield _taken(waiting)


def _taken(waiting: av.AudioFifo) -> NDArray[np.float32]:
    frame = waiting.read()
    assert frame is not None
    return np.asarray(frame.to_ndarray(), np.float32)
