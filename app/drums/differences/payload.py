"""A difference as JSON (`diff_payload`) and back. A hit is a short list, because a suggestion may have thousands.

What is read comes from a stranger: anything that is not exactly as it is written is refused.
"""

import json
import math
from collections.abc import Callable, Mapping
from itertools import pairwise
from typing import Any, TypeVar

from app.drums.differences.difference import HEAD, MOST_CHANGES, Difference, Named, Pair, Sections, Timing
from app.drums.differences.errors import NoDifference, TooManyChanges
from app.drums.drum_map import (
    FASTEST_BPM,
    LONGEST_MS,
    LOUDEST,
    MOST_BEATS_PER_BAR,
    SLOWEST_BPM,
    SNAP_DIVISORS,
    Hit,
    Lane,
    Section,
    TimingPoint,
)

VERSION = 1
LARGEST_BYTES = 4_000_000
MOST_POINTS = 20_000
LONGEST_WORDS = 256
TOO_MANY = (
    f'This changes {{count:,}} things; a suggestion has {MOST_CHANGES:,} at most. Suggest it as a map of its own.'
)
Part = TypeVar('Part')
Timed = TypeVar('Timed', TimingPoint, Section)


def to_payload(difference: Difference) -> dict[str, Any]:
    """What is stored; only what there is.

    Raises
    ------
    TooManyChanges : it has more than one may have.
    """
    if difference.count > MOST_CHANGES:
        raise TooManyChanges(TOO_MANY.format(count=difference.count))
    found: dict[str, Any] = {
        'added': [_hit(hit) for hit in difference.added],
        'removed': [_hit(hit) for hit in difference.removed],
        'moved': [[_hit(pair.before), _hit(pair.after)] for pair in difference.moved],
        'changed': [[_hit(pair.before), _hit(pair.after)] for pair in difference.changed],
        'head': [[one.name, one.before, one.after] for one in difference.head],
    }
    if difference.timing:
        found['timing'] = [[_point(point) for point in side] for side in _sides(difference.timing)]
    if difference.sections:
        found['sections'] = [[_section(one) for one in side] for side in _sides(difference.sections)]
    return {'version': VERSION, **{name: part for name, part in found.items() if part}}


def _sides(told: Any) -> tuple[Any, Any]:
    return told.before, told.after


def _hit(hit: Hit) -> list[Any]:
    found: list[Any] = [hit.ms, hit.lane.value, hit.velocity]
    return found if hit.confidence is None else [*found, hit.confidence]


def _point(point: TimingPoint) -> list[Any]:
    return [point.ms, point.bpm, point.beats_per_bar]


def _section(section: Section) -> list[Any]:
    return [section.ms, section.name, section.divisor, section.swing]


def from_payload(payload: Mapping[str, Any] | str | bytes) -> Difference:
    """The difference that was stored, or that somebody sent.

    Raises
    ------
    NoDifference : it is none, or of a version that came later.
    TooManyChanges : it has more changes than one may have.
    """
    told = _object(payload)
    if told.get('version') != VERSION:
        raise NoDifference('This suggestion was made by another version of LevelMix: make it anew in the editor.')
    unknown = told.keys() - {'version', 'added', 'removed', 'moved', 'changed', 'timing', 'sections', 'head'}
    if unknown:
        raise _wrong(min(unknown))
    found = Difference(
        added=_many(told, 'added', _read_hit),
        removed=_many(told, 'removed', _read_hit),
        moved=_many(told, 'moved', _read_moved),
        changed=_many(told, 'changed', _read_changed),
        head=_many(told, 'head', _read_named),
        timing=Timing(*_read_sides(told, 'timing', _read_point)) if 'timing' in told else None,
        sections=Sections(*_read_sides(told, 'sections', _read_section)) if 'sections' in told else None,
    )
    if found.timing and not (found.timing.before and found.timing.after):
        raise _wrong('timing')
    _check_places(found)
    return found


def _object(payload: Mapping[str, Any] | str | bytes) -> Mapping[str, Any]:
    if isinstance(payload, str | bytes):
        if len(payload) > LARGEST_BYTES:
            raise TooManyChanges(f'This suggestion is larger than the {LARGEST_BYTES // 1_000_000} MB that one may be.')
        try:
            payload = json.loads(payload)
        except (ValueError, RecursionError) as error:
            raise _wrong('it as a whole') from error
    if not isinstance(payload, Mapping):
        raise _wrong('it as a whole')
    return payload


