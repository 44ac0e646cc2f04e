"""How headings and names are compared: without case, accents and signs."""

import re
import unicodedata
from functools import lru_cache

TOTALS = frozenset(
    ('total', 'totals', 'gesamt', 'insgesamt', 'totale', 'totaal', 'totalt', 'suma', 'sum', 'ogolem', 'итого')
)
"""How rows begin that sum up the others, in the languages of the services."""


@lru_cache(maxsize=10_000)
def plain(text: str) -> str:
    """Small letters and digits with single blanks between words: `Watch time (hours)` is `watch time hours`."""
    bare = ''.join(one for one in unicodedata.normalize('NFKD', text) if not unicodedata.combining(one))
    return ' '.join(re.findall(r'[^\W_]+', bare.casefold().replace('ł', 'l')))


def clean(text: str, most: int = 200) -> str:
    """A text as it is kept: in one line, without signs that cannot be seen."""
    return ' '.join(''.join(one if one.isprintable() else ' ' for one in text).split())[:most]
