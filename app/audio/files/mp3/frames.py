"""MPEG audio frames: headers (ISO 11172-3 2.4.1.3, ISO 13818-3), walking through a file, the Xing/Info/LAME header."""

import mmap
from dataclasses import dataclass

Buffer = bytes | bytearray | memoryview | mmap.mmap

_RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
_V1L1 = (0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448)
_V1L2 = (0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384)
V1L3 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_V2L1 = (0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256)
V2L23 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_BIT_RATES = {(3, 3): _V1L1, (3, 2): _V1L2, (3, 1): V1L3, (2, 3): _V2L1, (2, 2): V2L23, (2, 1): V2L23}

MOST_TAGS = 100
DECODER_DELAY = 529
"""Frames that every Layer III decoder adds in front (528 of the filter banks + 1); LAME's delay does not count them."""


@dataclass(frozen=True, slots=True)
class Header:
    """One frame header, decoded.

    Attributes
    ----------
    word : the 32 bits as they stand in the file.
    version : 3 for MPEG-1, 2 for MPEG-2, 0 for MPEG-2.5 (as coded).
    layer : 1, 2 or 3.
    bit_rate : kbit/s.
    length : bytes of the frame, header included.
    samples : sample frames that it decodes to.
    side : bytes of side information (Layer III).
    protected : whether two bytes of CRC follow the header.
    """

    word: int
    version: int
    layer: int
    bit_rate: int
    sample_rate: int
    channels: int
    length: int
    samples: int
    side: int
    protected: bool


_cache: dict[int, Header | None] = {}


def header(word: int) -> Header | None:
    """Decode a frame header; None if these 32 bits are none, or of the free format that nobody writes."""
    if word not in _cache:
        if len(_cache) > 4096:
            _cache.clear()
        _cache[word] = _decode(word)
    return _cache[word]


