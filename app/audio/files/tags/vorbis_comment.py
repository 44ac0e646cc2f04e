"""Vorbis comments (Vorbis I, 5; RFC 9639, 8.6): read, cleaned of what described the old sound, and built."""

import base64
import struct
from collections.abc import Iterable

from app.audio.files.tags.stale_loudness import fresh_value, stale


def parse(payload: bytes) -> tuple[bytes, list[bytes]]:
    """Vendor and comments of a comment block; what is cut off is left out."""
    if len(payload) < 8:
        return b'', []
    size = int(struct.unpack_from('<I', payload)[0])
    vendor, at = payload[4 : 4 + size], 8 + size
    comments: list[bytes] = []
    while at + 4 <= len(payload):
        size = int(struct.unpack_from('<I', payload, at)[0])
        if at + 4 + size > len(payload):
            break
        comments.append(payload[at + 4 : at + 4 + size])
        at += 4 + size
    return vendor, comments


def build(vendor: bytes, comments: Iterable[bytes]) -> bytes:
    """A comment block."""
    comments = list(comments)
    parts = [struct.pack('<I', len(vendor)), vendor, struct.pack('<I', len(comments))]
    for comment in comments:
        parts += [struct.pack('<I', len(comment)), comment]
    return b''.join(parts)


def clean(payload: bytes) -> bytes:
    """A comment block without stale values; byte for byte the same if it has none."""
    vendor, comments = parse(payload)
    kept = [fresh(comment) for comment in comments if not stale(_name(comment))]
    return payload if kept == comments else build(vendor, kept)


def fresh(comment: bytes) -> bytes:
    """One comment without a gain that is packed inside it."""
    name, sign, value = comment.partition(b'=')
    try:
        return name + sign + fresh_value(_name(comment), value.decode()).encode()
    except UnicodeDecodeError:
        return comment


def _name(comment: bytes) -> str:
    return comment.partition(b'=')[0].decode('ascii', 'replace')


def picture(kind: int, mime: str, text: str, data: bytes) -> bytes:
    """A picture block (RFC 9639, 8.8); its size in pixels is left open."""
    name, words = mime.encode(), text.encode()
    head = struct.pack('>II', kind, len(name)) + name + struct.pack('>I', len(words)) + words
    return head + struct.pack('>IIIII', 0, 0, 0, 0, len(data)) + data


def picture_comment(block: bytes) -> bytes:
    """A picture as a comment, for OGG files."""
    return b'METADATA_BLOCK_PICTURE=' + base64.b64encode(block)
