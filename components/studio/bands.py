"""After-hours fees as people write them: a line each, like “Fri Sat 20:00-24:00 15.00”."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from components.studio.hours import BadTimes, windows, written
from components.studio.words import WEEKDAYS

SHORT = {name[:3].lower(): number for number, name in enumerate(WEEKDAYS)}
SPACES = re.compile(r'\s+')
LIKE = 'A line has times and what an hour costs on top, like 20:00-24:00 15.00, perhaps with days before it.'


class BadBands(ValueError):
    """A line is not written like that; the text says which."""


def bands(said: str, amount: Callable[[str], int]) -> list[dict[str, Any]]:
    """The fees that are written, as `rate_cards.bands` keeps them; `amount` reads a price.

    Raises
    ------
    BadBands
        A line cannot be read.
    """
    return [_band(line.strip(), amount) for line in said.splitlines() if line.strip()]


def shown(kept: Iterable[Mapping[str, Any]], *, currency_places: int = 2) -> str:
    """The same as people write it."""
    lines = []
    for band in kept:
        days = ' '.join(WEEKDAYS[day][:3] for day in band.get('days') or ())
        price = f'{band["cents_per_hour"] / 10**currency_places:.{currency_places}f}'
        lines.append(' '.join(filter(None, (days, written([[band['from'], band['to']]]), price))))
    return '\n'.join(lines)


def _band(line: str, amount: Callable[[str], int]) -> dict[str, Any]:
    *days, times, price = SPACES.split(line) if len(SPACES.split(line)) > 1 else ['', '', '']
    try:
        numbers = sorted({SHORT[day.strip(',').lower()[:3]] for day in days if day})
        found = windows(times)
    except (KeyError, BadTimes) as error:
        raise BadBands(f'“{line[:60]}”: {LIKE}') from error
    if len(found) != 1:
        raise BadBands(f'“{line[:60]}”: {LIKE}')
    (begins, ends), cents = found[0], amount(price)
    return {'from': begins, 'to': ends, 'cents_per_hour': cents} | ({'days': numbers} if numbers else {})
