"""Phrases: which idea comes when, in which rhythm, and how it is developed when it comes again.

A melody is made of units of two bars. A letter is an idea; `a+` is idea a again over other harmony, `a*` is a piece
of it or the whole, displaced; `c` closes.
"""

import itertools
import random
from bisect import bisect_left
from dataclasses import dataclass, field, replace

from app.practice.generator.ground import Event, Ground
from app.practice.generator.lines import Line
from app.practice.generator.words import Rhythm, vocabulary
from app.practice.options import Difficulty, Style

PLANS = {
    1: (('c',),),
    2: (('a', 'c'), ('a', 'c')),
    3: (('a', 'a+', 'c'), ('a', 'b', 'c')),
    4: (('a', 'a+', 'b', 'c'), ('a', 'b', 'a+', 'c'), ('a', 'a+', 'a*', 'c'), ('a', 'b', 'b+', 'c')),
    5: (('a', 'a+', 'b', 'b+', 'c'),),
    6: (('a', 'r', 'a+', 'r+', 'b', 'c'), ('a', 'b', 'a+', 'b+', 'a*', 'c')),
    8: (('a', 'b', 'a+', 'c', 'd', 'd+', 'a+', 'c'), ('a', 'a+', 'b', 'c', 'a+', 'd', 'b+', 'c')),
}
"""By the number of units; twelve bars are call, answer, call, answer, and a close."""
CURVES = {
    'a': (0.3, 0.6, 0.45), 'b': (0.5, 0.8, 0.6), 'c': (0.6, 0.5, 0.3), 'd': (0.7, 0.9, 0.6), 'r': (0.55, 0.35, 0.45),
}  # fmt: skip


