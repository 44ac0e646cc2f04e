"""TTA: FFmpeg encodes; head and table of sizes are written here, because its writer keeps a whole file in memory."""

import os
import struct
import zlib
from typing import Any, BinaryIO

import av
import av.error
import numpy as np

from app.audio.errors import WriteFailed
from app.audio.files.ffmpeg.av_encoder import describe
from app.audio.files.ffmpeg.codec_encoder import Frames
from app.audio.files.write_errors import sentence
from app.audio.types import Info, Samples

HEAD = struct.Struct('<4sHHHII')
"""Mark, format (1 is plain samples), channels, bits, rate, samples; a checksum follows."""
MOVED = 1 << 20


class TtaEncoder:
    """Encodes TTA. The table in front has a place for each packet, as many as there will be by the plan.

    Parameters
    ----------
    file : empty file to write into.
    like : sample rate, channels, bits and the planned number of frames.
    """

    def __init__(self, file: BinaryIO, like: Info, dither: np.random.Generator | None) -> None:
        self._file, self._like, self._frames = file, like, Frames(like, dither)
        self._context: Any = av.CodecContext.create('tta', 'w')
        describe(self._context, like, self._frames.form)
        self._context.open()
        self._sizes: list[int] = []
        self._planned = -(-like.frames // self._context.frame_size)
        file.write(bytes(_front(self._planned)))

    def write(self, samples: Samples) -> None:
        """Encode one block."""
        for frame in self._frames.of(samples):
            self._put(frame)

    def _put(self, frame: Any) -> None:
        try:
            for packet in self._context.encode(frame):
                self._sizes.append(packet.size)
                self._file.write(bytes(packet))
        except av.error.FFmpegError as error:
            raise WriteFailed(sentence(error)) from error

    def finish(self) -> None:
        """Write what is still inside the encoder, then head and table in front of it."""
        self._put(None)
        self._file.flush()
        _move(self._file, _front(self._planned), _front(len(self._sizes)), sum(self._sizes))
        bits = self._frames.bits or 24
        like, taken = self._like, self._frames.taken
        head = HEAD.pack(b'TTA1', 1, like.channels, bits if bits in (16, 24) else 16, like.sample_rate, taken)
        table = struct.pack(f'<{len(self._sizes)}I', *self._sizes)
        self._file.seek(0)
        for part in (head, table):
            self._file.write(part + struct.pack('<I', zlib.crc32(part)))
        self._file.seek(0, os.SEEK_END)

    def close(self) -> None:
        """Nothing is held."""


def _front(packets: int) -> int:
    """Bytes before the first of so many packets."""
    return HEAD.size + 4 + 4 * packets + 4


def _move(file: BinaryIO, start: int, to: int, size: int) -> None:
    """Move the bytes behind `start`, and let the file end with them."""
    if start != to:
        places = range(0, size, MOVED)
        for at in places if to < start else reversed(places):
            file.seek(start + at)
            piece = file.read(min(MOVED, size - at))
            file.seek(to + at)
            file.write(piece)
        file.truncate(to + size)