def _decode(word: int) -> Header | None:
    version, layer_code = word >> 19 & 3, word >> 17 & 3
    rate_code, speed_code = word >> 12 & 15, word >> 10 & 3
    if word >> 21 != 0x7FF or version == 1 or layer_code == 0 or rate_code in (0, 15) or speed_code == 3:
        return None
    layer = 4 - layer_code
    bit_rate = _BIT_RATES[3 if version == 3 else 2, layer_code][rate_code]
    sample_rate = _RATES[version][speed_code]
    channels = 1 if word >> 6 & 3 == 3 else 2
    padding = word >> 9 & 1
    if layer == 1:
        samples, length = 384, (12_000 * bit_rate // sample_rate + padding) * 4
    else:
        samples = 576 if layer == 3 and version != 3 else 1152
        length = samples // 8 * 1000 * bit_rate // sample_rate + padding
    side = (17 if channels == 1 else 32) if version == 3 else (9 if channels == 1 else 17)
    return Header(word, version, layer, bit_rate, sample_rate, channels, length, samples, side, not word >> 16 & 1)


def header_at(data: Buffer, at: int) -> Header | None:
    """The frame header at a place in `data`, or None."""
    if at < 0 or at + 4 > len(data) or data[at] != 0xFF:
        return None
    return header(int.from_bytes(data[at : at + 4], 'big'))


def alike(one: Header, other: Header) -> bool:
    """Whether two frames can belong to one stream: same version, layer and sample rate."""
    return (one.word ^ other.word) & 0xFFFE_0C00 == 0


def skip_id3(data: Buffer, at: int = 0) -> int:
    """Where the audio begins behind the ID3v2 tags at `at` (there may be several, but not thousands)."""
    for _ in range(MOST_TAGS):
        if data[at : at + 3] != b'ID3' or at + 10 > len(data):
            break
        flags, *size = data[at + 5 : at + 10]
        at += 10 + (size[0] << 21 | size[1] << 14 | size[2] << 7 | size[3]) + (10 if flags & 0x10 else 0)
    return at


def find(data: Buffer, at: int, reach: int = 1 << 18, runs: int = 3) -> int | None:
    """The first place from `at` on, at most `reach` bytes further, where `runs` frames follow each other."""
    stop = min(at + reach, len(data))
    while at < stop:
        first = header_at(data, at)
        place, count, now = at, 0, first
        while first and now and alike(first, now):
            place, count = place + now.length, count + 1
            if count == runs or place == len(data):
                return at
            now = header_at(data, place)
        step = (
            bytes(data[at + 1 : stop]).find(b'\xff')
            if stop - at < 4096
            else bytes(data[at + 1 : at + 4097]).find(b'\xff')
        )
        at += 4096 if step < 0 else step + 1
    return None


def is_start(data: Buffer, at: int, end: int) -> bool:
    """Whether two frames of one kind or a tag begin at a place, or nothing more follows."""
    first = header_at(data, at)
    if first is not None:
        second = header_at(data, at + first.length)
        return at + first.length >= end or (second is not None and alike(first, second))
    return at >= end or bytes(data[at : at + 3]) in (b'ID3', b'TAG', b'APE')


def is_vbri(data: Buffer, at: int) -> bool:
    """Whether a frame is the header of Fraunhofer's encoders: it has no sound (32 bytes behind the frame header)."""
    return bytes(data[at + 36 : at + 40]) == b'VBRI'


@dataclass(frozen=True, slots=True)
class InfoTag:
    """What the Xing/Info header in the first frame says (LAME 3.100, VbrTag.c); None for what it leaves out.

    Attributes
    ----------
    vbr : True for 'Xing', False for 'Info' (CBR).
    frames, size : frames and bytes of the audio, the first frame not counted in `frames`.
    quality : 0..100, as LAME writes it: 100 - 10 * V - q.
    delay, padding : frames that the encoder added in front and behind.
    method : LAME's VBR method: 1 CBR, 2 ABR, 3..5 VBR, 8 CBR and 9 ABR with two passes.
    """

    vbr: bool
    frames: int | None = None
    size: int | None = None
    quality: int | None = None
    delay: int | None = None
    padding: int | None = None
    method: int | None = None


def info_tag(frame: Buffer) -> InfoTag | None:
    """Read the Xing/Info header of a first frame; None if there is none."""
    head = header_at(frame, 0)
    if head is None or head.layer != 3:
        return None
    at = 4 + head.side
    if bytes(frame[at : at + 4]) not in (b'Xing', b'Info'):
        at += 2 * head.protected
    name = bytes(frame[at : at + 4])
    if name not in (b'Xing', b'Info') or len(frame) < at + 8:
        return None
    flags = int.from_bytes(frame[at + 4 : at + 8], 'big')
    at += 8
    numbers: list[int | None] = []
    for bit, size in ((1, 4), (2, 4), (4, 100), (8, 4)):
        present = bool(flags & bit) and at + size <= len(frame)
        numbers.append(int.from_bytes(frame[at : at + size], 'big') if present and size == 4 else None)
        at += size if flags & bit else 0
    frames, total, _, quality = numbers
    delay = padding = method = None
    if at + 36 <= len(frame) and bytes(frame[at : at + 4]) in (b'LAME', b'Lavf', b'Lavc', b'L3.9'):
        both = int.from_bytes(frame[at + 21 : at + 24], 'big')
        delay, padding, method = both >> 12, both & 0xFFF, frame[at + 9] & 15
    return InfoTag(name == b'Xing', frames, total, quality, delay, padding, method)


def crc16(data: Buffer, crc: int = 0) -> int:
    """The CRC-16 of the LAME header (polynomial 0x8005 reflected, start 0), of music and of the tag itself."""
    table = CRC_TABLE
    for byte in data:
        crc = crc >> 8 ^ table[(crc ^ byte) & 0xFF]
    return crc


def _crc_table() -> tuple[int, ...]:
    table = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ (0xA001 if value & 1 else 0)
        table.append(value)
    return tuple(table)


CRC_TABLE = _crc_table()
