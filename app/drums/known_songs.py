"""Songs known by fingerprints that programs have taken of recordings themselves: no sound is sent."""

from collections.abc import Sequence

import numpy as np

from app.db import reading
from app.drums import fingerprints, recognising, visible
from app.drums.fingerprints import Fingerprint
from app.drums.fingerprints.hearing import HOP_S
from app.drums.recognising import Heard, Match
from app.errors import NotFound

MOST_WORDS = round(fingerprints.SECONDS / HOP_S) + 1
"""The longest fingerprint that there is."""


def recognise(user_id: str, words: Sequence[int]) -> Match | None:
    """Which song has this fingerprint, if it is known and this user may see it."""
    mine = Fingerprint(np.asarray(words, np.uint32))
    heard = Heard(fingerprints.exact(mine), fingerprints.to_bytes(mine), round(1000 * HOP_S * len(words)))
    with reading() as session:
        found = recognising.find(session, heard)
        if found is None:
            return None
        try:
            visible.song(session, found.song_id, user_id)
        except NotFound:
            return None
    return found
