"""Scale patterns: one shape for the fingers, carried through chords and keys in even notes."""

import random
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from app.practice.generator.cycles import cycled
from app.practice.generator.fingering import with_fingers
from app.practice.generator.ground import Event, Ground
from app.practice.generator.layouts import Layout
from app.practice.generator.planning import Plan
from app.practice.generator.writing import written
from app.practice.music.chords import Sounds, is_dominant, sounds
from app.practice.options import Difficulty, Hands, Style
from app.practice.score import Bar, Hand
from app.practice.tones import Quality

NOTE = 6
"""An eighth, in ticks."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape by its name: steps on the scale from the root of the chord, one row after the other, up and then down.

    `least` is how many notes it needs to be heard. One that is `rooted` says what stands above the root, so it is
    played from there, in this direction, and its second row only where a chord goes on. The steps of one that is
    `chordal` are from tone to tone of the chord. One that `turns` is heard as well backwards.
    """

    words: str
    rows: tuple[tuple[int, ...], ...]
    least: int = 4
    rooted: bool = False
    chordal: bool = False
    turns: bool = False


SHAPES = {
    'scale': Shape(
        'the scale of each chord, up and down',
        ((0, 1, 2, 3, 4, 5, 6, 7, 6, 5, 4, 3, 2, 1), (6, 5, 4, 3, 2, 1, 0, 1, 2, 3, 4, 5, 6, 7)),
        8,
    ),
    'five notes': Shape(
        'five notes under five fingers', ((0, 1, 2, 3, 4, 3, 2, 1), (2, 1, 2, 3, 4, 2, 1, 0)), 6, turns=True
    ),
    'thirds': Shape('the scale in thirds', ((0, 2, 1, 3, 2, 4, 3, 5), (4, 6, 5, 3, 4, 2, 3, 1)), turns=True),
    'groups': Shape(
        'groups of four, each from the next step',
        ((0, 1, 2, 3, 1, 2, 3, 4, 2, 3, 4, 5, 3, 4, 5, 6), (6, 5, 4, 3, 5, 4, 3, 2, 4, 3, 2, 1, 3, 2, 1, 0)),
        8,
    ),
    '1-2-3-5': Shape('1-2-3-5 on each chord', ((0, 1, 2, 4, 2, 4, 1, 2), (0, 1, 2, 4, 2, 1, 2, 1)), 4, True),
    'octave': Shape('1-2-3-5 and back from the octave', ((0, 1, 2, 4, 7, 6, 4, 2), (0, 1, 2, 4, 2, 4, 1, 2)), 6, True),
    'arpeggio up': Shape(
        'arpeggio up to the ninth, scale down', ((0, 2, 4, 6, 8, 7, 6, 5), (4, 3, 2, 1, 0, 1, 2, 1)), 6, True
    ),
    'from the third': Shape(
        '3-5-7-9 and down by the scale', ((2, 4, 6, 8, 7, 6, 5, 4), (2, 4, 6, 8, 7, 5, 4, 3)), 6, True
    ),
    'broken': Shape(
        'broken four-note chords', ((0, 1, 2, 3, 2, 1, 2, 1), (3, 2, 1, 0, 1, 2, 1, 2)), chordal=True, turns=True
    ),
    'triad pairs': Shape('pairs of triads a step apart', ((0, 2, 4, 1, 3, 5, 4, 2), (4, 2, 0, 5, 3, 1, 2, 4)), 6),
    'fourths': Shape('stacks of fourths', ((0, 3, 6, 4, 2, 5, 8, 7), (6, 3, 0, 2, 4, 7, 5, 4)), 4, True),
}
FREE = {
    'bebop': 'bebop scales, with chord tones on the beats',
    'enclosure': 'chord tones enclosed from above and below',
}
"""What is no shape on a scale, in words."""
BY_LEVEL: dict[Difficulty, tuple[str, ...]] = {
    Difficulty.BEGINNER: ('scale', 'five notes', 'thirds', 'groups'),
    Difficulty.INTERMEDIATE: ('thirds', '1-2-3-5', 'broken', 'groups'),
    Difficulty.ADVANCED: ('bebop', 'enclosure', 'arpeggio up', 'from the third', 'octave', '1-2-3-5'),
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
    chart, keys = cycled(text, plan.key, way, plan.bars, plan.time)
    ground = Ground(chart, plan.key, plan.time, plan.style, plan.level)
    hand = _Hand(plan, ground, attempt)
    name = rng.choice([one for one in BY_LEVEL[plan.level] if hand.can(one)] or ['thirds'])
    events = hand.play(name)
    subject = f'{FREE.get(name) or SHAPES[name].words}, {keys}'
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
    text = CADENCE[minor] if rng.random() < 0.4 or plan.bars < 8 or plan.time.bar < 4 else SHORT[minor]
    return text, rng.choice(('fourths', 'whole steps', 'minor thirds', 'half steps'))


def _steps(row: tuple[int, ...], count: int) -> list[int]:
    """So many steps of a row, which begins anew where it ends."""
    return [row[i % len(row)] for i in range(count)]


class _Hand:
    """Plays a shape bar by bar, each time from the root that lies nearest."""

    def __init__(self, plan: Plan, ground: Ground, attempt: int) -> None:
        self.ground, self.low, self.high = ground, plan.low, plan.high
        self.last = plan.low + (0 if plan.level == Difficulty.BEGINNER else 5) + attempt % 5
        self.turn = 0
        self.cells: list[tuple[int, int]] = []
        """Where chords begin that are played through, and how many notes they have; the last bar comes to rest."""
        for bar, chords in enumerate(ground.chart[:-1] or ground.chart):
            at = bar * ground.bar
            for _, ticks in chords:
                self.cells.append((at, ticks // NOTE))
                at += ticks

    def can(self, name: str) -> bool:
        """Whether this shape is what its words say over these chords, in this time and range."""
        if name == 'bebop':  # in threes, and over a fourth, its chord tones fall beside the beats
            sus = any(chord.quality == Quality.DOMINANT_SUS for chord in self.ground.chords)
            return self.ground.time.unit == 4 and not sus
        if name == 'enclosure':  # the last group of a chord encloses nothing
            return all(count > self._group(count) for _, count in self.cells)
        shape = SHAPES[name]
        for at, count in self.cells:
            ladder = self._ladder(shape, at)
            steps = _steps(shape.rows[0], count)
            if count < shape.least or all(self._over(i, steps, ladder) for i in self._places(shape, at, max(steps))):
                return False
        return True

    def play(self, name: str) -> list[Event]:
        events: list[Event] = []
        for at, count in self.cells:
            events += [Event(at + i * NOTE, NOTE, midi) for i, midi in enumerate(self._notes(name, at, count))]
            self.turn += 1
        if len(self.ground.chart) > 1:
            self._end(events)
        return events

    def _end(self, events: list[Event]) -> None:
        start = (len(self.ground.chart) - 1) * self.ground.bar
        basic = self.ground.sounds(start).basic
        pool = [m for m in range(self.low, self.high + 1) if m % 12 in basic[:3]]
        near = events[-1].midi if events else self.low
        midi = min(pool, key=lambda m: (abs(m - near) + (3 if m == near else 0), m))
        events.append(Event(start, self.ground.bar, midi))

    def _notes(self, name: str, at: int, count: int) -> Iterator[int]:
        make: dict[str, Callable[[int, int], list[int]]] = {'bebop': self._bebop, 'enclosure': self._enclosed}
        notes = make[name](at, count) if name in make else self._shaped(SHAPES[name], at, count)
        for midi in notes:
            self.last = midi
            yield midi

    def _scale(self, at: int) -> Sounds:
        """What a shape walks on: seven notes, so that each second one is a third away, without the blue third."""
        return sounds(self.ground.chord(at), self.ground.key)

    def _ladder(self, shape: Shape, at: int) -> tuple[int, ...]:
        return self._scale(at).chordal if shape.chordal else self._scale(at).ladder

    def _shaped(self, shape: Shape, at: int, count: int) -> list[int]:
        ladder = self._ladder(shape, at)
        goes_on = self.turn > 0 and self.ground.chord(at) == self.ground.chord(at - 1)
        second = goes_on if shape.rooted else self.turn % 2
        row = shape.rows[1 if second and count >= 8 else 0]
        steps = _steps(row, count)
        place = self._place(shape, at, steps)
        first = abs(ladder[place + steps[0]] - self.last)
        turned = _steps(row[:count][::-1], count)
        if shape.turns and first > 7 and abs(ladder[place + turned[0]] - self.last) < first:
            steps = turned
        return self._inside([ladder[place + step] for step in steps], ladder)

    def _places(self, shape: Shape, at: int, reach: int) -> list[int]:
        """Where on the scale a shape may stand: on roots, or anywhere if it says nothing of them."""
        root = self._scale(at).root
        return [i for i, m in enumerate(self._ladder(shape, at)[:-reach]) if not shape.rooted or m % 12 == root]

    def _place(self, shape: Shape, at: int, steps: Sequence[int]) -> int:
        """Where it stays in the range: from the root, if it can, and near to the last note."""
        ladder, root = self._ladder(shape, at), self._scale(at).root

        def cost(place: int) -> tuple[int, bool, int]:
            elsewhere = not shape.chordal and ladder[place] % 12 != root
            return self._over(place, steps, ladder), elsewhere, abs(ladder[place + steps[0]] - self.last)

        return min(self._places(shape, at, max(steps)), key=cost)

    def _over(self, place: int, steps: Sequence[int], ladder: tuple[int, ...]) -> int:
        """How far a shape leaves the range, in semitones."""
        return max(0, ladder[place + max(steps)] - self.high) + max(0, self.low - ladder[place + min(steps)])

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
        scale = self._scale(at)
        sixth = not is_dominant(self.ground.chord(at)) and bool({9, 11} & {(m - scale.root) % 12 for m in scale.basic})
        between = (scale.root + (8 if sixth else 11)) % 12  # between fifth and sixth, or between seventh and root
        ladder = [m for m in range(self.low, self.high + 1) if m % 12 in {*scale.scale, between}]
        on_beats = {(scale.root + 9) % 12 if sixth and one == (scale.root + 11) % 12 else one for one in scale.basic}
        way = 1 if self.turn % 2 else -1
        places = range(len(ladder) - count + 1) if way > 0 else range(count - 1, len(ladder))
        tones = [i for i in places if ladder[i] % 12 in on_beats] or [max(0, min(len(ladder) - 1, count - 1))]
        start = min(tones, key=lambda i: (abs(ladder[i] - self.last - 2 * way), i))
        return [ladder[max(0, min(len(ladder) - 1, start + way * i))] for i in range(count)]

    def _enclosed(self, at: int, count: int) -> list[int]:
        """A tone of the chord on the beat, then the next one from above and from half a step below."""
        heard = self.ground.sounds(at)
        tones = [m for m in heard.chordal if self.low + 1 <= m <= self.high - 3]
        place = min(range(len(tones)), key=lambda i: abs(tones[i] - self.last))
        way = 1 if tones[place] < (self.low + self.high) / 2 else -1
        size = self._group(count)
        made: list[int] = []
        while len(made) < count:
            tone = tones[max(0, min(len(tones) - 1, place))]
            onward = next((m for m in heard.ladder if m > tone), tone + 2)
            if len(made) + size >= count:  # the last group leads into another chord, so it stays with its own
                made += [tone, onward, self._onward(tone, heard.chordal), onward][: count - len(made)]
                break
            if not 0 <= place + way < len(tones):
                way = -way
            place += way
            goal = tones[place]
            above = next((m for m in heard.ladder if m > goal), goal + 2)
            made += [tone, above, goal - 1] if size == 3 else [tone, onward, above, goal - 1]
        return made

    def _group(self, count: int) -> int:
        """How many notes lead from one tone to the next."""
        return 3 if count % 3 == 0 and self.ground.beat == 18 else 4

    @staticmethod
    def _onward(tone: int, chordal: tuple[int, ...]) -> int:
        return next((m for m in chordal if m > tone), tone + 12)
