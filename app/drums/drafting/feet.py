"""Hi-hats that are closed by the foot: by their sound they are taken for struck ones, but nobody has three hands.

A closed hi-hat is played by the pedal where both hands are elsewhere in that moment, or where one rides and the ride is
what keeps the time around it: that is how jazz is played, with the hi-hat on two and four.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from app.drums.drum_map import Hit, Lane

_TOGETHER_MS = 20
_AROUND_MS, _RIDES, _TO_ONE = 2_000, 4, 2.0
"""The ride keeps the time where it is struck so often around, and so much more often than the hi-hat."""
_SURE = 0.5
_BY_HAND = (Lane.SNARE, Lane.TOM_HIGH, Lane.TOM_MID, Lane.TOM_LOW, Lane.RIDE, Lane.CRASH)


def by_foot(strokes: Sequence[Hit]) -> list[Hit]:
    """The same strokes, by time; closed hi-hats that no hand is left for are the pedal's."""
    ordered = sorted(strokes, key=lambda hit: hit.place)
    times = [hit.ms for hit in ordered]
    lanes = {lane: [hit.ms for hit in ordered if hit.lane is lane] for lane in (Lane.RIDE, Lane.HIHAT_CLOSED)}
    made = list[Hit]()
    for hit in ordered:
        if hit.lane is Lane.HIHAT_CLOSED:
            near = ordered[bisect_left(times, hit.ms - _TOGETHER_MS) : bisect_left(times, hit.ms + _TOGETHER_MS + 1)]
            hands = {one.lane for one in near if one.lane in _BY_HAND and _is_sure(one)}
            if len(hands) > 1 or (Lane.RIDE in hands and _rides(lanes, hit.ms)):
                made.append(replace(hit, lane=Lane.HIHAT_PEDAL))
                continue
        made.append(hit)
    return made


def _is_sure(hit: Hit) -> bool:
    return hit.confidence is None or hit.confidence >= _SURE


def _rides(lanes: dict[Lane, list[int]], ms: int) -> bool:
    """Whether the ride keeps the time around a moment."""
    rides, hats = (
        bisect_left(lanes[lane], ms + _AROUND_MS) - bisect_left(lanes[lane], ms - _AROUND_MS)
        for lane in (Lane.RIDE, Lane.HIHAT_CLOSED)
    )
    return rides >= _RIDES and rides >= _TO_ONE * hats
