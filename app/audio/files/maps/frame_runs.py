"""Streams of frames without a header of the whole: all of their frames, and what lies between them.

Each frame tells its size, so that frames are known by the ones behind them: where a row of them ends, the next row is
looked for. What stands between costs no time, unless it is exactly as long as frames that are all of one size.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from app.audio.files import layouts
from app.audio.files.maps.parts import Note, Part, Parts, changes
from app.audio.files.mp3 import frames as mpeg

MOST_PARTS = 20_000
CLOSE = 1000
"""So many bytes of something else in front of the frames are nothing to tell of."""
CHANCE = 0.1
"""How likely it may be that bytes are whole frames long by accident, to take them for frames that are lost."""
TAGS = (b'ID3', b'TAG', b'APE')


class Frame(NamedTuple):
    """A frame: its bytes, its sample rate and channels, and how many samples it gives."""

    size: int
    kind: tuple[int, int]
    samples: int


@dataclass(frozen=True, slots=True)
class Family:
    """How the frames of one kind of stream are known.

    Attributes
    ----------
    codec : what the parts are called.
    frame : the frame whose header stands at a place, whole or not.
    sync : what may be the beginning of a frame, or of a tag.
    sure : so many in a row are no chance; `tail` bytes before the end of the file fewer will do.
    head : what begins a file of the kind; it is put in front of parts that lack it.
    """

    codec: str
    frame: Callable[[mpeg.Buffer, int], Frame | None]
    sync: re.Pattern[bytes]
    sure: int = 3
    tail: int = 128
    head: bytes = b''


@dataclass(slots=True)
class _Run:
    """Frames of one kind, each directly behind the one before."""

    start: int
    end: int
    count: int = 0
    samples: int = 0
    kind: tuple[int, int] = (0, 0)
    sizes: set[int] = field(default_factory=set)


def parts(data: mpeg.Buffer, at: int, family: Family, end: int | None = None) -> Parts:
    """The parts of a stream that should begin at a place."""
    made, notes, at_s, size, behind = list[Part](), list[Note](), 0.0, 0, at
    stop = len(data) if end is None else end
    while len(made) < MOST_PARTS:
        run = _run(data, at, family, stop)
        if run.count:
            note = _between(data, behind, run, at_s, family) if made else _in_front(data, behind, run)
            at_s += _add(made, run, note, family)
            notes += [note] if note and note.kind != 'lost' else []
            size, behind = size + run.end - run.start, run.end
        place = _next(data, run.end if run.count else at + 1, run.kind, family, stop)
        if place is None:
            break
        at = place
    speed = round(size * 8 / max(at_s, 1e-3)) if made else None
    behind = mpeg.skip_id3(data, behind + (128 if bytes(data[behind : behind + 3]) == b'TAG' else 0))
    last = family.frame(data, behind) if made else None
    if last and behind < stop < behind + last.size:
        notes.append(Note('cut', at_s))
    plain = len(made) == 1 and made[0].spans == ((len(family.head), stop),)
    return Parts(tuple(made), (*notes, *changes(made)), plain, speed, True)


def _add(made: list[Part], run: _Run, note: Note | None, family: Family) -> float:
    """Put a run behind the parts there are, within the last one where nothing is lost; how many seconds it gives."""
    rate, channels = run.kind
    layout, seconds, span = layouts.usual(channels), run.samples / rate, (run.start, run.end)
    same = bool(made) and (made[-1].sample_rate, made[-1].layout) == (rate, layout)
    if same and (note is None or note.kind == 'junk'):
        last = made[-1]
        glue = (*last.glue, b'') if last.glue else ()
        made[-1] = replace(last, spans=(*last.spans, span), frames=last.frames + run.samples, glue=glue)
        return seconds
    gap = round(note.amount * rate) if note and note.kind == 'lost' else 0
    glue = (family.head,) if family.head else ()
    made.append(Part(family.codec, rate, layout, (span,), run.samples, gap=gap, glue=glue))
    return seconds + gap / rate


def _between(data: mpeg.Buffer, end: int, run: _Run, at_s: float, family: Family) -> Note | None:
    """What is between frames: another file's beginning, lost ones, or junk; None where only the kind changes."""
    torn, head = run.start - end, bytes(data[end : end + max(len(family.head), 3)])
    if head[:3] in TAGS or (family.head and head == family.head):
        return Note('joined', at_s)
    lost = _lost(torn, run)
    if lost:
        return Note('lost', at_s, lost * run.samples / run.count / run.kind[0])
    return Note('junk', at_s, torn) if torn else None


def _in_front(data: mpeg.Buffer, at: int, run: _Run) -> Note | None:
    """Junk before the first frame, unless it is little, or filling."""
    torn = run.start - at
    return Note('junk', 0.0, torn) if torn > CLOSE and bytes(data[at : run.start]).strip(data[at : at + 1]) else None


def _lost(torn: int, run: _Run) -> int:
    """So many frames would fill a place exactly, which happens by chance only where their sizes vary."""
    mean = (run.end - run.start) / run.count
    count, least, most = round(torn / mean), min(run.sizes), max(run.sizes)
    likely = (count * (most - least) + 1) / mean <= CHANCE and count * least <= torn <= count * most
    return count if likely else 0


def _run(data: mpeg.Buffer, at: int, family: Family, stop: int) -> _Run:
    run, frame_at = _Run(at, at), family.frame
    while frame := frame_at(data, at):
        if at + frame.size > stop or (run.count and frame.kind != run.kind):
            break
        run.count, run.samples, run.kind = run.count + 1, run.samples + frame.samples, frame.kind
        run.sizes.add(frame.size)
        at += frame.size
    run.end = at
    return run


def _next(data: mpeg.Buffer, at: int, kind: tuple[int, int], family: Family, stop: int) -> int | None:
    """The next place where frames begin."""
    for match in family.sync.finditer(data, at, stop):
        place = match.start()
        if bytes(data[place : place + 3]) == b'ID3':
            place = mpeg.skip_id3(data, place)
        elif family.head and bytes(data[place : place + len(family.head)]) == family.head:
            place += len(family.head)
        if _holds(data, place, family, stop, kind != (0, 0)):
            return place
    return None


def _holds(data: mpeg.Buffer, at: int, family: Family, stop: int, late: bool) -> bool:
    """Whether enough frames of one kind follow each other, or, where some came before, the last ones of the file."""
    kind = None
    for count in range(family.sure):
        frame = family.frame(data, at)
        if frame is None or at + frame.size > stop or kind not in (None, frame.kind):
            return late and count > 0 and at >= stop - family.tail
        kind, at = frame.kind, at + frame.size
    return True
