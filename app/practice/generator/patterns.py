"""Scale patterns: one shape for the fingers, carried through chords and keys in even notes."""

import random
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from app.practice.generator.cycles import WAYS, cycled
from app.practice.generator.fingering import with_fingers
from app.practice.generator.ground import Event, Ground
from app.practice.generator.layouts import Layout
from app.practice.generator.planning import Plan
from app.practice.generator.writing import written
from app.practice.music.chords import is_dominant
from app.practice.options import Difficulty, Hands, Style
from app.practice.score import Bar, Hand

NOTE = 6
"""An eighth, in ticks."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape by its name: steps on the scale from the root of the chord, one row after the other, up and then down."""

    words: str
    rows: tuple[tuple[int, ...], ...]


SHAPES = {
    'scale': Shape('the scale of each chord, up and down', ((0, 1, 2, 3, 4, 5, 6, 7), (7, 6, 5, 4, 3, 2, 1, 2))),
    'five notes': Shape('five notes under five fingers', ((0, 1, 2, 3, 4, 3, 2, 1), (2, 1, 2, 3, 4, 2, 1, 0))),
    'thirds': Shape('the scale in thirds', ((0, 2, 1, 3, 2, 4, 3, 5), (4, 6, 5, 3, 4, 2, 3, 1))),
    '1-2-3-5': Shape('1-2-3-5 and back from the octave', ((0, 1, 2, 4, 7, 6, 4, 2), (0, 1, 2, 4, 2, 4, 1, 2))),
    'arpeggio up': Shape('arpeggio up to the ninth, scale down', ((0, 2, 4, 6, 8, 7, 6, 5), (4, 6, 4, 2, 0, 1, 2, 3))),
    'from the third': Shape('3-5-7-9 and down by the scale', ((2, 4, 6, 8, 7, 6, 5, 4), (2, 4, 6, 8, 7, 5, 4, 3))),
    'broken': Shape('broken seventh chords', ((0, 2, 4, 6, 4, 2, 4, 2), (0, 4, 2, 6, 4, 2, 1, -1))),
    'triad pairs': Shape('pairs of triads a step apart', ((0, 2, 4, 1, 3, 5, 4, 2), (4, 2, 0, 5, 3, 1, 2, 4))),
    'fourths': Shape('stacks of fourths', ((0, 3, 6, 4, 2, 5, 8, 7), (6, 3, 0, 2, 4, 7, 5, 4))),
    'groups': Shape('groups of four, each from the next step', ((0, 1, 2, 3, 2, 3, 4, 5), (4, 5, 6, 7, 6, 4, 3, 1))),
}
BY_LEVEL: dict[Difficulty, tuple[str, ...]] = {
    Difficulty.BEGINNER: ('scale', 'five notes', 'thirds', 'groups'),
    Difficulty.INTERMEDIATE: ('thirds', '1-2-3-5', 'broken', 'groups', 'arpeggio up'),
    Difficulty.ADVANCED: ('bebop', 'enclosure', 'arpeggio up', 'from the third', '1-2-3-5'),
    Difficulty.EXPERT: ('enclosure', 'triad pairs', 'fourths', 'from the third', 'bebop'),
}
CADENCE = {False: 'IIm7 | V7 | Imaj7 | %', True: 'IIm7b5 | V7b9 | Im6 | %'}
SHORT = {False: 'IIm7 V7 | Imaj7', True: 'IIm7b5 V7b9 | Im6'}
HOME = {
    False: ('Imaj7 | % | IIm7 | % | V7 | % | Imaj7 | %', 'Imaj7 | IIm7 | IIIm7 | IVmaj7 | V7 | VIm7 | V7 | Imaj7'),
    True: ('Im7 | % | IVm7 | % | V7b9 | % | Im7 | %', 'Im7 | IVm7 | bVII7 | bIIImaj7 | bVImaj7 | IIm7b5 | V7b9 | Im7'),
}
OWN = {
    Style.BLUES: {False: 'I7 | IV7', True: 'Im7 | IVm7'}, Style.FUNK: {False: 'I7 | IV7', True: 'Im7 | IV7'},
    Style.MODAL: {False: 'I7sus4 | %', True: 'Im7 | %'},
}  # fmt: skip


