"""How hard a map is, and easier ones made of a full one: each has some of the hits of the next harder one.

The labels are those of `.bsm`, each with the rating from which on it holds.
"""

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from app.drums.drum_map import LOUDEST, DrumMap, Hit, Lane, Section, TimingPoint

LEVELS = {'Beginner': 0.0, 'Easy': 2.0, 'Normal': 4.0, 'Hard': 6.0, 'Expert': 8.0, 'Extreme': 9.5}
HARDEST = 10.0
FEET = frozenset({Lane.KICK, Lane.HIHAT_PEDAL})
TIMEKEEPERS = frozenset({Lane.HIHAT_CLOSED, Lane.HIHAT_OPEN, Lane.RIDE})
GHOST = 45
"""What is softer than this is felt rather than heard."""
TOGETHER_MS = 15
"""Hits so near each other are one movement."""
NEAR = 0.12
"""So much of a beat a hit may be off its place."""
WINDOW_MS, STEP_MS = 4_000, 2_000
BUSY = 22.0
"""So much work a second is what few play; hits count more the less time there is before them."""

Rule = Callable[[DrumMap, list[Hit]], list[Hit]]


def label_of(rating: float) -> str:
    """The label of a rating."""
    return max((name for name in LEVELS if LEVELS[name] <= max(0.0, rating)), key=LEVELS.__getitem__)


def within(label: str, rating: float) -> float:
    """The rating, moved as little as needed to have that label; as it is for a label of another scale."""
    if label not in LEVELS:
        return rating
    above = [low for low in LEVELS.values() if low > LEVELS[label]]
    return max(LEVELS[label], min(rating, above[0] - 0.1 if above else HARDEST))


