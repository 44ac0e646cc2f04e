"""How much encoders put in front of the sound and behind it, where only iTunes' own value tells (iTunSMPB)."""

from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from app.audio.files.headers import mapped
from app.audio.files.metadata import kept_tags
from app.audio.files.mp3 import frames as mpeg
from app.audio.files.source import Source
from app.audio.files.tags import id3_edit, mutagen_types
from app.audio.files.tags.id3 import parse_id3
from app.audio.types import Info, Limits, Samples

NAME = 'iTunSMPB'
MOST_GAP = 1 << 14
"""Frames in front or behind that are believed: no encoder needs as many."""
SLACK = 2304
"""Frames by which the sum may be off: some count the frame of the header, and some do not."""


class Gaps(NamedTuple):
    """Frames in front, behind, and of the sound between."""

    delay: int
    padding: int
    frames: int


def parse(value: str) -> Gaps | None:
    """The value as iTunes writes it; None if it is none, or says nothing."""
    try:
        delay, padding, frames = (int(word, 16) for word in value.split()[1:4])
    except ValueError:
        return None
    return Gaps(delay, padding, frames) if frames and delay <= MOST_GAP and padding <= MOST_GAP else None


def known(info: Info) -> Info:
    """Facts about a file with the length of its sound alone, where nothing else in it tells."""
    if info.container == 'm4a':
        return replace(info, frames=of_m4a(info.path, info.frames) or info.frames)
    gaps = _of_mp3(info) if info.codec == 'mp3' else None
    return info if gaps is None else replace(info, frames=gaps.frames)


def trimmed(source: Source, limits: Limits) -> Source:
    """The source, without what the encoder put around the sound."""
    gaps = _of_mp3(source.info) if source.info.codec == 'mp3' else None
    return source if gaps is None else Trimmed(source, gaps, limits)


def of_m4a(path: Path, whole: int) -> int | None:
    """Frames of the sound in an M4A file of `whole` frames without an edit list; FFmpeg leaves out those in front."""
    try:
        values = (mutagen_types.MP4(path).tags or {}).get(kept_tags.GAPLESS)
    except Exception:  # damaged tags; the sound can still be read
        return None
    gaps = parse(bytes(values[0]).decode('ascii', 'replace')) if values else None
    if gaps is None or not gaps.frames <= whole <= gaps.delay + gaps.frames + gaps.padding + SLACK:
        return None
    return None if _has_edit_list(path) else gaps.frames


def _has_edit_list(path: Path) -> bool:
    at = 0
    with mapped(path) as data:
        while at + 8 <= len(data):
            size, name = int.from_bytes(data[at : at + 4], 'big'), bytes(data[at + 4 : at + 8])
            size = int.from_bytes(data[at + 8 : at + 16], 'big') if size == 1 else size or len(data) - at
            if name == b'moov':
                return b'elst' in bytes(data[at : at + size])
            at += max(size, 8)
    return False


def _of_mp3(info: Info) -> Gaps | None:
    """What a comment of iTunes tells, where there is no header of LAME, and the file is as long as it says."""
    with mapped(info.path) as data:
        start = mpeg.skip_id3(data)
        head = bytes(data[:start])
        if not any(NAME.encode(coding) in head for coding in ('ascii', 'utf-16-le', 'utf-16-be')):
            return None
        at = mpeg.find(data, start)
        first = mpeg.header_at(data, at) if at is not None else None
        told = mpeg.info_tag(data[at : at + first.length]) if at is not None and first else None
    if told is not None and told.delay is not None:
        return None
    for raw in id3_edit.split(head):
        tag = parse_id3(raw, translate=True)
        for frame in tag.getall(f'COMM:{NAME}') if tag is not None else ():
            gaps = parse(str(frame.text[0])) if frame.text else None
            if gaps and gaps.delay + gaps.frames <= info.frames <= sum(gaps) + SLACK:
                return gaps
    return None


class Trimmed(Source):
    """A source without its first frames, and no longer than the sound."""

    def __init__(self, inner: Source, gaps: Gaps, limits: Limits) -> None:
        super().__init__(replace(inner.info, frames=gaps.frames), limits, gaps.frames)
        self._inner, self._skip, self._end = inner, gaps.delay, gaps.delay + gaps.frames
        self.warnings, self.can_seek = inner.warnings, inner.can_seek

    def seek(self, frame: int) -> None:
        """Continue exactly at `frame`."""
        self._inner.seek(frame + self._skip)
        self.position, self._ended = frame, False

    def _fill(self, out: Samples) -> int:
        while (before := self._skip - self._inner.position) > 0:
            if not len(self._inner.read(before)):
                return 0
        block = self._inner.read(min(len(out), max(self._end - self._inner.position, 0)))
        out[: len(block)] = block
        return len(block)

    def close(self) -> None:
        """Let go of the file."""
        self._inner.close()
