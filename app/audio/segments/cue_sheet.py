"""CUE sheets as programs write them: for a CD in minutes, seconds and frames, or as rekordbox does, in hours."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from app.audio.errors import AudioError
from app.audio.segment_types import Cue

FRAMES_PER_S = 75
"""A CUE sheet counts minutes, seconds and frames of 1/75 s."""
SHORTEST_TRACKS_S = 10.0
"""Where most tracks of a sheet would be shorter than this, its times are in hours, minutes and seconds."""
FEWEST_TO_TELL = 4
"""So many tracks show that."""

_INDEX = re.compile(r'(\d{1,2}) (\d{1,4}):(\d{1,2}):(\d{1,2})(?::(\d{1,2}))?')
_HOURS = 'RECORDED_BY "REKORDBOX'
"""What stands in the remarks of a program that writes hours, minutes and seconds."""

Lengths = Callable[[str], float | None]
"""The length of a file that a sheet names, in seconds, if it can be found."""


class UnreadableTracklist(AudioError):
    """A tracklist without usable times."""


@dataclass(slots=True)
class _Track:
    """One track while its lines are read."""

    file: int
    title: str | None = None
    performer: str | None = None
    indices: dict[int, tuple[int, tuple[int, ...]]] = field(default_factory=dict)
    """Line and time of each INDEX."""

    @property
    def begin(self) -> tuple[int, tuple[int, ...]]:
        """INDEX 01, where the track itself begins; else the first that there is."""
        return self.indices[1 if 1 in self.indices else min(self.indices)]

    @property
    def name(self) -> str | None:
        return ' - '.join(part for part in (self.performer, self.title) if part)[:300] or None


def is_cue_sheet(lines: Iterable[str]) -> bool:
    """Whether a line of an INDEX with its time is among them."""
    for line in lines:
        word, _, value = _words(line[:200]).partition(' ')
        if word.upper() == 'INDEX' and _INDEX.fullmatch(value):
            return True
    return False


def read_cue_sheet(lines: list[str], lengths: Lengths | None = None) -> tuple[list[tuple[int, Cue]], list[str]]:
    """Line and cue of every track, and what should be told about them.

    Parameters
    ----------
    lengths : asked where the sheet names one file for each track.

    Raises
    ------
    UnreadableTracklist : one file for each track, whose lengths nobody knows.
    """
    files, tracks, remarks = _tracks(lines)
    tracks = [track for track in tracks if track.indices]
    notes: list[str] = []
    in_hours = _HOURS in remarks.upper() or _too_short_for_frames(tracks)
    if in_hours:
        notes.append('The times of this CUE sheet were read as hours, minutes and seconds.')
    starts = [_seconds(track.begin[1], in_hours) for track in tracks]
    apart = len({files[track.file - 1] for track in tracks if track.file}) > 1
    if apart and any(after <= before for before, after in pairwise(starts)):
        starts = _one_behind_the_other(files, tracks, starts, lengths)
        notes.append('This CUE sheet names several files: they were taken as following one another without a gap.')
    found = [(track.begin[0], Cue(start, track.name)) for track, start in zip(tracks, starts, strict=True)]
    return found, notes


def _tracks(lines: list[str]) -> tuple[list[str], list[_Track], str]:
    files: list[str] = []
    tracks: list[_Track] = []
    remarks = ''
    for number, line in enumerate(lines, start=1):
        word, _, value = _words(line).partition(' ')
        word = word.upper()
        if word == 'REM':
            remarks += value + '\n'
        elif word == 'FILE':
            files.append(_unquoted(value.rpartition(' ')[0] or value))
        elif word == 'TRACK':
            tracks.append(_Track(len(files)))
        elif word == 'INDEX' and (match := _INDEX.fullmatch(value)):
            index = int(match[1])
            if not tracks or index in tracks[-1].indices:
                tracks.append(_Track(len(files)))
            tracks[-1].indices[index] = (number, tuple(int(part) for part in match.groups()[1:] if part))
            if index == 1:
                tracks[-1].file = len(files)  # a gap may stand in the file before
        elif tracks and word == 'TITLE':
            tracks[-1].title = _unquoted(value)
        elif tracks and word == 'PERFORMER':
            tracks[-1].performer = _unquoted(value)
    return files, tracks, remarks


def _too_short_for_frames(tracks: list[_Track]) -> bool:
    """Whether times as of a CD would make a sampler of seconds, where as hours they make a mix."""
    times = [track.begin[1] for track in tracks]
    if len(times) < FEWEST_TO_TELL or any(len(time) != 3 or max(time[1:]) > 59 or time[0] > 23 for time in times):
        return False
    if not any(time[2] for time in times):
        return False  # full seconds of a CD
    starts = [_seconds(time, False) for time in times]
    return 0 < median(after - before for before, after in pairwise(starts)) < SHORTEST_TRACKS_S


def _seconds(time: tuple[int, ...], in_hours: bool) -> float:
    if len(time) == 4:
        return 3600 * time[0] + 60 * time[1] + time[2] + time[3] / FRAMES_PER_S
    first, second, third = time
    if in_hours:
        return float(3600 * first + 60 * second + third)
    return 60 * first + second + third / (FRAMES_PER_S if third < FRAMES_PER_S else 100)


def _one_behind_the_other(
    files: list[str], tracks: list[_Track], starts: list[float], lengths: Lengths | None
) -> list[float]:
    """Times of one mix from those within each file."""
    begins, total = {}, 0.0
    last = max(track.file for track in tracks)
    for number, name in enumerate(files, start=1):
        begins[number] = total
        length = 0.0 if number >= last else lengths(name) if lengths else None
        if length is None:
            raise UnreadableTracklist(
                'This CUE sheet names a file of its own for each track, so it does not say where tracks begin in one '
                'mix. Write lines like "12:34 Artist - Title".'
            )
        total += length
    return [begins.get(track.file, 0.0) + start for track, start in zip(tracks, starts, strict=True)]


def _words(line: str) -> str:
    return ' '.join(line.split())


def _unquoted(value: str) -> str:
    value = value.strip()
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value
