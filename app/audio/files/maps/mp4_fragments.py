"""Fragmented MP4 (ISO 14496-12, 8.8): which fragments are whole. Each tells its time, so that the others have theirs.

A file whose boxes follow each other to its end is left to FFmpeg; it stops at the first one that makes no sense.
"""

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from app.audio.files.maps import chains, foreign_behind
from app.audio.files.maps.parts import Note, Part, Parts
from app.audio.files.mp3 import frames as mpeg

_NAMES = re.compile(b'moof|mdat|styp|sidx|mfra|emsg')
KNOWN = (b'ftyp', b'styp', b'sidx', b'moov', b'moof', b'mdat', b'free', b'skip', b'wide', b'mfra', b'emsg', b'prft',
         b'uuid', b'meta', b'pdin', b'udta', b'ssix')  # fmt: skip
MOST_MOOF = 1 << 24


class Box(NamedTuple):
    """The name of a box, where its body begins, and where it ends."""

    name: bytes
    start: int
    end: int


def parts(data: mpeg.Buffer, at: int) -> Parts:
    """The whole fragments of a file that has damaged ones; none for all other files."""
    front = at
    while (box := box_at(data, front)) and box.name != b'moof' and box.end <= len(data):
        front = box.end
    first = box_at(data, front)
    end = _end(data, front)
    if first is None or first.name != b'moof' or end == len(data):
        foreign_behind.check(data, end, len(data))
        return Parts(())
    found = list(chains.walk(data, front, len(data), box_at, _finder(data)))
    spans, glue, times = [(at, front)], [b''], list[float]()
    moved = (base - front) if (base := _base(data, first)) is not None else None
    out, clocks = front - at, _clocks(data, at, front)
    for (place, moof), (after, mdat), (behind, _) in zip(
        found, found[1:], [*found[2:], (len(data), None)], strict=False
    ):
        if moof.name == b'moof' and mdat.name == b'mdat' and after == moof.end and behind == mdat.end:
            head = _moved(bytes(data[place : moof.end]), None if moved is None else out + moved)
            glue.append(head)
            spans.append((after, mdat.end))
            out += len(head) + mdat.end - after
            times += _times(data, moof, clocks)
    length = max(times) - min(times) if times else 0.0
    part = Part('m4a', 1000, (), tuple(spans), round(length * 1000), exact=False, glue=tuple(glue))
    rest = box_at(data, found[-1][1].end) if found else None
    cut = rest is not None and rest.end > len(data)
    return Parts((part,) if times else (), (Note('cut', 0.0),) if cut else ())


def _end(data: mpeg.Buffer, at: int) -> int:
    """Where boxes end that follow each other."""
    while (box := box_at(data, at)) and box.end <= len(data):
        at = box.end
    return at


def _finder(data: mpeg.Buffer) -> Callable[[int], Iterator[int]]:
    def find(at: int) -> Iterator[int]:
        return (match.start() - 4 for match in _NAMES.finditer(data, at + 4))

    return find


def box_at(data: mpeg.Buffer, at: int) -> Box | None:
    """The box whose head stands at a place."""
    head = bytes(data[at : at + 16])
    size, name, start = int.from_bytes(head[:4], 'big'), head[4:8], at + 8
    if size == 1 and len(head) == 16:
        size, start = int.from_bytes(head[8:], 'big'), at + 16
    if name not in KNOWN or size < start - at or (name == b'moof' and size > MOST_MOOF):
        return None
    return Box(name, start, at + size)


def _inside(data: mpeg.Buffer, start: int, end: int, name: bytes) -> Iterator[tuple[int, int]]:
    """The bodies of the boxes of a name within another."""
    at = start
    while at + 8 <= end:
        size = int.from_bytes(data[at : at + 4], 'big')
        if size < 8:
            return
        if bytes(data[at + 4 : at + 8]) == name:
            yield at + 8, min(at + size, end)
        at += size


def _tracks(data: mpeg.Buffer, start: int, end: int) -> Iterator[tuple[int, int, int]]:
    """Number, flags and place of the head (tfhd) of each track of a fragment."""
    for traf in _inside(data, start, end, b'traf'):
        for head, _ in _inside(data, *traf, b'tfhd'):
            yield int.from_bytes(data[head + 4 : head + 8], 'big'), data[head + 3], head


def _base(data: mpeg.Buffer, moof: Box) -> int | None:
    """From where the first track of a fragment counts its bytes, if it tells a place in the file."""
    for _, flags, head in _tracks(data, moof.start, moof.end):
        return int.from_bytes(data[head + 8 : head + 16], 'big') if flags & 1 else None
    return None


def _moved(moof: bytes, base: int | None) -> bytes:
    """A fragment's head that tells the place where it will stand."""
    made = bytearray(moof)
    if base is not None:
        for _, flags, head in _tracks(moof, 8, len(moof)):
            if flags & 1:
                made[head + 8 : head + 16] = base.to_bytes(8, 'big')
    return bytes(made)


def _clocks(data: mpeg.Buffer, at: int, end: int) -> dict[int, int]:
    """The units a second in which the tracks of sound count, by their numbers."""
    found: dict[int, int] = {}
    for moov in _inside(data, at, end, b'moov'):
        for trak in _inside(data, *moov, b'trak'):
            heads = [head for head, _ in _inside(data, *trak, b'tkhd')]
            for media in _inside(data, *trak, b'mdia'):
                kinds = [bytes(data[head + 8 : head + 12]) for head, _ in _inside(data, *media, b'hdlr')]
                for clock, _ in _inside(data, *media, b'mdhd'):
                    wide = 12 if data[clock] != 1 else 20
                    number = heads[0] + (12 if data[heads[0]] != 1 else 20) if heads else 0
                    if kinds == [b'soun'] and number:
                        track = int.from_bytes(data[number : number + 4], 'big')
                        found[track] = int.from_bytes(data[clock + wide : clock + wide + 4], 'big')
    return found


def _times(data: mpeg.Buffer, moof: Box, clocks: dict[int, int]) -> Iterator[float]:
    """When the sound of a fragment begins, in seconds."""
    for traf in _inside(data, moof.start, moof.end, b'traf'):
        track = next((int.from_bytes(data[head + 4 : head + 8], 'big') for head, _ in _inside(data, *traf, b'tfhd')), 0)
        for time, _ in _inside(data, *traf, b'tfdt'):
            size = 8 if data[time] == 1 else 4
            if clocks.get(track):
                yield int.from_bytes(data[time + 4 : time + 4 + size], 'big') / clocks[track]
