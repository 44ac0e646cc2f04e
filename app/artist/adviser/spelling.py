"""How hurried people write, and how it is meant. Knows no database.

`short_forms.tsv` has what is written short and how it is meant; `known_words.txt` words that are near to a keyword and
are left as they are.
"""

from difflib import get_close_matches
from functools import cache, lru_cache
from pathlib import Path

HERE = Path(__file__).parent
KEYWORDS = frozenset(
    """followers follower streams listeners subscribers spotify youtube instagram soundcloud bandcamp platform release
    single album session studio engineer master stems forecast streak profile remember forget budget clicks
    links level points numbers publish upload available feedback delivered monthly month appointment promotion
    advertising checklist predict invoice growing fastest missing complete posting weekend recording""".split()  # noqa: SIM905  as people read it
)
"""Words that many questions have: what is written nearly so is read as one of them."""
ALIKE = 0.84


def spelt_out(words: str) -> str:
    """What was written in a hurry, as it is meant: short forms written out, known words without their typing errors."""
    out = ' '.join(_short().get(word, word) for word in words.split())
    return ' '.join(_repaired(word) for word in out.split())


@lru_cache(2000)
def _repaired(word: str) -> str:
    if len(word) < 5 or word in KEYWORDS or word in _known() or not word.isalpha():
        return word
    return next(iter(get_close_matches(word, sorted(KEYWORDS), 1, ALIKE)), word)


@cache
def _short() -> dict[str, str]:
    rows = (line.partition('\t') for line in _lines('short_forms.tsv'))
    return {short: meant for short, _, meant in rows}


@cache
def _known() -> frozenset[str]:
    return frozenset(_lines('known_words.txt'))


def _lines(name: str) -> list[str]:
    return [line for line in (HERE / name).read_text(encoding='utf-8').splitlines() if line]
