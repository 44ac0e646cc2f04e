"""PyAV (FFmpeg's libraries): reading all that `containers` knows, writing M4A and raw AAC."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any, BinaryIO, Protocol

import av
import av.error
import numpy as np
from av.audio import AudioStream
from numpy.typing import NDArray

from app.audio.errors import UnreadableAudio, WriteFailed
from app.audio.files import containers, layouts
from app.audio.files.ffmpeg.packets import ContainerEncoder
from app.audio.files.ffmpeg.reshaped import Reshaped
from app.audio.files.maps.parts import Note, sentences
from app.audio.files.metadata import gapless, kept_tags, mp4_track
from app.audio.files.rates import Converter
from app.audio.files.samples import quantise
from app.audio.files.source import Source, clock
from app.audio.files.tags.chapters import Chapters, for_av
from app.audio.types import Info, Limits, Samples

FULL_SCALE: dict[str, float] = {'u8': 2.0**-7, 's16': 2.0**-15, 's32': 2.0**-31, 'flt': 1.0, 'dbl': 1.0}
"""Factor to +-1.0 for FFmpeg's sample formats, planar or not."""

MOST_PLANES = 8
"""From this many channels on PyAV counts the planes of a planar frame wrongly and reads beyond them: such frames are
only handled packed, in one plane."""

EXACT = ('wavpack', 'tta', 'flac')
"""Kinds whose headers count the samples: what is not there of these is missing."""

MOST_BAD_PACKETS = 1000
MOST_SILENCE_S = 10
AAC_FRAME = 1024
"""Sample frames of an AAC packet; FFmpeg's encoder also puts this many in front (its priming)."""


class AvSource(Source):
    """Decodes one sound with FFmpeg; edit lists take away AAC's priming and padding."""

    def __init__(self, info: Info, limits: Limits, kind: str) -> None:
        try:
            self._container = containers.open_container(info.path, kind)
            self._stream: AudioStream = self._container.streams.audio[info.stream or 0]
            context = self._stream.codec_context
            rate, names = context.sample_rate, [channel.name for channel in context.layout.channels]
        except (av.error.FFmpegError, IndexError, ValueError, OSError) as error:
            raise UnreadableAudio(
                'This file could not be decoded: it is damaged or not what it seems to be.'
            ) from error
        # HE-AAC decodes to twice the rate, and parametric stereo to two channels: what comes out is what counts.
        info = replace(info, channels=len(names), layout=containers.roles(names))
        self._rate = rate
        self._converter = Converter(rate, info.sample_rate, len(names)) if info.codec == 'dsd' else None
        if self._converter is None:
            info = replace(info, sample_rate=rate)
        whole = None
        if kind == 'm4a' and self._stream.duration and self._stream.time_base:
            whole = round(self._stream.duration * self._stream.time_base * rate)
            whole = gapless.of_m4a(info.path, whole) or whole
            info = replace(info, frames=whole)
        super().__init__(info, limits, info.frames if whole is None and kind in EXACT else whole)
        self._whole, self._given = whole, 0
        self._packed = av.AudioResampler('flt') if len(names) >= MOST_PLANES else None
        self._blocks = self._decode() if self._converter is None else self._converted(self._converter)
        self._left = np.empty((0, info.channels), np.float32)

    def _decode(self) -> Iterator[Samples]:
        """Decoded blocks; packets that are damaged become silence, so that what follows keeps its place."""
        bad = done = 0
        others = Reshaped(self._rate, self.info.layout, self._note_change, self._note_damage)
        packets = self._container.demux(self._stream)
        while bad <= MOST_BAD_PACKETS:
            try:
                frames = next(packets).decode()
            except (StopIteration, av.error.EOFError):
                yield from others.end()
                return
            except av.error.InvalidDataError:
                bad += 1
                self._note_damage()
                continue
            for frame in frames:
                # Asked first, because PyAV reads beyond the planes of a frame that damage gave other channels.
                if frame.layout.nb_channels != self.info.channels or frame.sample_rate != self._rate:
                    for block in others.take(frame):
                        done += len(block)
                        yield block
                    continue
                for block in others.end():
                    done += len(block)
                    yield block
                if bad and frame.pts is not None and frame.time_base:
                    gap = round(frame.pts * frame.time_base * self._rate) - done
                    if 0 < gap < MOST_SILENCE_S * self._rate:
                        done += gap
                        yield np.zeros((gap, self.info.channels), np.float32)
                for ready in self._packed.resample(frame) if self._packed else [frame]:
                    block = to_float(ready)
                    done += len(block)
                    yield block

    def _converted(self, converter: Converter) -> Iterator[Samples]:
        for block in self._decode():
            yield converter.push(block)
        yield converter.finish()

    def _note_change(self, what: str) -> None:
        if not any('changes within' in warning for warning in self.warnings):
            self.warnings += sentences([Note('changed', self._given / self.info.sample_rate, detail=what)])

    def _note_damage(self) -> None:
        if not any('damaged' in warning for warning in self.warnings):
            where = clock(self._given / self.info.sample_rate)
            self.warnings.append(f'The audio is damaged around {where}: silence took the place of what was lost.')

    def _fill(self, out: Samples) -> int:
        while not len(self._left):
            try:
                block = next(self._blocks, None)
            except (av.error.FFmpegError, ValueError, OSError):
                where = clock(self.position / self.info.sample_rate)
                self.warnings.append(f'Audio is missing from {where} on: the file is damaged there.')
                return 0
            if block is None:
                return 0
            self._left = block
        frames = min(len(out), len(self._left))
        if self._whole is not None:
            frames = min(frames, self._whole - self._given)
        out[:frames] = self._left[:frames]
        self._left = self._left[frames:]
        self._given += frames
        return frames

    def close(self) -> None:
        """Let go of the file."""
        self._container.close()


def to_float(frame: Any) -> Samples:
    """A decoded frame as float32 of shape (frames, channels)."""
    data: NDArray[Any] = frame.to_ndarray()
    planar = frame.format.is_planar
    channels = len(frame.layout.channels)
    shaped = data.T if planar else data.reshape(-1, channels)
    kind = frame.format.name.removesuffix('p')
    scale = FULL_SCALE[kind]
    block = np.ascontiguousarray(shaped, np.float32)
    if kind == 'u8':
        block -= np.float32(128)
    return block if scale == 1.0 else block * np.float32(scale)


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
