"""Whether two fingerprints are of one recording: how many bits differ where they fit best."""

import numpy as np

from app.drums.fingerprints.hearing import HOP_S
from app.drums.fingerprints.prints import SILENT, Fingerprint

SAME = 0.15
"""Two fingerprints with fewer bits that differ are of one recording."""
FARTHEST_S = 60.0
"""So far one may begin before the other."""
LEAST_WORDS = 40
LEAST_SHARE = 0.5
"""They must overlap by so much of the shorter one."""


def bit_error(one: Fingerprint, other: Fingerprint) -> float:
    """The share of bits that differ, 0 to 1, where the two lie best on each other; about a half for two recordings."""
    first, second = (one.words, other.words) if len(one.words) <= len(other.words) else (other.words, one.words)
    least = max(LEAST_WORDS, round(LEAST_SHARE * len(first)))
    farthest, best = round(FARTHEST_S / HOP_S), 1.0
    for offset in range(-farthest, farthest + 1):
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
