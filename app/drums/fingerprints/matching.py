"""Whether two fingerprints are of one recording: how many bits differ where they fit best."""

from collections.abc import Iterable

import numpy as np

from app.drums.fingerprints.hearing import HOP_S
from app.drums.fingerprints.prints import SILENT, Fingerprint, Words

SAME = 0.15
"""Two fingerprints with fewer bits that differ are of one recording."""
FARTHEST_S = 60.0
"""So far one may begin before the other."""
LEAST_WORDS = 40
LEAST_SHARE = 0.5
"""They must overlap by so much of the shorter one."""
_OFTEN, _TRIED = 16, 12
"""A word that comes more often says little about where; and so many places are tried where words say something."""


def bit_error(one: Fingerprint, other: Fingerprint) -> float:
    """The share of bits that differ, 0 to 1, where the two lie best on each other; about a half for two recordings.

    Where some words are in both, only the places are tried at which most of these lie on each other.
    """
    first, second = (one.words, other.words) if len(one.words) <= len(other.words) else (other.words, one.words)
    least = max(LEAST_WORDS, round(LEAST_SHARE * len(first)))
    best = 1.0
    for offset in _offsets(first, second):
        start, end = max(0, offset), min(len(second), len(first) + offset)
        if end - start < min(least, len(first)):
            continue
        mine, theirs = first[start - offset : end - offset], second[start:end]
        heard = (mine != SILENT) | (theirs != SILENT)
        count = int(heard.sum())
        if count >= LEAST_WORDS // 2:
            wrong = int(np.bitwise_count(mine ^ theirs)[heard].sum())
            best = min(best, wrong / (32 * count))
    return best


def _offsets(first: Words, second: Words) -> Iterable[int]:
    """By how much the second may begin earlier, in words: where equal words say so, or anywhere."""
    farthest = round(FARTHEST_S / HOP_S)
    order = np.argsort(second, kind='stable')
    low, high = (np.searchsorted(second[order], first, side) for side in ('left', 'right'))
    telling = np.flatnonzero((high > low) & (high - low <= _OFTEN) & (first != SILENT))
    counts = (high - low)[telling]
    among = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    away = order[np.repeat(low[telling], counts) + among] - np.repeat(telling, counts)
    near = away[np.abs(away) <= farthest] + farthest
    if not len(near):
        return range(-farthest, farthest + 1)
    agreeing = np.bincount(near, minlength=2 * farthest + 1)
    most = np.argsort(-agreeing, kind='stable')[:_TRIED]
    return sorted({int(place) - farthest for place in most if agreeing[place]})
