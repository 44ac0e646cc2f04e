"""What programs keep in an M4A file beside the tags of iTunes: boxes that nobody here reads, carried as they are."""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from app.audio.files.headers import mapped
from app.audio.files.mp3 import frames as mpeg
from app.audio.files.tags.bounds import MOST_BYTES

OURS = (b'meta', b'chpl', b'free', b'skip', b'ludt')
"""Written anew, or about the old loudness."""
MOST_BOXES = 10_000


class Box(NamedTuple):
    """One box: its name, where it starts, where its content does, and where it ends."""

    name: bytes
    start: int
    inside: int
    end: int


def beside_tags(path: Path) -> bytes:
    """The boxes next to the tags of iTunes, as their bytes."""
    with mapped(path) as data:
        made = b''.join(bytes(data[box.start : box.end]) for box in _others(data))
    return made if len(made) <= MOST_BYTES else b''


def told(path: Path) -> list[str]:
    """Their names, for the reader: no other format has a place for them."""
    with mapped(path) as data:
        names = [box.name.decode('latin-1').strip() for box in _others(data)]
    return [f'the box “{name}”' for name in dict.fromkeys(names) if name.isprintable()]


def _others(data: mpeg.Buffer) -> list[Box]:
    home = _find(data, b'moov', b'udta')
    return [] if home is None else [box for box in _boxes(data, home.inside, home.end) if box.name not in OURS]


def put_beside_tags(part: Path, boxes: bytes) -> None:
    """Put them into a finished file whose header stands behind the sound, so that no sound moves."""
    if not boxes:
        return
    with mapped(part) as data:
        moov, home = _find(data, b'moov'), _find(data, b'moov', b'udta')
        fits = moov is not None and home is not None and moov.end == len(data) and moov.inside - moov.start == 8
        if not fits or moov is None or home is None:
            return
        rest = bytes(data[home.end :])
    with part.open('r+b') as file:
        file.seek(home.end)
        file.write(boxes + rest)
        for box in (moov, home):
            file.seek(box.start)
            file.write(struct.pack('>I', box.end - box.start + len(boxes)))


def _find(data: mpeg.Buffer, *names: bytes) -> Box | None:
    found, start, end = None, 0, len(data)
    for name in names:
        found = next((box for box in _boxes(data, start, end) if box.name == name), None)
        if found is None:
            return None
        start, end = found.inside, found.end
    return found


def _boxes(data: mpeg.Buffer, at: int, end: int) -> Iterator[Box]:
    for _ in range(MOST_BOXES):
        if at + 8 > end:
            return
        size, name = struct.unpack('>I4s', data[at : at + 8])
        inside = at + 8
        if size == 1:
            size, inside = int.from_bytes(data[at + 8 : at + 16], 'big'), at + 16
        size = size or end - at
        if size < inside - at or at + size > end:
            return
        yield Box(name, at, inside, at + size)
        at += size
