"""Where the frames of FLAC lie and which samples each has (RFC 9639): by their numbers a gap has a length."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from app.audio.errors import UnsupportedAudio
from app.audio.files.mp3 import frames as mpeg

INFO = (b'\0\0\0\x22', b'\x80\0\0\x22')
"""The head of the first block behind the four letters: 34 bytes of STREAMINFO, more blocks behind it or none."""
MAGIC = b'fLaC'
_CANDIDATE = re.compile(rb'\xff[\xf8\xf9][\x10-\xfe][\x00-\xaf]')
_RATES = (0, 88200, 176400, 192000, 8000, 16000, 22050, 24000, 32000, 44100, 48000, 96000)
_BITS = (0, 8, 12, 0, 16, 20, 24, 32)
MOST_BLOCKS = 1000
MOST_STREAMS = 20_000


@dataclass(frozen=True, slots=True)
class Stream:
    """One FLAC stream: its header, and the bytes in which its frames lie.

    Attributes
    ----------
    info : the 34 bytes of STREAMINFO.
    begin, start, end : of the stream, of its first frame, and where it ends at the latest.
    total : samples by the header, 0 where it does not know.
    """

    info: bytes
    begin: int
    start: int
    end: int
    rate: int
    channels: int
    bits: int
    total: int

    @property
    def block(self) -> int:
        """Samples in each frame but the last, where the size does not vary."""
        return int.from_bytes(self.info[2:4], 'big')

    @property
    def most_bytes(self) -> int:
        """More than the largest frame has: as the header says, else what plain samples would take."""
        told = int.from_bytes(self.info[7:10], 'big')
        return told or 64 + (self.block or 65535) * self.channels * (self.bits + 7) // 8 * 2


class Frame(NamedTuple):
    """Place, first sample and number of samples of a frame."""

    at: int
    first: int
    size: int

    @property
    def after(self) -> int:
        """The first sample of the next frame."""
        return self.first + self.size


def streams(data: mpeg.Buffer, start: int, end: int | None = None) -> list[Stream]:
    """The streams of a file: one, or several that were put together.

    Raises
    ------
    UnsupportedAudio : more than can be made anything of.
    """
    assert not isinstance(data, memoryview)
    found, at, end = list[int](), start, len(data) if end is None else end
    while (at := data.find(MAGIC, at, end)) >= 0:
        if bytes(data[at + 4 : at + 8]) in INFO:
            found.append(at)
        if len(found) > MOST_STREAMS:
            raise UnsupportedAudio(f'This FLAC file was put together from more than {MOST_STREAMS} parts.')
        at += 4
    ends = [*found[1:], end][: len(found)]
    made = (_stream(data, begin, end) for begin, end in zip(found, ends, strict=True))
    return [stream for stream in made if stream is not None]


def _stream(data: mpeg.Buffer, begin: int, end: int) -> Stream | None:
    info = bytes(data[begin + 8 : begin + 42])
    packed = int.from_bytes(info[10:18], 'big')
    rate, channels, bits = packed >> 44, (packed >> 41 & 7) + 1, (packed >> 36 & 31) + 1
    at, last = begin + 4, 0
    for _ in range(MOST_BLOCKS):
        if last & 128 or at + 4 > end:
            break
        last, at = data[at], at + 4 + int.from_bytes(data[at + 1 : at + 4], 'big')
    if len(info) < 34 or rate == 0:
        return None
    return Stream(info, begin, min(at, end), end, rate, channels, bits, packed & 0xF_FFFF_FFFF)


def only_stream(data: mpeg.Buffer, start: int) -> tuple[Stream, Frame] | None:
    """The stream of a file and its last frame, if it is all that there is, each frame behind the one before.

    This is asked of every file, so as few bytes as can be are looked at: none within the smallest size of a frame.
    """
    stream = _stream(data, start, len(data)) if bytes(data[start : start + 4]) == MAGIC else None
    if stream is None:
        return None
    at, after, least, last = stream.start, 0, max(int.from_bytes(stream.info[4:7], 'big'), 1), None
    while match := _CANDIDATE.search(data, at):
        place = match.start()
        frame = _frame(bytes(data[place : place + 16]), place, stream)
        if frame is None:
            at = place + 1
        elif frame.first != after:
            return None
        else:
            last, after, at = frame, frame.after, place + least
    return (stream, last) if last is not None and stream.total in (0, after) else None


def frames(data: mpeg.Buffer, stream: Stream, at: int | None = None) -> Iterator[Frame]:
    """The frames of a stream in order; numbers that jump back, or ahead for once only, are none of it."""
    expected: int | None = None
    ahead: Frame | None = None
    for frame in candidates(data, stream, stream.start if at is None else at, stream.end):
        if expected is None or frame.first == expected:
            yield frame
            expected, ahead = frame.after, None
        elif ahead is not None and frame.first == ahead.after:
            yield ahead
            yield frame
            expected, ahead = frame.after, None
        elif frame.first > expected:
            ahead = frame
    if ahead is not None and (stream.total == 0 or ahead.after <= stream.total):
        yield ahead


def candidates(data: mpeg.Buffer, stream: Stream, start: int, end: int) -> Iterator[Frame]:
    """All that look like frames of a stream, by their header and its checksum."""
    for match in _CANDIDATE.finditer(data, start, end):
        frame = _frame(bytes(data[match.start() : match.start() + 16]), match.start(), stream)
        if frame is not None:
            yield frame


def _frame(head: bytes, at: int, stream: Stream) -> Frame | None:
    """A frame header (RFC 9639, 9.1) that fits its stream."""
    kind = _kind(head[2:4], stream.rate, stream.channels, stream.bits)
    if kind is None:
        return None
    size, extra, more = kind
    number, end = (head[4], 5) if len(head) > 4 and head[4] < 0x80 else _coded(head)
    if number is None:
        return None
    if extra:
        size = int.from_bytes(head[end : end + extra], 'big') + 1
    end += extra + more
    if len(head) <= end or crc8(head[:end]) != head[end]:
        return None
    return Frame(at, number if head[1] & 1 else number * (stream.block or size), size)


@lru_cache(maxsize=1024)
def _kind(codes: bytes, rate: int, channels: int, bits: int) -> tuple[int, int, int] | None:
    """What two bytes of a header say, if they fit: samples, and how many bytes tell these and the rate elsewhere."""
    size_code, rate_code = codes[0] >> 4, codes[0] & 15
    channel_code, bits_code = codes[1] >> 4, codes[1] >> 1 & 7
    fits = (
        not codes[1] & 1
        and (channel_code + 1 if channel_code < 8 else 2) == channels
        and (not bits_code or _BITS[bits_code] == bits)
        and (not 0 < rate_code < 12 or _RATES[rate_code] == rate)
    )
    extra = {6: 1, 7: 2}.get(size_code, 0)
    size = 0 if extra else _usual_size(size_code)
    return (size, extra, {12: 1, 13: 2, 14: 2}.get(rate_code, 0)) if fits else None


def _usual_size(code: int) -> int:
    return 192 if code == 1 else 576 << code - 2 if code < 6 else 256 << code - 8


def _coded(head: bytes) -> tuple[int | None, int]:
    """The number of a frame or sample, coded as in UTF-8 but longer, and where it ends."""
    first = head[4] if len(head) > 4 else 0xFF
    more = next((count for count in range(1, 7) if first & 0xFF << 6 - count & 0xFF == 0xFE << 6 - count & 0xFF), 0)
    if not more or len(head) < 5 + more or any(byte & 0xC0 != 0x80 for byte in head[5 : 5 + more]):
        return None, 0
    number = first & (1 << 6 - more) - 1
    for byte in head[5 : 5 + more]:
        number = number << 6 | byte & 63
    return number, 5 + more


def _table(polynomial: int, bits: int) -> tuple[int, ...]:
    made = []
    for value in range(256):
        value <<= bits - 8
        for _ in range(8):
            value = value << 1 ^ (polynomial if value >> bits - 1 else 0)
        made.append(value & (1 << bits) - 1)
    return tuple(made)


_CRC8, _CRC16 = _table(0x107, 8), _table(0x18005, 16)


def crc8(data: bytes) -> int:
    """The checksum of a frame header."""
    crc = 0
    for byte in data:
        crc = _CRC8[crc ^ byte]
    return crc


def ends(data: bytes) -> tuple[bool, bool]:
    """Whether a frame ends with these bytes, and whether it can end anywhere in them: its checksum is 0 there."""
    crc, table, anywhere = 0, _CRC16, False
    for byte in data:
        crc = (crc << 8 & 0xFF00) ^ table[crc >> 8 ^ byte]
        anywhere = anywhere or not crc
    return not crc, anywhere
