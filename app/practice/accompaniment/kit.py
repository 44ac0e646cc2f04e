"""The drummer: what each style plays in a bar, where phrases end, and how it all ends."""

import random
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from app.practice.accompaniment.beats import Measure
from app.practice.accompaniment.changes import Changes
from app.practice.options import Style
from app.practice.sound.events import Stroke

HALF, QUARTER, THIRD = Fraction(1, 2), Fraction(1, 4), Fraction(1, 3)
Bar = Iterator[Stroke]
CONGAS = ((1, 'bongo', 52), (3, 'conga', 66), (Fraction(7, 2), 'conga', 60), (Fraction(3, 2), 'kick', 62))


def drumming(measures: Sequence[Measure], changes: Changes, style: Style, rng: random.Random) -> list[Stroke]:
    """All strokes of a performance, silent where the page says that there is no chord."""
    drummer = _Drummer(rng)
    pattern: Callable[[Measure], Bar] = {
        Style.BOSSA: drummer.bossa,
        Style.LATIN: drummer.latin,
        Style.FUNK: drummer.funk,
        Style.BALLAD: drummer.brushes,
        Style.STRIDE: drummer.stride,
        Style.BLUES: drummer.shuffle,
    }.get(style, drummer.swing)
    made: list[Stroke] = []
    for measure in measures:
        if measure.last and measure.full:
            made += drummer.ending(measure)
            continue
        made += pattern(measure)
        if measure.ends_phrase and measure.full and style not in (Style.BALLAD, Style.STRIDE):
            made += drummer.fill(measure)
    return sorted((one for one in made if not changes.silent(one.at)), key=lambda one: (one.at, one.drum))


