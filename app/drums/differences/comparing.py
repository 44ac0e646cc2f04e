"""Finds the difference between two maps, as somebody would tell it: moved rather than taken out and put in."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from app.drums.differences.difference import HEAD, Difference, Named, Pair, Sections, Timing
from app.drums.drum_map import DrumMap, Hit, Lane

FARTHEST_MS = 150
"""What is farther away is another hit, not the same one moved."""
SELECTION = 4
"""So many hits that move by the same are taken for a selection that was moved."""
MOST_NEAR = 16
"""So many hits of the same lane are looked at around one: a drum roll has no more in that time."""


def compare(before: DrumMap, after: DrumMap) -> Difference:
    """What turns `before` into `after`."""
    gone = {hit.place: hit for hit in before.hits}
    new = {hit.place: hit for hit in after.hits}
    changed = _same_place(gone, new)
    # What was moved as a selection may have left its place to a hit of another lane, which is none that it became.
    moved = _moved(gone, new, SELECTION)
    changed += _other_lane(gone, new)
    moved += _moved(gone, new, 1)
    return Difference(
        added=tuple(sorted(new.values())),
        removed=tuple(sorted(gone.values())),
        moved=tuple(sorted(moved, key=_place)),
        changed=tuple(sorted(changed, key=_place)),
        timing=None if before.timing == after.timing else Timing(before.timing, after.timing),
        sections=None if before.sections == after.sections else Sections(before.sections, after.sections),
        head=tuple(
            Named(name, getattr(before, name), getattr(after, name))
            for name in HEAD
            if getattr(before, name) != getattr(after, name)
        ),
    )


def _place(pair: Pair) -> tuple[int, Lane]:
    return pair.before.place


def _same_place(gone: dict[tuple[int, Lane], Hit], new: dict[tuple[int, Lane], Hit]) -> list[Pair]:
    """Hits that stay where they are, told if they are otherwise; they leave both."""
    found = list[Pair]()
    for place in gone.keys() & new.keys():
        was, now = gone.pop(place), new.pop(place)
        if was != now:
            found.append(Pair(was, now))
    return found


def _other_lane(gone: dict[tuple[int, Lane], Hit], new: dict[tuple[int, Lane], Hit]) -> list[Pair]:
    """Hits that sound on another drum at the same time, those of the same velocity first; they leave both."""
    here, there = _by_time(gone.values()), _by_time(new.values())
    found = list[Pair]()
    for ms in here.keys() & there.keys():
        was, now = here[ms], there[ms]
        for alike in (True, False):
            for one in list(was):
                other = next((hit for hit in now if not alike or hit.velocity == one.velocity), None)
                if other is not None:
                    was.remove(one)
                    now.remove(other)
                    found.append(Pair(one, other))
    for pair in found:
        del gone[pair.before.place], new[pair.after.place]
    return found


def _by_time(hits: Iterable[Hit]) -> dict[int, list[Hit]]:
    found: dict[int, list[Hit]] = defaultdict(list)
    for hit in sorted(hits):
        found[hit.ms].append(hit)
    return found


def _moved(gone: dict[tuple[int, Lane], Hit], new: dict[tuple[int, Lane], Hit], at_least: int) -> list[Pair]:
    """Hits of the same lane that are near: first those that move by what most others move by, as a selection does, and
    only those that so many others go along with; they leave both."""
    lanes: dict[Lane, tuple[list[Hit], list[Hit]]] = defaultdict(lambda: ([], []))
    for hit in sorted(gone.values()):
        lanes[hit.lane][0].append(hit)
    for hit in sorted(new.values()):
        lanes[hit.lane][1].append(hit)
    near = [pair for was, now in lanes.values() for pair in _near(was, now)]
    often = Counter(pair.ms for pair in near)
    near = [pair for pair in near if often[pair.ms] >= at_least]
    near.sort(key=lambda pair: (-often[pair.ms], abs(pair.ms), pair.before.velocity != pair.after.velocity, pair))
    used_before, used_after, found = set[Hit](), set[Hit](), list[Pair]()
    for pair in near:
        if pair.before not in used_before and pair.after not in used_after:
            used_before.add(pair.before)
            used_after.add(pair.after)
            found.append(pair)
    for pair in found:
        del gone[pair.before.place], new[pair.after.place]
    return found


def _near(was: Sequence[Hit], now: Sequence[Hit]) -> Iterable[Pair]:
    times = [hit.ms for hit in now]
    for hit in was:
        first, last = bisect_left(times, hit.ms - FARTHEST_MS), bisect_right(times, hit.ms + FARTHEST_MS)
        middle = bisect_left(times, hit.ms)
        for index in range(max(first, middle - MOST_NEAR // 2), min(last, middle + MOST_NEAR // 2)):
            yield Pair(hit, now[index])
