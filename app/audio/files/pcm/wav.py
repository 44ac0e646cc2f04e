"""WAV and its 64-bit kin: parse, and write again with every other chunk kept.

RIFF/WAVE (Microsoft/IBM 1991), WAVEFORMATEXTENSIBLE, RF64 and BW64 (EBU Tech 3306, ITU-R BS.2088), bext (EBU
Tech 3285).
"""

import struct
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from app.audio.errors import UnreadableAudio, UnsupportedAudio
from app.audio.files import layouts
from app.audio.files.pcm import chunks_at_end
from app.audio.files.pcm.reader import Head, Pcm, Piece, Region, Tail, length
from app.audio.files.samples import Coding, companded, justified
from app.audio.files.tags import id3_edit
from app.audio.files.tags.chunk_fields import as_info
from app.audio.files.tags.id3 import clean_id3, parse_id3
from app.audio.files.tags.id3_fields import from_id3
from app.audio.files.tags.stale_loudness import forget_in_xml, forget_loudness

STALE = {b'PEAK', b'levl', b'fact', b'ds64'}
"""Chunks about the old samples: peaks, the overview of Tech 3285-3, counts that are written anew."""

LIMIT_32 = 0xFFFF_FFFF
"""The largest size of a RIFF file; beyond it RF64 is written."""

ELSEWHERE = 0xFFFF_FFFF
"""A size that stands in the ds64 chunk instead, or is not known (EBU Tech 3306, 3.3)."""

SMALL = 1 << 26
PACKED = (0x0002, 0x0011)
"""Format tags of Microsoft's and IMA's ADPCM."""

COMPANDED = {6: 'a', 7: 'm'}
"""Format tags of A-law and u-law, as `Coding.kind`."""
SAMPLE = 1 << 18
"""Bytes of sound that are looked at for where in wider words the bits stand."""
MOST_BEFORE = 10_000
"""Chunks before the sound."""
GUID_TAIL = bytes.fromhex('000000001000800000aa00389b71')
"""What follows the two bytes of the format tag in a WAVEFORMATEXTENSIBLE sub-format."""


class Chunk(NamedTuple):
    """One chunk: its name, where its payload starts, how long that is, and its length in the file with pad byte."""

    name: bytes
    start: int
    size: int
    whole: int


LOOSE = b'ID3\0'
"""What `walk` calls an ID3 tag that stands between or behind the chunks, in none of them."""


def is_id3(name: bytes) -> bool:
    """Whether a chunk of this name is an ID3 tag."""
    return name in (b'id3 ', b'ID3 ', LOOSE)


def walk(file: BinaryIO, at: int, end: int, long_data: int | None = None, order: str = '<') -> Iterator[Chunk]:
    """Chunks of a RIFF or IFF file from `at` on; a last one that is cut off keeps its promised size.

    `long_data` is the size of a data chunk that does not tell it.
    """
    while at + 8 <= end:
        file.seek(at)
        head = file.read(10)
        if id3_edit.is_head(head):
            size = id3_edit.length(head)
            yield Chunk(LOOSE, at, size, size)
            at += size
            continue
        name, size = struct.unpack(f'{order}4sI', head[:8])
        if name == b'data' and size == ELSEWHERE and long_data is not None:
            size = long_data
        pad = pad_behind(file, at + 8 + size, end, order) if size & 1 else 0
        yield Chunk(name, at + 8, size, 8 + size + pad)
        at += 8 + size + pad


def pad_behind(file: BinaryIO, at: int, end: int, order: str = '<') -> int:
    """Bytes of padding behind an odd chunk that ends at `at`: 1, or none where a program forgot it."""
    forgot = not looks_like_chunk(file, at + 1, end, order) and looks_like_chunk(file, at, end, order)
    return 0 if forgot else 1