def pattern(plan: Plan, attempt: int) -> tuple[tuple[Bar, ...], str]:
    """The bars, and what is practised in words."""
    rng = plan.rng('pattern', attempt)
    text, way = _harmony(plan, rng)
    chart, _ = cycled(text, plan.key, way, plan.bars, plan.time)
    ground = Ground(chart, plan.key, plan.time, plan.style, plan.level)
    name = rng.choice(BY_LEVEL[plan.level])
    events = _Hand(plan, ground, plan.rng('notes', attempt), attempt).play(name)
    words = {
        'bebop': 'bebop scales, with chord tones on the beats',
        'enclosure': 'each chord tone enclosed from above and below',
    }
    subject = f'{words.get(name) or SHAPES[name].words}, {WAYS[way][1]}'
    layout = Layout(chart, [])
    if plan.hands == Hands.LEFT:
        return with_fingers(written(layout, ground, [], events, Hand.LEFT)), subject
    lower = [replace(one, midi=one.midi - 12 if plan.level == Difficulty.BEGINNER else one.midi - 24) for one in events]
    bars = written(layout, ground, events, lower if plan.hands == Hands.BOTH else [], Hand.RIGHT)
    return with_fingers(bars), subject


def _harmony(plan: Plan, rng: random.Random) -> tuple[str, str]:
    """What the shape is carried through: the key itself, or cadences and chords in one key after the other."""
    minor = plan.key.minor
    own = OWN.get(plan.style)
    if plan.level == Difficulty.BEGINNER:
        return (own[minor] if own else rng.choice(HOME[minor])), 'home'
    if own and (plan.level == Difficulty.INTERMEDIATE or plan.style == Style.BLUES):
        return own[minor], rng.choice(('home', 'fourths'))
    if plan.level == Difficulty.INTERMEDIATE:
        return CADENCE[minor], rng.choice(('fourths', 'whole steps'))
    if own:
        return own[minor], rng.choice(('fourths', 'minor thirds', 'half steps'))
    text = CADENCE[minor] if rng.random() < 0.4 or plan.bars < 8 else SHORT[minor]
    return text, rng.choice(('fourths', 'whole steps', 'minor thirds', 'half steps'))