class _Drummer:
    def __init__(self, rng: random.Random) -> None:
        self.rng = rng

    def stroke(self, at: Fraction, drum: str, velocity: int) -> Stroke:
        return Stroke(at, drum, max(1, min(127, velocity + self.rng.randrange(-4, 5))))

    def swing(self, measure: Measure) -> Bar:
        """The ride goes on and on, the hat closes on two and four, the left hand talks."""
        yield from self._ride(measure)
        for beat in measure.beats:
            yield self.stroke(beat.at, 'kick', 26)
            if beat.back:
                yield self.stroke(beat.at, 'hat-foot', 56)
        yield from self._talk(measure, 0.5)

    def _ride(self, measure: Measure) -> Bar:
        for beat in measure.beats:
            yield self.stroke(beat.at, 'ride', 84 if beat.back else 74)
            skips = beat.back and (beat.of != 3 or beat.number == 1)
            if skips and beat.length > HALF:
                yield self.stroke(beat.at + self._offbeat(beat.length), 'ride', 62)

    def _offbeat(self, length: Fraction) -> Fraction:
        """The second eighth; of a dotted beat the third."""
        return Fraction(1) if length == Fraction(3, 2) else HALF

    def _talk(self, measure: Measure, how_much: float) -> Bar:
        """A soft snare between the beats, seldom a bass drum."""
        for beat in measure.beats:
            if beat.length <= HALF or self.rng.random() > how_much:
                continue
            at = beat.at + self._offbeat(beat.length)
            if self.rng.random() < 0.7:
                yield self.stroke(at, 'snare-2', self.rng.randrange(24, 46))
            else:
                yield self.stroke(at, 'kick', self.rng.randrange(50, 66))

    def shuffle(self, measure: Measure) -> Bar:
        """Every off-beat on the ride, the snare on two and four."""
        for beat in measure.beats:
            yield self.stroke(beat.at, 'ride', 80)
            if beat.length > HALF:
                yield self.stroke(beat.at + self._offbeat(beat.length), 'ride', 60)
            yield self.stroke(beat.at, 'kick', 44 if beat.strong else 28)
            if beat.back:
                yield self.stroke(beat.at, 'snare', 66)
                yield self.stroke(beat.at, 'hat-foot', 66)

    def brushes(self, measure: Measure) -> Bar:
        """Circles on the snare, a touch on two and four."""
        for beat in measure.beats:
            if beat.strong:
                yield self.stroke(beat.at, 'brush-swirl', 62)
                yield self.stroke(beat.at, 'kick', 24)
            yield self.stroke(beat.at, 'brush-tap', 62 if beat.back else 44)
            if beat.back:
                yield self.stroke(beat.at, 'hat-foot', 56)
                if self.rng.random() < 0.6 and beat.length > HALF:
                    yield self.stroke(beat.at + self._offbeat(beat.length), 'brush-tap', 38)

    def stride(self, measure: Measure) -> Bar:
        """Brushes in two."""
        for beat in measure.beats:
            yield self.stroke(beat.at, 'brush-slap' if beat.back else 'brush-tap', 60 if beat.back else 48)
            if beat.strong:
                yield self.stroke(beat.at, 'kick', 40)
            if beat.back:
                yield self.stroke(beat.at, 'hat-foot', 60)

    def bossa(self, measure: Measure) -> Bar:
        """Eighths on the hat, the bass drum in its heartbeat, the stick on the rim over two bars."""
        yield from self._eighths(measure, 'hat-closed', 58, 44)
        for beat in measure.beats:
            if beat.strong:
                yield self.stroke(beat.at, 'kick', 64)
            elif beat.length > HALF:
                yield self.stroke(beat.at + HALF, 'kick', 54)
        clave = (0, Fraction(3, 2), 3) if measure.index % 2 == 0 else (1, Fraction(5, 2))
        yield from self._figure(measure, [(at, 'cross-stick', 66) for at in clave])

    def latin(self, measure: Measure) -> Bar:
        """Cascara on the bell, the clave, a conga that answers."""
        cascara = ((0, 1, Fraction(3, 2), Fraction(5, 2), Fraction(7, 2)), (0, 1, 2, Fraction(5, 2), Fraction(7, 2)))
        clave = ((1, 2), (0, Fraction(3, 2), 3))
        side = measure.index % 2
        bell = [(at, 'cowbell', 60 if at == int(at) else 48) for at in cascara[side]]
        yield from self._figure(measure, [*bell, *((at, 'clave', 58) for at in clave[side]), *CONGAS])

    def funk(self, measure: Measure) -> Bar:
        """Eighths on the hat, snare on two and four, soft sixteenths between."""
        yield from self._eighths(measure, 'hat-closed', 66, 50)
        kicks = ((0, Fraction(5, 2)), (0, Fraction(7, 4), Fraction(5, 2)), (0, Fraction(3, 2), Fraction(11, 4)))
        yield from self._figure(measure, [(at, 'kick', 84) for at in self.rng.choice(kicks)])
        for beat in measure.beats:
            if beat.back:
                yield self.stroke(beat.at, 'snare', 88)
            elif beat.length > HALF and self.rng.random() < 0.6:
                yield self.stroke(beat.at + 3 * QUARTER, 'snare-2', 30)

    def _figure(self, measure: Measure, figure: Sequence[tuple[Fraction | int, str, int]]) -> Bar:
        """Strokes within four beats; a longer bar begins them again."""
        begin = measure.start
        while begin < measure.end:
            for at, drum, velocity in figure:
                if begin + at < measure.end:
                    yield self.stroke(begin + at, drum, velocity)
            begin += 4

    def _eighths(self, measure: Measure, drum: str, on: int, off: int) -> Bar:
        at = measure.start
        while at < measure.end:
            yield self.stroke(at, drum, on if (at - measure.start) % 1 == 0 else off)
            at += HALF

    def fill(self, measure: Measure) -> Bar:
        """The last beats before something new."""
        beats = measure.beats[-2:] if self.rng.random() < 0.4 else measure.beats[-1:]
        for beat in beats:
            if beat.length != 1:
                continue
            triplets = self.rng.random() < 0.5
            for n in range(3 if triplets else 2):
                yield self.stroke(beat.at + n * (THIRD if triplets else HALF), 'snare', 44 + 8 * n)
        yield self.stroke(measure.end - HALF, 'kick', 64)

    def ending(self, measure: Measure) -> Bar:
        """Together on one, and let it ring."""
        yield self.stroke(measure.start, 'kick', 70)
        yield self.stroke(measure.start, 'ride-2', 72)
        yield self.stroke(measure.start, 'hat-foot', 50)
