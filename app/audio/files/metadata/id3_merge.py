"""ID3v2 tags of one file become one for another: the first stays as it is, and gets what only the others know."""

from typing import Any

from app.audio.files.metadata import every_tag
from app.audio.files.tags import id3_frames, mutagen_types
from app.audio.files.tags.bounds import MOST_BYTES
from app.audio.files.tags.common_fields import Tags
from app.audio.files.tags.id3 import CHAPTERS, clean_id3, parse_id3, with_frames
from app.audio.files.tags.id3_fields import from_id3, into_id3
from app.audio.types import Info

HOLDERS = ('mp3', 'mp2', 'aac', 'wav', 'rf64', 'aiff')
"""Containers whose own tag is ID3; in others it is a stray one."""


def merged(like: Info, words: Tags) -> bytes | None:
    """One tag for a new file; None where there is none that could be taken over.

    `words` : what all tags of the file say together.
    """
    tags = [clean_id3(raw) for raw in every_tag.id3_tags(like)] if like.container in HOLDERS else []
    first = parse_id3(tags[0], translate=True) if tags else None
    if first is None:
        return None
    more = mutagen_types.ID3()
    for raw in tags[1:]:
        _add_lacking(more, first, parse_id3(raw, translate=True))
    mine = from_id3(first)
    known = {name for name, _ in mine.text} | {name for name, _ in from_id3(more).text}
    pictures = [] if mine.pictures or more.getall('APIC') else words.pictures
    rest = Tags([pair for pair in words.text if pair[0] not in known], pictures)
    _add_lacking(more, first, into_id3(rest))
    if not len(more):
        return tags[0]
    made = with_frames(tags[0], more, mine.chapters)
    return tags[0] if id3_frames.trouble(made) or len(made) > MOST_BYTES else made


def _add_lacking(more: Any, first: Any, other: Any) -> None:
    for key, frame in other.items() if other is not None else ():
        chapters_are_there = frame.FrameID in CHAPTERS and first.getall(frame.FrameID)
        if key not in first and key not in more and not chapters_are_there:
            more.add(frame)
