"""ID3v2 tags (id3.org), wherever they stand: at the front of MP3 and AAC, in chunks of WAV and AIFF."""

import io
from collections.abc import Sequence
from typing import Any

from app.audio.files import id3_frames, muta
from app.audio.files.chapters import Chapter, as_id3
from app.audio.files.vorbis_comment import stale


def parse_id3(raw: bytes) -> Any:
    """The frames of a tag as mutagen's ID3, None if there is none, or it is too much or too damaged to be read."""
    if raw[:3] != b'ID3' or id3_frames.trouble(raw):
        return None
    try:
        return muta.ID3(io.BytesIO(raw), translate=False)
    except Exception:  # mutagen trips in many ways over damaged tags; players skip them by their length, and so do we
        return None


def clean_id3(raw: bytes) -> bytes:
    """An ID3v2 tag without stale values: byte for byte the same if it has none."""
    tag = parse_id3(raw)
    if tag is None:
        return raw if raw[:3] == b'ID3' else b''
    gone = [key for key, frame in tag.items() if _is_stale(key, frame)]
    if not gone:
        return raw
    for key in gone:
        del tag[key]
    out = io.BytesIO()
    tag.save(out, v1=0, v2_version=4 if tag.version >= (2, 4) else 3)
    return out.getvalue()


def with_chapters(raw: bytes, new: Sequence[Chapter]) -> bytes:
    """An ID3v2 tag with these chapters and no others; a tag that cannot be read gives way to a new one."""
    tag = parse_id3(raw)
    version = 3 if tag is not None and tag.version < (2, 4) else 4
    if tag is None:
        tag = muta.ID3()
    return as_id3(tag, new, version)


def _is_stale(key: str, frame: Any) -> bool:
    return key.startswith(('RVA2', 'RVAD', 'XRVA')) or (key[:4] in ('TXXX', 'COMM', 'COM:') and stale(frame.desc))
