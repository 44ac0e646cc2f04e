"""When a studio is open, as people write it: 10:00-22:00, or 10:00-14:00, 18:00-02:00."""

import re
from collections.abc import Iterable

from components.studio.words import clock_time

DAY = 1440
LONGEST = 100
WINDOW = re.compile(r'([0-9]{1,2})(?::([0-9]{2}))?[ ]?[-–][ ]?([0-9]{1,2})(?::([0-9]{2}))?')
CLOCK = re.compile(r'([0-9]{1,2})(?::([0-9]{2}))?')
ONE_LIKE = 'Write a time like 10:00.'
LIKE = 'Write times like 10:00-22:00, with a comma between several; nothing where it is closed.'


class BadTimes(ValueError):
    """This is no time of a day; the text says how one is written."""


def windows(written: str) -> list[list[int]]:
    """The windows of a day in minutes after midnight; one that ends before it begins ends on the next day.

    Raises
    ------
    BadTimes
        It is not written like that.
    """
    found = []
    for part in written.split(','):
        if not part.strip():
            continue
        read = WINDOW.fullmatch(part.strip())
        if read is None:
            raise BadTimes(LIKE)
        begins, ends = _minute(read[1], read[2]), _minute(read[3], read[4])
        if begins >= DAY:
            raise BadTimes(LIKE)
        found.append([begins, ends if ends > begins else ends + DAY])
    return found


def written(windows_of_day: Iterable[Iterable[int]]) -> str:
    """The same as people write it."""
    return ', '.join(f'{_shown(begins)}-{_shown(ends)}' for begins, ends in windows_of_day)


def minute(written_time: str) -> int:
    """A time of the day in minutes after midnight, up to 24:00; raises BadTimes."""
    read = CLOCK.fullmatch(written_time.strip())
    if read is None:
        raise BadTimes(ONE_LIKE)
    return _minute(read[1], read[2], ONE_LIKE)


def _shown(at: int) -> str:
    return '24:00' if at == DAY else clock_time(at)


def _minute(hours: str, minutes: str | None, like: str = LIKE) -> int:
    found = int(hours) * 60 + int(minutes or 0)
    if found > DAY or int(minutes or 0) > 59:
        raise BadTimes(like)
    return found
