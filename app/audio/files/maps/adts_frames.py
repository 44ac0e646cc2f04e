"""Raw AAC: all of its frames (ISO 13818-7, 6.2), and what lies between them."""

import re

from app.audio.files import layouts
from app.audio.files.maps.parts import Note, Part, Parts, changes
from app.audio.files.mp3 import frames as mpeg

RATES = (96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350)
SAMPLES = 1024
MOST_PARTS = 20_000
_SYNC = re.compile(rb'\xff[\xf0\xf1\xf8\xf9]|ID3[\x02-\x04]')


def parts(data: mpeg.Buffer, at: int) -> Parts:
    """The parts of a stream; FFmpeg reads through all of them, and this tells how long they are and what is between."""
    made, notes, at_s, size, end = list[Part](), list[Note](), 0.0, 0, at
    while len(made) < MOST_PARTS:
        count, kind, after = _run(data, at)
        if count:
            if made:
                notes.append(_between(data, end, at, at_s))
            rate, channels = kind
            made.append(Part('aac', rate, layouts.usual(channels), ((at, after),), count * SAMPLES))
            at_s, size, end = at_s + made[-1].seconds, size + after - at, after
        place = _next(data, after if count else at + 1, kind)
        if place is None:
            break
        at = place
    speed = round(size * 8 / max(at_s, 1e-3)) if made else None
    kept = (note for note in notes if note.amount or note.kind == 'joined')
    return Parts(tuple(made), (*kept, *changes(made)), True, speed, True)


def _between(data: mpeg.Buffer, end: int, at: int, at_s: float) -> Note:
    """What a place between frames is: another file's beginning, or junk; nothing where only the kind changes."""
    if bytes(data[end : end + 3]) in (b'ID3', b'TAG', b'APE'):
        return Note('joined', at_s)
    return Note('junk', at_s, at - end)


def _run(data: mpeg.Buffer, at: int) -> tuple[int, tuple[int, int], int]:
    """How many frames of one kind follow each other, of what rate and channels, and where they end."""
    count, kind = 0, (0, 0)
    while frame := _frame(data, at):
        if count and frame[1] != kind:
            break
        count, kind, at = count + 1, frame[1], at + frame[0]
    return count, kind, at


def _frame(data: mpeg.Buffer, at: int) -> tuple[int, tuple[int, int]] | None:
    """Bytes, rate and channels of a whole frame."""
    head = bytes(data[at : at + 7])
    if len(head) < 7 or head[0] != 0xFF or head[1] & 0xF6 != 0xF0 or head[2] >> 2 & 15 >= len(RATES):
        return None
    size = (head[3] & 3) << 11 | head[4] << 3 | head[5] >> 5
    channels = (head[2] & 1) << 2 | head[3] >> 6
    if size < 7 or at + size > len(data):
        return None
    return size, (RATES[head[2] >> 2 & 15], 8 if channels == 7 else channels)


def _next(data: mpeg.Buffer, at: int, kind: tuple[int, int]) -> int | None:
    """The next place where frames begin."""
    for match in _SYNC.finditer(data, at):
        place = match.start()
        if data[place] != 0xFF:
            place = mpeg.skip_id3(data, place)
        if _run(data, place)[0] >= 3 if kind == (0, 0) else _holds(data, place):
            return place
    return None


def _holds(data: mpeg.Buffer, at: int) -> bool:
    """Whether three frames of one kind follow each other, or the last ones of the file."""
    kind = None
    for count in range(3):
        frame = _frame(data, at)
        if frame is None or kind not in (None, frame[1]):
            return count > 0 and at >= len(data) - 128
        kind, at = frame[1], at + frame[0]
    return True
