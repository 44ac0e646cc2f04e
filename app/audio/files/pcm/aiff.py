"""AIFF and AIFC: parse, and write again with every other chunk kept (Apple, AIFF 1.3 and AIFF-C, 1991)."""

import struct
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from app.audio.errors import UnreadableAudio, UnsupportedAudio
from app.audio.files import layouts
from app.audio.files.pcm.reader import Head, Pcm, Piece, Region, Tail, length
from app.audio.files.pcm.wav import LIMIT_32, LOOSE, SMALL, Chunk, is_id3, walk
from app.audio.files.samples import LAWS, Coding, companded
from app.audio.files.tags.id3 import clean_id3

KINDS: dict[bytes, tuple[str, bool]] = {
    b'NONE': ('s', True),
    b'twos': ('s', True),
    b'sowt': ('s', False),
    b'in24': ('s', True),
    b'in32': ('s', True),
    b'raw ': ('u', True),
    b'ulaw': ('m', True),
    b'ULAW': ('m', True),
    b'alaw': ('a', True),
    b'ALAW': ('a', True),
    b'fl32': ('f', True),
    b'FL32': ('f', True),
    b'fl64': ('f', True),
    b'FL64': ('f', True),
}
"""Compression types that need no decoder: kind of number, and whether big-endian."""


def parse(path: Path) -> Pcm:
    """Parse an AIFF or AIFC file.

    Raises
    ------
    UnreadableAudio : no format or no samples in it.
    UnsupportedAudio : compressed audio inside.
    """
    end = path.stat().st_size
    with path.open('rb') as file:
        head = file.read(12)
        chunks = _walk(file, end)
        comm = _payload(file, chunks, b'COMM')
        frames, coding, rate, channels = common(comm, head[8:] == b'AIFC')
        at = next((place for place, chunk in enumerate(chunks) if chunk.name == b'SSND'), None)
        if at is None:
            raise UnreadableAudio('This AIFF file has no audio data in it: it is damaged or was cut short.')
        sound = chunks[at]
        file.seek(sound.start)
        prefix = file.read(8)
    if len(prefix) < 8:
        raise UnreadableAudio('This AIFF file has no audio data in it: it is damaged or was cut short.')
    start = sound.start + 8 + int(struct.unpack('>II', prefix)[0])
    block = coding.width * channels
    size = max(min(frames * block, end - start), 0)
    writer = _Writer(path, head[8:], comm, chunks, at, block, end)
    return Pcm(
        'aiff',
        coding,
        rate,
        channels,
        layouts.usual(channels),
        start,
        size - size % block,
        frames,
        writer.head,
        writer.tail,
    )


def _walk(file: BinaryIO, end: int) -> list[Chunk]:
    return list(islice(walk(file, 12, end, order='>'), 10_000))


def _payload(file: BinaryIO, chunks: list[Chunk], name: bytes) -> bytes:
    for chunk in chunks:
        if chunk.name == name:
            file.seek(chunk.start)
            return file.read(min(chunk.size, 4096))
    return b''


