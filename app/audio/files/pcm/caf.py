"""Core Audio Format with plain samples: parse, and write again with every other chunk kept (Apple, CAF 1.0)."""

import struct
from pathlib import Path
from typing import BinaryIO, NamedTuple

from app.audio.errors import UnreadableAudio, UnsupportedAudio
from app.audio.files import layouts
from app.audio.files.pcm.reader import Head, Pcm, Piece, Region, Tail
from app.audio.files.samples import Coding, companded
from app.audio.files.tags.chunk_fields import as_caf
from app.audio.files.tags.id3 import parse_id3
from app.audio.files.tags.id3_fields import from_id3
from app.audio.files.tags.stale_loudness import stale
from app.audio.types import Role

LAWS = {b'ulaw': 'm', b'alaw': 'a'}
STALE = {b'peak', b'ovvw'}
MOST_TEXT = 1 << 20
USE_BITMAP, USE_DESCRIPTIONS = 1 << 16, 0


class Chunk(NamedTuple):
    """One chunk: its name, where its payload starts and how long that is."""

    name: bytes
    start: int
    size: int


def parse(path: Path) -> Pcm:
    """Parse a CAF file.

    Raises
    ------
    UnreadableAudio : no format or no samples in it.
    UnsupportedAudio : compressed audio inside.
    """
    end = path.stat().st_size
    with path.open('rb') as file:
        chunks = _walk(file, end)
        found = {chunk.name: chunk for chunk in reversed(chunks)}
        desc, chan = (_payload(file, found.get(name)) for name in (b'desc', b'chan'))
    data = found.get(b'data')
    if data is None or len(desc) < 32:
        raise UnreadableAudio('This CAF file has no audio data in it: it is damaged or was cut short.')
    before = [chunk for chunk in chunks if chunk.start < data.start]
    after = [chunk for chunk in chunks if chunk.start > data.start and chunk.start + chunk.size <= end]
    coding, rate, channels = _describe(desc[:32])
    block, start = coding.width * channels, data.start + 4
    promised = None if data.size == -1 else max(data.size - 4, 0)
    size = end - start if promised is None else min(promised, end - start)
    size = max(size, 0)
    writer = _Writer(path, before, after, block)
    return Pcm(
        'caf',
        coding,
        rate,
        channels,
        _layout(chan, channels),
        start,
        size - size % block,
        None if promised is None else promised // block,
        writer.head,
        writer.tail,
    )


def _walk(file: BinaryIO, end: int) -> list[Chunk]:
    """All chunks; a data chunk of size -1 runs to the end of the file."""
    at, chunks = 8, list[Chunk]()
    while at + 12 <= end and len(chunks) < 10_000:
        file.seek(at)
        name, size = struct.unpack('>4sq', file.read(12))
        if size < 0 and not (name == b'data' and size == -1):
            break
        chunks.append(Chunk(name, at + 12, size))
        if size < 0:
            break
        at += 12 + size
    return chunks


def texts(file: BinaryIO, end: int) -> list[tuple[bytes, bytes]]:
    """The names of all chunks, and the payload of those with texts."""
    chunks = _walk(file, end)
    return [(chunk.name, _payload(file, chunk) if chunk.name == b'info' else b'') for chunk in chunks]


def forget_loudness(info: bytes) -> bytes:
    """The texts of an 'info' chunk without those about the old loudness; byte for byte the same if it has none."""
    words = info[4:].split(b'\0')
    pairs = list(zip(words[::2], words[1::2], strict=False))
    kept = [pair for pair in pairs if not stale(pair[0].decode('utf-8', 'replace'))]
    if len(kept) == len(pairs):
        return info
    return struct.pack('>I', len(kept)) + b''.join(name + b'\0' + value + b'\0' for name, value in kept)


def _payload(file: BinaryIO, chunk: Chunk | None) -> bytes:
    if chunk is None:
        return b''
    file.seek(chunk.start)
    return file.read(min(chunk.size, MOST_TEXT))