def parse(path: Path) -> Pcm:
    """Parse a RIFF, RF64 or BW64 file.

    Raises
    ------
    UnreadableAudio : no format or no samples in it.
    UnsupportedAudio : WAV with compressed audio inside.
    """
    end = path.stat().st_size
    with path.open('rb') as file:
        magic = file.read(4)
        before: list[Chunk] = []
        fmt = ds64 = b''
        for chunk in walk(file, 12, end):
            if chunk.name == b'data':
                break
            file.seek(chunk.start)
            if chunk.name == b'fmt ':
                fmt = file.read(min(chunk.size, 4096))
            elif chunk.name == b'ds64':
                ds64 = file.read(min(chunk.size, 28))
            before.append(chunk)
            if len(before) > MOST_BEFORE:
                raise UnreadableAudio('This WAV file is damaged: its chunks make no sense.')
        else:
            raise UnreadableAudio('This WAV file has no audio data in it: it is damaged or was cut short.')
        coding, rate, channels, mask = wave_format(fmt)
        start = chunk.start
        file.seek(start)
        coding = justified(file.read(min(end - start, SAMPLE)), coding)
        promised = _promised(chunk, magic, ds64, start, end, file)
        behind = chunks_at_end.behind(path, start) if promised is None else None
        size = min(promised or 0, end - start) if behind is None else behind - start
        block = coding.width * channels
        pad = pad_behind(file, start + size, end) if size & 1 and behind is None else 0
        after = chunks_after(file, start + size + pad, end)
    writer = _Writer(path, magic, before, after, block)
    return Pcm(
        'wav' if magic == b'RIFF' else 'rf64',
        coding,
        rate,
        channels,
        layouts.from_mask(mask, channels),
        start,
        size - size % block if block else 0,
        None if promised is None or not block else promised // block,
        writer.head,
        writer.tail,
        behind=behind,
    )


def is_packed(path: Path) -> bool:
    """Whether a WAV file has one of the compressed kinds inside that are unpacked for us."""
    with path.open('rb') as file:
        for number, chunk in enumerate(walk(file, 12, path.stat().st_size)):
            if chunk.name == b'fmt ':
                file.seek(chunk.start)
                return int.from_bytes(file.read(2), 'little') in PACKED
            if chunk.name == b'data' or number > MOST_BEFORE:
                return False
    return False


def _promised(chunk: Chunk, magic: bytes, ds64: bytes, start: int, end: int, file: BinaryIO) -> int | None:
    """Bytes of audio by the header, or None where it does not know (streamed, or wrapped at 4 GiB)."""
    if magic != b'RIFF' and len(ds64) >= 24 and chunk.size in (ELSEWHERE, 0):
        size = int(struct.unpack_from('<Q', ds64, 8)[0])
        return size or None
    if chunk.size == ELSEWHERE or (chunk.size >= 0x7FFF_F000 and end - start < chunk.size):
        return None
    after = start + chunk.size + (chunk.size & 1)
    plausible = after >= end - 8 or looks_like_chunk(file, after, end)
    if (chunk.size == 0 or end - start > LIMIT_32) and not plausible:
        return None
    return chunk.size


def looks_like_chunk(file: BinaryIO, at: int, end: int, order: str = '<') -> bool:
    """Whether a chunk begins there that ends inside the file, or an ID3 tag."""
    file.seek(at)
    head = file.read(10)
    if len(head) < 8:
        return False
    name, size = struct.unpack(f'{order}4sI', head[:8])
    return id3_edit.is_head(head) or (all(0x20 <= byte < 0x7F for byte in name) and at + 8 + size <= end + 1)


def chunks_after(file: BinaryIO, at: int, end: int, order: str = '<') -> list[Chunk]:
    """Chunks behind the samples, as long as they are whole; what follows is not copied."""
    found: list[Chunk] = []
    for chunk in walk(file, at, end, order=order):
        if chunk.start + chunk.size > end or len(found) > 10_000:
            break
        found.append(chunk)
    return found


