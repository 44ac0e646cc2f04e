"""Hits onto the grid of the map, where the grid explains them; a hit that it does not explain stays where it was heard.

A drummer is some milliseconds early or late, and what hears drums is a few off: 30 ms are forgiven, but never so many
that a hit could as well belong to the next place. What stays off the grid is told as unsure: an editor shows it.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import replace

from app.drums.drafting.grid import bent
from app.drums.drum_map import Beat, DrumMap, Hit, Lane

TOLERANCE_MS = 30.0
_OF_A_PLACE = 0.45
_UNSURE = 0.5


def snapped(drum_map: DrumMap, hits: Iterable[Hit]) -> DrumMap:
    """The map with these hits."""
    beats = list(drum_map.beats())
    heard = [(_nearest(drum_map, beats, hit.ms), hit) for hit in hits]
    closest = dict[tuple[int, Lane], float]()
    for place, hit in heard:
        if place is not None:
            key = (place, hit.lane)
            closest[key] = min(abs(hit.ms - place), closest.get(key, TOLERANCE_MS))
    made = list[Hit]()
    for place, hit in heard:
        # Of two strokes in one place, as in a flam, the nearer one is on the grid.
        if place is not None and abs(hit.ms - place) <= closest[place, hit.lane]:
            made.append(replace(hit, ms=place))
        else:
            sure = None if hit.confidence is None else hit.confidence * _UNSURE
            made.append(replace(hit, confidence=sure))
    return drum_map.with_hits(made)


def _nearest(drum_map: DrumMap, beats: Sequence[Beat], ms: float) -> int | None:
    """The place of the grid that a moment belongs to, in whole milliseconds."""
    after = bisect_right(beats, ms, key=lambda beat: beat.ms)
    if not beats:
        return None
    begin = beats[after - 1].ms if after else beats[0].ms - drum_map.timing[0].beat_ms
    end = beats[after].ms if after < len(beats) else begin + drum_map.point_at(begin).beat_ms
    section = drum_map.section_at(begin + 1)
    places = [begin + (end - begin) * bent(n / section.divisor, section.swing) for n in range(section.divisor + 1)]
    nearest = min(range(len(places)), key=lambda n: abs(places[n] - ms))
    gap = min(abs(places[nearest] - other) for n, other in enumerate(places) if n != nearest)
    off = abs(places[nearest] - ms)
    return round(places[nearest]) if off <= min(TOLERANCE_MS, _OF_A_PLACE * gap) and places[nearest] >= 0 else None
