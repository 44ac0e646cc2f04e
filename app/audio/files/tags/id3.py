"""ID3v2 tags (id3.org), wherever they stand: at the front of MP3 and AAC, in chunks of WAV and AIFF."""

import io
from collections.abc import Sequence
from typing import Any

from app.audio.files.tags import id3_edit, id3_frames, mutagen_types
from app.audio.files.tags.chapters import Chapter, as_frames, as_id3, frames_of
from app.audio.files.tags.stale_loudness import FRAMES, NAMED, stale_frame, without_autogain

CHAPTERS = ('CHAP', 'CTOC')


def parse_id3(raw: bytes, translate: bool = False) -> Any:
    """The frames of a tag as mutagen's ID3, None if there is none, or it is too much or too damaged to be read.

    With `translate` those of older versions come under the names of version 2.4.
    """
    if raw[:3] != b'ID3' or id3_frames.trouble(raw):
        return None
    try:
        return mutagen_types.ID3(io.BytesIO(raw), translate=translate)
    except Exception:  # mutagen trips in many ways over damaged tags; players skip them by their length, and so do we
        return None


def clean_id3(raw: bytes) -> bytes:
    """The ID3v2 tags that follow each other, without stale values: byte for byte the same if they have none."""
    tags = id3_edit.split(raw)
    return b''.join(map(_clean_one, tags)) + raw[sum(map(len, tags)) :]


def _clean_one(raw: bytes) -> bytes:
    if id3_frames.trouble(raw):
        return raw
    cut = id3_edit.changed(raw, lambda frame: _fresh(frame, raw[3], raw[5] & 0x80 if raw[3] == 4 else 0))
    return _resaved(raw) if cut is None else cut


def _resaved(raw: bytes) -> bytes:
    """A tag whose bytes make no sense to the one who cuts, as it is read: written anew if a stale value is in it."""
    tag = parse_id3(raw)
    gone = [key for key, frame in tag.items() if stale_frame(frame)] if tag is not None else []
    if not gone:
        return raw
    for key in gone:
        del tag[key]
    out = io.BytesIO()
    tag.save(out, v1=0, v2_version=4 if tag.version >= (2, 4) else 3)
    return out.getvalue()


def _fresh(frame: id3_edit.Frame, version: int, flags: int) -> bytes:
    """A frame as it may stay; b'' if it may not."""
    if frame.name.startswith(FRAMES):
        return b''
    if frame.name in NAMED:
        read = id3_edit.read(frame, version, flags)
        return b'' if read is not None and stale_frame(read) else without_autogain(frame.raw)
    return frame.raw


def with_chapters(raw: bytes, new: Sequence[Chapter]) -> bytes:
    """The ID3v2 tags with these chapters and no others; a first one that cannot be read gives way to a new one."""
    first, *more = id3_edit.split(raw) or [b'']
    rest = [id3_edit.changed(one, lambda frame: b'' if frame.name in CHAPTERS else frame.raw) or one for one in more]
    return _with_chapters(first, new) + b''.join(rest)


def _with_chapters(raw: bytes, new: Sequence[Chapter]) -> bytes:
    parts = None if id3_frames.trouble(raw) else id3_edit.apart(raw)
    if parts is not None and parts.open:
        others = b''.join(frame.raw for frame in parts.frames if frame.name not in CHAPTERS)
        return id3_edit.together(parts, others + as_frames(new, parts.version))
    tag = parse_id3(raw)
    version = 3 if tag is not None and tag.version < (2, 4) else 4
    return as_id3(mutagen_types.ID3() if tag is None else tag, new, version)


def with_frames(raw: bytes, more: Any, chapters: Sequence[Chapter]) -> bytes:
    """A tag and frames that it lacks: its own stay as they are where that can be; `chapters` are those it has."""
    parts = id3_edit.apart(raw)
    if parts is not None and parts.open:
        if parts.version == 3:
            more.update_to_v23()
        old = b''.join(frame.raw for frame in parts.frames)
        return id3_edit.together(parts, old + frames_of(more, parts.version))
    tag = parse_id3(raw, translate=True)
    if tag is None:
        tag = mutagen_types.ID3()
    for frame in more.values():
        tag.add(frame)
    return as_id3(tag, chapters, 4)
