"""Codecs that FFmpeg encodes into files of their own: AC-3, E-AC-3, MP2 and WavPack."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, BinaryIO

import av
import av.error
import numpy as np
from numpy.typing import NDArray

from app.audio.errors import UnsupportedAudio, WriteFailed
from app.audio.files.ffmpeg.av_encoder import MOST_PLANES, describe, frame_of, open_output
from app.audio.files.ffmpeg.packets import ContainerEncoder
from app.audio.files.samples import quantise
from app.audio.files.write_errors import sentence
from app.audio.types import Info, Samples

FRAME = {'ac3': 1536, 'eac3': 1536, 'mp2': 1152}
PRIMING = {'ac3': 256, 'eac3': 256, 'mp2': 481}
"""Sample frames of a packet, and how many of silence come out in front: no header tells players of them."""

_AC3 = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640)
BIT_RATES = {
    'ac3': _AC3,
    'eac3': _AC3,
    'mp2': (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384),
    'mp2 low': (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
"""kbit/s that a codec can have; MP2 others below 32 kHz."""
MOST_CHANNELS = {'ac3': 6, 'eac3': 6, 'mp2': 2}


class Frames:
    """Samples as frames of FFmpeg's, rounded where the codec wants integers."""

    def __init__(self, like: Info, dither: np.random.Generator | None) -> None:
        self.form, self.bits = _form(like)
        self._like, self._dither = like, dither
        self._packed = self.form.removesuffix('p')
        self._planar = av.AudioResampler(self.form) if like.channels >= MOST_PLANES else None
        self.taken = 0

    def of(self, samples: Samples) -> Iterable[Any]:
        """The next samples."""
        data: NDArray[Any] = samples
        if self.bits is not None:
            narrow = self._packed == 's16'
            data = quantise(samples, self.bits, self._dither) << ((16 if narrow else 32) - self.bits)
            data = data.astype(np.int16) if narrow else data
        in_planes = self.form.endswith('p') and not self._planar
        kind = self.form if in_planes else self._packed
        frame = frame_of(data.T if in_planes else data.reshape(1, -1), self._like, kind, self.taken)
        self.taken += len(samples)
        return self._planar.resample(frame) if self._planar else [frame]


class StreamEncoder:
    """Encodes AC-3, E-AC-3 or MP2, packet behind packet. The first one is left out, so that the sound begins at once.

    Parameters
    ----------
    file : open where the first packet belongs.
    like : codec, sample rate, channels and bit rate.
    """

    def __init__(self, file: BinaryIO, like: Info) -> None:
        like = with_bit_rate(like)
        if like.channels > MOST_CHANNELS[like.codec]:
            most = MOST_CHANNELS[like.codec]
            raise UnsupportedAudio(
                f'{like.codec.upper()} holds at most {most} channels, and this has {like.channels}: choose FLAC or WAV.'
            )
        self._file, self._frames = file, Frames(like, None)
        self._context: Any = av.CodecContext.create(like.codec, 'w')
        describe(self._context, like, self._frames.form)
        self._size, self._packets, self._channels = FRAME[like.codec], 0, like.channels
        self._lead = self._size - PRIMING[like.codec]
        self.write(np.zeros((self._lead, like.channels), np.float32))

    def write(self, samples: Samples) -> None:
        """Encode one block."""
        self._encode(samples, None)

    def _encode(self, samples: Samples, most: int | None) -> None:
        for frame in self._frames.of(samples):
            self._put(frame, most)

    def _put(self, frame: Any, most: int | None = None) -> None:
        try:
            for packet in self._context.encode(frame):
                self._packets += 1
                if self._packets > 1 and (most is None or self._packets <= most):
                    self._file.write(bytes(packet))
        except av.error.FFmpegError as error:
            raise WriteFailed(sentence(error)) from error

    def finish(self) -> None:
        """Write what is still inside the encoder, as far as there is sound in it."""
        sound = self._frames.taken - self._lead
        # The end of the sound comes out with what follows it, and not every encoder adds that on its own.
        most = 1 - (-sound // self._size)
        self._encode(np.zeros((self._size, self._channels), np.float32), most)
        self._put(None, most)

    def close(self) -> None:
        """Nothing is held."""


class FileEncoder(ContainerEncoder):
    """Encodes WavPack.

    Parameters
    ----------
    path : file to write.
    like : codec, sample rate, channels and bits.
    words : title, artist and the like.
    dither : for 16 bits and less.
    """

    def __init__(self, path: str, like: Info, words: Mapping[str, str], dither: np.random.Generator | None) -> None:
        self._frames = Frames(like, dither)
        super().__init__(open_output(path, like, (), self._frames.form))
        self._container.metadata.update(words)

    def write(self, samples: Samples) -> None:
        """Encode one block."""
        for frame in self._frames.of(samples):
            self._mux(frame)


def with_bit_rate(like: Info) -> Info:
    """The same with a bit rate that its codec can have: its own, or the next higher."""
    table = BIT_RATES['mp2 low' if like.codec == 'mp2' and like.sample_rate < 32_000 else like.codec]
    wanted = like.bit_rate or 192_000
    return replace(like, bit_rate=1000 * next((kbit for kbit in table if 1000 * kbit >= wanted), table[-1]))


def _form(like: Info) -> tuple[str, int | None]:
    """FFmpeg's sample format, and the bits to round to; None for floating point."""
    if like.codec in ('ac3', 'eac3') or (like.codec == 'wavpack' and like.bits == 32):
        return 'fltp', None
    if like.codec == 'mp2':
        return 's16', 16
    bits = like.bits or 24
    form = 's16' if bits <= 16 else 's32'
    return (f'{form}p' if like.codec == 'wavpack' else form), min(bits, 24)
