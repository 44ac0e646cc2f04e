"""Recordings that no map is drafted from, each with its reason: a wrong map would be worse than none."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.drums.drafting.errors import NoDrums, NotUsable
from app.drums.drum_map import MOST_HITS, Hit, Lane

Samples = NDArray[np.float32]

RATE = 44_100
SHORTEST_S, LONGEST_S = 4.0, 30 * 60.0
SILENT_DB = -70.0
_KEPT = 'so no map was drafted; the recording was kept.'
TOO_SHORT = f'This recording is shorter than {SHORTEST_S:.0f} seconds, {_KEPT} Send the whole song.'
TOO_LONG = f'This recording is longer than {LONGEST_S / 60:.0f} minutes, {_KEPT} Send one song of it.'
SILENT = f'This recording is silent, {_KEPT} Send one in which the drums can be heard.'
NO_DRUMS = (
    f'No drums could be heard in this recording, {_KEPT} '
    'Send a song in which a kit or a drum machine plays, or write the map by hand.'
)
NO_PULSE = (
    f'There are sounds like drums in this recording, but nothing that keeps time, as in speech or noise, {_KEPT} '
    'Send music, or write the map by hand.'
)
TOO_MANY = f'More than {MOST_HITS:,} strokes were heard in this recording, which is no music, {_KEPT} Send one song.'
_BLOCK = 1 << 20
_OF_A_KIT = (Lane.KICK, Lane.SNARE, Lane.HIHAT_CLOSED, Lane.HIHAT_OPEN, Lane.RIDE, Lane.CRASH)
_FEWEST, _FEWEST_A_SECOND = 8, 0.25
_UNCLEAR, _CLEAR = 0.3, 0.5
"""Beats of less confidence are none; those of more may have most strokes between them, as where a blast is played."""
_IN_TIME, _HARDLY_IN_TIME = 0.42, 0.25


def check_sound(samples: Samples) -> None:
    """Refuse what nothing can be heard in.

    Raises
    ------
    NotUsable : too short, too long, silent.
    """
    if len(samples) < SHORTEST_S * RATE:
        raise NotUsable(TOO_SHORT)
    if len(samples) > LONGEST_S * RATE:
        raise NotUsable(TOO_LONG)
    loudest = max(float(np.abs(samples[at : at + _BLOCK]).max()) for at in range(0, len(samples), _BLOCK))
    if not loudest >= 10 ** (SILENT_DB / 20):
        raise NotUsable(SILENT)


def check_hits(hits: Sequence[Hit], seconds: float) -> None:
    """Refuse where hardly anything was heard that is part of a drum kit.

    Raises
    ------
    NoDrums : as it says.
    """
    if len(hits) > MOST_HITS:
        raise NoDrums(TOO_MANY)
    of_a_kit = sum(hit.lane in _OF_A_KIT for hit in hits)
    if of_a_kit < max(_FEWEST, _FEWEST_A_SECOND * seconds):
        raise NoDrums(NO_DRUMS)


def check_time(confidence: float, in_time: float) -> None:
    """Refuse where neither beats were clear nor hits are on them: what talks makes sounds like drums, too.

    Raises
    ------
    NoDrums : as it says.
    """
    wanted = _HARDLY_IN_TIME if confidence >= _CLEAR else _IN_TIME
    if confidence < _UNCLEAR or in_time < wanted:
        raise NoDrums(NO_PULSE)
