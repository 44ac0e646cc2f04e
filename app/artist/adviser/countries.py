"""Countries by their names, so that no number is told as if it were of the one that a question names.

Nothing is kept by country. The names are those that come with the time zones.
"""

import re
import unicodedata
from functools import cache
from importlib.resources import files

ALSO = {
    'uk': 'Britain', 'great britain': 'Britain', 'united kingdom': 'Britain', 'the us': 'United States',
    'usa': 'United States', 'the states': 'United States', 'america': 'United States', 'south korea': 'South Korea',
    'north korea': 'North Korea', 'holland': 'Netherlands', 'czechia': 'Czech Republic', 'england': 'England',
    'scotland': 'Scotland', 'wales': 'Wales', 'bosnia': 'Bosnia', 'europe': 'Europe', 'asia': 'Asia',
    'africa': 'Africa', 'latin america': 'Latin America',
}  # fmt: skip
"""What people call them besides, and larger parts of the world."""


WORDS_TOO = frozenset(('chad', 'guinea', 'jersey', 'jordan', 'reunion', 'the states', 'turkey'))
"""Names that mean something else, too, a thing or somebody: countries only alone, or behind “in”, “from” and such."""


def country_of(words: str) -> tuple[str, str] | None:
    """How a country is called in the words of a question, and its name; the longest where one is part of another."""
    found = [called for called in _names() if _is_named(called, words)]
    called = max(found, key=len, default='')
    return (called, _names()[called]) if called else None


def _is_named(called: str, words: str) -> bool:
    if called not in WORDS_TOO or words == called:
        return f' {called} ' in f' {words} '
    return re.search(rf'\b(?:in|from|for|about)(?: the)? {re.escape(called)}(?: |$)', words) is not None


@cache
def _names() -> dict[str, str]:
    table = files('tzdata.zoneinfo').joinpath('iso3166.tab').read_text(encoding='utf-8')
    rows = [line.partition('\t')[2] for line in table.splitlines() if line and not line.startswith('#')]
    names = [re.sub(r' \(.*', '', row) for row in rows]
    return {_flat(name): name for name in names} | ALSO


def _flat(name: str) -> str:
    """As `slots.plain` leaves it."""
    kept = ''.join(one for one in unicodedata.normalize('NFKD', name.lower()) if not unicodedata.combining(one))
    return ' '.join(re.sub(r'[^\w-]+', ' ', kept).split())
