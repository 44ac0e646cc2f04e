"""The frames of AC-3 and E-AC-3 (ETSI TS 102 366, 4.4 and E.2) and of AMR (RFC 4867, 5)."""

import re

from app.audio.files import signatures
from app.audio.files.maps import frame_runs
from app.audio.files.maps.frame_runs import Family, Frame
from app.audio.files.maps.parts import Parts
from app.audio.files.mp3 import frames as mpeg

NARROW, WIDE = b'#!AMR\n', b'#!AMR-WB\n'
_RATES = (48_000, 44_100, 32_000, 0)
_CHANNELS = (2, 1, 2, 3, 3, 4, 4, 5)
_BLOCKS = (1, 2, 3, 6)
_NARROW = (13, 14, 16, 18, 20, 21, 27, 32, 6)
_WIDE = (18, 24, 33, 37, 41, 47, 51, 59, 61, 6)


def dolby(data: mpeg.Buffer, at: int) -> Parts:
    """The parts of a stream of AC-3 or E-AC-3."""
    return frame_runs.parts(data, at, AC3)


def amr(data: mpeg.Buffer, at: int) -> Parts:
    """The parts of a file of AMR, narrow or wide."""
    head = WIDE if bytes(data[at : at + len(WIDE)]) == WIDE else NARROW
    return frame_runs.parts(data, at + len(head), AMR_WIDE if head == WIDE else AMR)


def ac3_frame(data: mpeg.Buffer, at: int) -> Frame | None:
    """The frame whose header stands at a place, with those of E-AC-3 that add channels or programmes to it."""
    head = bytes(data[at : at + 8])
    size = signatures.dolby_size(head) if len(head) == 8 else None
    if not size or _added(head):
        return None
    if head[5] >> 3 <= 10:
        mode, low = head[6] >> 5, head[6] << 8 | head[7]
        skipped = 3 + 2 * (bool(mode & 1 and mode != 1) + bool(mode & 4) + (mode == 2))
        return Frame(size, (_RATES[head[4] >> 6], _CHANNELS[mode] + (low >> 15 - skipped & 1)), 1536)
    rate, code = _RATES[head[4] >> 6], head[4] >> 4 & 3
    if not rate:
        rate, code = _RATES[code] // 2, 3
    kind = rate, _CHANNELS[head[4] >> 1 & 7] + (head[4] & 1)
    while _added(more := bytes(data[at + size : at + size + 8])) and (step := signatures.dolby_size(more)):
        size += step
    return Frame(size, kind, 256 * _BLOCKS[code]) if rate else None


def _added(head: bytes) -> bool:
    """Whether a frame of E-AC-3 belongs to the one before it."""
    return (
        len(head) == 8 and head[:2] == b'\x0b\x77' and head[5] >> 3 > 10 and (head[2] >> 6 == 1 or head[2] & 0x38 > 0)
    )


def _amr_frame(sizes: tuple[int, ...], rate: int) -> Family:
    def frame(data: mpeg.Buffer, at: int) -> Frame | None:
        if at >= len(data) or data[at] & 0x83:
            return None
        mode = data[at] >> 3
        size = sizes[mode] if mode < len(sizes) else 1 if mode > 13 else 0
        return Frame(size, (rate, 1), rate // 50) if size else None

    return Family('amr', frame, AMR_HEADS, 12, 0, NARROW if rate == 8000 else WIDE)


AC3_HEADS = re.compile(rb'\x0b\x77|ID3[\x02-\x04]')
AMR_HEADS = re.compile(
    rb'#!AMR(-WB)?\n|[\x00\x04\x08\x0c\x10\x14\x18\x1c\x20\x24\x28\x2c\x30\x34\x38\x3c\x40\x44\x48\x4c\x70\x74\x78\x7c]'
)

AC3 = Family('ac3', ac3_frame, AC3_HEADS)
AMR, AMR_WIDE = _amr_frame(_NARROW, 8000), _amr_frame(_WIDE, 16_000)
