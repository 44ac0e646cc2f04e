"""TTA: its head and table tell how long each frame is, and each ends with a checksum (TTA1 format)."""

import struct
import zlib
from collections.abc import Iterator
from itertools import accumulate, pairwise

from app.audio.files.maps import chains, mpeg_frames
from app.audio.files.maps.frame_runs import TAGS
from app.audio.files.maps.parts import Note, Part, Parts
from app.audio.files.mp3 import frames as mpeg

MAGIC = b'TTA1'
HEAD = struct.Struct('<4sHHHII')
MOST_FRAMES = 1 << 20


def parts(data: mpeg.Buffer, at: int) -> Parts:
    """The parts of a file, one for each file in it."""
    made, notes, at_s, end = list[Part](), list[Note](), 0.0, mpeg_frames.sound_end(data)
    heads = list(_heads(data, at, end))
    for start, stop in zip(heads, [*heads[1:], end], strict=False):
        if made:
            notes.append(Note('joined', at_s))
        part, behind = _part(data, start, stop)
        made.append(part)
        at_s += part.seconds
        if behind and start != heads[-1] and bytes(data[stop - behind :][:3]) not in TAGS:
            notes.append(Note('junk', at_s, behind))
    plain = len(made) == 1 and made[0].spans == ((0, end),)
    return Parts(tuple(made), tuple(notes), plain)


def _heads(data: mpeg.Buffer, at: int, end: int) -> Iterator[int]:
    for place in chains.literal(data, MAGIC, end)(at):
        head = bytes(data[place : place + HEAD.size + 4])
        if len(head) == HEAD.size + 4 and zlib.crc32(head[: HEAD.size]) == int.from_bytes(head[HEAD.size :], 'little'):
            yield place


def _part(data: mpeg.Buffer, start: int, stop: int) -> tuple[Part, int]:
    """The sound of one file, and how many bytes stand behind it. Frames that are lost have zeros in their place."""
    *_, rate, samples = HEAD.unpack(data[start : start + HEAD.size])
    rate = max(rate, 1)
    count = -(-samples // max(256 * rate // 245, 1))
    table = start + HEAD.size + 4
    first = table + 4 * count + 4
    if count > MOST_FRAMES or first > stop:
        return Part('tta', rate, (), ((start, stop),), samples), 0
    sizes = struct.unpack(f'<{count}I', data[table : first - 4])
    places = [first, *accumulate(sizes, initial=first)][1:]
    if places[-1] == stop:
        return Part('tta', rate, (), ((start, stop),), samples), 0
    good = _from_front(data, places, stop)
    if good == count or (rest := _from_back(data, places, good, stop)) == count:
        return Part('tta', rate, (), ((start, places[good]),), samples), stop - places[count] if good == count else 0
    lost = bytes(places[rest] - places[good])
    back = stop - (places[count] - places[rest])
    return Part('tta', rate, (), ((start, places[good]), (back, stop)), samples, glue=(b'', lost)), 0


def _from_front(data: mpeg.Buffer, places: list[int], stop: int) -> int:
    """How many frames are whole, counted from the first one."""
    for number, (begin, end) in enumerate(pairwise(places)):
        if end > stop or not _whole(data, begin, end):
            return number
    return len(places) - 1


def _from_back(data: mpeg.Buffer, places: list[int], good: int, stop: int) -> int:
    """The first one of the frames that are whole, counted from the last one."""
    move = stop - places[-1]
    for number in range(len(places) - 2, good - 1, -1):
        begin, end = places[number] + move, places[number + 1] + move
        if begin < places[good] or not _whole(data, begin, end):
            return number + 1
    return good


def _whole(data: mpeg.Buffer, begin: int, end: int) -> bool:
    return end - begin > 4 and zlib.crc32(data[begin : end - 4]) == int.from_bytes(data[end - 4 : end], 'little')
