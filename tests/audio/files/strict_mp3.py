"""A strict reader of MP3 streams, written for the tests alone: it shares no code with what it checks.

It follows ISO 11172-3 (2.4.1, 2.4.2) and ISO 13818-3 bit by bit and raises `AssertionError` at the first thing that a
pedantic decoder could object to.
"""

from dataclasses import dataclass, field
from pathlib import Path

RATES = {3: (44100, 48000, 32000), 2: (22050, 24000, 16000), 0: (11025, 12000, 8000)}
SPEEDS = {
    True: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320),
    False: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160),
}
AFTER = {0: {0, 1}, 1: {2, 3}, 2: {2, 3}, 3: {0, 1}}


class Bits:
    """Bits of some bytes, one after the other."""

    def __init__(self, data: bytes) -> None:
        self._value, self._left = int.from_bytes(data, 'big'), 8 * len(data)

    def take(self, count: int) -> int:
        self._left -= count
        assert self._left >= 0
        return self._value >> self._left & ((1 << count) - 1)


@dataclass
class Report:
    """What was found: numbers of the whole stream."""

    frames: int = 0
    samples: int = 0
    sample_rate: int = 0
    bit_rates: set[int] = field(default_factory=set)
    delay: int = 0
    padding: int = 0
    vbr: bool = False
    seek: bytes = b''
    deepest: int = 0


def crc16(data: bytes) -> int:
    """CRC-16/ARC: polynomial 8005h, least significant bit first, from 0."""
    steps = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ (0xA001 if value & 1 else 0)
        steps.append(value)
    crc = 0
    for byte in data:
        crc = crc >> 8 ^ steps[(crc ^ byte) & 255]
    return crc


def check(path: Path) -> Report:
    """Check a whole file: ID3v2, info frame, then frame behind frame up to the end or to an ID3v1 or APE tag."""
    data = path.read_bytes()
    at = 0
    if data[:3] == b'ID3':
        at = 10 + sum(data[6 + place] << 7 * (3 - place) for place in range(4))
    report = Report()
    start, at = at, _info(data, at, report)
    first, region, end, blocks = None, 0, 0, [0, 0]
    while at < len(data) and data[at : at + 3] != b'TAG' and data[at : at + 8] != b'APETAGEX':
        word = int.from_bytes(data[at : at + 4], 'big')
        version, speed, length = _header(word)
        assert first is None or (first ^ word) & 0xFFFE_0C00 == 0, f'another kind of frame at {at}'
        first = word
        assert at + length <= len(data), f'the frame at {at} is cut off'
        mono, lsf = word >> 6 & 3 == 3, version != 3
        side = (9 if mono else 17) if lsf else (17 if mono else 32)
        assert word >> 16 & 1, 'CRC is not expected here'
        back, need, blocks = _side(data[at + 4 : at + 4 + side], lsf, 1 if mono else 2, blocks)
        room = length - 4 - side
        begin = region - back
        assert begin >= 0, f'main data of frame {report.frames} begin before the stream'
        assert begin >= end, f'main data of frame {report.frames} overlap those before by {end - begin} bytes'
        end = begin + (need + 7) // 8
        assert end <= region + room, f'main data of frame {report.frames} end behind its frame'
        region, at = region + room, at + length
        report.frames += 1
        report.samples += 576 if lsf else 1152
        report.sample_rate = RATES[version][word >> 10 & 3]
        report.bit_rates.add(speed)
        report.deepest = max(report.deepest, back)
    _compare(data, start, at, report)
    return report


def _header(word: int) -> tuple[int, int, int]:
    """Version, kbit/s and length of a Layer III frame."""
    assert word >> 21 == 0x7FF, 'no sync word'
    version = word >> 19 & 3
    assert version != 1
    assert word >> 17 & 3 == 1, 'not Layer III'
    speed, rate = SPEEDS[version == 3][word >> 12 & 15], RATES[version][word >> 10 & 3]
    assert speed, 'free format'
    assert word & 3 != 2, 'reserved emphasis'
    return version, speed, (144 if version == 3 else 72) * speed * 1000 // rate + (word >> 9 & 1)


def _side(data: bytes, lsf: bool, channels: int, blocks: list[int]) -> tuple[int, int, list[int]]:
    """main_data_begin, bits of main data, and the last block types, from the side information (2.4.1.7)."""
    bits = Bits(data)
    back = bits.take(8 if lsf else 9)
    if lsf:
        bits.take(1 if channels == 1 else 2)
    else:
        bits.take((5 if channels == 1 else 3) + 4 * channels)
    need, last = 0, list(blocks)
    for _ in range(1 if lsf else 2):
        for channel in range(channels):
            length, big_values = bits.take(12), bits.take(9)
            assert big_values <= 288, 'more big values than a granule holds'
            need += length
            bits.take(8 + (9 if lsf else 4))
            kind = 0
            if bits.take(1):
                kind = bits.take(2)
                assert kind, 'block type 0 is forbidden with window switching'
                bits.take(1 + 10 + 9)
            else:
                bits.take(15 + 4 + 3)
            bits.take(2 if lsf else 3)
            assert kind in AFTER[last[channel]], f'block type {kind} behind {last[channel]}'
            last[channel] = kind
    return back, need, last


def _info(data: bytes, at: int, report: Report) -> int:
    """Check the info frame as far as it stands alone; gives the place behind it."""
    version, _, length = _header(int.from_bytes(data[at : at + 4], 'big'))
    mono = data[at + 3] >> 6 == 3
    tag = at + 4 + ((17 if mono else 32) if version == 3 else (9 if mono else 17))
    assert data[tag : tag + 4] in (b'Info', b'Xing'), 'no Info header'
    assert data[tag + 4 : tag + 8] == b'\0\0\0\x0f'
    assert data[tag + 120 : tag + 129] == b'LAME3.100'
    assert crc16(data[at : tag + 154]) == int.from_bytes(data[tag + 154 : tag + 156], 'big'), 'CRC of the LAME header'
    both = int.from_bytes(data[tag + 141 : tag + 144], 'big')
    report.vbr = data[tag : tag + 4] == b'Xing'
    report.delay, report.padding = both >> 12, both & 0xFFF
    report.seek = data[tag + 16 : tag + 116]
    return at + length


def _compare(data: bytes, start: int, stop: int, report: Report) -> None:
    """Compare what the info frame promised with what was found."""
    version, _, length = _header(int.from_bytes(data[start : start + 4], 'big'))
    mono = data[start + 3] >> 6 == 3
    tag = start + 4 + ((17 if mono else 32) if version == 3 else (9 if mono else 17))
    assert int.from_bytes(data[tag + 8 : tag + 12], 'big') == report.frames, 'number of frames'
    assert int.from_bytes(data[tag + 12 : tag + 16], 'big') == stop - start, 'number of bytes'
    assert int.from_bytes(data[tag + 148 : tag + 152], 'big') == stop - start, 'music length'
    assert int.from_bytes(data[tag + 152 : tag + 154], 'big') == crc16(data[start + length : stop]), 'CRC of the music'
    assert list(report.seek) == sorted(report.seek), 'seek points go back'
