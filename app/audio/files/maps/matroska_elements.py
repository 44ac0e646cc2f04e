"""Matroska and WebM: which elements are whole (RFC 8794, RFC 9559), and how long the sound is by their words.

A file whose sizes fit together is left to FFmpeg. In others every element is looked at: what was torn is left out, and
clusters get sizes that are not known, so that all blocks behind the damage keep their times.
"""

import re
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from app.audio.files.maps import chains
from app.audio.files.maps.parts import Note, Part, Parts
from app.audio.files.mp3 import frames as mpeg

EBML, SEGMENT = 0x1A45DFA3, 0x18538067
CLUSTER, INFO, TRACKS = 0x1F43B675, 0x1549A966, 0x1654AE6B
SEEK_HEAD, CUES = 0x114D9B74, 0x1C53BB6B
LEVEL_1 = (SEEK_HEAD, INFO, TRACKS, CLUSTER, CUES, 0x1941A469, 0x1043A770, 0x1254C367)
TIME, SIMPLE, GROUP = 0xE7, 0xA3, 0xA0
IN_CLUSTER = (TIME, SIMPLE, GROUP, 0xA7, 0xAB, 0x5854)
ANYWHERE = (0xEC, 0xBF)
"""Filling and checksums."""
DURATION, SCALE = 0x4489, 0x2AD7B1
LOOKED_AT = 1 << 28
"""Files of more bytes are only walked from cluster to cluster: what is damaged within one is FFmpeg's to get past."""
NO_SIZE = b'\x01' + b'\xff' * 7


