"""A drum map as a page draws and edits it: JSON that is short, and read back with suspicion.

Hits are numbers one after the other, four each: milliseconds since the hit before, the place of the lane in `Lane`, the
velocity, and the confidence in percent, -1 where a person wrote it. A whole song is some ten kilobytes that way.
"""

import json
import math
from dataclasses import replace
from itertools import pairwise
from typing import Any

from app.drums.differences.difference import Difference, Pair
from app.drums.drum_map import (
    FASTEST_BPM,
    LONGEST_MS,
    LOUDEST,
    MOST_BEATS_PER_BAR,
    MOST_HITS,
    SLOWEST_BPM,
    SNAP_DIVISORS,
    DrumMap,
    Hit,
    Lane,
    Section,
    TimingPoint,
)
from app.errors import Refused

LANES = tuple(Lane)
PER_HIT = 4
MOST_SWING = 0.8
MOST_POINTS, MOST_SECTIONS, NAME_CHARS = 20_000, 2_000, 200
MOST_CHARS = 900_000
"""Of a map that a page sends: less than the longest message that a browser may send."""
NOT_OURS = (
    'This map could not be read, and nothing was changed. Load the page again: your edits are kept in the browser.'
)


def to_browser(drum_map: DrumMap) -> dict[str, Any]:
    """What the scripts of play and editor read."""
    hits: list[int] = []
    before = 0
    for hit in drum_map.hits:
        hits += (hit.ms - before, LANES.index(hit.lane), *_to_percent(hit))
        before = hit.ms
    return {
        'title': drum_map.title,
        'artist': drum_map.artist,
        'difficulty': drum_map.difficulty,
        'length': drum_map.length_ms,
        'preview': drum_map.preview_ms,
        'timing': [[point.ms, point.bpm, point.beats_per_bar] for point in drum_map.timing],
        'sections': [[part.ms, part.name, part.divisor, part.swing] for part in drum_map.sections],
        'hits': hits,
    }


def from_browser(text: str, base: DrumMap | None = None) -> DrumMap:
    """The map that a page sends, as it was made from `base`: a hit that nobody touched is as sure as it was there.

    Raises
    ------
    Refused
        It is none, or more than a map may hold.
    """
    if len(text) > MOST_CHARS:
        raise Refused('This map has more hits than a page can send. Download it, and bring it back as a file.')
    try:
        sent = json.loads(text)
        return _as_sure(_map(sent), base) if base is not None else _map(sent)
    except (ValueError, KeyError, TypeError, IndexError, RecursionError) as error:
        raise Refused(NOT_OURS) from error


def _as_sure(found: DrumMap, base: DrumMap) -> DrumMap:
    """A page knows confidence in percent only: where a hit has the one that it was sent, it gets the whole of it."""
    before = {hit.place: hit for hit in base.hits}
    hits = tuple(
        was if (was := before.get(hit.place)) is not None and _to_percent(was) == _to_percent(hit) else hit
        for hit in found.hits
    )
    return replace(found, hits=hits)


def _to_percent(hit: Hit) -> tuple[int, int]:
    return hit.velocity, -1 if hit.confidence is None else round(hit.confidence * 100)


def _map(sent: dict[str, Any]) -> DrumMap:
    length = _whole(sent['length'], 1, LONGEST_MS)
    timing = tuple(_point(one, length) for one in _few(sent['timing'], MOST_POINTS))
    sections = tuple(_section(one, length) for one in _few(sent['sections'], MOST_SECTIONS))
    if not timing:
        raise Refused('A map needs a tempo: set where a bar begins and how fast it is, then save again.')
    _in_order([point.ms for point in timing])
    _in_order([section.ms for section in sections])
    bare = DrumMap(
        title=_text(sent['title']),
        artist=_text(sent['artist']),
        difficulty=_text(sent['difficulty']),
        length_ms=length,
        preview_ms=_whole(sent['preview'], 0, length),
        timing=timing,
        sections=sections,
    )
    return bare.with_hits(_hits(sent['hits'], length))


def _hits(sent: list[Any], length: int) -> list[Hit]:
    if not isinstance(sent, list) or len(sent) % PER_HIT:
        raise ValueError('not hits')
    if len(sent) > MOST_HITS * PER_HIT:
        raise Refused(f'A map holds {MOST_HITS:,} hits, and this one has more. Nothing was saved: take some out.')
    found, now = [], 0
    for at in range(0, len(sent), PER_HIT):
        now += _whole(sent[at], 0, length)
        lane = LANES[_whole(sent[at + 1], 0, len(LANES) - 1)]
        velocity, sure = _whole(sent[at + 2], 1, LOUDEST), _whole(sent[at + 3], -1, 100)
        found.append(Hit(_whole(now, 0, length), lane, velocity, None if sure < 0 else sure / 100))
    return found


def _point(sent: Any, length: int) -> TimingPoint:
    ms, bpm, beats = sent
    return TimingPoint(
        _number(ms, 0, length), _number(bpm, SLOWEST_BPM, FASTEST_BPM), _whole(beats, 1, MOST_BEATS_PER_BAR)
    )


def _section(sent: Any, length: int) -> Section:
    ms, name, divisor, swing = sent
    if divisor not in SNAP_DIVISORS:
        raise ValueError('not a divisor')
    return Section(_whole(ms, 0, length), _text(name), int(divisor), _number(swing, 0.5, MOST_SWING))


def _in_order(times: list[Any]) -> None:
    if any(one >= two for one, two in pairwise(times)):
        raise ValueError('not in order')


def _few(sent: Any, most: int) -> list[Any]:
    if not isinstance(sent, list) or len(sent) > most:
        raise ValueError('not a list of that length')
    return sent


def _text(sent: Any) -> str:
    if not isinstance(sent, str) or len(sent) > NAME_CHARS:
        raise ValueError('not a short text')
    return sent


def _number(sent: Any, least: float, most: float) -> float:
    if isinstance(sent, bool) or not isinstance(sent, (int, float)) or not math.isfinite(sent):
        raise ValueError('not a number')
    if not least <= sent <= most:
        raise ValueError('out of range')
    return float(sent)


def _whole(sent: Any, least: int, most: int) -> int:
    found = _number(sent, least, most)
    if not found.is_integer():
        raise ValueError('not a whole number')
    return int(found)


def marks(difference: Difference) -> list[dict[str, Any]]:
    """What a difference says of hits, in order of time, as a page lists and marks it."""
    found = [_mark('added', hit) for hit in difference.added] + [_mark('removed', hit) for hit in difference.removed]
    found += [_mark('moved', pair.before) | {'to': pair.after.ms} for pair in difference.moved]
    found += [
        _mark('changed', pair.before) | {'toLane': LANES.index(pair.after.lane), 'words': _change(pair)}
        for pair in difference.changed
    ]
    return sorted(found, key=lambda one: (one['ms'], one['lane']))


def _mark(kind: str, hit: Hit) -> dict[str, Any]:
    return {'kind': kind, 'ms': hit.ms, 'lane': LANES.index(hit.lane)}


def _change(pair: Pair) -> str:
    before, after = pair.before, pair.after
    if before.velocity != after.velocity:
        return f'velocity {before.velocity} to {after.velocity}'
    return '' if before.lane != after.lane else 'looked through'