def rating(drum_map: DrumMap) -> float:
    """How hard it is, 0 to 10: how much is to be done in its busiest quarter. Fewer hits are never harder."""
    work = [0.0] * (max(drum_map.length_ms, 1) // STEP_MS + 2)
    for hit, gap_ms in zip(drum_map.hits, _gaps(drum_map.hits), strict=True):
        work[hit.ms // STEP_MS] += 1.0 + min(1.5, 90.0 / gap_ms)
    windows = sorted((sum(work[i : i + WINDOW_MS // STEP_MS]) for i in range(len(work))), reverse=True)
    busiest = windows[: max(1, len(windows) // 4)]
    per_second = sum(busiest) / len(busiest) / (WINDOW_MS / 1000)
    return round(HARDEST * _saturating(per_second / BUSY), 2)


def _gaps(hits: Iterable[Hit]) -> Iterator[int]:
    """How long each hit's limb has had since its movement before: both hands share the work, each foot has its own."""
    times: dict[object, list[int]] = {}
    reached: dict[object, int] = {}
    for hit in hits:
        limb = hit.lane if hit.lane in FEET else 'hands'
        before, index = times.setdefault(limb, [-60_000]), reached.get(limb, 0)
        while index + 1 < len(before) and before[index + 1] < hit.ms - TOGETHER_MS:
            index += 1
        reached[limb] = index
        yield hit.ms - before[index]
        before.append(hit.ms)


def _saturating(load: float) -> float:
    return float(1.0 - 2.718281828459045 ** -(load**1.2))


def thinned(full: DrumMap, level: str) -> DrumMap:
    """The same song for somebody who plays less: `level` is one of `LEVELS`; the full map is what it is labelled.

    Backbeat and downbeats stay longest, ghost notes go first, fast hats become eighths and then quarters, no hand and
    no foot is faster than somebody of that level plays, and a beginner has two limbs to move at a time.
    """
    names = list(LEVELS)
    start = names.index(full.difficulty) if full.difficulty in names else names.index('Expert')
    hits = list(full.hits)
    for name in reversed(names[names.index(level) : start]):
        for rule in RULES.get(name, ()):
            hits = rule(full, hits)
    return replace(full, difficulty=level, hits=tuple(hits))


def _place(drum_map: DrumMap, hit: Hit) -> tuple[float, TimingPoint, Section]:
    """How many beats after the start of its bar it is."""
    point = drum_map.point_at(hit.ms)
    return (hit.ms - point.ms) / point.beat_ms % point.beats_per_bar, point, drum_map.section_at(hit.ms)


def weight(drum_map: DrumMap, hit: Hit) -> float:
    """How much would be missing without it."""
    beats, point, section = _place(drum_map, hit)
    beat = round(beats) % point.beats_per_bar
    found = hit.velocity / LOUDEST
    if abs(beats - round(beats)) < NEAR:
        found += 4.0 if beat == 0 else 3.0
        backbeat = hit.lane == Lane.SNARE and beat in _backbeats(point.beats_per_bar)
        on_one = beat == 0 and hit.lane in (Lane.KICK, Lane.CRASH)
        found += 2.0 if backbeat or on_one else 0.0
    elif abs(beats % 1 - section.swing) < NEAR:
        found += 1.5
    return found + {Lane.SNARE: 1.0, Lane.KICK: 1.0, Lane.CRASH: 0.8}.get(hit.lane, 0.5)


def _backbeats(beats_per_bar: int) -> tuple[int, ...]:
    return (1, 2) if beats_per_bar == 3 else tuple(range(1, beats_per_bar, 2))


def _only(keep: Callable[[DrumMap, Hit], bool]) -> Rule:
    return lambda drum_map, hits: [hit for hit in hits if keep(drum_map, hit)]


def _loud(lanes: Iterable[Lane]) -> Rule:
    """No ghost notes on these."""
    chosen = frozenset(lanes)
    return _only(lambda _, hit: hit.lane not in chosen or hit.velocity >= GHOST)


def _without(*lanes: Lane) -> Rule:
    return _only(lambda _, hit: hit.lane not in lanes)


def _on_beats(lanes: Iterable[Lane]) -> Rule:
    chosen = frozenset(lanes)

    def keep(drum_map: DrumMap, hit: Hit) -> bool:
        beats = _place(drum_map, hit)[0]
        return hit.lane not in chosen or abs(beats - round(beats)) < NEAR

    return _only(keep)


def _on_halves(lanes: Iterable[Lane]) -> Rule:
    """On beats and where their second half begins, however that swings."""
    chosen = frozenset(lanes)

    def keep(drum_map: DrumMap, hit: Hit) -> bool:
        beats, _, section = _place(drum_map, hit)
        return hit.lane not in chosen or min(beats % 1, 1 - beats % 1, abs(beats % 1 - section.swing)) < NEAR

    return _only(keep)


def _no_faster(lanes: Iterable[Lane], gap_ms: int, most: int = 1) -> Rule:
    """On these at most so many hits at a moment, and moments so far apart; what weighs most stays."""
    chosen = frozenset(lanes)

    def thin(drum_map: DrumMap, hits: list[Hit]) -> list[Hit]:
        kept, left = list[int](), set[Hit]()
        ranked = sorted(
            (hit for hit in hits if hit.lane in chosen), key=lambda hit: (-weight(drum_map, hit), hit.ms, hit.lane)
        )
        for hit in ranked:
            around = kept[bisect_left(kept, hit.ms - gap_ms + 1) : bisect_left(kept, hit.ms + gap_ms)]
            if len(around) >= most or any(abs(ms - hit.ms) > TOGETHER_MS for ms in around):
                left.add(hit)
            else:
                insort(kept, hit.ms)
        return [hit for hit in hits if hit not in left]

    return thin


_HANDS = frozenset(Lane) - FEET
_TOMS = (Lane.TOM_HIGH, Lane.TOM_MID, Lane.TOM_LOW)
RULES: dict[str, tuple[Rule, ...]] = {
    'Expert': (_no_faster(_HANDS, 60, 2), _no_faster([Lane.KICK], 70)),
    'Hard': (
        _loud([Lane.SNARE, *_TOMS]),
        _without(Lane.HIHAT_PEDAL),
        _no_faster(_HANDS, 95, 2),
        _no_faster([Lane.KICK], 120),
    ),
    'Normal': (
        _without(Lane.PERCUSSION),
        _on_halves(TIMEKEEPERS),
        _no_faster(_HANDS, 140, 2),
        _no_faster([Lane.KICK], 220),
    ),
    'Easy': (
        _on_beats(TIMEKEEPERS),
        _on_halves(Lane),
        _no_faster(_HANDS, 240, 2),
        _no_faster([Lane.KICK], 400),
    ),
    'Beginner': (
        _without(Lane.CRASH, Lane.HIHAT_OPEN, *_TOMS),
        _on_beats(Lane),
        _no_faster(Lane, 330, 2),
    ),
}
"""What is taken out on the way down to a level, in this order."""
