"""Tracklists as people keep them: CUE sheets and plain lines with times; read leniently, written strictly."""

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise

from app.audio.errors import AudioError

from .types import Cue, Segment

MOST_BYTES = 256 * 1024
MOST_CUES = 999
FRAMES_PER_S = 75
"""A CUE sheet counts minutes, seconds and frames of 1/75 s."""

MOST_SIGNS = 500
"""A line longer than this is no time with a title."""

# Lines are matched with single blanks between their words. No pattern of the program has two endless repeats side by
# side that can take the same signs: a test holds that, for the time would grow with the square of what somebody sends.
_TIME = r'(?:(?P<h>\d{1,2}):)?(?P<m>\d{1,3}):(?P<s>[0-5]\d)(?:[.,](?P<f>\d{1,3}))?'
_NUMBER = r'(?:#?\d{1,3} ?[.):\-–|] |#\d{1,3} )?'
_BEGIN = re.compile(r'#?\w')
_FIRST = re.compile(rf'{_NUMBER}[\[(<{{]? ?{_TIME} ?[\])>}}]?(?=[ \-–—|:.]|$)')
_LAST = re.compile(rf'[\[(<{{]?{_TIME}[\])>}}]?')
_UNTIL = re.compile(r' ?(?:-|–|—|to|->|→) ?(?:\d{1,2}:)?\d{1,3}:[0-5]\d\b')
_LEADING_NUMBER = re.compile(r' ?#?\d{1,3} ?[.)] ')
_INDEX = re.compile(r'(\d{1,2})\s+(\d{1,4}):(\d{1,2}):(\d{1,2})')
_ORNAMENT = ' \t-–—|:.~>•*'


class UnreadableTracklist(AudioError):
    """A tracklist without usable times."""


def parse_tracklist(text: str | bytes) -> tuple[Cue, ...]:
    """Read a tracklist: a CUE sheet, or lines like `12:34 Artist - Title` (also numbered, bracketed, time at the end).

    Lines without a time are passed over when others have one. Cues come back in the order of time.

    Raises
    ------
    UnreadableTracklist : no times, times that run backwards, or far too much text.
    """
    if len(text) > MOST_BYTES:
        raise UnreadableTracklist('This is too long for a tracklist. Give a CUE sheet, or lines like "12:34 Title".')
    text = _decoded(text) if isinstance(text, bytes) else text
    lines = text.replace('\ufeff', '').splitlines()
    found = _cue_sheet(lines) if any(line.strip().upper().startswith('INDEX ') for line in lines) else _plain(lines)
    if not found:
        raise UnreadableTracklist('No times were found in the tracklist. Write lines like "12:34 Artist - Title".')
    if len(found) > MOST_CUES:
        raise UnreadableTracklist(f'A tracklist may have {MOST_CUES} tracks at most; this one has {len(found)}.')
    for (_, before), (line, cue) in pairwise(found):
        if cue.start_s <= before.start_s:
            raise UnreadableTracklist(
                f'Line {line} of the tracklist goes back in time, from {clock(before.start_s)} to '
                f'{clock(cue.start_s)}. Put the lines in order, or mend the time.'
            )
    return tuple(cue for _, cue in found)


def to_text(cues: Iterable[Cue | Segment]) -> str:
    """Plain lines: `12:34 Title`."""
    return ''.join(f'{clock(cue.start_s)} {_title(cue, n)}\n' for n, cue in enumerate(cues, start=1))


