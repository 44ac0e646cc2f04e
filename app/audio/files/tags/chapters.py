"""Chapters inside files: read wherever FFmpeg knows them, written as each format keeps them.

MP3: CHAP and CTOC frames (ID3v2 Chapter Frame Addendum 1.0). FLAC, OGG, Opus: CHAPTERxxx comments (Xiph, Chapter
Extension). M4A: FFmpeg writes both a text track and Nero's chpl.
"""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import av.error

from app.audio.files.tags import mutagen_types
from app.audio.types import Info

KEPT_IN = ('mp3', 'flac', 'm4a', 'ogg', 'opus', 'mka', 'mkv', 'webm', 'mp4', 'mov', 'oggflac')
"""Containers that can hold chapters, in our reading and writing of them."""
MOST = 999
"""Chapters of a file that are used: as many as a tracklist may have."""
LONGEST_TITLE = 1000
NO_OFFSET = 0xFFFF_FFFF
TOP_AND_ORDERED = 3
SPARE = 1024
"""Zeros behind the frames, so that a tagger need not move the music for a longer title."""
_COMMENT = re.compile(r'CHAPTER\d{1,3}(NAME|URL)?', re.IGNORECASE)
_TIME = re.compile(r'(?P<h>\d{1,3}):(?P<m>\d\d):(?P<s>\d\d(?:\.\d{1,9})?)', re.ASCII)
_MOST_LISTED = 255
"""A table of contents in ID3 counts its entries in one byte."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """One chapter, s from the beginning of the programme."""

    start_s: float
    end_s: float
    title: str


Chapters = tuple[Chapter, ...]


def read(path: Path) -> Chapters:
    """The first chapters of a file in their order, `MOST` of them; () if it has none, or none that can be read."""
    chapters = []
    for one in _all(path):
        base = one['time_base'] or Fraction(1, 1000)
        title = ' '.join(one['metadata'].get('title', '')[:LONGEST_TITLE].split())
        start = max(0.0, float(one['start'] * base))
        chapters.append(Chapter(start, max(start, float(one['end'] * base)), title))
    return tuple(sorted(chapters, key=lambda chapter: chapter.start_s)[:MOST])


def too_many(info: Info) -> list[str]:
    """A warning where a file has more chapters than are used."""
    count = len(_all(info.path)) if info.container in KEPT_IN else 0
    if count <= MOST:
        return []
    return [f'The file has {count} chapters; only the first {MOST} are used, as in a tracklist.']


def _all(path: Path) -> list[Any]:
    """As PyAV tells them."""
    try:
        with av.open(str(path), metadata_errors='replace') as container:
            return list(container.chapters())
    except (av.error.FFmpegError, ValueError, OSError):
        return []


def of(info: Info) -> Chapters:
    """The chapters of a file that was probed, if its kind has any."""
    return read(info.path) if info.container in KEPT_IN else ()


def for_av(chapters: Iterable[Chapter]) -> list[Any]:
    """In the words of PyAV."""
    base = Fraction(1, 1000)
    return [
        {
            'id': number,
            'start': round(chapter.start_s * 1000),
            'end': round(chapter.end_s * 1000),
            'time_base': base,
            'metadata': {'title': chapter.title},
        }
        for number, chapter in enumerate(chapters)
    ]


def comments(chapters: Iterable[Chapter]) -> list[tuple[str, str]]:
    """As Vorbis comments; names are numbered in three digits, so a thousandth chapter has no place."""
    found = []
    for number, chapter in enumerate(chapters, start=1):
        if number > MOST:
            break
        minutes, seconds = divmod(round(chapter.start_s, 3), 60)
        hours, minutes = divmod(int(minutes), 60)
        found.append((f'CHAPTER{number:03d}', f'{hours:02d}:{minutes:02d}:{seconds:06.3f}'))
        found.append((f'CHAPTER{number:03d}NAME', chapter.title))
    return found


def of_comments(text: Iterable[tuple[str, str]], duration_s: float) -> Chapters:
    """From such comments, in formats where FFmpeg does not look for them; () where there are none."""
    told = {name.upper(): value for name, value in text if _COMMENT.fullmatch(name)}
    found = [(match, told.get(f'{name}NAME', '')) for name, value in told.items() if (match := _TIME.fullmatch(value))]
    timed = sorted((3600 * int(m['h']) + 60 * int(m['m']) + float(m['s']), title) for m, title in found)[:MOST]
    ends = [*(start for start, _ in timed[1:]), duration_s]
    return tuple(
        Chapter(start, max(start, end), title[:LONGEST_TITLE]) for (start, title), end in zip(timed, ends, strict=False)
    )


def is_comment(name: str) -> bool:
    """Whether a Vorbis comment of this name is part of a chapter, or a whole CUE sheet."""
    return bool(_COMMENT.fullmatch(name)) or name.upper() == 'CUESHEET'


def as_id3(tag: Any, chapters: Sequence[Chapter], version: int) -> bytes:
    """An ID3v2.`version` tag with these chapters and their table of contents, in place of those that it has.

    mutagen sorts frames by size, and many players take chapters as they come: each is therefore made on its own, and
    put behind the rest in its order. b'' if there is nothing to say.
    """
    for name in ('CHAP', 'CTOC'):
        tag.delall(name)
    frames = frames_of(tag, version) + as_frames(chapters, version)
    if not frames:
        return b''
    size = len(frames) + SPARE
    head = bytes(size >> shift & 127 for shift in (21, 14, 7, 0))
    return b'ID3' + bytes((version, 0, 0)) + head + frames + bytes(SPARE)


def as_frames(chapters: Sequence[Chapter], version: int) -> bytes:
    """A table of contents and the chapters in their order, as frames of ID3v2.`version`; b'' if there are none."""
    if not chapters:
        return b''
    ids = [f'ch{number}' for number in range(1, len(chapters) + 1)]
    table = mutagen_types.ID3()
    toc = {'flags': TOP_AND_ORDERED, 'child_element_ids': ids[:_MOST_LISTED], 'sub_frames': []}
    table.add(mutagen_types.ID3_FRAMES['CTOC'](element_id='toc', **toc))
    return frames_of(table, version) + b''.join(
        frames_of(_alone(element, chapter), version) for element, chapter in zip(ids, chapters, strict=True)
    )


def _alone(element: str, chapter: Chapter) -> Any:
    title = mutagen_types.ID3_FRAMES['TIT2'](encoding=0 if chapter.title.isascii() else 1, text=[chapter.title])
    times = {'start_time': round(chapter.start_s * 1000), 'end_time': round(chapter.end_s * 1000)}
    offsets = {'start_offset': NO_OFFSET, 'end_offset': NO_OFFSET}
    alone = mutagen_types.ID3()
    alone.add(mutagen_types.ID3_FRAMES['CHAP'](element_id=element, **times, **offsets, sub_frames=[title]))
    return alone


def frames_of(tag: Any, version: int) -> bytes:
    """The frames of a tag, without its head and padding."""
    if not tag:
        return b''
    out = io.BytesIO()
    tag.save(out, v1=0, v2_version=version, padding=lambda info: 0)
    return out.getvalue()[10:]
