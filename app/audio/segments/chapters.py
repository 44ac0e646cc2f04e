"""Chapters that a file brings along, a tracklist somebody has already made; and those that a result gets."""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from app.audio.errors import AudioError
from app.audio.files import probe
from app.audio.files.headers import PARSERS, sniff
from app.audio.files.metadata import every_tag
from app.audio.files.tags import chapters
from app.audio.files.tags.chapters import Chapter, Chapters
from app.audio.files.tags.mutagen_types import OGG, READERS
from app.audio.segment_types import Cue, MatchOptions, Segment

from .cue_sheet import UnreadableTracklist
from .tracklist import parse_tracklist

COMMENTED = {'flac': READERS['flac'], **OGG}
"""Files with comments, by what `sniff` says."""
OF_TAGS = (*PARSERS, 'wavpack', 'tta')
"""Files with chapters among their tags or chunks, by what `sniff` says."""
FEWEST = 2
"""One chapter says nothing about where tracks meet."""


def read_chapters(path: Path) -> tuple[Cue, ...] | None:
    """Chapters of a file, or the markers of an editor, or a CUE sheet in its tags; None where there are none."""
    marks = [Cue(chapter.start_s, chapter.title[:300] or None) for chapter in _chapters(path)]
    found = marks or _embedded_sheet(path)
    rising = [cue for k, cue in enumerate(found) if k == 0 or cue.start_s > found[k - 1].start_s]
    return tuple(rising) if len(rising) >= FEWEST else None


def _chapters(path: Path) -> Chapters:
    """As a result would get them: what FFmpeg knows nothing of is read from the tags."""
    if sniff(path) in OF_TAGS:
        with suppress(AudioError):
            return every_tag.words(probe(path)).chapters
    return chapters.read(path)


def new_chapters(path: Path, match: MatchOptions | None, segments: Sequence[Segment]) -> Chapters | None:
    """What a result gets for chapters; None leaves those of the original, which nobody has spoken against."""
    if match is None or len(segments) < FEWEST:
        return None
    if match.cues is None and match.placed is None and read_chapters(path):
        return None
    return tuple(
        Chapter(segment.start_s, segment.end_s, segment.title or f'Track {number}')
        for number, segment in enumerate(segments, start=1)
    )


def _embedded_sheet(path: Path) -> list[Cue]:
    """A CUE sheet kept as a comment, as FLAC rippers and players do."""
    try:
        reader = COMMENTED.get(sniff(path))
        tags = reader(path).tags if reader else None
        sheet = tags.get('cuesheet') if tags is not None else None
    except Exception:  # damaged tags are no reason to refuse the sound
        return []
    if not isinstance(sheet, list) or not sheet:
        return []
    try:
        return list(parse_tracklist(str(sheet[0])))
    except UnreadableTracklist:
        return []
