"""The parts of the sound of a file, found by one look at all of its bytes and kept while it stays the same."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from app.audio.files.byte_source import mapped
from app.audio.files.maps import adts_frames, flac_parts, mpeg_summary, ogg_parts
from app.audio.files.maps.parts import Parts
from app.audio.files.mp3 import frames as mpeg

MAPS: dict[str, Callable[[mpeg.Buffer, int], Parts]] = {
    'aac': adts_frames.parts,
    'flac': flac_parts.parts,
    'mp3': mpeg_summary.parts,
    'vorbis': ogg_parts.parts,
    'opus': ogg_parts.parts,
}
"""By what `sniff` says; each gets the bytes and where the sound should begin, behind the tags in front."""


def parts_of(path: Path, kind: str) -> Parts | None:
    """The parts of a file; None for kinds that no header can make end too early."""
    if kind not in MAPS:
        return None
    now = path.stat()
    return _parts(path, kind, (now.st_ino, now.st_size, now.st_mtime_ns))


@lru_cache(maxsize=8)
def _parts(path: Path, kind: str, state: tuple[int, int, int]) -> Parts:
    with mapped(path) as data:
        return MAPS[kind](data, mpeg.skip_id3(data))
