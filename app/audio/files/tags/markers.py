"""Markers of WAV (`cue ` with the names in LIST/adtl) and of AIFF (`MARK`), which editors set: as chapters."""

import struct
from collections.abc import Iterable, Iterator
from pathlib import Path

from app.audio.files.tags.chapters import LONGEST_TITLE, MOST, Chapter, Chapters
from app.audio.files.tags.chunk_fields import as_text

_CUE = struct.Struct('<I16xI')
"""The number of a point, and the frame at which it stands."""
CHUNKS = (b'cue ', b'MARK')


def chapters(chunks: Iterable[tuple[bytes, bytes]], rate: int, frames: int) -> Chapters:
    """The markers that stand in the sound, each until the next one; () where there are none."""
    names, places = dict[int, str](), list[tuple[int, int]]()
    for name, payload in chunks:
        if name == b'LIST' and payload[:4] == b'adtl':
            names.update(_labels(payload))
        elif name == b'cue ':
            places += [(place, number) for number, place in _CUE.iter_unpack(_whole(payload[4:]))]
        elif name == b'MARK':
            for number, place, title in _marks(payload):
                names[number] = title
                places.append((place, number))
    inside = sorted((place, number) for place, number in places if place < frames)[:MOST]
    ends = [*(place for place, _ in inside[1:]), frames]
    return tuple(
        Chapter(place / rate, end / rate, ' '.join(names.get(number, '')[:LONGEST_TITLE].split()))
        for (place, number), end in zip(inside, ends, strict=False)
    )


def _whole(points: bytes) -> bytes:
    """As many points as are whole, and as are used."""
    return points[: min(len(points) // _CUE.size, 10 * MOST) * _CUE.size]


def _labels(payload: bytes) -> Iterator[tuple[int, str]]:
    """Numbers and names; a label goes before a note, which is what it says at length."""
    found, at = list[tuple[bytes, int, str]](), 4
    while at + 12 <= len(payload) and len(found) < 10 * MOST:
        name, size, number = struct.unpack_from('<4sII', payload, at)
        if name in (b'labl', b'note'):
            found.append((name, number, as_text(payload[at + 12 : at + 8 + size])))
        at += 8 + size + (size & 1)
    for _, number, text in sorted(found, reverse=True):
        yield number, text


def _marks(payload: bytes) -> Iterator[tuple[int, int, str]]:
    """Number, frame and name of each marker; names have their length in front, and an even number of bytes with it."""
    at = 2
    for _ in range(min(int.from_bytes(payload[:2], 'big'), 10 * MOST)):
        if at + 7 > len(payload):
            return
        number, place, size = struct.unpack_from('>HIB', payload, at)
        yield number, place, as_text(payload[at + 7 : at + 7 + size])
        at += 7 + size + (1 - size & 1)


def add(path: Path, new: Chapters, rate: int) -> None:
    """Put markers with names behind the sound of a finished WAV that has none, as editors do."""
    points, names = bytearray(struct.pack('<I', len(new))), bytearray(b'adtl')
    for number, chapter in enumerate(new, start=1):
        place = round(chapter.start_s * rate)
        points += struct.pack('<II4sIII', number, place, b'data', 0, 0, place)
        title = chapter.title[:LONGEST_TITLE].encode() + b'\0'
        names += struct.pack('<4sII', b'labl', 4 + len(title), number) + title + bytes(len(title) & 1)
    with path.open('r+b') as file:
        end = file.seek(0, 2)
        file.write(bytes(end & 1))
        for name, payload in ((b'cue ', points), (b'LIST', names)):
            file.write(struct.pack('<4sI', name, len(payload)) + payload)
        whole = file.tell()
        file.seek(4)
        file.write(struct.pack('<I', whole - 8))