def to_cue(cues: Sequence[Cue | Segment], file_name: str, title: str | None = None) -> str:
    """A CUE sheet for the file of that name; `Artist - Title` is taken apart.

    Players know at most 99 tracks: later ones are left out.
    """
    kind = {'mp3': 'MP3', 'aiff': 'AIFF', 'aif': 'AIFF'}.get(file_name.rpartition('.')[2].lower(), 'WAVE')
    lines = [f'TITLE "{_quoted(title)}"'] if title else []
    lines.append(f'FILE "{_quoted(file_name)}" {kind}')
    for number, cue in enumerate(cues[:99], start=1):
        performer, dash, name = _title(cue, number).partition(' - ')
        lines.append(f'  TRACK {number:02d} AUDIO')
        lines.append(f'    TITLE "{_quoted(name if dash else performer)}"')
        if dash:
            lines.append(f'    PERFORMER "{_quoted(performer)}"')
        frames = round(cue.start_s * FRAMES_PER_S)
        minutes, rest = divmod(frames, 60 * FRAMES_PER_S)
        lines.append(f'    INDEX 01 {minutes:02d}:{rest // FRAMES_PER_S:02d}:{rest % FRAMES_PER_S:02d}')
    return '\r\n'.join(lines) + '\r\n'


def clock(seconds: float) -> str:
    """`12:34`, or `1:02:34` from one hour on."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f'{hours}:{minutes:02d}:{rest:02d}' if hours else f'{minutes:02d}:{rest:02d}'


def _title(cue: Cue | Segment, number: int) -> str:
    return ' '.join((cue.title or f'Track {number}').split())


def _quoted(text: str) -> str:
    return text.replace('"', "'").replace('\r', ' ').replace('\n', ' ')


def _decoded(raw: bytes) -> str:
    for encoding in ('utf-8-sig', 'utf-16') if raw[:2] in (b'\xff\xfe', b'\xfe\xff') else ('utf-8-sig',):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode('cp1252', 'replace')


def _plain(lines: list[str]) -> list[tuple[int, Cue]]:
    found = []
    for number, line in enumerate(lines, start=1):
        timed = _timed(' '.join(line.split())) if len(line) <= MOST_SIGNS else None
        if timed is None:
            continue
        time, rest = timed
        fraction = float(f'0.{time["f"]}') if time['f'] else 0.0
        start = 3600 * int(time['h'] or 0) + 60 * int(time['m']) + int(time['s']) + fraction
        found.append((number, Cue(start, _bare(rest)[:300] or None)))
    return found


def _timed(line: str) -> tuple[re.Match[str], str] | None:
    """The time in front of a line or at its end, and what else stands there."""
    begin = _BEGIN.search(line)
    if begin and (match := _FIRST.match(line, begin.start())):
        return match, line[match.end() :]
    rest, _, last = line.rpartition(' ')
    match = _LAST.fullmatch(last) if rest else None
    return (match, rest) if match else None


def _bare(rest: str) -> str:
    """A title without an end, a number and the signs that set it apart; one that closes a bracket of its own stays."""
    for pattern in (_UNTIL, _LEADING_NUMBER):
        match = pattern.match(rest)
        rest = rest[match.end() :] if match else rest
    words = rest.split()
    while words and not words[-1].strip(_ORNAMENT):
        words.pop()
    return ' '.join(words).lstrip(_ORNAMENT).rstrip(_ORNAMENT.replace('>', ''))


def _cue_sheet(lines: list[str]) -> list[tuple[int, Cue]]:
    """The INDEX 01 of each track, or its only one; titles with their performer."""
    found: list[tuple[int, Cue]] = []
    title = performer = None
    inside = False
    for number, line in enumerate(lines, start=1):
        word, _, value = line.strip().partition(' ')
        word = word.upper()
        if word == 'TRACK':
            title, performer, inside = None, None, True
        elif word == 'TITLE' and inside:
            title = _unquoted(value)
        elif word == 'PERFORMER' and inside:
            performer = _unquoted(value)
        elif word == 'INDEX' and (match := _INDEX.fullmatch(value.strip())):
            start = 60 * int(match[2]) + int(match[3]) + int(match[4]) / FRAMES_PER_S
            name = ' - '.join(part for part in (performer, title) if part)[:300] or None
            if int(match[1]) == 1:
                found.append((number, Cue(start, name)))
    return found


def _unquoted(value: str) -> str:
    value = value.strip()
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value
