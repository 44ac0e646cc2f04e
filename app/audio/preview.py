"""Light copies to listen to in a browser: AAC in pieces of ten seconds that decode on their own.

Each piece begins LEAD_S early and ends TAIL_S late, so that a player joins them without a gap and two copies of equal
length stay in step to the sample, whatever a decoder adds at a beginning.
"""

import io
from collections.abc import Iterator
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from .files import open_source
from .types import Role, Samples

PIECE_S, LEAD_S, TAIL_S = 10, 0.25, 0.1
BITS_PER_S = 160_000
BLOCK = 65_536
_LEFT, _RIGHT, _BOTH = ('L', 'Ls', 'Lb'), ('R', 'Rs', 'Rb'), 0.7071


def preview_rate(rate: int) -> int:
    """Sample rate of the copy of a file of `rate` Hz."""
    return 44_100 if rate % 11_025 == 0 else 48_000


def preview_bytes(duration_s: float) -> int:
    """How large the pieces of a file get together, with what each has twice."""
    return int((duration_s + PIECE_S) * BITS_PER_S / 8 * (1 + (LEAD_S + TAIL_S) / PIECE_S))


def preview(path: Path, stream: int | None = None) -> Iterator[bytes]:
    """The pieces of a file, or of one of several sounds in it (from 0), one ADTS stream each; stereo.

    Raises
    ------
    UnreadableAudio, UnsupportedAudio : as `open_source`.
    """
    with open_source(path, stream=stream) as source:
        rate = preview_rate(source.info.sample_rate)
        lead, length, tail = (round(s * rate) for s in (LEAD_S, PIECE_S, TAIL_S))
        held = np.zeros((2, lead), np.float32)
        for samples in _stereo(source, source.info.layout, source.info.sample_rate, rate):
            held = np.concatenate((held, samples), axis=1)
            while held.shape[1] >= lead + length + tail:
                yield _encoded(held[:, : lead + length + tail], rate)
                held = held[:, length:]
        if held.shape[1] > lead:
            yield _encoded(held, rate)


def _stereo(source: object, layout: tuple[Role, ...], rate: int, wanted: int) -> Iterator[NDArray[np.float32]]:
    mix = _mixing(layout)
    resampler = av.AudioResampler(format='fltp', layout='stereo', rate=wanted) if rate != wanted else None
    while len(samples := source.read(BLOCK)):  # type: ignore[attr-defined]
        block = np.ascontiguousarray((samples @ mix).T, np.float32)
        if resampler is None:
            yield block
            continue
        frame = av.AudioFrame.from_ndarray(block, format='fltp', layout='stereo')
        frame.sample_rate = rate
        for made in resampler.resample(frame):
            yield np.asarray(made.to_ndarray(), np.float32)
    if resampler is not None:
        for made in resampler.resample(None):
            yield np.asarray(made.to_ndarray(), np.float32)


def _mixing(layout: tuple[Role, ...]) -> NDArray[np.float32]:
    """How much of each channel goes left and right; never louder than full scale for one channel alone."""
    rows = []
    for role in layout:
        if role == 'M':
            rows.append((1.0, 1.0))
        elif role == 'LFE':
            rows.append((0.0, 0.0))
        elif role in _LEFT or role in _RIGHT:
            rows.append((float(role in _LEFT), float(role in _RIGHT)))
        else:
            rows.append((_BOTH, _BOTH))
    return np.array(rows, np.float32)


def _encoded(samples: Samples, rate: int) -> bytes:
    out = io.BytesIO()
    with av.open(out, 'w', format='adts') as container:
        stream = container.add_stream('aac', rate=rate, layout='stereo')
        stream.bit_rate = BITS_PER_S
        stream.options = {'aac_coder': 'fast'}
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples), format='fltp', layout='stereo')
        frame.sample_rate = rate
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return out.getvalue()