def common(comm: bytes, aifc: bool) -> tuple[int, Coding, int, int]:
    """Frames, coding, sample rate and channels from the payload of COMM."""
    if len(comm) < 18:
        raise UnreadableAudio('This AIFF file does not say what kind of audio it has: it is damaged.')
    channels, frames, bits = struct.unpack_from('>HIH', comm)
    rate = round(_extended(comm[8:18]))
    kind, big = KINDS.get(comm[18:22], ('', True)) if aifc else ('s', True)
    if channels == 0:
        raise UnsupportedAudio('This file says that it has no channels: export it again from the program that made it.')
    if not kind or not 1 <= bits <= 64 or (kind == 'u' and bits != 8):
        raise UnsupportedAudio('This AIFF file has compressed audio inside: save it as plain PCM first.')
    if kind == 'f':
        width = 8 if comm[18:22].lower() == b'fl64' else 4
        return frames, Coding('f', width, width * 8, True), rate, channels
    if kind in LAWS:
        return frames, companded(kind), rate, channels
    if bits > 32:
        raise UnsupportedAudio(f'This AIFF file has samples of {bits} bits; at most 32 are accepted.')
    return frames, Coding(kind, -(-bits // 8), bits, big), rate, channels


def _extended(raw: bytes) -> float:
    """An 80-bit IEEE 754 number, as AIFF stores its sample rate; 0 for anything out of range."""
    exponent, mantissa = struct.unpack('>hQ', raw)
    return float(mantissa) * 2.0 ** (exponent - 16383 - 63) if 16383 <= exponent < 16383 + 24 else 0.0


def fresh(coding: Coding, rate: int, channels: int, id3: bytes) -> tuple[Head, Tail]:
    """Head and tail of a new AIFF file and its ID3 tag."""
    comm = struct.pack('>HIH', channels, 0, coding.bits) + _as_extended(rate)
    chunks = [Chunk(b'COMM', 20, len(comm), 8 + len(comm)), Chunk(b'SSND', 28 + len(comm), 8, 16)]
    writer = _Writer(Path(), b'AIFF', comm, chunks, 1, coding.width * channels, 36 + len(comm))
    padded = struct.pack('>4sI', b'ID3 ', len(id3)) + id3 + b'\0' * (len(id3) & 1)
    writer.added = [padded] if id3 else []
    return writer.head, writer.tail


def _as_extended(rate: int) -> bytes:
    """A whole number as an 80-bit one."""
    power = rate.bit_length() - 1
    return struct.pack('>hQ', 16383 + power, rate << (63 - power))


class _Writer:
    """Head and tail of an AIFF file like a given one."""

    def __init__(
        self, path: Path, kind: bytes, comm: bytes, chunks: list[Chunk], at: int, block: int, end: int
    ) -> None:
        self._path, self._kind, self._comm, self._block = path, kind, comm, block
        self.added: list[Piece] = []
        whole = [chunk for chunk in chunks if chunk.start + chunk.size <= end or chunk.name == b'COMM']
        self._before = [chunk for chunk in whole if chunk.start < chunks[at].start]
        self._after = [chunk for chunk in whole if chunk.start > chunks[at].start]

    def _pieces(self, chunks: list[Chunk], frames: int) -> list[Piece]:
        pieces: list[Piece] = []
        for chunk in chunks:
            if is_id3(chunk.name) and chunk.size <= SMALL:
                pieces.append(self._id3(chunk))
            elif chunk.name == b'COMM':
                body = self._comm[:2] + struct.pack('>I', frames) + self._comm[6:]
                pieces.append(struct.pack('>4sI', b'COMM', len(body)) + body + b'\0' * (len(body) & 1))
            elif chunk.name not in (b'PEAK', b'SSND'):
                pieces += [Region(chunk.start - 8, chunk.whole), b'\0' * (chunk.whole & 1)]
        return pieces

    def _id3(self, chunk: Chunk) -> bytes:
        """An ID3 tag without what it told of the old loudness; one that stands in no chunk gets one."""
        with self._path.open('rb') as file:
            file.seek(chunk.start)
            body = clean_id3(file.read(chunk.size))
        name = b'ID3 ' if chunk.name == LOOSE else chunk.name
        return struct.pack('>4sI', name, len(body)) + body + b'\0' * (len(body) & 1)

    def tail(self, frames: int) -> list[Piece]:
        """The pad byte of the samples and the chunks after them."""
        return [b'\0' * (frames * self._block & 1), *self._pieces(self._after, frames), *self.added]

    def head(self, frames: int, planned: int) -> list[Piece]:
        """Everything before the samples."""
        before = self._pieces(self._before, frames)
        data = frames * self._block + 8
        form = 4 + sum(map(length, before)) + 8 + data + sum(map(length, self.tail(frames)))
        if form + (planned - frames) * self._block > LIMIT_32:
            raise UnsupportedAudio('This is too long for an AIFF file, which ends at 4 GB: convert it to FLAC or WAV.')
        return [struct.pack('>4sI4s', b'FORM', form, self._kind), *before, struct.pack('>4sIII', b'SSND', data, 0, 0)]
