"""The second judge beside meaning: words that are the same but for their endings."""

import math
import re
from collections import Counter
from functools import cache

from app.voice.engines.effects.library import phrases

_WORD = re.compile(r'[a-z0-9]+')
_ENDINGS = ('ings', 'ing', 'ers', 'ies', 'es', 'ed', 'er', 'ly', 's', 'y', 'e')
SMALL = frozenset(
    'a an the of on in at to for from by into onto out over under through with and or then while is are was be it its '
    'my your his her their some someone somebody something sound sounds noise effect effects sfx like as very really '
    'please make me i want'.split()
)
"""Words that say nothing of a sound."""


def words(text: str) -> list[str]:
    """The words of a text in small letters."""
    return _WORD.findall(text.lower().replace('’', "'").replace("'s", ''))


def stem(word: str) -> str:
    """A word without its ending; what is left has three letters at least."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            rest = word[: -len(ending)]
            return rest[:-1] if len(rest) > 3 and rest[-1] == rest[-2] else rest
    return word


def stems(text: str) -> frozenset[str]:
    """The stems of all words of a text that say something."""
    return frozenset(stem(word) for word in words(text) if word not in SMALL)


@cache
def of_phrases() -> tuple[frozenset[str], ...]:
    """The stems of every phrase of the library."""
    return tuple(stems(phrase) for _, phrase in phrases())


@cache
def weights() -> dict[str, float]:
    """How much a stem says: the more, the fewer phrases have it."""
    every = of_phrases()
    counts = Counter(one for some in every for one in some)
    return {one: math.log((1 + len(every)) / count) for one, count in counts.items()}


def agreements(asked: str) -> list[float]:
    """How much of a text is the same as in each phrase of the library, 0 to 1."""
    here = stems(asked)
    return [agreement(here, there) for there in of_phrases()]


def agreement(here: frozenset[str], there: frozenset[str]) -> float:
    """How much of both is the same, 0 to 1: what says much counts much."""
    common = here & there
    if not common:
        return 0.0
    weight = weights()
    usual = math.log(1 + len(of_phrases()))
    return sum(weight.get(one, usual) for one in common) / sum(weight.get(one, usual) for one in here | there)