def _describe(desc: bytes) -> tuple[Coding, int, int]:
    """Coding, sample rate and channels from the 'desc' chunk."""
    rate, kind, flags, packet, per_packet, channels, bits = struct.unpack('>d4sIIIII', desc)
    if channels == 0:
        raise UnsupportedAudio('This file says that it has no channels: export it again from the program that made it.')
    whole = int(rate) if 0 < rate < 1e7 else 0
    if kind in LAWS and packet == channels:
        return companded(LAWS[kind]), whole, channels
    if kind != b'lpcm':
        raise UnsupportedAudio('This CAF file has compressed audio inside: save it as plain PCM first.')
    width = packet // channels
    real, little = flags & 1, flags & 2
    fits = width in (4, 8) and bits == width * 8 if real else 1 <= width <= 4 and 8 * width - 8 < bits <= 8 * width
    if per_packet != 1 or not fits or width * channels != packet:
        raise UnsupportedAudio('This CAF file stores its samples in an unusual way: save it as plain PCM first.')
    return Coding('f' if real else 's', width, bits, not little), whole, channels


def _layout(chan: bytes, channels: int) -> tuple[Role, ...]:
    """Roles from the 'chan' chunk: a bitmap or descriptions by label; else the usual order."""
    if len(chan) >= 12:
        tag, bitmap, count = struct.unpack_from('>III', chan)
        if tag == USE_BITMAP:
            return layouts.from_mask(bitmap, channels)
        if tag == USE_DESCRIPTIONS and count == channels and len(chan) >= 12 + 20 * count:
            labels = [int(struct.unpack_from('>I', chan, 12 + 20 * place)[0]) for place in range(count)]
            order = layouts.WAVE_ORDER
            return layouts.from_names(order[label - 1] if 1 <= label <= len(order) else '?' for label in labels)
    return layouts.usual(channels)


def fresh(coding: Coding, rate: int, channels: int, id3: bytes) -> tuple[Head, Tail]:
    """Head and tail of a new CAF file, little-endian; its own texts say what the ID3 tag says in words."""
    flags = (1 if coding.kind == 'f' else 0) | 2
    desc = struct.pack('>d4s5I', rate, b'lpcm', flags, coding.width * channels, 1, channels, coding.bits)
    told = struct.pack('>3I', USE_BITMAP, layouts.usual_mask(channels), 0)
    writer = _Writer(Path(), [], [], coding.width * channels)
    words = parse_id3(id3, translate=True)
    info = as_caf(from_id3(words).text) if words is not None else b''
    writer.added = [_chunk(b'desc', desc), *([_chunk(b'chan', told)] if channels > 2 else [])]
    writer.added += [_chunk(b'info', info)] if info else []
    return writer.head, writer.tail


def _chunk(name: bytes, payload: bytes) -> bytes:
    return struct.pack('>4sq', name, len(payload)) + payload


class _Writer:
    """Head and tail of a CAF file like a given one."""

    def __init__(self, path: Path, before: list[Chunk], after: list[Chunk], block: int) -> None:
        self._path, self._block = path, block
        self.added: list[Piece] = []
        self._before = [self._piece(chunk) for chunk in before if chunk.name not in STALE]
        self._after = [self._piece(chunk) for chunk in after if chunk.name not in STALE]

    def _piece(self, chunk: Chunk) -> Piece:
        if chunk.name != b'info' or not 4 <= chunk.size <= MOST_TEXT:
            return Region(chunk.start - 12, 12 + chunk.size)
        with self._path.open('rb') as file:
            body = forget_loudness(_payload(file, chunk))
        return struct.pack('>4sq', b'info', len(body)) + body

    def tail(self, frames: int) -> list[Piece]:
        """The chunks after the samples."""
        return [*self._after]

    def head(self, frames: int, planned: int) -> list[Piece]:
        """Everything before the samples."""
        data = struct.pack('>4sqI', b'data', 4 + frames * self._block, 0)
        return [b'caff\0\1\0\0', *self.added, *self._before, data]