@dataclass(slots=True)
class Idea:
    """What was said in a unit: its rhythm bar by bar, and its notes."""

    bars: tuple[Rhythm, ...]
    events: list[Event] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Move:
    """A note of an idea that comes again: the ladder of its chord now, the place on it that lies nearest (None for a
    chromatic note), and the pitch classes that it may have, None for any."""

    ladder: tuple[int, ...]
    nearest: int | None
    right: dict[int, float] | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Bars that are written as one: where they begin, how many, and in which way. `use` is `head` or `line`; `closes`
    says how it ends: `open`, `close` on the chord, or `last` of all.
    """

    first: int
    bars: int
    use: str = 'head'
    closes: str = 'close'
    again: bool = False
    """It goes on with the ideas of the stretch before."""


class Melody:
    """Writes a melody over a ground, stretch by stretch."""

    def __init__(self, ground: Ground, rhythm: random.Random, pitch: random.Random, low: int, high: int) -> None:
        self.ground, self.rng = ground, rhythm
        self.line = Line(ground, pitch, low, high)
        self.ideas: dict[str, Idea] = {}
        self.events: list[Event] = []

    def write(self, stretch: Stretch) -> None:
        units = -(-stretch.bars // 2)
        plan = self._plan(units)
        if not stretch.again:
            self.ideas = {}
        for number, letter in enumerate(plan):
            first = stretch.first + 2 * number
            count = min(2, stretch.first + stretch.bars - first)
            end = stretch.closes if number == units - 1 else 'open'
            self._unit(letter, first, count, stretch.use, end, number)

    def _plan(self, units: int) -> tuple[str, ...]:
        if units in PLANS:
            return self.rng.choice(PLANS[units])
        made: list[str] = []
        while len(made) < units:
            made += self.rng.choice(PLANS[4])
        return (*made[: units - 1], 'c')

    def _unit(self, letter: str, first: int, count: int, use: str, end: str, number: int) -> None:
        idea = self.ideas.get(letter[0]) if len(letter) > 1 else None
        if idea and len(idea.bars) == count:
            bars = self._again(idea.bars, letter[-1], use, end)
        else:
            idea, bars = None, self._bars(count, use, end, number)
        events = self._place(bars, first)
        height = self._curve(letter[0], number)
        final = self._final(first + count - 1) if end != 'open' else ()
        if idea and len(idea.events) > 2 and self._develop(idea, events, final):
            pass
        else:
            self.line.fresh(events, height, final)
        if letter[0] not in self.ideas:
            self.ideas[letter[0]] = Idea(bars, events)
        self.line.count(events)
        self.events += events

    def _curve(self, letter: str, number: int) -> tuple[float, float, float]:
        lift = 0.05 * (number % 4)
        start, middle, end = CURVES[letter]
        return min(1.0, start + lift), min(1.0, middle + lift), end

    def _final(self, bar: int) -> tuple[int, ...]:
        """The pitch classes on which a close may end: root, third, fifth of its chord, in order of rest."""
        sounds = self.ground.sounds((bar + 1) * self.ground.bar - 1)
        found = sounds.basic[:3] or sounds.scale[:1]
        if self.ground.level in (Difficulty.ADVANCED, Difficulty.EXPERT) and self.rng.random() < 0.6:
            found = (*found[1:], found[0])
        return found

    # rhythm

    def _words(self, use: str) -> tuple[Rhythm, ...]:
        return vocabulary(self.ground.style, self.ground.level, self.ground.time, use)

    def _bars(self, count: int, use: str, end: str, number: int) -> tuple[Rhythm, ...]:
        closing = end != 'open' or self.rng.random() < (0.75 if number % 2 else 0.45)
        tries = [self._try(count, use, end, closing) for _ in range(4)]
        return min(tries, key=self._unease)

    def _unease(self, bars: tuple[Rhythm, ...]) -> float:
        """How far a rhythm is from breathing and leaning as it should: silence, and onsets off the beat."""
        whole = len(bars) * self.ground.bar
        silent = 1 - sum(length for word in bars for _, length in word) / whole
        onsets = [at for word in bars for at, _ in word if at >= 0]
        off = sum(at % self.ground.beat != 0 for at in onsets) / max(1, len(onsets))
        return max(0, 0.2 - silent, silent - 0.4) * 2 + max(0, 0.36 - off, off - 0.54)

    def _try(self, count: int, use: str, end: str, breathes: bool) -> tuple[Rhythm, ...]:
        made: list[Rhythm] = []
        for place in range(count):
            closing = place == count - 1 and breathes
            kind = ('last' if end == 'last' else 'close') if closing else use
            if place and not closing and self.rng.random() < 0.3 and made[-1][0][0] >= 0:
                made.append(made[-1])
            else:
                made.append(self._word(kind, made[-1] if made else None))
        return tuple(made)

    def _word(self, kind: str, before: Rhythm | None) -> Rhythm:
        """One that may follow: what goes on from the bar before needs something there that lasts to its end."""
        words = self._words(kind)
        lasting = before is not None and before[-1][0] + before[-1][1] == self.ground.bar
        fitting = [word for word in words if lasting or word[0][0] >= 0] or [((0, self.ground.bar),)]
        return self.rng.choice(fitting)

    def _again(self, bars: tuple[Rhythm, ...], way: str, use: str, end: str) -> tuple[Rhythm, ...]:
        made = list(bars)
        if way == '*' and self.ground.level != Difficulty.BEGINNER:
            made[0] = self._displaced(made[0]) if self.rng.random() < 0.5 else made[0]
            made[-1] = made[0] if made[0][0][0] >= 0 and self.rng.random() < 0.5 else made[-1]
        if end != 'open':
            made[-1] = self._word('last' if end == 'last' else 'close', made[-2] if len(made) > 1 else None)
        elif self.rng.random() < 0.3 and len(made) > 1:
            made[-1] = self._word(use if self.rng.random() < 0.5 else 'close', made[0])
        return tuple(made)

    def _displaced(self, word: Rhythm) -> Rhythm:
        """Half a beat later; what would leave the bar is cut off."""
        shift = 6 if self.ground.beat == 12 else 12
        if any(at % 6 or length % 6 for at, length in word) or word[0][0] < 0:
            return word
        moved = [(at + shift, min(length, self.ground.bar - at - shift)) for at, length in word]
        return tuple(one for one in moved if one[1] > 0) or word

    def _place(self, bars: tuple[Rhythm, ...], first: int) -> list[Event]:
        """Rhythm as events; a note that goes on over the bar line is one event."""
        made: list[Event] = []
        for index, word in enumerate(bars):
            start = (first + index) * self.ground.bar
            for at, length in word:
                if at >= 0:
                    made.append(Event(start + at, length))
                elif made and made[-1].end == start:
                    made[-1].length += length
        return made or [Event(first * self.ground.bar, self.ground.beat)]

    # development

    def _develop(self, idea: Idea, events: list[Event], final: tuple[int, ...]) -> bool:
        """The idea once more over the harmony that is here now; its end is new where it closes or has another
        rhythm.
        """
        kept = 0
        base = idea.events[0].at - events[0].at
        for old, new in zip(idea.events, events, strict=False):
            if old.at - new.at != base or (old.length != new.length and kept < len(events) - 1):
                break
            kept += 1
        if kept < 3:
            return False
        self.line.mark(events)
        if final or kept < len(events):
            kept = min(kept, len(events) - max(2, len(events) // 4))
            while kept > 2 and self._leads(idea.events[kept - 1]):
                kept -= 1
        if kept < 3:
            return False
        found = self._sequence(idea.events[:kept], events[:kept])
        if not found:
            return False
        rest = events[kept:]
        self.line.last = events[kept - 1].midi
        if rest:
            height = (self.line.last - self.line.low) / max(1, self.line.high - self.line.low)
            self.line.fresh(rest, (height, 0.5, 0.35), final)
        self.line.last = events[-1].midi
        return True

    def _leads(self, one: Event) -> bool:
        """Whether a note belongs to no scale, so that what it leads to has to come along."""
        return one.midi % 12 not in self.ground.sounds(self.ground.meant(one.at, one.length)).scale

    def _sequence(self, old: list[Event], new: list[Event]) -> bool:
        """The same shape on the ladder of the new chords, from the start that needs the fewest changes."""
        best: tuple[float, list[int]] | None = None
        close = self.ground.style in (Style.BLUES, Style.FUNK)
        places = self._moves(old, new)
        for shift in range(-4, 5):
            moved = self._shifted(old, places, shift)
            if moved is None:
                continue
            notes, changes = moved
            steps = [b - a for a, b in itertools.pairwise(notes)]
            cost = changes * 0.8 + abs(shift) * (0.5 if close else 0.15) + self.line.rng.random() * 0.8
            cost += 3.0 * sum(not one for one in steps) + 2.0 * sum(abs(one) > 9 for one in steps)
            cost += 0.0 if self.line.last is None else max(0, abs(notes[0] - self.line.last) - 5) * 0.4
            cost += (1.5 if close else 4.0) if notes == [one.midi for one in old] else 0.0
            if best is None or cost < best[0]:
                best = cost, notes
        if best is None or best[0] > 6:
            return False
        for one, midi in zip(new, best[1], strict=True):
            one.midi = midi
        return True

    def _moves(self, old: list[Event], new: list[Event]) -> list[_Move]:
        """What is the same wherever the shape begins: for each note its ladder here, and what it may be on a target."""
        ground, found = self.ground, list[_Move]()
        for was, one in zip(old, new, strict=True):
            ladder = ground.sounds(ground.meant(was.at, was.length)).ladder
            now = ground.sounds(ground.meant(one.at, one.length))
            at = bisect_left(ladder, was.midi)
            belongs = at < len(ladder) and ladder[at] == was.midi
            right = self.line.costs(now) if one.target and now.basic else None
            found.append(_Move(now.ladder, _nearest(now.ladder, was.midi) if belongs else None, right))
        return found

    def _shifted(self, old: list[Event], moves: list[_Move], shift: int) -> tuple[list[int], int] | None:
        low, high = self.line.low, self.line.high
        made, changes = [0] * len(moves), 0
        for place in range(len(moves) - 1, -1, -1):
            move, midi = moves[place], old[place].midi
            if move.nearest is not None:
                found = move.ladder[max(0, min(len(move.ladder) - 1, move.nearest + shift))]
            elif place + 1 < len(moves):  # a chromatic note leads where it led
                near = [i for i in (place + 1, place + 2) if i < len(moves) and abs(old[i].midi - midi) <= 2]
                led = near[0] if near else place + 1
                found = made[led] + midi - old[led].midi
            else:
                return None
            right = move.right
            if right is not None and found % 12 not in right:
                changes += 1
                found = min((m for m in range(found - 3, found + 4) if m % 12 in right), key=lambda m: abs(m - found))
            if not low <= found <= high:
                return None
            made[place] = found
        return made, changes


def _nearest(ladder: tuple[int, ...], midi: int) -> int:
    """The place on a ladder that lies nearest to a note."""
    found = bisect_left(ladder, midi)
    if found and (found == len(ladder) or midi - ladder[found - 1] < ladder[found] - midi):
        found -= 1
    return found


def shortened(events: list[Event]) -> list[Event]:
    """Notes that overlap the next one end where it begins."""
    events = sorted(events, key=lambda one: one.at)
    return [
        replace(one, length=min(one.length, after.at - one.at)) if after else one
        for one, after in zip(events, [*events[1:], None], strict=True)
    ]
