"""The frames of an ID3v2 tag, counted without reading them (id3.org, ID3v2.2 to 2.4.0)."""

import struct
from collections.abc import Iterator

MOST_FRAMES = 4_000
MOST_COPIED = 8 << 30
"""mutagen copies what is left of a tag for each of its frames: this many bytes take it a few seconds."""
MOST_PACKED = 32 << 10
"""Bytes of packed frames in all: they unpack to a thousand times as much at most, and hardly any program packs them."""
PACKED = {3: 0x80, 4: 0x08}
"""The flag of a packed frame."""
NESTING = {b'CHAP': 16, b'CTOC': 2}
"""Frames with others inside, and what stands before those, behind a name that ends with a zero byte."""
DEEPEST = 4


def trouble(raw: bytes) -> str:
    """What makes a tag too much to read, in a few words; '' if it may be read."""
    if raw[:3] != b'ID3' or len(raw) < 10:
        return ''
    version, body = raw[3], raw[10:]
    if raw[5] & 0x80 and version < 4:  # a zero behind each 255 is no part of the tag
        body = body.replace(b'\xff\x00', b'\xff')
    start = _extended(raw, version) if raw[5] & 0x40 else 0
    # Programs disagree on how sizes of version 2.4 are written; neither reading may be too much.
    return next(filter(None, (_Count(version, shift).through(body, start, len(body)) for shift in (8, 7))), '')


def _extended(raw: bytes, version: int) -> int:
    """Length of the extended header; 0 where frames stand in its place, as some programs write it."""
    if version < 3 or raw[10:14].isalnum():
        return 0
    size = _number(raw[10:14], 7 if version == 4 else 8)
    return size if version == 4 else size + 4


def _number(raw: bytes, bits: int) -> int:
    total = 0
    for byte in raw:
        total = total << bits | byte & (1 << bits) - 1
    return total


class _Count:
    """Frames of one tag, and what is packed in them."""

    def __init__(self, version: int, bits: int) -> None:
        self._version, self._bits = version, bits if version == 4 else 8
        self._frames = self._packed = self._copied = 0

    def through(self, body: bytes, at: int, end: int, depth: int = 0) -> str:
        """Count the frames of a stretch, and those inside them."""
        for name, flags, start, stop in self._walk(body, at, end):
            self._frames += 1
            self._copied += end - stop
            if self._frames > MOST_FRAMES or self._copied > MOST_COPIED:
                return f'more than {MOST_FRAMES} frames, or many in a large tag'
            packed = flags & PACKED.get(self._version, 0)
            self._packed += stop - start if packed else 0
            if self._packed > MOST_PACKED or (packed and name in NESTING):
                return 'packed frames'
            if name in NESTING:
                inner = body.find(b'\0', start, stop) + 1 + NESTING[name]
                if depth == DEEPEST:
                    return 'frames inside frames inside frames'
                if inner > NESTING[name] and (found := self.through(body, inner, stop, depth + 1)):
                    return found
        return ''

    def _walk(self, body: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int, int]]:
        """Name, flags, beginning and end of each frame, as mutagen finds them."""
        head = 6 if self._version < 3 else 10
        while at + head <= end:
            name = body[at : at + (3 if head == 6 else 4)]
            if not name.strip(b'\0'):
                return
            size = _number(body[at + len(name) : at + 2 * len(name)], self._bits)
            (flags,) = (0,) if head == 6 else struct.unpack_from('>H', body, at + 8)
            yield name, flags, at + head, min(at + head + size, end)
            at += head + size
