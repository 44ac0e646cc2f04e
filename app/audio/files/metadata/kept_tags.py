"""What a file carries beside its sound: tags, pictures, chapters. Kept, but for values about its old loudness.

WAV, AIFF, CAF and W64 keep their chunks in their own modules, FLAC its blocks; this is for the rest.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from app.audio.files.headers import mapped
from app.audio.files.metadata import end_tags, mp4_boxes
from app.audio.files.mp3.frames import skip_id3
from app.audio.files.tags import mutagen_types
from app.audio.files.tags.id3 import clean_id3
from app.audio.files.tags.stale_loudness import fresh_value, stale
from app.audio.types import Info

GAPLESS = '----:com.apple.iTunes:iTunSMPB'


def id3_head(path: Path) -> bytes:
    """The ID3v2 tags at the front of a file: its bytes, or made anew where stale values have to go."""
    with mapped(path) as data:
        raw = bytes(data[: skip_id3(data)])
    return clean_id3(raw)


def mp3_tail(path: Path) -> bytes:
    """The tags behind the last frame, whatever their kind, without stale values."""
    return end_tags.kept(path)


def add_ape(file: BinaryIO, part: Path, words: Mapping[str, str]) -> None:
    """Words as an APEv2 tag behind a finished file; nothing where there are none."""
    if words:
        file.flush()
        tag = mutagen_types.APE()
        tag.update(words)
        tag.save(str(part))


def ogg_comments(like: Info) -> list[tuple[str, str]] | None:
    """The comments of an OGG file, pictures among them, without stale values; None where they cannot be read."""
    try:
        found = mutagen_types.READERS[like.container](like.path).tags
    except Exception:  # damaged; the sound can still be read
        return None
    return [(key, fresh_value(key, value)) for key, value in found if not stale(key)]


def set_ogg_comments(target: Info, part: Path, comments: list[tuple[str, str]]) -> None:
    """Write comments into a finished OGG file."""
    if not comments:
        return
    new = mutagen_types.READERS[target.container](part)
    new.tags.clear()
    new.tags.extend(comments)
    new.save(padding=lambda info: 0)


def carry_mp4(path: Path, part: Path, smpb: str | None) -> None:
    """iTunes tags and cover art from one M4A file to another, with the gapless values of the new one."""
    old, new = mutagen_types.MP4(path), mutagen_types.MP4(part)
    if new.tags is None:
        new.add_tags()
    new.tags.clear()
    for key, value in (old.tags or {}).items():
        if not stale(key.rpartition(':')[2]):
            new.tags[key] = [_fresh(key, one) for one in value] if key.startswith('----') else value
    for key, damaged in getattr(old.tags, '_failed_atoms', {}).items():  # what it could not read, it can still write
        new.tags._failed_atoms[key] = damaged
    if smpb is not None:
        new.tags[GAPLESS] = [mutagen_types.MP4_TEXT(smpb.encode())]
    new.save()
    mp4_boxes.put_beside_tags(part, mp4_boxes.beside_tags(path))


def _fresh(key: str, value: Any) -> Any:
    """A value of its own name, without a gain that is packed in it."""
    try:
        text = bytes(value).decode()
    except UnicodeDecodeError:
        return value
    made = fresh_value(key, text)
    return value if made == text else mutagen_types.MP4_TEXT(made.encode(), value.dataformat)


def smpb(delay: int, padding: int, frames: int) -> str:
    """The value of iTunSMPB: encoder delay, padding and sample frames in hexadecimal, the rest unused."""
    return f' 00000000 {delay:08X} {padding:08X} {frames:016X}' + ' 00000000' * 8
