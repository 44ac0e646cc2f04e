"""Frames taken out of an ID3v2 tag or put into it, while all others stay byte for byte, in their order.

A tag that is read and written anew has its frames sorted by size, and players take chapters as they come.
"""

import io
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from app.audio.files.tags import mutagen_types

_IDS = (b'ABCDEFGHIJKLMNOPQRSTUVWXYZ', b'ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789 ')
SPARE = 1024
"""Zeros behind frames that needed more room, so that a tagger need not move the music for a longer title."""
MOST_TAGS = 100
"""Behind each other."""


class Frame(NamedTuple):
    """One frame: its name, and all its bytes, head included."""

    name: str
    raw: bytes


class Parts(NamedTuple):
    """A tag taken apart; `flags` are those that still hold when it is put together.

    `open` tells whether frames written by the book can be put beside these.
    """

    version: int
    flags: int
    frames: list[Frame]
    size: int
    open: bool


Change = Callable[[Frame], bytes]
"""What takes the place of a frame: the same bytes, others, or none."""


def apart(raw: bytes) -> Parts | None:
    """The frames of one tag; None where its bytes make no sense."""
    if raw[:3] != b'ID3' or len(raw) < 10 or raw[3] not in (2, 3, 4):
        return None
    # A damaged head may claim 256 MB: no tag is made longer than its bytes were.
    version, flags, size = raw[3], raw[5], min(synchsafe(raw[6:10]), len(raw) - 10)
    body = raw[10 : 10 + size]
    if flags & 0x80 and version < 4:  # the zeros behind each 255 belong to the tag, not to its frames
        body, flags = body.replace(b'\xff\x00', b'\xff'), flags & 0x7F
    if flags & 0x40 and version > 2:
        length = synchsafe(body[:4]) if version == 4 else int.from_bytes(body[:4], 'big') + 4
        body = body if body[:4].isalnum() else body[length:]
    for bits in (7, 8) if version == 4 else (8,):
        frames = list(_frames(body, version, bits))
        if frames and frames[-1].name:
            by_the_book = not flags & 0x80 and bits == (7 if version == 4 else 8) and version > 2
            return Parts(version, flags & 0x80, frames, size, by_the_book)
    return None


def _frames(body: bytes, version: int, bits: int) -> Iterator[Frame]:
    """Frame after frame; one without a name where they stop making sense."""
    letters = 3 if version == 2 else 4
    head, at = 2 * letters + (2 if version > 2 else 0), 0
    while at + head <= len(body) and body[at]:
        name = body[at : at + letters]
        size = _number(body[at + letters : at + 2 * letters], bits)
        if name[0] not in _IDS[0] or any(sign not in _IDS[1] for sign in name) or size > len(body) - at - head:
            yield Frame('', b'')
            return
        yield Frame(name.decode('ascii').strip(), body[at : at + head + size])
        at += head + size
    if at < len(body) and body[at] and body[at:].strip(b'\0'):
        yield Frame('', b'')


def changed(raw: bytes, change: Change) -> bytes | None:
    """A tag with some of its frames changed: byte for byte the same if none is, None where it makes no sense."""
    parts = apart(raw)
    if parts is None:
        return None
    made = [change(frame) for frame in parts.frames]
    if all(new == old.raw for new, old in zip(made, parts.frames, strict=True)):
        return raw
    return together(parts, b''.join(made))


def together(parts: Parts, frames: bytes) -> bytes:
    """A tag of these frames that is as long as it was if it can be: zeros take the place of what is gone."""
    size = parts.size if len(frames) <= parts.size else len(frames) + SPARE
    return b'ID3' + bytes((parts.version, 0, parts.flags)) + as_synchsafe(size) + frames.ljust(size, b'\0')


def read(frame: Frame, parts_version: int, flags: int = 0) -> Any:
    """A frame as mutagen reads it; None if it cannot."""
    tag = b'ID3' + bytes((parts_version, 0, flags)) + as_synchsafe(len(frame.raw)) + frame.raw
    try:
        return next(iter(mutagen_types.ID3(io.BytesIO(tag), translate=False).values()), None)
    except Exception:  # damaged in one of many ways
        return None


def split(raw: bytes) -> list[bytes]:
    """The tags that follow each other, each with its length as it tells it; what follows them is left out."""
    found, at = list[bytes](), 0
    while raw[at : at + 3] == b'ID3' and at + 10 <= len(raw) and len(found) < MOST_TAGS:
        end = at + length(raw[at : at + 10])
        found.append(raw[at:end])
        at = end
    return found


def length(head: bytes) -> int:
    """Bytes of a tag, by its first ten."""
    return 10 + synchsafe(head[6:10]) + (10 if head[5] & 0x10 else 0)


def is_head(head: bytes) -> bool:
    """Whether ten bytes can begin a tag."""
    known = head[:3] == b'ID3' and len(head) == 10 and head[3] in (2, 3, 4) and head[4] != 0xFF
    return known and all(byte < 0x80 for byte in head[6:10])


def synchsafe(raw: bytes) -> int:
    """A number of seven bits a byte."""
    return _number(raw, 7)


def as_synchsafe(number: int) -> bytes:
    """Four bytes of seven bits."""
    return bytes(number >> shift & 127 for shift in (21, 14, 7, 0))


def _number(raw: bytes, bits: int) -> int:
    total = 0
    for byte in raw:
        total = total << bits | byte & (1 << bits) - 1
    return total
