"""Tracklists in plain lines: a time and a title, in whatever order and with whatever signs people put around them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.audio.segment_types import Cue

MOST_SIGNS = 500
"""A line longer than this is no time with a title."""
LONGEST_TITLE = 300
DAY_S = 24 * 3600.0
CLOCK_FROM_S = 6 * 3600.0
"""No list of a mix begins so late: times from here on are those of a clock on the wall."""
FRONT_S = 20.0
"""Where the first track begins so late or later, another one plays before it."""
UNTIMED = 'The first track has no time: it was taken from the beginning of the mix on.'
BY_THE_CLOCK = 'virtualdj'
"""What stands at the head of lists whose times are hours and minutes of the day."""
TIMES_OF_DAY = 'These are times of day: the first one was taken as the beginning of the mix.'

# Lines are matched with single blanks between their words. No pattern of the program has two endless repeats side by
# side that can take the same signs: a test holds that, for the time would grow with the square of what somebody sends.
_TIME = (
    r'(?:(?P<h>\d{1,2}):)?(?P<m>\d{1,3}):(?P<s>[0-5]\d)(?::(?P<x>[0-7]\d)(?!\d))?(?:[.,](?P<f>\d{1,3}))?'
    r'(?: ?(?P<half>[AaPp])\.?[Mm]\b\.?)?'
)
_NUMBER = r'(?:(?:[Tt]rack )?#?\d{1,3}(?: ?[.):\-–|] | ?[.);,]| ))?'
_RANGE = r' ?(?:-{1,3}>?|–|—|to|→|~) ?[\[(]?(?:\d{1,2}:)?\d{1,3}:[0-5]\d(?:[.,:]\d{1,3})?(?!\d)[\])>}]?'
_BEGIN = re.compile(r'#?\w')
_FIRST = re.compile(rf'{_NUMBER}[\[(<{{]? ?{_TIME} ?[\])>}}]?(?=[ \-–—|:.,;~]|$)')
_LAST = re.compile(rf'[\[(<{{]?{_TIME}(?:{_RANGE})?[\])>}}]?')
_WORDED = re.compile(
    rf'{_NUMBER}[\[(]?(?:(?P<h>\d{{1,2}})h ?)?(?P<m>\d{{1,3}})m(?:in)?\.?(?: ?(?P<s>[0-5]?\d)s(?:ec)?)?\b[\])]?'
)
_PRIMED = re.compile(rf"""{_NUMBER}[\[(]?(?P<m>\d{{1,3}})['’′](?P<s>[0-5]\d)(?:["”″]|'')?[\])]?(?= |$)""")
"""Times in words and signs: `1h02m03s`, `4m12s`, `4'12"`."""
_COUNTED = re.compile(r'#?(?P<number>\d{1,2})(?: ?[.):|\-–]|(?<=\d\d)) ')
"""What stands before a title where lines are counted; one digit alone may as well begin the name of a party."""
_UNTIL = re.compile(_RANGE)
_LEADING_NUMBER = re.compile(r' ?#?\d{1,3} ?[.)] ')
_LABEL = re.compile(r'(\d{1,6})[.,](\d{1,9})')
_ORNAMENT = ' \t-–—|:.,;~>•*'
_DOTTED = re.compile(r'[\[(]?\d{1,3}\.[0-5]\d(?:\.[0-5]\d)?[\])]?')
_COLONS = str.maketrans('：∶', '::')


@dataclass(frozen=True, slots=True)
class Line:
    """A line with a time.

    Attributes
    ----------
    number : of the line, from 1.
    parts : hours, minutes and seconds as they stand there.
    half : 'a' or 'p' where it is a time before or after noon.
    with_half, title : what stands beside the time; once with and once without the word for that half of the day.
    """

    number: int
    parts: tuple[int | None, int, float]
    half: str = ''
    title: str | None = None

    def seconds(self, of_day: bool) -> float:
        """Seconds from the start of the mix, or of the day."""
        hours, minutes, seconds = self.parts
        if not of_day:
            return 3600 * (hours or 0) + 60 * minutes + seconds
        if hours is None:  # 9:04 PM
            hours, minutes, seconds = minutes, int(seconds), 0.0
        if self.half:
            hours = hours % 12 + (12 if self.half == 'p' else 0)
        return 3600 * hours + 60 * minutes + seconds


def read_lines(lines: Sequence[str]) -> tuple[list[tuple[int, Cue]], list[str]]:
    """Line and cue of every line with a time, and what should be told; lines without a time are passed over.

    A time that stands alone takes the next line for its title.
    """
    found = _labels(lines)
    if found:
        return found, []
    timed = _timed_lines(lines) or _timed_lines([_with_colons(line) for line in lines])
    on_the_wall = any(BY_THE_CLOCK in line[:MOST_SIGNS].lower() for line in lines[:3])
    halves = bool(timed) and all(line.half for line in timed)
    if not halves:  # then it was a word of the title, as in PM Dawn
        timed = [replace(line, title=_with_half(line, lines[line.number - 1])) if line.half else line for line in timed]
    starts = [line.seconds(halves or on_the_wall) for line in timed]
    notes = []
    if (
        halves
        or on_the_wall
        or (len(timed) > 1 and starts[0] >= CLOCK_FROM_S and all(line.parts[0] is not None for line in timed))
    ):
        starts = since_the_first(starts)
        notes.append(TIMES_OF_DAY)
    front = _counted(lines[: timed[0].number - 1]) if timed and starts[0] >= FRONT_S else []
    notes += [UNTIMED] if front else []
    return [*front, *((line.number, Cue(start, line.title)) for line, start in zip(timed, starts, strict=True))], notes


def _counted(lines: Sequence[str]) -> list[tuple[int, Cue]]:
    """Tracks 1, 2 … of lines without a time, as lists have them whose first time is that of a later track."""
    found = list[tuple[int, Cue]]()
    for number, line in enumerate(lines, start=1):
        words = ' '.join(line[:MOST_SIGNS].split())
        match = _COUNTED.match(words)
        if match and int(match['number']) == len(found) + 1:
            found.append((number, Cue(0.0, bare(words[match.end() :]) or None)))
    return found


def since_the_first(times: Sequence[float]) -> list[float]:
    """Seconds since the first of some times of day, also beyond midnight."""
    found, day = [], 0.0
    for k, time in enumerate(times):
        if k and time + DAY_S / 2 < times[k - 1]:
            day += DAY_S
        found.append(round(time + day - times[0], 3))
    return found


def time_in(text: str) -> Line | None:
    """A time that stands in a cell of a table, maybe with a date before it."""
    words = ' '.join(text.split())[:MOST_SIGNS].replace('T', ' ').split(' ')
    for k, word in enumerate(words):
        match = _LAST.fullmatch(' '.join(words[k : k + 2])) or _LAST.fullmatch(word)
        if match:
            return Line(0, _parts(match), (match['half'] or '').lower())
    return None


def bare(rest: str) -> str:
    """A title without an end, a number and the signs that set it apart; one that closes a bracket of its own stays."""
    for pattern in (_UNTIL, _LEADING_NUMBER):
        match = pattern.match(rest)
        rest = rest[match.end() :] if match else rest
    words = rest.split()
    while words and not words[-1].strip(_ORNAMENT):
        words.pop()
    return ' '.join(words).lstrip(_ORNAMENT).rstrip(_ORNAMENT.replace('>', '') + '@')[:LONGEST_TITLE]


def _labels(lines: Sequence[str]) -> list[tuple[int, Cue]]:
    """Labels of Audacity: start and end in seconds, and the title; lines of a spectral selection lie between them."""
    found = []
    for number, line in enumerate(lines, start=1):
        if not line.strip() or line.lstrip().startswith('\\') or len(line) > MOST_SIGNS:
            continue
        start, end, *title = line.split(maxsplit=2) if len(line.split()) > 1 else ('', '')
        begin = _LABEL.fullmatch(start)
        if begin is None or _LABEL.fullmatch(end) is None:
            return []
        found.append((number, Cue(float(f'{begin[1]}.{begin[2]}'), bare(title[0]) or None if title else None)))
    return sorted(found, key=lambda one: one[1].start_s)


def _timed_lines(lines: Sequence[str]) -> list[Line]:
    timed: list[Line] = []
    waiting = False
    for number, line in enumerate(lines, start=1):
        if len(line) > MOST_SIGNS or not line.strip():
            continue
        words = ' '.join(line.split())
        found = _timed(words)
        if found is not None:
            match, rest = found
            half = match.groupdict().get('half') or ''
            timed.append(Line(number, _parts(match), half.lower(), bare(rest) or None))
            waiting = timed[-1].title is None
        elif waiting and not words.strip('#.)').isdigit():
            timed[-1] = replace(timed[-1], title=bare(words) or None)
            waiting = False
    return timed


def _with_colons(line: str) -> str:
    """A line whose first word is a time with points, as `1.02.33`; tried only where no line has a time with colons."""
    first, blank, rest = line.strip().partition(' ')
    return f'{first.replace(".", ":")}{blank}{rest}' if _DOTTED.fullmatch(first) else line


def _with_half(line: Line, text: str) -> str | None:
    """The title where AM or PM is its first word."""
    words = ' '.join(text.split())
    found = _timed(words)
    assert found is not None
    at = found[0].start('half')
    return bare(words[at:]) or line.title


def _timed(line: str) -> tuple[re.Match[str], str] | None:
    """The time in front of a line or at its end, and what else stands there."""
    plain = line.translate(_COLONS)
    begin = _BEGIN.search(plain)
    if begin:
        for pattern in (_FIRST, _WORDED, _PRIMED):
            if match := pattern.match(plain, begin.start()):
                return match, line[match.end() :]
    words = plain.split(' ')
    for count in (3, 2, 1):  # a range at the end takes three words
        match = _LAST.fullmatch(' '.join(words[-count:])) if len(words) > count else None
        if match:
            return match, line[: len(' '.join(words[:-count]))]
    return None


def _parts(match: re.Match[str]) -> tuple[int | None, int, float]:
    found = match.groupdict()
    fraction = float(f'0.{found["f"]}') if found.get('f') else int(found.get('x') or 0) / 75
    return int(found['h']) if found.get('h') else None, int(found['m']), int(found.get('s') or 0) + fraction
