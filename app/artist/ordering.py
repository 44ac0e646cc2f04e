"""Lists that people order by hand: the last order wins whole, without holes, and who has seen another one is told."""

import hashlib
from collections.abc import Sequence

from app.errors import Changed

MEANWHILE = 'Somebody else has changed this list meanwhile. This is how it is now: move it once more.'


def mark(ids: Sequence[str]) -> str:
    """What stands for a list in this order."""
    return hashlib.sha256('\n'.join(ids).encode()).hexdigest()[:16]


def arranged(current: Sequence[str], wanted: Sequence[str], seen: str | None = None) -> list[str]:
    """The ids of a list in the order that somebody wants.

    Those that they do not name follow in the order they had; what is not in the list is left out.

    Parameters
    ----------
    seen : the mark of the list that they saw; None orders it however it is.

    Raises
    ------
    Changed
        It is another list by now.
    """
    if seen is not None and seen != mark(current):
        raise Changed(MEANWHILE)
    first = [one for one in dict.fromkeys(wanted) if one in current]
    return [*first, *(one for one in current if one not in first)]
