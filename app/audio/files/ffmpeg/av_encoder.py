"""PyAV (FFmpeg's libraries): writing M4A and raw AAC, and what all encoders of it share."""

from fractions import Fraction
from typing import Any, BinaryIO, Protocol

import av
import av.error
import numpy as np
from numpy.typing import NDArray

from app.audio.errors import WriteFailed
from app.audio.files import layouts
from app.audio.files.ffmpeg.packets import ContainerEncoder
from app.audio.files.metadata import kept_tags, mp4_track
from app.audio.files.samples import quantise
from app.audio.files.tags.chapters import Chapters, for_av
from app.audio.types import Info, Samples

MOST_PLANES = 8
"""From this many channels on PyAV counts the planes of a planar frame wrongly and reads beyond them: such frames are
only handled packed, in one plane."""

AAC_FRAME = 1024
"""Sample frames of an AAC packet; FFmpeg's encoder also puts this many in front (its priming)."""

MUXERS = {
    'm4a': 'ipod', 'aac': 'adts', 'mka': 'matroska', 'wavpack': 'wv',
}  # fmt: skip
"""FFmpeg's writer for each container."""


class Encoder(Protocol):
    """What a sink needs of an encoder."""

    def write(self, samples: Samples) -> None:
        """Encode one block."""

    def finish(self) -> None:
        """Write what is left, and the header."""

    def close(self) -> None:
        """Let go of the file, finished or not."""


def open_output(
    path: str | BinaryIO, like: Info, chapters: Chapters, sample_format: str, options: dict[str, str] | None = None
) -> tuple[Any, Any]:
    """A container with one stream of `like`, whose encoder is open: (container, stream).

    Raises
    ------
    WriteFailed : the encoder refuses, or the file cannot be made.
    """
    muxer = MUXERS[like.container]
    # Edit lists count in the movie's time scale: in milliseconds they could not be exact.
    about = {'movie_timescale': str(like.sample_rate)} if muxer == 'ipod' else {}
    try:
        container = av.open(path, 'w', format=muxer, options=about)
        stream: Any = container.add_stream(
            like.codec, rate=like.sample_rate, layout=_layout(like), options=options or {}
        )
        mp4_track.tell(container, stream, like)
        describe(stream.codec_context, like, sample_format)
        stream.time_base = Fraction(1, like.sample_rate)
        stream.codec_context.open()
        if chapters:
            container.set_chapters(for_av(chapters))
    except (av.error.FFmpegError, ValueError, OSError) as error:
        raise WriteFailed(
            f'{like.codec.upper()} with {like.channels} channels at {like.sample_rate} Hz could not be written: '
            'choose another format.'
        ) from error
    return container, stream


def describe(context: Any, like: Info, sample_format: str) -> None:
    """Tell an encoder that is not open yet what it will get and make."""
    context.sample_rate, context.layout, context.format = like.sample_rate, _layout(like), sample_format
    if like.bits is None and like.bit_rate:
        context.bit_rate = like.bit_rate


def frame_of(planes: NDArray[Any], like: Info, sample_format: str, at: int) -> Any:
    """Samples, planar or in one plane, as FFmpeg takes them; `at` is the first one's place."""
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(planes), format=sample_format, layout=_layout(like))
    frame.sample_rate, frame.pts = like.sample_rate, at
    frame.time_base = Fraction(1, like.sample_rate)
    return frame


def _layout(like: Info) -> str:
    quad = like.channels == 4 and 'Cs' not in like.layout and like.codec == 'aac'
    return 'quad' if quad else layouts.AV_NAMES[like.channels]


class AvEncoder(ContainerEncoder):
    """Encodes AAC or ALAC into M4A, or raw AAC frames.

    Parameters
    ----------
    path : file to write, or an open one where nothing but frames comes (raw AAC).
    like : container 'm4a' or 'aac', codec, sample rate, channels, bit rate and bits.
    chapters : written into M4A.
    bare : the sound comes with what an encoder put in front of it, and needs no more of that.
    """

    def __init__(
        self,
        path: str | BinaryIO,
        like: Info,
        chapters: Chapters,
        dither: np.random.Generator | None,
        bare: bool = False,
    ) -> None:
        self._bits = like.bits if like.codec == 'alac' else None
        self._like, self._dither, self._bare = like, dither, bare
        self._format = {None: 'fltp', 16: 's16p'}.get(self._bits, 's32p')
        self._at = self._packets = 0
        self._planar = av.AudioResampler(self._format) if like.channels >= MOST_PLANES else None
        super().__init__(open_output(path, like, chapters, self._format))

    def write(self, samples: Samples) -> None:
        """Encode one block."""
        data: NDArray[Any] = samples
        if self._bits is not None:
            wide = quantise(samples, self._bits, self._dither)
            data = wide.astype(np.int16) if self._bits == 16 else wide << (32 - self._bits)
        packed = self._format.removesuffix('p') if self._planar else self._format
        frame = frame_of(data.reshape(1, -1) if self._planar else data.T, self._like, packed, self._at)
        self._at += len(samples)
        for ready in self._planar.resample(frame) if self._planar else [frame]:
            self._mux(ready)

    def _put(self, packet: Any) -> None:
        self._packets += 1
        if self._packets > 1 or not self._bare:
            super()._put(packet)

    @property
    def metadata(self) -> dict[str, str]:
        """Title, artist and the like; may be changed before the first block."""
        words: dict[str, str] = self._container.metadata
        return words

    @property
    def smpb(self) -> str:
        """Gapless values for iTunes: priming, padding and length. Meaningful after `finish`, for AAC."""
        padding = self._packets * AAC_FRAME - AAC_FRAME - self._at
        return kept_tags.smpb(AAC_FRAME, max(padding, 0), self._at)