def wave_format(fmt: bytes) -> tuple[Coding, int, int, int]:
    """Coding, sample rate, channels and channel mask from the payload of a 'fmt ' chunk."""
    if len(fmt) < 16:
        raise UnreadableAudio('This WAV file does not say what kind of audio it has: it is damaged.')
    tag, channels, rate, _, align, bits = struct.unpack_from('<HHIIHH', fmt)
    mask, valid = 0, bits
    if tag == 0xFFFE and len(fmt) >= 40:
        valid, mask, tag = struct.unpack_from('<HIH', fmt, 18)
        if fmt[26:40] != GUID_TAIL:
            raise UnsupportedAudio('This WAV file has a kind of audio that is not known: save it as plain PCM.')
    if channels == 0:
        raise UnsupportedAudio('This file says that it has no channels: export it again from the program that made it.')
    align = align or channels * -(-bits // 8)
    width = align // channels
    if tag in COMPANDED and width == 1:
        return companded(COMPANDED[tag]), rate, channels, mask
    if tag == 3 and (width, bits) in ((4, 32), (8, 64)):
        return Coding('f', width, bits), rate, channels, mask
    if tag == 1 and 1 <= width <= 4 and bits and width >= -(-bits // 8) and align == width * channels:
        valid = valid if 8 * (-(-bits // 8) - 1) < valid <= bits else bits
        return Coding('u' if width == 1 else 's', width, 8 if width == 1 else valid), rate, channels, mask
    if tag in (1, 3):
        raise UnsupportedAudio(
            f'This WAV file has samples of {bits} bits in {width} bytes, which nobody can tell apart: export it again.'
        )
    raise UnsupportedAudio(
        f'This WAV file has compressed audio inside (format {tag:#06x}): save it as plain PCM first.'
    )


def fresh(coding: Coding, rate: int, channels: int, id3: bytes) -> tuple[Head, Tail]:
    """Head and tail of a new WAV file and its ID3 tag; the extensible format beyond 16 bits or 2 channels."""
    tag = 3 if coding.kind == 'f' else 1
    align = coding.width * channels
    plain = coding.width <= 2 and channels <= 2
    fmt = struct.pack('<HHIIHH', tag if plain else 0xFFFE, channels, rate, rate * align, align, coding.width * 8)
    if not plain:
        mask = layouts.usual_mask(channels)
        fmt += struct.pack('<HHIH', 22, coding.bits, mask, tag) + GUID_TAIL
    writer = _Writer(Path(), b'RIFF', [], [], align)
    writer.add(fmt, coding.kind == 'f', id3)
    return writer.head, writer.tail


class _Writer:
    """Head and tail of a WAV file like a given one."""

    def __init__(self, path: Path, magic: bytes, before: list[Chunk], after: list[Chunk], block: int) -> None:
        self._magic, self._block = magic, block
        self._before, self._after = kept(path, before), kept(path, after)
        self._fact = any(chunk.name == b'fact' for chunk in before)

    def add(self, fmt: bytes, fact: bool, id3: bytes) -> None:
        """Put in what cannot be taken from an original; LIST/INFO is there for all who read no ID3 in a WAV file."""
        self._before.append(_chunk(b'fmt ', fmt))
        self._fact = fact
        words = parse_id3(id3, translate=True)
        info = as_info(from_id3(words).text) if words is not None else b''
        self._after += [_chunk(b'LIST', info)] if info else []
        self._after += [_chunk(b'id3 ', id3)] if id3 else []

    def tail(self, frames: int) -> list[Piece]:
        """The pad byte of the samples and the chunks after them."""
        return [b'\0' * (frames * self._block & 1), *self._after]

    def head(self, frames: int, planned: int) -> list[Piece]:
        """Everything before the samples, for a file of `frames` frames; RF64 when the planned length needs it."""
        data = frames * self._block
        fact = [_chunk(b'fact', struct.pack('<I', min(frames, ELSEWHERE)))] if self._fact else []
        plain = [*self._before, *fact]
        rest = sum(map(length, plain)) + sum(map(length, self.tail(frames)))
        riff = 4 + rest + 8 + data
        big = self._magic != b'RIFF'
        if not big and riff + (planned - frames) * self._block <= LIMIT_32:
            return [struct.pack('<4sI4s', b'RIFF', riff, b'WAVE'), *plain, struct.pack('<4sI', b'data', data)]
        ds64 = _chunk(b'ds64', struct.pack('<QQQI', riff + 36, data, frames, 0))
        magic = self._magic if big else b'RF64'
        start = struct.pack('<4sI4s', magic, ELSEWHERE, b'WAVE')
        return [start, ds64, *plain, struct.pack('<4sI', b'data', ELSEWHERE)]


def kept(path: Path, chunks: Iterable[Chunk], order: str = '<') -> list[Piece]:
    """What of some chunks goes into a new file: all of it, but for what they tell of the old sound."""
    pieces = list[Piece]()
    for chunk in chunks:
        clean = CLEANED.get(chunk.name)
        if chunk.name in STALE:
            continue
        if clean is None or chunk.size > SMALL:
            pieces += [Region(chunk.start - 8, chunk.whole), b'\0' * (chunk.whole & 1)]
            continue
        with path.open('rb') as file:
            file.seek(chunk.start)
            payload = clean(file.read(chunk.size))
        pieces.append(_chunk(b'id3 ' if chunk.name == LOOSE else chunk.name, payload, order))
    return pieces


def _chunk(name: bytes, payload: bytes, order: str = '<') -> bytes:
    return struct.pack(f'{order}4sI', name, len(payload)) + payload + b'\0' * (len(payload) & 1)


CLEANED = {
    b'bext': forget_loudness,
    b'iXML': forget_in_xml,
    b'id3 ': clean_id3,
    b'ID3 ': clean_id3,
    LOOSE: clean_id3,
}
"""How chunks that tell of the old loudness are made to forget it; the rest of them stays."""