def _many(told: Mapping[str, Any], name: str, read: Callable[[Any], Part]) -> tuple[Part, ...]:
    found = told.get(name, [])
    if not isinstance(found, list):
        raise _wrong(name)
    if len(found) > MOST_CHANGES:
        raise TooManyChanges(TOO_MANY.format(count=len(found)))
    return tuple(read(one) for one in found)


def _read_sides(
    told: Mapping[str, Any], name: str, read: Callable[[Any], Timed]
) -> tuple[tuple[Timed, ...], tuple[Timed, ...]]:
    sides = told[name]
    if not isinstance(sides, list) or len(sides) != 2 or not all(isinstance(one, list) for one in sides):
        raise _wrong(name)
    if max(map(len, sides)) > MOST_POINTS:
        raise TooManyChanges(f'This suggestion has more “{name}” than the {MOST_POINTS:,} that a map has at most.')
    before, after = (tuple(read(one) for one in side) for side in sides)
    for side in (before, after):
        if any(later.ms <= earlier.ms for earlier, later in pairwise(side)):
            raise _wrong(name)
    return before, after


def _read_hit(value: Any) -> Hit:
    if not isinstance(value, list) or len(value) not in (3, 4):
        raise _wrong('a hit')
    sure = _number(value[3], 0.0, 1.0, 'a confidence') if len(value) == 4 else None
    if not isinstance(value[1], str) or value[1] not in list(Lane):
        raise _wrong('a lane')
    ms, velocity = _whole(value[0], 0, LONGEST_MS, 'a time'), _whole(value[2], 1, LOUDEST, 'a velocity')
    return Hit(ms, Lane(value[1]), velocity, sure)


def _read_pair(value: Any) -> Pair:
    if not isinstance(value, list) or len(value) != 2:
        raise _wrong('a change')
    return Pair(_read_hit(value[0]), _read_hit(value[1]))


def _read_moved(value: Any) -> Pair:
    pair = _read_pair(value)
    if pair.ms == 0 or pair.before.lane != pair.after.lane:
        raise _wrong('a move')
    return pair


def _read_changed(value: Any) -> Pair:
    pair = _read_pair(value)
    if pair.ms != 0 or pair.before == pair.after:
        raise _wrong('a change')
    return pair


def _read_point(value: Any) -> TimingPoint:
    if not isinstance(value, list) or len(value) != 3:
        raise _wrong('a tempo')
    return TimingPoint(
        _number(value[0], 0.0, LONGEST_MS, 'a tempo'),
        _number(value[1], SLOWEST_BPM, FASTEST_BPM, 'a tempo'),
        _whole(value[2], 1, MOST_BEATS_PER_BAR, 'a bar'),
    )


def _read_section(value: Any) -> Section:
    if not isinstance(value, list) or len(value) != 4 or value[2] not in SNAP_DIVISORS:
        raise _wrong('a section')
    swing = _number(value[3], 0.5, 0.8, 'a section')
    return Section(_whole(value[0], 0, LONGEST_MS, 'a section'), _words(value[1]), _whole(value[2], 1, 16, 'it'), swing)


def _read_named(value: Any) -> Named:
    if not isinstance(value, list) or len(value) != 3 or value[0] not in HEAD:
        raise _wrong('its head')
    if value[0].endswith('_ms'):
        return Named(value[0], *(_whole(one, 0, LONGEST_MS, value[0]) for one in value[1:]))
    return Named(value[0], *(_words(one) for one in value[1:]))


def _words(value: Any) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_WORDS or not value.isprintable():
        raise _wrong('a name')
    return value


def _whole(value: Any, least: int, most: int, what: str) -> int:
    if type(value) is not int or not least <= value <= most:
        raise _wrong(what)
    return value


def _number(value: Any, least: float, most: float, what: str) -> float:
    if type(value) not in (int, float) or not math.isfinite(value) or not least <= value <= most:
        raise _wrong(what)
    return float(value)


def _check_places(difference: Difference) -> None:
    """Whatever leaves, leaves once, and whatever comes, comes to a place of its own."""
    if difference.count > MOST_CHANGES:
        raise TooManyChanges(TOO_MANY.format(count=difference.count))
    pairs = (*difference.moved, *difference.changed)
    for hits in ([*difference.removed, *(p.before for p in pairs)], [*difference.added, *(p.after for p in pairs)]):
        if len({hit.place for hit in hits}) < len(hits):
            raise NoDifference('This suggestion says two things of one hit: make it anew in the editor.')
    if len({one.name for one in difference.head}) < len(difference.head):
        raise _wrong('its head')


def _wrong(what: str) -> NoDifference:
    return NoDifference(f'This suggestion cannot be read: {what[:40]} is not as it should be. Make it in the editor.')
