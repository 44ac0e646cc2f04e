"""Days as services write them: 2026-09-26, Sep 26, 2026, 26.9.2026, 9/26/26, December 30 without a year."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise

from app.artist.imports.wording import plain

_NAMES = (
    'jan january januar janvier enero ene gennaio gen janeiro januari stycznia',
    'feb february februar fevrier fev febrero febbraio fevereiro februari lutego',
    'mar march marz marzo mars marco maart mrt marca',
    'apr april avril avr abril abr aprile kwietnia',
    'may mai mayo maggio mag maio mei maja',
    'jun june juni juin junio giugno giu junho czerwca',
    'jul july juli juillet juil julio luglio lug julho lipca',
    'aug august aout agosto ago augustus sierpnia',
    'sep sept september septembre septiembre settembre set setembro wrzesnia',
    'oct october okt oktober octobre octubre ottobre ott outubro out pazdziernika',
    'nov november novembre noviembre novembro listopada',
    'dec december dez dezember decembre diciembre dic dicembre dezembro grudnia',
)
_MONTHS = {name: month for month, names in enumerate(_NAMES, 1) for name in names.split(' ')}
_ISO = re.compile(r'(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?:[T ].*)?')
_COMPACT = re.compile(r'((?:19|20)\d\d)(\d\d)(\d\d)')
_SHORT = re.compile(r'(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})(?:[T, ].*)?')
_FIRST_YEAR = 1990


@dataclass(frozen=True, slots=True)
class Written:
    """A day as it stands in a cell; `year` is None where there is none."""

    year: int | None
    month: int
    day: int

    def date(self) -> date:
        """The day; raises ValueError where there is none of this name."""
        return date(self.year or 0, self.month, self.day)


@lru_cache(maxsize=20_000)
def read(text: str, day_first: bool = False) -> Written | None:
    """What stands in a cell, `day_first` for 3/4/26; None where it is no day."""
    bare = text.strip()
    if found := _ISO.fullmatch(bare) or _COMPACT.fullmatch(bare):
        parts = [int(part) for part in found.groups() if part.isdigit()]
        return Written(*parts) if 1 <= parts[1] <= 12 else None
    if found := _SHORT.fullmatch(bare):
        return _short(int(found[1]), int(found[3]), found[4], day_first or found[2] == '.')
    return _named(bare)


def _short(one: int, two: int, year: str, day_first: bool) -> Written | None:
    full = int(year) if len(year) == 4 else 2000 + int(year)
    day, month = (one, two) if day_first else (two, one)
    if not 1 <= month <= 12 or not 1 <= day <= 31:
        return None
    return Written(full, month, day)


def _named(bare: str) -> Written | None:
    if not any(one.isdigit() for one in bare[:40]):
        return None
    words = plain(bare[:40]).split(' ')
    months = [_MONTHS[word] for word in words if word in _MONTHS]
    numbers = [word for word in words if word.isdigit()]
    days = [int(word) for word in numbers if len(word) <= 2]
    years = [int(word) for word in numbers if len(word) == 4]
    if len(months) != 1 or not days or not 1 <= days[0] <= 31:
        return None
    return Written(years[0] if years else None, months[0], days[0])


@dataclass(slots=True)
class DaySurvey:
    """Which part of 3/4/26 is the day, by all of a column; and whether years are missing."""

    found: int = 0
    day_first: int = 0
    month_first: int = 0
    open: int = 0
    yearless: int = 0
    example: str = ''

    def add(self, text: str) -> None:
        """Take in one cell."""
        short = _SHORT.fullmatch(text.strip())
        if short is not None and short[2] != '.':
            self._short(int(short[1]), int(short[3]), short[0])
        elif (one := read(text)) is not None:
            self.found += 1
            self.yearless += one.year is None

    def _short(self, one: int, two: int, text: str) -> None:
        self.found += 1
        if one > 12:
            self.day_first += 1
        elif two > 12:
            self.month_first += 1
        elif one != two:
            self.open += 1
            self.example = self.example or text

    @property
    def is_open(self) -> bool:
        """Whether every row can be read in two ways, so that somebody has to be asked."""
        return self.open > 0 and self.day_first == self.month_first

    @property
    def is_day_first(self) -> bool:
        """What most rows say that say something."""
        return self.day_first > self.month_first


def with_years(written: Sequence[Written | None], today: date) -> list[date | None]:
    """The years that days without one belong to, if the last of them is the newest one that is not after `today`.

    Rows may run either way; going back in time, a day that is not before the one after it is of the year before. What
    no year has there, like 29 February, is None.
    """
    known = [(at, one) for at, one in enumerate(written) if one is not None]
    steps = [(b.month, b.day) > (a.month, a.day) for (_, a), (_, b) in pairwise(known)]
    if 2 * sum(steps) >= len(steps):
        known.reverse()
    found: list[date | None] = [None] * len(written)
    year, after = today.year, (today.month, today.day + 1)
    for at, one in known:
        if (one.month, one.day) >= after:
            year -= 1
        after = (one.month, one.day)
        if year >= _FIRST_YEAR:
            found[at] = _of_year(one, year)
    return found


def _of_year(one: Written, year: int) -> date | None:
    try:
        return date(year, one.month, one.day)
    except ValueError:
        return None
