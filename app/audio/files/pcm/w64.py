"""Sony Wave64: WAV with 128-bit names and 64-bit sizes. Parse, and write again with every other chunk kept."""

import struct
from pathlib import Path
from typing import BinaryIO, NamedTuple

from app.audio.errors import UnreadableAudio
from app.audio.files import layouts
from app.audio.files.pcm.reader import Pcm, Piece, Region, length
from app.audio.files.pcm.wav import wave_format

RIFF = bytes.fromhex('726966662e91cf11a5d628db04c10000')
WAVE = bytes.fromhex('77617665f3acd3118cd100c04f8edb8a')
TAIL = bytes.fromhex('f3acd3118cd100c04f8edb8a')
FMT, DATA, FACT = b'fmt ' + TAIL, b'data' + TAIL, b'fact' + TAIL
MOST_CHUNKS = 10_000
TEXTS = (b'LIST', b'bext')
MOST_TEXT = 1 << 20
STALE = {FACT, b'levl' + TAIL}


class Chunk(NamedTuple):
    """One chunk: its name, where it starts (header included) and its whole size with padding to 8 bytes."""

    name: bytes
    at: int
    size: int


def parse(path: Path) -> Pcm:
    """Parse a Wave64 file.

    Raises
    ------
    UnreadableAudio : no format or no samples in it.
    UnsupportedAudio : compressed audio inside.
    """
    end = path.stat().st_size
    at, before, after = 40, list[Chunk](), list[Chunk]()
    fmt, data = b'', None
    with path.open('rb') as file:
        while at + 24 <= end and len(before) + len(after) < MOST_CHUNKS:
            file.seek(at)
            name, size = struct.unpack('<16sQ', file.read(24))
            if size < 24:
                data = Chunk(name, at, 24) if name == DATA and data is None else data  # a header never finished
                break
            chunk = Chunk(name, at, size + -size % 8)
            if name == DATA and data is None:
                data = Chunk(name, at, size)
            elif data is None:
                fmt = file.read(min(size - 24, 4096)) if name == FMT else fmt
                before.append(chunk)
            elif at + size <= end:
                after.append(chunk)
            at += chunk.size
    if data is None:
        raise UnreadableAudio('This W64 file has no audio data in it: it is damaged or was cut short.')
    coding, rate, channels, mask = wave_format(fmt)
    block, start = coding.width * channels, data.at + 24
    size = min(data.size - 24, end - start)
    writer = _Writer(before, after, block)
    return Pcm(
        'w64',
        coding,
        rate,
        channels,
        layouts.from_mask(mask, channels),
        start,
        size - size % block,
        (data.size - 24) // block,
        writer.head,
        writer.tail,
    )


def texts(file: BinaryIO, end: int) -> list[tuple[bytes, bytes]]:
    """All chunks by the name that they have in WAV, and the payload of those with texts."""
    at, found = 40, list[tuple[bytes, bytes]]()
    while at + 24 <= end and len(found) < MOST_CHUNKS:
        file.seek(at)
        name, size = struct.unpack('<16sQ', file.read(24))
        if size < 24:
            break
        short = b'LIST' if name[:4] == b'list' else name[:4]
        found.append((short, file.read(min(size - 24, MOST_TEXT)) if short in TEXTS else b''))
        at += size + -size % 8
    return found


class _Writer:
    """Head and tail of a Wave64 file like a given one."""

    def __init__(self, before: list[Chunk], after: list[Chunk], block: int) -> None:
        self._block = block
        self._before = [Region(chunk.at, chunk.size) for chunk in before if chunk.name not in STALE]
        self._after = [Region(chunk.at, chunk.size) for chunk in after if chunk.name not in STALE]

    def tail(self, frames: int) -> list[Piece]:
        """Padding to 8 bytes and the chunks after the samples."""
        # No padding where nothing follows: libsndfile would take it for sound.
        return [b'\0' * (-frames * self._block % 8), *self._after] if self._after else []

    def head(self, frames: int, planned: int) -> list[Piece]:
        """Everything before the samples."""
        data = frames * self._block
        whole = 40 + sum(map(length, self._before)) + 24 + data + sum(map(length, self.tail(frames)))
        start = RIFF + struct.pack('<Q', whole) + WAVE
        return [start, *self._before, DATA + struct.pack('<Q', 24 + data)]
