"""DSD files: DSF (Sony, DSF 1.01) and DSDIFF (Philips, DSDIFF 1.5). Their samples are counted by the bytes there."""

import struct
from typing import Literal, NamedTuple

from app.audio.files.maps import chains
from app.audio.files.maps.parts import Note, Part, Parts
from app.audio.files.mp3 import frames as mpeg

DSF, DFF = b'DSD \x1c\0\0\0\0\0\0\0', b'FRM8'
LEAST_S = 0.1
MOST_CHUNKS = 10_000


class _Chunk(NamedTuple):
    """Where the body of a chunk of DSDIFF begins and ends."""

    start: int
    end: int


def dsf(data: mpeg.Buffer, at: int) -> Parts:
    """The parts of a DSF file, one for each file in it."""
    starts = [place for place in chains.literal(data, DSF, len(data))(at) if bytes(data[place + 28 :][:4]) == b'fmt ']
    return _together(data, [_dsf_part(data, *span) for span in zip(starts, [*starts[1:], len(data)], strict=False)])


def dff(data: mpeg.Buffer, at: int) -> Parts:
    """The parts of a DSDIFF file, one for each file in it."""
    starts = [at for at in chains.literal(data, DFF, len(data))(at) if bytes(data[at + 12 : at + 16]) == b'DSD ']
    return _together(data, [_dff_part(data, *span) for span in zip(starts, [*starts[1:], len(data)], strict=False)])


def _together(data: mpeg.Buffer, found: list[tuple[Part, float]]) -> Parts:
    """Parts, and how many seconds more each has than its header tells."""
    notes, at_s = list[Note](), 0.0
    for number, (part, more) in enumerate(found):
        if number:
            notes.append(Note('joined', at_s))
        if more:
            notes.append(Note('more', at_s + part.seconds - more, more))
        at_s += part.seconds
    if found and not found[-1][0].glue and _breaks_off(data, found[-1][0].spans[0][0]):
        notes.append(Note('cut', at_s))
    plain = len(found) == 1 and found[0][0].spans == ((0, len(data)),) and not found[0][0].glue
    return Parts(tuple(part for part, _ in found), tuple(notes), plain)


def _breaks_off(data: mpeg.Buffer, start: int) -> bool:
    """Whether a file says that it is longer than there are bytes."""
    order: Literal['big', 'little'] = 'big' if bytes(data[start : start + 4]) == DFF else 'little'
    at, before = (start + 4, 12) if order == 'big' else (start + 12, 0)
    return start + before + int.from_bytes(data[at : at + 8], order) > len(data)


def _dsf_part(data: mpeg.Buffer, start: int, stop: int) -> tuple[Part, float]:
    told = start + int.from_bytes(data[start + 12 : start + 20], 'little')
    stop = told if start + 92 < told < stop else stop
    fmt = bytes(data[start + 28 : start + 80]).ljust(52, b'\0')
    channels, rate, _, samples = struct.unpack('<IIIQ', fmt[24:44])
    body = start + 28 + int.from_bytes(fmt[4:12], 'little')
    name, size = struct.unpack('<4sQ', bytes(data[body : body + 12]).ljust(12, b'\0'))
    there = (min(size - 12, stop - body - 12)) * 8 // max(channels, 1)
    rate = max(rate, 1)
    if name != b'data' or there - samples <= max(LEAST_S * rate, 2 * 8 * 4096):
        return Part('dsd', rate, (), ((start, stop),), samples, exact=False), 0.0
    head = bytes(data[start : start + 64]) + struct.pack('<Q', there) + bytes(data[start + 72 : body])
    return Part('dsd', rate, (), ((body, stop),), there, exact=False, glue=(head,)), (there - samples) / rate


def _dff_part(data: mpeg.Buffer, start: int, stop: int) -> tuple[Part, float]:
    told = start + 12 + int.from_bytes(data[start + 4 : start + 12], 'big')
    stop = told if start + 92 < told < stop else stop
    top = _chunks(data, start + 16, stop)
    inner = _chunks(data, prop.start + 4, min(prop.end, stop)) if (prop := top.get(b'PROP')) else {}
    rate = int.from_bytes(data[fs.start : fs.start + 4], 'big') if (fs := inner.get(b'FS  ')) else 0
    channels = int.from_bytes(data[chnl.start : chnl.start + 2], 'big') if (chnl := inner.get(b'CHNL')) else 0
    sound = top.get(b'DSD ')
    told = (sound.end - sound.start) * 8 // channels if sound and channels and rate else 0
    return Part('dsd', max(rate, 1), (), ((start, stop),), told, exact=False), 0.0


def _chunks(data: mpeg.Buffer, at: int, stop: int) -> dict[bytes, _Chunk]:
    """The chunks from a place on, by name; the last may tell more than is there."""
    found: dict[bytes, _Chunk] = {}
    while at + 12 <= stop and len(found) < MOST_CHUNKS:
        name, size = struct.unpack('>4sQ', data[at : at + 12])
        found.setdefault(name, _Chunk(at + 12, at + 12 + size))
        at += 12 + size + (size & 1)
    return found
