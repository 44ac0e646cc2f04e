"""What people write into the forms of a studio, as it is stored; each raises NotAllowed with a sentence."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any

from app.errors import NotAllowed
from app.studio import zone_names

DAY, LONGEST_DAY = 1440, 1800
"""Minutes of a date, and up to which minute a studio may be open that opened on it: six in the morning after."""
MOST_WINDOWS = 4
SLUG = re.compile(r'[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])')
NAME_MOST, TEXT_MOST = 120, 4000
Opening = dict[int, tuple[tuple[int, int], ...]]
"""For each weekday (0 is Monday) the windows that open on it, in minutes after midnight."""
ALL_DAYS: Opening = {weekday: ((10 * 60, 22 * 60),) for weekday in range(7)}


def line(given: str, least: int, most: int, said: str) -> str:
    """One line, without the blanks around it."""
    found = ' '.join(given.split())
    if not least <= len(found) <= most or not found.isprintable():
        raise NotAllowed(said)
    return found


def name(given: str) -> str:
    """What something is called."""
    return line(given, 1, NAME_MOST, f'Give it a name of up to {NAME_MOST} characters.')


def text(given: str) -> str:
    """A text of several lines; it may be empty."""
    found = '\n'.join(one.rstrip() for one in given.strip().splitlines())
    if len(found) > TEXT_MOST:
        raise NotAllowed(f'Texts have up to {TEXT_MOST:,} characters; this one has {len(found):,}.')
    return found


def reason(given: str) -> str:
    """Why something was decided, for whoever it is about."""
    return line(given, 1, 500, 'Say why, in up to 500 characters: whoever booked reads it.')


def within(value: int, least: int, most: int, said: str) -> int:
    """A whole number, with both bounds."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise NotAllowed(said)
    return value


def cents(value: int, what: str = 'An amount') -> int:
    """An amount of money, in the smallest unit of its currency."""
    return within(value, 0, 100_000_000, f'{what} is 0 to 1,000,000.00.')


def zone(given: str) -> str:
    """The name of a time zone."""
    if given not in zone_names.names():
        raise NotAllowed('Choose a time zone from the list, like Europe/Berlin.')
    return given


def currency(given: str) -> str:
    """The three letters of a currency, small."""
    found = given.strip().lower()
    if not re.fullmatch('[a-z]{3}', found):
        raise NotAllowed('A currency has three letters, like EUR.')
    return found


def slug(given: str) -> str:
    """What stands in a public address."""
    found = given.strip().lower()
    if not SLUG.fullmatch(found):
        raise NotAllowed('An address has 2 to 40 small letters, digits and hyphens.')
    return found


def slug_of(named: str) -> str:
    """An address made of a name."""
    found = re.sub('[^a-z0-9]+', '-', named.lower()).strip('-')[:40].strip('-')
    return found if SLUG.fullmatch(found) else 'studio'


def opening(given: Mapping[Any, Iterable[Sequence[int]]]) -> str:
    """When a studio is open, as JSON."""
    said = 'A studio opens before midnight, and closes later, at the latest at six the next morning.'
    found: dict[str, list[list[int]]] = {}
    for weekday, windows in given.items():
        if str(weekday) not in '0123456' or len(str(weekday)) != 1:
            raise NotAllowed('Weekdays are 0 (Monday) to 6.')
        times = sorted([int(begins), int(ends)] for begins, ends in windows)
        if len(times) > MOST_WINDOWS:
            raise NotAllowed(f'A studio opens up to {MOST_WINDOWS} times a day.')
        if any(not 0 <= begins < DAY or not begins < ends <= LONGEST_DAY for begins, ends in times):
            raise NotAllowed(said)
        if any(before[1] > after[0] for before, after in pairwise(times)):
            raise NotAllowed('Two times of a day overlap: write them as one.')
        found[str(weekday)] = times
    return json.dumps(found)


def opened(stored: str) -> Opening:
    """The same, read."""
    return {int(day): tuple((begins, ends) for begins, ends in times) for day, times in json.loads(stored).items()}


def bands(given: Iterable[Mapping[str, Any]]) -> str:
    """After-hours fees, as JSON."""
    found = []
    for band in given:
        begins = within(band['from'], 0, DAY - 1, 'A fee begins between 00:00 and 23:59.')
        ends = within(band['to'], begins + 1, begins + DAY, 'A fee ends after it begins, within a day.')
        kept: dict[str, Any] = {'from': begins, 'to': ends, 'cents_per_hour': cents(band['cents_per_hour'], 'A fee')}
        if band.get('days') is not None:
            kept['days'] = sorted({within(day, 0, 6, 'Weekdays are 0 (Monday) to 6.') for day in band['days']})
        found.append(kept)
    if len(found) > 20:
        raise NotAllowed('A rate card has up to 20 after-hours fees.')
    return json.dumps(found)