class _Hand:
    """Plays a shape bar by bar, each time from the root that lies nearest."""

    def __init__(self, plan: Plan, ground: Ground, rng: random.Random, attempt: int) -> None:
        self.plan, self.ground, self.rng = plan, ground, rng
        self.low, self.high = plan.low, plan.high
        self.last = plan.low + (0 if plan.level == Difficulty.BEGINNER else 5) + attempt % 5
        self.turn = 0

    def play(self, name: str) -> list[Event]:
        events: list[Event] = []
        for bar, cells in enumerate(self.ground.chart[:-1]):
            at = bar * self.ground.bar
            for _, ticks in cells:
                notes = list(self._notes(name, at, ticks // NOTE))
                events += [Event(at + i * NOTE, NOTE, midi) for i, midi in enumerate(notes)]
                at += ticks
                self.turn += 1
        self._end(events)
        return events

    def _end(self, events: list[Event]) -> None:
        start = (len(self.ground.chart) - 1) * self.ground.bar
        sounds = self.ground.sounds(start)
        pool = [m for m in range(self.low, self.high + 1) if m % 12 in sounds.basic[:3]]
        near = events[-1].midi if events else self.low
        midi = min(pool, key=lambda m: (abs(m - near) + (3 if m == near else 0), m))
        events.append(Event(start, self.ground.bar, midi))

    def _notes(self, name: str, at: int, count: int) -> Iterator[int]:
        make: dict[str, Callable[[int, int], list[int]]] = {'bebop': self._bebop, 'enclosure': self._enclosed}
        notes = make[name](at, count) if name in make else self._shaped(SHAPES[name], at, count)
        for midi in notes:
            self.last = midi
            yield midi

    def _shaped(self, shape: Shape, at: int, count: int) -> list[int]:
        ladder = self.ground.sounds(at).ladder
        row = shape.rows[self.turn % len(shape.rows) if count >= 8 else 0]
        steps = [row[i % len(row)] for i in range(count)]
        if self._leap(steps, at) > self._leap(steps[::-1], at) and self._leap(steps, at) > 7:
            steps = steps[::-1]
        root = self._root(at, max(steps), ladder)
        notes = [ladder[root + step] for step in steps]
        return self._inside(notes, ladder)

    def _leap(self, steps: list[int], at: int) -> int:
        """How far a row begins from the last note."""
        ladder = self.ground.sounds(at).ladder
        return abs(ladder[self._root(at, max(steps), ladder) + steps[0]] - self.last)

    def _root(self, at: int, reach: int, ladder: tuple[int, ...]) -> int:
        """The place of the root from which the shape stays in the range, near to the last note."""
        sounds = self.ground.sounds(at)
        roots = [i for i, m in enumerate(ladder) if m % 12 == sounds.root and i + reach < len(ladder)]

        def cost(place: int) -> tuple[int, int]:
            over = max(0, ladder[place + reach] - self.high) + max(0, self.low - ladder[place])
            return over, abs(ladder[place] - self.last)

        return min(roots, key=cost)

    def _inside(self, notes: list[int], ladder: tuple[int, ...]) -> list[int]:
        """What leaves the range turns back at its edge, like a ball."""
        room = [m for m in ladder if self.low <= m <= self.high]
        made: list[int] = []
        for midi in notes:
            place = bisect_left(ladder, midi)
            bottom = bisect_left(ladder, room[0])
            top = bottom + len(room) - 1
            place = 2 * top - place if place > top else 2 * bottom - place if place < bottom else place
            made.append(ladder[max(bottom, min(top, place))])
        return made

    def _bebop(self, at: int, count: int) -> list[int]:
        """The scale with the one chromatic note that keeps chord tones on the beats: down, then up."""
        sounds, chord = self.ground.sounds(at), self.ground.chord(at)
        major = not is_dominant(chord) and (sounds.root + 11) % 12 in sounds.basic
        between = (sounds.root + (8 if major else 11)) % 12  # between six and five, or between root and seventh
        classes = {*sounds.scale, between} if len(sounds.scale) == 7 else set(sounds.scale)
        ladder = [m for m in range(self.low, self.high + 1) if m % 12 in classes]
        way = 1 if self.turn % 2 else -1
        places = range(len(ladder) - count + 1) if way > 0 else range(count - 1, len(ladder))
        tones = [i for i in places if ladder[i] % 12 in sounds.basic] or [max(0, min(len(ladder) - 1, count - 1))]
        start = min(tones, key=lambda i: (abs(ladder[i] - self.last - 2 * way), i))
        return [ladder[max(0, min(len(ladder) - 1, start + way * i))] for i in range(count)]

    def _enclosed(self, at: int, count: int) -> list[int]:
        """A tone of the chord on the beat, then the next one from above and from half a step below."""
        sounds = self.ground.sounds(at)
        tones = [m for m in sounds.chordal if self.low + 1 <= m <= self.high - 3]
        place = min(range(len(tones)), key=lambda i: abs(tones[i] - self.last))
        way = 1 if tones[place] < (self.low + self.high) / 2 else -1
        size = 3 if count % 3 == 0 and self.ground.beat == 18 else 4
        made: list[int] = []
        while len(made) < count:
            tone = tones[max(0, min(len(tones) - 1, place))]
            onward = next((m for m in sounds.ladder if m > tone), tone + 2)
            if len(made) + size >= count:  # the last group leads into another chord, so it stays with its own
                made += [tone, onward, self._onward(tone, sounds.chordal), onward][: count - len(made)]
                break
            if not 0 <= place + way < len(tones):
                way = -way
            place += way
            goal = tones[place]
            above = next((m for m in sounds.ladder if m > goal), goal + 2)
            made += [tone, above, goal - 1] if size == 3 else [tone, onward, above, goal - 1]
        return made

    @staticmethod
    def _onward(tone: int, chordal: tuple[int, ...]) -> int:
        return next((m for m in chordal if m > tone), tone + 12)
