"""Puts a difference into the map that it was made for; nothing is changed where it does not fit."""

from dataclasses import replace
from typing import Any

from app.drums.differences.difference import Difference
from app.drums.differences.errors import DoesNotFit
from app.drums.differences.moments import clock
from app.drums.drum_map import DrumMap, Hit

OTHER_VERSION = 'Nothing was changed: take the suggestion over to the version that is current now.'


def apply(drum_map: DrumMap, difference: Difference) -> DrumMap:
    """The map with all changes.

    Raises
    ------
    DoesNotFit : a hit that is taken out, moved or changed is not there as it was, a place that is needed is taken, or
    tempo, sections or head are not those that it was made for.
    """
    hits = {hit.place: hit for hit in drum_map.hits}
    leaving = [*difference.removed, *(pair.before for pair in (*difference.moved, *difference.changed))]
    missing = [hit for hit in leaving if hits.get(hit.place) != hit]
    if missing:
        raise DoesNotFit(_sentence(missing, 'is not there as it was'))
    for hit in leaving:
        hits.pop(hit.place, None)
    coming = [*difference.added, *(pair.after for pair in (*difference.moved, *difference.changed))]
    taken = [hit for hit in coming if hit.place in hits]
    if taken:
        raise DoesNotFit(_sentence(taken, 'has no place any more, because another one stands there'))
    changes = _beside_hits(drum_map, difference)
    return replace(drum_map, **changes).with_hits([*hits.values(), *coming])


def _beside_hits(drum_map: DrumMap, difference: Difference) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if difference.timing is not None:
        if drum_map.timing != difference.timing.before:
            raise DoesNotFit(f'The tempo of this map was changed since this was suggested. {OTHER_VERSION}')
        found['timing'] = difference.timing.after
    if difference.sections is not None:
        if drum_map.sections != difference.sections.before:
            raise DoesNotFit(f'The sections of this map were changed since this was suggested. {OTHER_VERSION}')
        found['sections'] = difference.sections.after
    for one in difference.head:
        if getattr(drum_map, one.name) != one.before:
            raise DoesNotFit(f'The {one.name.partition("_")[0]} was changed since this was suggested. {OTHER_VERSION}')
        found[one.name] = one.after
    return found


def _sentence(hits: list[Hit], what: str) -> str:
    first = min(hits)
    others = f', nor are {len(hits) - 1:,} others as they should be' if len(hits) > 1 else ''
    return f'The {first.lane.replace("_", " ")} at {clock(first.ms)} {what}{others}. {OTHER_VERSION}'
