"""Tracklists as people keep them: CUE sheets, plain lines, histories; read leniently, written strictly."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.audio.segment_types import Cue, Segment

from .cue_sheet import FRAMES_PER_S, Lengths, UnreadableTracklist, is_cue_sheet, read_cue_sheet
from .encodings import decode
from .histories import read_table
from .lists import read_lines

MOST_BYTES = 256 * 1024
MOST_CUES = 999
LONGEST_TITLE = 300
LAST_S = 1.0
"""What begins so near the end of a mix, or behind it, is no track of it."""
_DASH = re.compile(' [-–—] ')


@dataclass(frozen=True, slots=True)
class Tracklist:
    """A tracklist as it was read.

    Attributes
    ----------
    cues : in the order of time, no two at one time.
    notes : what was taken in a way that somebody might not have meant.
    text : what was read, to be shown and changed.
    encoding : in which it was read.
    """

    cues: tuple[Cue, ...]
    notes: tuple[str, ...] = ()
    text: str = ''
    encoding: str = 'utf-8'


def parse_tracklist(text: str | bytes) -> tuple[Cue, ...]:
    """The cues of a tracklist; see `read_tracklist`."""
    return read_tracklist(text).cues


def read_tracklist(text: str | bytes, encoding: str | None = None, lengths: Lengths | None = None) -> Tracklist:
    """Read a tracklist: a CUE sheet, labels of Audacity, the history of a DJ program, or lines with times.

    Lines may be like `12:34 Artist - Title`, numbered, bracketed, with the time at the end or in a line of its own;
    those without a time are passed over. What stands at one time becomes one track with both names.

    Parameters
    ----------
    encoding : of bytes, where somebody knows it; None recognises it.
    lengths : asked for the length of a file that a CUE sheet names.

    Raises
    ------
    UnreadableTracklist : no times, times that run backwards, or far too much text.
    """
    if len(text) > MOST_BYTES:
        raise UnreadableTracklist('This is too long for a tracklist. Give a CUE sheet, or lines like "12:34 Title".')
    notes: list[str] = []
    if isinstance(text, bytes):
        decoded = decode(text, encoding)
        text, encoding = decoded.text, decoded.encoding
        notes += [decoded.note] if decoded.note else []
    text = text.replace('\ufeff', '')
    found, more = _read(text.splitlines(), lengths)
    if not found:
        raise UnreadableTracklist('No times were found in the tracklist. Write lines like "12:34 Artist - Title".')
    if len(found) > MOST_CUES:
        raise UnreadableTracklist(f'A tracklist may have {MOST_CUES} tracks at most; this one has {len(found)}.')
    for (_, before), (line, cue) in pairwise(found):
        if cue.start_s < before.start_s:
            raise UnreadableTracklist(
                f'Line {line} of the tracklist goes back in time, from {clock(before.start_s)} to '
                f'{clock(cue.start_s)}. Put the lines in order, or mend the time.'
            )
    cues = _one_at_a_time([cue for _, cue in found])
    if len(cues) < len(found):
        notes.append('Titles at the same time were taken as one track with all their names.')
    return Tracklist(cues, (*notes, *more), text, encoding or 'utf-8')


def to_text(cues: Iterable[Cue | Segment]) -> str:
    """Plain lines: `12:34 Title`."""
    return ''.join(f'{clock(cue.start_s)} {_title(cue, n)}\n' for n, cue in enumerate(cues, start=1))


def to_cue(cues: Sequence[Cue | Segment], file_name: str, title: str | None = None) -> str:
    """A CUE sheet for the file of that name; `Artist - Title` is taken apart, with any dash.

    Players know at most 99 tracks: later ones are left out.
    """
    kind = {'mp3': 'MP3', 'aiff': 'AIFF', 'aif': 'AIFF'}.get(file_name.rpartition('.')[2].lower(), 'WAVE')
    lines = [f'TITLE "{_quoted(title)}"'] if title else []
    lines.append(f'FILE "{_quoted(file_name)}" {kind}')
    for number, cue in enumerate(cues[:99], start=1):
        performer, dash, name = _taken_apart(_title(cue, number))
        lines.append(f'  TRACK {number:02d} AUDIO')
        lines.append(f'    TITLE "{_quoted(name if dash else performer)}"')
        if dash:
            lines.append(f'    PERFORMER "{_quoted(performer)}"')
        frames = round(cue.start_s * FRAMES_PER_S)
        minutes, rest = divmod(frames, 60 * FRAMES_PER_S)
        lines.append(f'    INDEX 01 {minutes:02d}:{rest // FRAMES_PER_S:02d}:{rest % FRAMES_PER_S:02d}')
    return '\r\n'.join(lines) + '\r\n'


def _taken_apart(title: str) -> tuple[str, bool, str]:
    """What stands before the first dash between spaces, whether there is one, and what stands behind it."""
    before, *behind = _DASH.split(title, maxsplit=1)
    return before, bool(behind), ''.join(behind)


def clock(seconds: float) -> str:
    """`12:34`, or `1:02:34` from one hour on."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f'{hours}:{minutes:02d}:{rest:02d}' if hours else f'{minutes:02d}:{rest:02d}'


def beyond_the_end(cues: Sequence[Cue], duration_s: float, where: str = 'in the tracklist') -> str | None:
    """What to tell of tracks that would begin where the mix is over; None where all of them fit.

    `where` they stand, in words.
    """
    late = [cue for cue in cues if cue.start_s >= duration_s - LAST_S]
    if not late:
        return None
    several, first, end = len(late) > 1, late[0], clock(duration_s)
    named = f'The track “{first.title}”' if first.title else 'A track'
    which = f'{len(late)} of {len(cues)} tracks {where} begin' if several else f'{named} {where} begins'
    place = f'beyond the end of the mix at {end}'
    if late[-1].start_s < duration_s:
        place = f'within the last second of the mix, which ends at {end}'
    elif first.start_s < duration_s:
        place = f'within the last second of the mix or beyond its end at {end}'
    left_out = 'and were left out: look whether they belong' if several else 'and was left out: look whether it belongs'
    return f'{which} at {clock(first.start_s)}{" or later" if several else ""}, {place}, {left_out} to this mix.'


def _read(lines: list[str], lengths: Lengths | None) -> tuple[list[tuple[int, Cue]], list[str]]:
    if is_cue_sheet(lines):
        return read_cue_sheet(lines, lengths)
    found, notes = read_table(lines)
    return (found, notes) if found else read_lines(lines)


def _one_at_a_time(cues: list[Cue]) -> tuple[Cue, ...]:
    """The cues, those at one time as one with the names of all: a mashup, an intro with what comes in over it."""
    kept: list[Cue] = []
    for cue in cues:
        if not kept or cue.start_s > kept[-1].start_s:
            kept.append(cue)
            continue
        names = [name for name in (kept[-1].title, cue.title) if name]
        kept[-1] = Cue(cue.start_s, ' / '.join(dict.fromkeys(names))[:LONGEST_TITLE] or None)
    return tuple(kept)


def _title(cue: Cue | Segment, number: int) -> str:
    return ' '.join((cue.title or f'Track {number}').split())


def _quoted(text: str) -> str:
    return text.replace('"', "'").replace('\r', ' ').replace('\n', ' ')
