"""The parts of the sound of a file, found by one look at all of its bytes and kept while it stays the same."""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from app.audio.files.byte_source import mapped
from app.audio.files.maps import (
    adpcm_blocks,
    adts_frames,
    coded_frames,
    dsd_chunks,
    flac_parts,
    foreign_behind,
    matroska_elements,
    mp4_fragments,
    mpeg_frames,
    mpeg_summary,
    ogg_parts,
    tta_frames,
    wavpack_blocks,
)
from app.audio.files.maps.frame_runs import CLOSE
from app.audio.files.maps.parts import Note, Parts
from app.audio.files.mp3 import frames as mpeg

MAPS: dict[str, Callable[[mpeg.Buffer, int], Parts]] = {
    'adpcm': adpcm_blocks.parts,
    'aac': adts_frames.parts,
    'ac3': coded_frames.dolby,
    'amr': coded_frames.amr,
    'dff': dsd_chunks.dff,
    'dsf': dsd_chunks.dsf,
    'eac3': coded_frames.dolby,
    'flac': flac_parts.parts,
    'm4a': mp4_fragments.parts,
    'matroska': matroska_elements.parts,
    'mp3': mpeg_summary.parts,
    'oggflac': ogg_parts.parts,
    'tta': tta_frames.parts,
    'vorbis': ogg_parts.parts,
    'opus': ogg_parts.parts,
    'wavpack': wavpack_blocks.parts,
}
"""By what `sniff` says; each gets the bytes and where the sound should begin, behind the tags in front."""

BARE = ('aac', 'ac3', 'eac3', 'amr')
"""Kinds that tell nothing of their length: filling behind them may be what was never downloaded."""


def parts_of(path: Path, kind: str) -> Parts | None:
    """The parts of a file; None for kinds that no header can make end too early.

    Raises
    ------
    UnsupportedAudio : another file begins behind them, or more is wrong than anything can be made of.
    """
    if kind not in MAPS:
        return None
    now = path.stat()
    return _parts(path, kind, (now.st_ino, now.st_size, now.st_mtime_ns))


@lru_cache(maxsize=8)
def _parts(path: Path, kind: str, state: tuple[int, int, int]) -> Parts:
    with mapped(path) as data:
        found = MAPS[kind](data, mpeg.skip_id3(data))
        return _with_behind(data, found, kind) if found.parts else found


def _with_behind(data: mpeg.Buffer, found: Parts, kind: str) -> Parts:
    """The parts, and what is to be told of what stands behind them. Tags of MP3 that nobody knows are short."""
    stop = mpeg_frames.sound_end(data)
    end = mpeg_frames.behind_tags(data, found.parts[-1].spans[-1][1])
    foreign_behind.check(data, end, stop)
    seconds = sum(part.seconds for part in found.parts)
    size = sum(end - start for part in found.parts for start, end in part.spans)
    least = size / max(seconds, 1.0) if kind == 'mp3' else CLOSE
    told = stop - end > least and not any(note.kind in ('behind', 'cut') for note in found.notes)
    if not told or (kind not in BARE and foreign_behind.is_filling(data, end, stop)):
        return found
    return replace(found, notes=(*found.notes, Note('behind', seconds, stop - end)))