_NAMES = re.compile(
    b'|'.join(re.escape(name.to_bytes((name.bit_length() + 7) // 8, 'big')) for name in (*LEVEL_1, SIMPLE, GROUP)),
    re.DOTALL,
)


class Element(NamedTuple):
    """What an element is, where its body begins, and where it ends; -1 where it does not tell."""

    name: int
    start: int
    end: int


@dataclass(slots=True)
class _Mended:
    """The elements of one file that are whole, as a file of their own."""

    spans: list[tuple[int, int]] = field(default_factory=list)
    glue: list[bytes] = field(default_factory=list)
    next: bytes = b''

    def put(self, start: int, end: int) -> None:
        """Add bytes, behind whatever was held back for them."""
        if self.spans and self.spans[-1][1] == start and not self.next:
            self.spans[-1] = (self.spans[-1][0], end)
        else:
            self.spans.append((start, end))
            self.glue.append(self.next)
        self.next = b''


def parts(data: mpeg.Buffer, at: int) -> Parts:
    """The parts of a file, one for each file in it."""
    found = chains.literal(data, EBML.to_bytes(4, 'big'), len(data))(at)
    heads = [
        place for place in found if any(name in bytes(data[place : place + 64]) for name in (b'webm', b'matroska'))
    ]
    made, notes, at_s = list[Part](), list[Note](), 0.0
    for start, stop in zip(heads, [*heads[1:], len(data)], strict=False):
        if made:
            notes.append(Note('joined', at_s))
        part, told = _file(data, start, stop)
        notes += [Note(note.kind, at_s + note.at_s, note.amount) for note in told]
        made.append(part)
        at_s += part.seconds
    plain = len(made) == 1 and made[0].spans == ((0, len(data)),)
    return Parts(tuple(made), tuple(notes), plain)


def _file(data: mpeg.Buffer, start: int, stop: int) -> tuple[Part, list[Note]]:
    head = element(data, start)
    segment = element(data, head.end) if head and head.end > 0 else None
    if head is None or segment is None or segment.name != SEGMENT:
        return Part('matroska', 1000, (), ((start, stop),), 0, exact=False), []
    end = stop if segment.end < 0 or _flat(data, segment.end) else segment.end
    last = _end(data, segment.start, min(end, stop))
    seconds = _seconds(data, segment.start, stop)
    if last == min(end, stop):
        cut = [Note('cut', 0.0)] if end > stop else []
        return Part('matroska', 1000, (), ((start, last),), round(seconds * 1000), exact=False), cut
    mended, notes = _mend(data, head.end, segment.start, stop, start)
    cut = [Note('cut', 0.0)] if end > stop or last < 0 else []
    spans, glue = tuple(mended.spans), tuple(mended.glue)
    return Part('matroska', 1000, (), spans, round(seconds * 1000), exact=False, glue=glue), notes + cut


def _end(data: mpeg.Buffer, at: int, stop: int) -> int:
    """Where elements end that follow each other; -1 where the last one is there in part only."""
    begin = at
    while at < stop:
        found = element(data, at)
        if found is None or found.name not in LEVEL_1 + IN_CLUSTER + ANYWHERE:
            return at
        within = found.end < 0 or (found.name == CLUSTER and stop - begin < LOOKED_AT)
        at = found.start if within else found.end
    return at if at == stop else -1


def _mend(data: mpeg.Buffer, segment: int, at: int, stop: int, start: int) -> tuple[_Mended, list[Note]]:
    """All whole elements; blocks whose times jump back belong to another cluster, the head of which is lost."""
    made, notes, behind = _Mended([(start, segment)], [b''], SEGMENT.to_bytes(4, 'big') + NO_SIZE), list[Note](), at
    time: int | None = None
    before = dict[int, int]()
    for place, found in chains.walk(data, at, stop, _flat, _finder(data, stop)):
        if place > behind:
            notes.append(Note('junk', ((time or 0) + max(before.values(), default=0)) / 1000, place - behind))
        behind = found.end
        if found.name == CLUSTER:
            time, before, made.next = None, {}, CLUSTER.to_bytes(4, 'big') + NO_SIZE
        elif found.name == TIME:
            time = int.from_bytes(data[found.start : found.end], 'big')
            made.put(place, found.end)
        elif found.name in (SIMPLE, GROUP):
            track, after = _relative(data, found)
            if time is not None and after >= before.get(track, after):
                made.put(place, found.end)
                before[track] = after
        elif found.name not in (SEEK_HEAD, CUES, *ANYWHERE):
            made.put(place, found.end)
    return made, notes


def _finder(data: mpeg.Buffer, stop: int) -> Callable[[int], Iterator[int]]:
    """Places where an element may stand again."""

    def find(at: int) -> Iterator[int]:
        return (match.start() for match in _NAMES.finditer(data, at, stop))

    return find


def _relative(data: mpeg.Buffer, found: Element) -> tuple[int, int]:
    """The track of a block, and its time within its cluster."""
    block = found if found.name == SIMPLE else element(data, found.start)
    track = _number(data, block.start) if block else None
    if block is None or track is None:
        return 0, 0
    return track[0], int.from_bytes(data[track[1] : track[1] + 2], 'big', signed=True)


def _flat(data: mpeg.Buffer, at: int) -> Element | None:
    """The element at a place, that of a cluster without what is in it."""
    found = element(data, at)
    if found is None or found.name not in LEVEL_1 + IN_CLUSTER + ANYWHERE:
        return None
    if found.name == CLUSTER:
        return found._replace(end=found.start)
    size, block = found.end - found.start, bytes(data[found.start : found.start + 1])
    if found.end < 0 or (found.name in (TIME, 0xA7, 0xAB) and not 0 < size <= 8) or (found.name == 0xBF and size != 4):
        return None
    if found.name == SIMPLE and not (size > 4 and block > b'\x80'):
        return None
    return found if found.name != GROUP or block in (b'\xa1', b'\x9b', b'\xfb', b'\x75') else None


def element(data: mpeg.Buffer, at: int) -> Element | None:
    """The element whose head stands at a place."""
    head = bytes(data[at : at + 12])
    width = 9 - head[0].bit_length() if head and head[0] else 9
    if width > 4 or len(head) <= width:
        return None
    size = _number(head, width)
    if size is None:
        return None
    start = at + size[1]
    known = size[0] != (1 << 7 * (size[1] - width)) - 1
    return Element(int.from_bytes(head[:width], 'big'), start, start + size[0] if known else -1)


def _number(data: mpeg.Buffer, at: int) -> tuple[int, int] | None:
    """A number of as many bytes as its first bits say, and where it ends."""
    raw = bytes(data[at : at + 8])
    width = 9 - raw[0].bit_length() if raw and raw[0] else 9
    if len(raw) < width:
        return None
    return int.from_bytes(raw[:width], 'big') & (1 << 7 * width) - 1, at + width


def _seconds(data: mpeg.Buffer, at: int, stop: int) -> float:
    """How long a file is by its own words; 0 where it does not tell."""
    while at < stop and (found := element(data, at)) and found.name != CLUSTER and found.end > 0:
        if found.name == INFO:
            told = dict(_children(data, found))
            raw, scale = told.get(DURATION, b''), int.from_bytes(told.get(SCALE, b'\x0f\x42\x40'), 'big')
            length = struct.unpack('>f' if len(raw) == 4 else '>d', raw)[0] if len(raw) in (4, 8) else 0.0
            return length * scale / 1e9 if 0 < length * scale < 1e16 else 0.0
        at = found.end
    return 0.0


def _children(data: mpeg.Buffer, parent: Element) -> Iterator[tuple[int, bytes]]:
    at = parent.start
    while at < parent.end and (found := element(data, at)) and found.end > 0:
        yield found.name, bytes(data[found.start : min(found.end, found.start + 64)])
        at = found.end
