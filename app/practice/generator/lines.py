"""Gives a rhythm its notes: first the tones that a phrase aims at, then the ways that lead from one to the next."""

import itertools
import random
from bisect import bisect_left
from collections.abc import Sequence

from app.practice.generator import figures
from app.practice.generator.ground import Event, Ground
from app.practice.generator.levels import LEVELS, price
from app.practice.music.chords import Sounds

OUTSIDE = 60.0
CHROMATIC = ('bebop', 'half step', 'enclosure', 'chromatic', 'neighbour')
"""Devices whose notes belong to where they lead, not to a scale."""


class Line:
    """Writes one voice; what it wrote last is where it goes on."""

    def __init__(self, ground: Ground, rng: random.Random, low: int, high: int) -> None:
        self.ground, self.rng, self.low, self.high = ground, rng, low, high
        self.level = LEVELS[ground.level]
        self.price = price(ground.level, ground.style)
        self.last: int | None = None
        self._recent: dict[str, int] = {}
        self._intervals, self._steps, self._notes, self._chordal = 1, 0.65, 1, 0.65

    def mark(self, events: list[Event]) -> None:
        """Decide what the line aims at: strong beats, long notes, and what a rest follows."""
        ground = self.ground
        for place, one in enumerate(events):
            following = events[place + 1].at if place + 1 < len(events) else one.end + ground.beat
            ahead = ground.meant(one.at, one.length) != one.at
            one.target = (
                one.at in ground.strong
                or ahead
                or one.length >= ground.beat * 1.5
                or following - one.end >= ground.beat
            )

    def fresh(self, events: list[Event], curve: Sequence[float], last_degree: Sequence[int] = ()) -> None:
        """Notes for a phrase. `curve` has a height from 0 to 1 for its start, its middle and its end; `last_degree` are
        the pitch classes among which it must end."""
        self.mark(events)
        before = self.last
        targets = [place for place, one in enumerate(events) if one.target] or [len(events) - 1]
        for number, place in enumerate(targets):
            one = events[place]
            goal = self._height(curve, place / max(1, len(events) - 1))
            gap = place - (targets[number - 1] if number else -1) - 1
            final = last_degree if place == len(events) - 1 else ()
            one.midi = self._target(one, before, goal, gap, final)
            before = one.midi
        self._fill(events, targets)
        self._lean(events, targets)
        self.last = events[-1].midi

    def count(self, events: Sequence[Event]) -> None:
        """Keep count of steps and chord tones, so that a line which has leapt a lot walks again."""
        for place, one in enumerate(events):
            sounds = self.ground.sounds(self.ground.meant(one.at, one.length))
            self._notes += 1
            self._chordal += one.midi % 12 in sounds.basic
            if place:
                self._intervals += 1
                self._steps += 0 < abs(one.midi - events[place - 1].midi) <= 2

    @property
    def restless(self) -> float:
        """How much the line needs steps, from 0 to 2."""
        return max(0.0, min(2.0, (0.66 - self._steps / self._intervals) * 12))

    @property
    def bare(self) -> float:
        """How much it needs notes beside the chord, from 0 to 2; less than 0 where it has too many of them."""
        return max(-1.5, min(2.0, (self._chordal / self._notes - 0.68) * 12))

    def _lean(self, events: list[Event], targets: Sequence[int]) -> None:
        """Now and then a target comes late: the beat has its upper neighbour, which falls to it (an appoggiatura)."""
        for place in targets[:-1]:
            one, after = events[place], events[place + 1]
            short = one.length <= self.ground.beat // 2 and after.at == one.end and not after.target
            if not short or self.rng.random() >= self.level.leaning:
                continue
            ladder = self.ground.sounds(one.at).ladder
            above = next((m for m in ladder if m > one.midi), one.midi)
            following = events[place + 2].midi if place + 2 < len(events) else None
            before = events[place - 1].midi if place else self.last
            if above - one.midi <= 2 and above <= self.high and following != one.midi and before != above:
                one.midi, after.midi = above, one.midi

    def _height(self, curve: Sequence[float], share: float) -> float:
        start, middle, end = curve
        height = start + (middle - start) * share * 2 if share < 0.5 else middle + (end - middle) * (share - 0.5) * 2
        return self.low + height * (self.high - self.low)

    def _target(self, one: Event, before: int | None, goal: float, gap: int, final: Sequence[int]) -> int:
        sounds = self.ground.sounds(self.ground.meant(one.at, one.length))
        costs = self.costs(sounds)
        if final:
            costs = {pc: 0.3 * place for place, pc in enumerate(final)}
        walk = (0.6 if self.level.chromatic else 0.9) + 0.3 * self.restless
        middle = round(goal if before is None else before * 0.6 + goal * 0.4)
        best, found = 1e9, middle
        for midi in range(max(self.low, middle - 9), min(self.high, middle + 9) + 1):
            cost = costs.get(midi % 12)
            if cost is None:
                continue
            cost += abs(midi - goal) * 0.12 + self.rng.random() * 1.6
            if before is not None:
                far = abs(midi - before)
                cost += 0.0 if far else 3.5 + 4 * walk
                cost += max(0, far - 2 * (gap + 1)) * 0.5 + max(0, far - 9) * 3
                cost += walk * far if not gap else 0.25 * abs(far - 3.5) if gap == 1 else 0.0
            if cost < best:
                best, found = cost, midi
        return found

    def costs(self, sounds: Sounds) -> dict[int, float]:
        """What each pitch class costs as a target."""
        if not sounds.basic:
            return dict.fromkeys(sounds.scale, 1.0)
        level = self.level
        order = level.degrees if len(sounds.basic) == 4 else (*level.degrees[:3], 1.0)
        found = dict(zip(sounds.basic, order, strict=False))
        if level.named < 5:
            for pc in sounds.named:
                found.setdefault(pc, level.named)
        return found

    def _fill(self, events: list[Event], targets: list[int]) -> None:
        """Ways from target to target; before the first one leads in, behind the last one goes on to nothing."""
        if targets[0] > 0:
            self._lead_in(events, targets[0])
        for left, right in itertools.pairwise(targets):
            if right - left > 1:
                way = self.way(events, left, right)
                for offset, midi in enumerate(way):
                    events[left + 1 + offset].midi = midi
        for place in range(targets[-1] + 1, len(events)):
            events[place].midi = self._beside(events[place - 1].midi, events[place])

    def _lead_in(self, events: list[Event], first: int) -> None:
        goal = events[first].midi
        sounds = self.ground.sounds(events[0].at)
        near = [m for m in sounds.ladder if 2 <= abs(m - goal) <= 7 and self.low <= m <= self.high]
        if self.last is not None:
            near = [m for m in near if 0 < abs(m - self.last) <= 7] or near
        if first == 1 or not near:
            pool = [m for m in near if abs(m - goal) <= 4] or near or [goal]
            events[0].midi = self.rng.choice(pool)
        else:
            events[0].midi = self.rng.choice(near)
        if first > 1:
            for offset, midi in enumerate(self.way(events, 0, first)):
                events[1 + offset].midi = midi

    def _beside(self, midi: int, one: Event) -> int:
        sounds = self.ground.sounds(one.at)
        pool = [m for m in sounds.chordal or sounds.ladder if 0 < abs(m - midi) <= 5 and self.low <= m <= self.high]
        return self.rng.choice(pool) if pool else midi

    def way(self, events: list[Event], left: int, right: int) -> tuple[int, ...]:
        """The notes between two that stand already: the way that pleases most."""
        start, goal, count = events[left].midi, events[right].midi, right - left - 1
        sounds = self.ground.sounds(events[left].at + events[left].length)
        if events[left].end > events[left + 1].at:
            sounds = self.ground.sounds(events[left + 1].at)
        before = events[left - 1].midi if left else (self.last or start)
        beats = [place for place in range(count) if events[left + 1 + place].at % self.ground.beat == 0]
        restless, bare = self.restless, self.bare
        best, name = 1e9, ''
        chosen: tuple[int, ...] = ()
        for device, way in self._offered(start, goal, count, sounds):
            base = self.price.get(device)
            if base is None or len(way) != count:
                continue
            cost = base + self._recent.get(device, 0) * 0.35 + self.rng.random() * 1.5
            cost += self.roughness(before, start, way, goal)
            cost += sum(self._weight(way[place] % 12, sounds) for place in beats)
            cost += (restless * self._leaps(start, way, goal) if restless else 0.0) + bare * self._tones(way, sounds)
            if cost < best:
                best, chosen, name = cost, way, device
        if not chosen:
            return self._by_steps(start, goal, count, sounds)
        self._recent = {one: seen - 1 for one, seen in self._recent.items() if seen > 1}
        self._recent[name] = self._recent.get(name, 0) + 3
        return chosen if name in CHROMATIC else self._at_home(events, left, chosen)

    def _at_home(self, events: list[Event], left: int, way: tuple[int, ...]) -> tuple[int, ...]:
        """The same way where the chord changes in the middle of it: each note in the scale that it sounds over."""
        made: list[int] = []
        for place, midi in enumerate(way):
            one = events[left + 1 + place]
            scale = self.ground.sounds(self.ground.meant(one.at, one.length)).scale
            if midi % 12 not in scale:
                last = made[-1] if made else events[left].midi
                near = [m for m in (midi - 1, midi + 1, midi - 2, midi + 2) if m % 12 in scale and m != last]
                midi = near[0] if near else midi
            made.append(midi)
        return tuple(made)

    @staticmethod
    def _leaps(start: int, way: Sequence[int], goal: int) -> float:
        """The share of moves that are no steps."""
        leaps, last = 0, start
        for midi in (*way, goal):
            leaps += not -2 <= midi - last <= 2
            last = midi
        return leaps / len(way)

    @staticmethod
    def _tones(way: Sequence[int], sounds: Sounds) -> float:
        """The share of notes that are tones of the chord."""
        basic, tones = sounds.basic, 0
        for midi in way:
            tones += midi % 12 in basic
        return tones / len(way)

    @staticmethod
    def _weight(pitch_class: int, sounds: Sounds) -> float:
        """How much a note hurts on a beat: what rubs against a tone of the chord from above most."""
        if pitch_class in sounds.named or not sounds.basic:
            return 0.0
        if pitch_class not in sounds.scale:
            return 0.9
        return 1.1 if (pitch_class - 1) % 12 in sounds.basic else 0.35

    def _offered(self, start: int, goal: int, count: int, sounds: Sounds) -> list[figures.Way]:
        found = [*figures.runs(start, goal, count, sounds), *figures.arpeggios(start, goal, count, sounds)]
        if self.level.chromatic:
            found += figures.approaches(start, goal, count, sounds)
            found += figures.cells(start, goal, count, sounds)
        if 'quartal' in self.price:
            found += figures.quartal(start, goal, count, sounds)
        return found

    def _by_steps(self, start: int, goal: int, count: int, sounds: Sounds) -> tuple[int, ...]:
        """Where nothing fits: along the scale around the goal."""
        ladder = [m for m in sounds.ladder if self.low <= m <= self.high] or [start]
        at = min(bisect_left(ladder, start), len(ladder) - 1)
        way: list[int] = []
        for left in range(count, 0, -1):
            towards = 1 if goal > ladder[at] else -1
            step = towards if abs(goal - ladder[at]) > left else -towards
            at = min(len(ladder) - 1, max(0, at + step))
            if way and ladder[at] == way[-1]:
                at = min(len(ladder) - 1, max(0, at - 2 * step))
            way.append(ladder[at])
        return tuple(way)

    def roughness(self, before: int, start: int, way: Sequence[int], goal: int) -> float:
        """How little a way pleases: leaps, notes struck twice, going to and fro, leaving the range."""
        total, last, move = 0.0, start, start - before
        low, high = self.low, self.high
        for midi in (*way, goal):
            step = midi - last
            size = abs(step)
            if not size:
                total += 4.0
            elif size > 9:
                total += 6.0
            elif size > 4:
                total += 0.3 * (size - 3)
                if step * move > 0 and abs(move) > 4:
                    total += 1.5
            if size and step == -move and size <= 2:
                total += 0.25
            if midi < low or midi > high:
                total += OUTSIDE
            last, move = midi, step
        return total
