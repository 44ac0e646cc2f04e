"""Chapters that a file brings along: a tracklist somebody has already made."""

from pathlib import Path
from typing import Any

import av

from app.audio.files.muta import open_any

from .tracklist import UnreadableTracklist, parse_tracklist
from .types import Cue

FEWEST = 2
"""One chapter says nothing about where tracks meet."""


def read_chapters(path: Path) -> tuple[Cue, ...] | None:
    """Chapters of MP3, M4A, FLAC, OGG and Opus files, or a CUE sheet in their tags; None where there are none."""
    found = _chapters(path) or _embedded_sheet(path)
    rising = [cue for k, cue in enumerate(found) if k == 0 or cue.start_s > found[k - 1].start_s]
    return tuple(rising) if len(rising) >= FEWEST else None


def _chapters(path: Path) -> list[Cue]:
    try:
        with av.open(str(path), metadata_errors='replace') as container:
            chapters: list[Any] = list(container.chapters())
    except (av.error.FFmpegError, ValueError, OSError):
        return []
    cues = []
    for chapter in chapters:
        title = ' '.join(chapter['metadata'].get('title', '').split())
        cues.append(Cue(max(0.0, float(chapter['start'] * chapter['time_base'])), title[:300] or None))
    return sorted(cues, key=lambda cue: cue.start_s)


def _embedded_sheet(path: Path) -> list[Cue]:
    """A CUE sheet kept as a tag, as FLAC rippers and players do."""
    try:
        tags = getattr(open_any(path), 'tags', None)
        sheet = tags.get('cuesheet') if tags is not None else None
    except Exception:  # damaged tags are no reason to refuse the sound
        return []
    if not isinstance(sheet, list) or not sheet:
        return []
    try:
        return list(parse_tracklist(str(sheet[0])))
    except UnreadableTracklist:
        return []
