"""Fingers for a single line: the way through all notes that turns the hand least.

Each note may have each finger; what costs is a stretch, a finger out of its order, and a thumb on a black key. The
cheapest way through the whole line is taken, as a pianist who looks ahead would.
"""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from app.practice.score import Bar, Hand

FINGERS = (1, 2, 3, 4, 5)
BLACK = frozenset({1, 3, 6, 8, 10})
REACH = {1: 4, 2: 5, 3: 7, 4: 9}
"""Semitones that lie well under fingers so far apart."""


def with_fingers(bars: Sequence[Bar]) -> tuple[Bar, ...]:
    """The bars with a finger at each note of both hands, which play single lines."""
    found = {
        hand: iter(fingered([n.midi for bar in bars for n in bar.notes if n.hand == hand], hand == Hand.LEFT))
        for hand in Hand
    }
    return tuple(
        replace(bar, notes=tuple(replace(note, finger=next(found[note.hand])) for note in bar.notes)) for bar in bars
    )


def fingered(notes: Sequence[int], left: bool = False) -> list[int]:
    """A finger for each note, 1 the thumb; the left hand is the right one in a mirror."""
    if not notes:
        return []
    line = [-midi for midi in notes] if left else list(notes)
    black = [midi % 12 in BLACK for midi in notes]
    costs = {finger: _start(finger, black[0]) for finger in FINGERS}
    ways: list[dict[int, int]] = []
    for place in range(1, len(line)):
        step = line[place] - line[place - 1]
        came: dict[int, int] = {}
        new: dict[int, float] = {}
        for finger in FINGERS:
            own = _start(finger, black[place])
            best = min(FINGERS, key=lambda old: costs[old] + _move(old, finger, step, black[place - 1], black[place]))
            came[finger] = best
            new[finger] = own + costs[best] + _move(best, finger, step, black[place - 1], black[place])
        ways.append(came)
        costs = new
    finger = min(FINGERS, key=lambda one: costs[one])
    made = [finger]
    for came in reversed(ways):
        finger = came[finger]
        made.append(finger)
    return made[::-1]


def _start(finger: int, black: bool) -> float:
    return (1.5 if black else 0.0) if finger == 1 else 0.6 if finger == 5 and black else 0.15 if finger >= 4 else 0.0


@lru_cache(4096)
def _move(old: int, new: int, step: int, was_black: bool, black: bool) -> float:
    """What it costs to go from one finger to another over so many semitones."""
    if step == 0:
        return 0.0 if old == new else 2.0
    apart = (new - old) * (1 if step > 0 else -1)
    size = abs(step)
    if apart > 0:  # the hand keeps its order
        lies = 2 * apart if apart > 1 else 2
        wide = REACH[apart] + (3 if 1 in (old, new) else 0)
        return abs(size - lies) * 0.3 + max(0, size - wide) * 2.0
    passing = (step > 0 and new == 1) or (step < 0 and old == 1)  # under the hand, or over the thumb
    if passing and size <= 5 and old != new:
        crosses = 5 in (old, new)
        on_black = black if step > 0 else was_black
        return 1.4 + 0.2 * size + (4.0 if crosses else 0.0) + (2.0 if on_black else 0.0)
    return 6.0 + size * 0.3
