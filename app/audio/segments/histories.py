"""Histories and markers as tables: what Serato, Mixxx and others export of an evening, and editors of their markers."""

import csv
import re
from collections.abc import Sequence
from itertools import pairwise

from app.audio.segment_types import Cue

from .lists import TIMES_OF_DAY, Line, since_the_first, time_in

MOST_SIGNS = 5000
"""A line longer than this belongs to no table of tracks."""
MOST_NAME = 300
VIRTUAL_DJ = '#EXTVDJ:'
HEADS_WITHIN = 5
"""The names of the columns stand in one of the first lines."""

STARTS = ('start time', 'timestamp', 'time played', 'played at', 'start', 'begin', 'position', 'time')
"""What columns with the beginning of a track are called; the first that is there counts."""
OF_DAY = ('start time', 'timestamp', 'time played', 'played at')
"""Those that programs fill with times of day."""
TITLES = ('title', 'track title', 'track name', 'name', 'song', 'track')
ARTISTS = ('artist', 'artists', 'performer')
LENGTHS = ('playtime', 'end time', 'deck')
"""What tells a table of what was played from one of markers."""

_DATE = re.compile(r'\d{1,4}[/.\-]\d{1,2}[/.\-]\d{1,4}')


def read_table(lines: Sequence[str]) -> tuple[list[tuple[int, Cue]], list[str]]:
    """Line and cue of every row with a time, in the order of time, and what should be told; nothing if it is none."""
    played = [(n, line) for n, line in enumerate(lines, start=1) if line.startswith(VIRTUAL_DJ)]
    if played:
        return _virtual_dj(played)
    for at, line in enumerate(lines[:HEADS_WITHIN]):
        for split in (_by_comma, _by_semicolon, _by_tab, _ByPlace(line)):
            names = [name.strip().lower() for name in split(line)]
            if len(names) > 1 and set(names) & set(STARTS) and set(names) & set(TITLES):
                rows = [(n, split(row)) for n, row in enumerate(lines, start=1) if n > at + 1 and len(row) < MOST_SIGNS]
                return _read(names, rows)
    return [], []


def _virtual_dj(lines: Sequence[tuple[int, str]]) -> tuple[list[tuple[int, Cue]], list[str]]:
    """The history of VirtualDJ: a playlist whose remarks have the second at which each track was played."""
    timed = [(number, _between(line, 'lastplaytime'), line[:MOST_SIGNS]) for number, line in lines]
    told = sorted((int(at), number, line) for number, at, line in timed if at.isascii() and at.isdigit())
    found = []
    for at, number, line in told:
        names = [name for name in (_between(line, 'artist'), _between(line, 'title')) if name]
        found.append((number, Cue(float(at - told[0][0]), ' - '.join(names)[:300] or None)))
    return found, [TIMES_OF_DAY] if found else []


def _between(line: str, name: str) -> str:
    """What stands between the marks of this name; '' if they are not there or hold a book."""
    return line.partition(f'<{name}>')[2].partition(f'</{name}>')[0][:MOST_NAME]


def _read(names: list[str], rows: list[tuple[int, list[str]]]) -> tuple[list[tuple[int, Cue]], list[str]]:
    start_name = next(name for name in STARTS if name in names)
    start = names.index(start_name)
    title = next(names.index(name) for name in TITLES if name in names)
    artist = next((names.index(name) for name in ARTISTS if name in names), None)
    timed: list[tuple[int, Line, str]] = []
    for number, row in rows:
        time = time_in(row[start]) if len(row) > start else None
        dated = len(row) > title and _DATE.match(row[title].strip())  # the row of the whole evening
        if time is not None and not dated:
            timed.append((number, time, _title(row, title, artist)))
    of_day = bool(timed) and (
        all(time.half for _, time, _ in timed)
        or (start_name in OF_DAY and bool(set(names) & set(LENGTHS)))
        or start_name == 'timestamp'
    )
    seconds = [time.seconds(of_day and bool(time.half)) for _, time, _ in timed]
    found = [(number, Cue(start, name or None)) for (number, _, name), start in zip(timed, seconds, strict=True)]
    if of_day and found:
        found = min((_since_the_first(found), _since_the_first(found[::-1])), key=_unlikely)
    return sorted(found, key=lambda one: one[1].start_s), [TIMES_OF_DAY] if of_day else []


def _since_the_first(found: list[tuple[int, Cue]]) -> list[tuple[int, Cue]]:
    """The same in seconds since the earliest one, on whatever line it stands."""
    starts = since_the_first([cue.start_s for _, cue in found])
    first = min(starts)
    return [
        (number, Cue(round(start - first, 3), cue.title)) for (number, cue), start in zip(found, starts, strict=True)
    ]


def _unlikely(found: list[tuple[int, Cue]]) -> tuple[int, float]:
    """Of two orders, the newest first or last, the right one goes back least often, and then takes less time."""
    starts = [cue.start_s for _, cue in found]
    return sum(after < before for before, after in pairwise(starts)), max(starts)


def _title(row: list[str], title: int, artist: int | None) -> str:
    parts = [row[k].strip() for k in (artist, title) if k is not None and k < len(row)]
    return ' '.join(' - '.join(part for part in parts if part).split())[:300]


def _by_comma(line: str) -> list[str]:
    return _cells(line, ',')


def _by_semicolon(line: str) -> list[str]:
    return _cells(line, ';')


def _by_tab(line: str) -> list[str]:
    return _cells(line, '\t')


def _cells(line: str, separator: str) -> list[str]:
    return next(csv.reader([line], delimiter=separator), [])


class _ByPlace:
    """Columns of a fixed width, which begin where their names begin."""

    def __init__(self, head: str) -> None:
        self._begins = [k for k in range(len(head)) if head[k] != ' ' and head[max(0, k - 2) : k] in ('', '  ')]

    def __call__(self, line: str) -> list[str]:
        ends = [*self._begins[1:], len(line)]
        return [line[begin:end].strip() for begin, end in zip(self._begins, ends, strict=True)] if self._begins else []
