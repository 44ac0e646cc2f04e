"""FLAC: libsndfile encodes, and every metadata block of the original stays (RFC 9639, 8)."""

import contextlib
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np

from app.audio.errors import WriteFailed
from app.audio.files.mp3 import frames as mpeg
from app.audio.files.sndfile import SndEncoder
from app.audio.files.tags import vorbis_comment
from app.audio.types import Info, Samples

STREAMINFO, PADDING, APPLICATION, SEEKTABLE, COMMENT, CUESHEET, PICTURE = range(7)
Block = tuple[int, bytes]

POINT = struct.Struct('>QQH')
NO_POINT = POINT.pack(2**64 - 1, 0, 0)
SECONDS_PER_POINT = 10
MOST_POINTS = 4000


def read_blocks(path: Path) -> tuple[bytes, list[Block]]:
    """What stands before 'fLaC' (an ID3 tag, or nothing), and all metadata blocks as (type, payload)."""
    blocks: list[Block] = []
    with path.open('rb') as file:
        start = mpeg.skip_id3(file.read(10) + bytes(4))
        file.seek(0)
        before = file.read(start)
        if file.read(4) != b'fLaC':
            return b'', blocks
        while len(head := file.read(4)) == 4 and len(blocks) < 1000:
            blocks.append((head[0] & 127, file.read(int.from_bytes(head[1:], 'big'))))
            if head[0] & 128:
                break
    return before, blocks


class FlacEncoder:
    """Encodes FLAC behind a gap that takes the metadata at the end.

    libsndfile writes a whole FLAC file from the gap on. When it is done, its STREAMINFO and the blocks to keep are
    written to the very front and padding fills what remains, so that the audio is written only once.

    Parameters
    ----------
    file : empty file to write into.
    like : sample rate, channels, bits and the planned number of frames.
    before, blocks : what `read_blocks` gave for the original, or blocks made for this file.
    """

    def __init__(
        self, file: BinaryIO, like: Info, before: bytes, blocks: list[Block], dither: np.random.Generator | None
    ) -> None:
        bits = 8 if (like.bits or 24) <= 8 else 16 if (like.bits or 24) <= 16 else 24
        self._file, self._before = file, before
        self._kept = [
            (kind, vorbis_comment.clean(payload) if kind == COMMENT else payload)
            for kind, payload in blocks
            if kind in (APPLICATION, COMMENT, CUESHEET, PICTURE) or kind > PICTURE
        ]
        self._points = 0
        if any(kind == SEEKTABLE for kind, _ in blocks):
            self._points = min(like.frames // (SECONDS_PER_POINT * like.sample_rate) + 1, MOST_POINTS)
        spare = sum(len(payload) for kind, payload in blocks if kind == PADDING)
        kept = sum(4 + len(payload) for _, payload in self._kept) + bool(self._points) * (4 + 18 * self._points)
        self._inner = _Shifted(file, len(before) + kept + 4 + min(spare, 1 << 20))
        kind = ('FLAC', {8: 'PCM_S8', 16: 'PCM_16', 24: 'PCM_24'}[bits])
        self._encoder = SndEncoder(self._inner, like, kind, bits, None, dither)
        self._rate = like.sample_rate
        self.close = self._encoder.close

    def write(self, samples: Samples) -> None:
        """Encode one block."""
        with self._reasons():
            self._encoder.write(samples)

    @contextlib.contextmanager
    def _reasons(self) -> Iterator[None]:
        """What the system said, where libsndfile only says that it failed."""
        try:
            yield
        except WriteFailed as error:
            raise self._inner.failure or error from error
        if self._inner.failure:
            raise self._inner.failure

    def finish(self) -> None:
        """Close the encoder and put the metadata in front."""
        with self._reasons():
            self._encoder.finish()
        info, audio = self._read_inner()
        blocks = [(STREAMINFO, info), *self._kept]
        if self._points:
            blocks.insert(1, (SEEKTABLE, self._seek_table(info, audio)))
        front = self._before + b'fLaC' + b''.join(map(_block, blocks))
        filler = audio - len(front) - 4
        if filler < 0:
            raise WriteFailed(
                'The FLAC header came out longer than planned: this is a bug in LevelMix, please report it.'
            )
        padding = _block((PADDING, bytes(filler)))
        self._file.seek(0)
        self._file.write(front + bytes([PADDING | 128]) + padding[1:])
        self._file.seek(0, 2)

    def _read_inner(self) -> tuple[bytes, int]:
        """STREAMINFO that libFLAC wrote, and where its first audio frame stands."""
        at = self._inner.base + 4
        info = b''
        while True:
            self._file.seek(at)
            head = self._file.read(4)
            size = int.from_bytes(head[1:], 'big')
            info = self._file.read(size) if head[0] & 127 == STREAMINFO else info
            at += 4 + size
            if head[0] & 128 or len(head) < 4:
                return info, at

    def _seek_table(self, info: bytes, audio: int) -> bytes:
        """Points to the first frame in each ten seconds; places that are not needed are marked as such."""
        block = int.from_bytes(info[:2], 'big')
        frames = [place for place in self._inner.writes if place >= audio]
        every = max(SECONDS_PER_POINT * self._rate // block, 1)
        points = [POINT.pack(number * block, frames[number] - audio, block) for number in range(0, len(frames), every)]
        return b''.join((points + [NO_POINT] * self._points)[: self._points])


def _block(block: Block) -> bytes:
    """A metadata block that is not the last."""
    kind, payload = block
    return bytes([kind]) + len(payload).to_bytes(3, 'big') + payload


class _Shifted:
    """A file that begins `base` bytes into another one; libsndfile writes into it through callbacks.

    Exceptions cannot pass through C: the first one is kept in `failure`, and nothing more is written.
    """

    def __init__(self, file: BinaryIO, base: int) -> None:
        self._file, self.base = file, base
        self.failure: OSError | None = None
        self.writes: list[int] = []
        file.seek(base)

    def seek(self, offset: int, whence: int = 0) -> int:
        """Move, and tell the new place."""
        try:
            return self._file.seek(offset + (self.base if whence == 0 else 0), whence) - self.base
        except OSError as error:
            self.failure = self.failure or error
            return -1

    def tell(self) -> int:
        """Where we are."""
        return self._file.tell() - self.base

    def readinto(self, view: memoryview) -> int:
        """Read back what was written."""
        return int(self._file.readinto(view))  # type: ignore[attr-defined]

    def write(self, data: bytes) -> int:
        """Write, and remember where each frame began."""
        if self.failure:
            return 0
        try:
            self.writes.append(self._file.tell())
            return self._file.write(data)
        except OSError as error:
            self.failure = error
            return 0
