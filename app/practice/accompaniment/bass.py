"""The bass: a line that walks, or the figure that belongs to a style."""

import random
from collections.abc import Callable, Sequence
from fractions import Fraction

from app.practice.accompaniment.beats import Measure
from app.practice.accompaniment.changes import Changes
from app.practice.music.chords import basic, sounds
from app.practice.options import Style
from app.practice.score import Key
from app.practice.sound.events import Tone
from app.practice.tones import Chord

LOW, HIGH = 28, 50
HALF, FULL = Fraction(1, 2), Fraction(1)
Line = list[Tone]


def bass_line(
    measures: Sequence[Measure], changes: Changes, key: Key, style: Style, rng: random.Random, walk: bool
) -> Line:
    """What the bass plays; `walk` is every beat rather than two in a bar, where the style leaves that open."""
    player = _Bass(changes, key, rng)
    figure: Callable[[Measure], None] = {
        Style.BOSSA: player.bossa,
        Style.LATIN: player.tumbao,
        Style.FUNK: player.funk,
        Style.BALLAD: player.two,
        Style.STRIDE: player.two,
        Style.WALTZ: player.waltz,
    }.get(style, player.walking if walk else player.two)
    for measure in measures:
        if measure.last and measure.full:
            player.ending(measure)
        else:
            figure(measure)
    return player.line


def root_of(chord: Chord) -> int:
    """The pitch class that the bass begins with: what stands behind the slash, or the root."""
    tone = chord.bass or chord.root
    assert tone is not None
    return tone.pitch_class


class _Bass:
    """Plays bar after bar and remembers where the hand is."""

    def __init__(self, changes: Changes, key: Key, rng: random.Random) -> None:
        self.changes, self.key, self.rng = changes, key, rng
        self.line: Line = []
        self.now = 36

    def play(self, at: Fraction, length: Fraction, midi: int, velocity: int) -> None:
        if self.changes.chord(at) is not None and length > 0:
            self.line.append(Tone(at, length, midi, velocity + self.rng.randrange(-4, 5), 'walking'))
            self.now = midi

    def walking(self, measure: Measure) -> None:
        """A root where a chord begins, a step into the next one, chord and scale between."""
        for beat in measure.beats:
            here, after = self.changes.span(beat.at), self.changes.span(beat.at + beat.length)
            if here is None:
                continue
            before = self.changes.span(beat.at - beat.length) if beat.at else None
            if before is None or before.chord != here.chord:
                midi = self.nearest(root_of(here.chord) if self.rng.random() < 0.92 else self._third(here.chord))
            elif after is not None and (after.chord != here.chord or beat.number == beat.of - 1):
                midi = self._approach(self.nearest(root_of(after.chord)))
            else:
                midi = self._between(here.chord)
            self.play(beat.at, beat.length * Fraction(19, 20), midi, 92 if beat.back else 86)

    def two(self, measure: Measure) -> None:
        """Root and fifth on the strong beats, now and then a step before the bar."""
        strong = [beat for beat in measure.beats if beat.strong] or list(measure.beats[:1])
        for place, beat in enumerate(strong):
            chord = self.changes.chord(beat.at)
            if chord is None:
                continue
            end = strong[place + 1].at if place + 1 < len(strong) else measure.end
            fresh = place == 0 or self.changes.chord(strong[place - 1].at) != chord
            midi = self.nearest(root_of(chord)) if fresh else self.nearest(self._fifth(chord))
            step = place == len(strong) - 1 and self.rng.random() < 0.3 and end - beat.at > FULL
            self.play(beat.at, end - beat.at - (FULL if step else 0), midi, 88)
            after = self.changes.chord(measure.end)
            if step and after is not None and self.changes.chord(end - FULL) == chord:
                self.play(end - FULL, FULL, self._approach(self.nearest(root_of(after))), 82)

    def waltz(self, measure: Measure) -> None:
        """One note a bar, or three that walk."""
        if self.rng.random() < 0.45:
            self.walking(measure)
        else:
            self.two(measure)

    def bossa(self, measure: Measure) -> None:
        """Root, fifth just before the half, and the same again."""
        self._figure(measure, ((Fraction(0), Fraction(3, 2), 0), (Fraction(3, 2), HALF, 1)), 84)

    def tumbao(self, measure: Measure) -> None:
        """Nothing on one: two and a half, and four, which already has the next chord."""
        first = (Fraction(0), FULL, 0)
        late = ((Fraction(3, 2), Fraction(3, 2), 1), (Fraction(3), FULL, 2))
        self._whole_bar(measure, (first, *late) if measure.begins_section else late)

    def funk(self, measure: Measure) -> None:
        """A strong one, then around the octave."""
        figures = (
            ((Fraction(0), HALF, 0), (Fraction(3, 2), HALF, 3), (Fraction(5, 2), HALF, 0), (Fraction(7, 2), HALF, 1)),
            (
                (Fraction(0), FULL, 0),
                (Fraction(7, 4), Fraction(1, 4), 0),
                (Fraction(5, 2), HALF, 3),
                (Fraction(3), HALF, 1),
            ),
        )
        self._whole_bar(measure, self.rng.choice(figures))

    def _figure(self, measure: Measure, figure: Sequence[tuple[Fraction, Fraction, int]], velocity: int) -> None:
        """A figure of two beats, again and again through the bar."""
        at = measure.start
        while at < measure.end:
            for offset, length, kind in figure:
                chord = self.changes.chord(at + offset)
                if chord is not None and at + offset < measure.end:
                    self.play(at + offset, min(length, measure.end - at - offset), self._kind(chord, kind), velocity)
            at += 2

    def _whole_bar(self, measure: Measure, figure: Sequence[tuple[Fraction, Fraction, int]]) -> None:
        """A figure of four beats; a longer bar begins it again."""
        begin = measure.start
        while begin < measure.end:
            for offset, length, kind in figure:
                at = begin + offset
                # What stands on the last beat already belongs to the next chord.
                chord = self.changes.chord(at + FULL if kind == 2 else at) or self.changes.chord(at)
                if chord is not None and at < measure.end:
                    self.play(at, min(length, measure.end - at), self._kind(chord, kind), 90)
            begin += 4

    def ending(self, measure: Measure) -> None:
        """The last bar: its root, low and held."""
        for at in sorted({measure.start, *(span.start for span in self.changes.spans)}):
            chord = self.changes.chord(at)
            if chord is not None and measure.start <= at < measure.end:
                span = self.changes.span(at)
                end = min(measure.end, span.end) if span else measure.end
                self.play(at, end - at, self.nearest(root_of(chord), 33), 90)

    def nearest(self, pitch_class: int, around: int | None = None) -> int:
        """This sound, as near to the hand as the bass has it."""
        here = self.now if around is None else around
        return min(
            (one for one in range(LOW, HIGH + 1) if one % 12 == pitch_class), key=lambda one: (abs(one - here), one)
        )

    def _kind(self, chord: Chord, kind: int) -> int:
        low = self.nearest(root_of(chord), 36)
        return {0: low, 1: self.nearest(self._fifth(chord), low + 3), 2: low, 3: min(low + 12, HIGH)}[kind]

    def _fifth(self, chord: Chord) -> int:
        return self._degree(chord, (4,), 7)

    def _third(self, chord: Chord) -> int:
        return self._degree(chord, (2, 3), 7)

    def _degree(self, chord: Chord, steps: tuple[int, ...], usual: int) -> int:
        """The tone of a chord that stands so many steps above its root."""
        found = next((semitones for step, semitones in basic(chord) if step in steps), usual)
        return (sounds(chord, self.key).root + found) % 12

    def _approach(self, target: int) -> int:
        """A half step or a whole one from below or above, or the fifth of what comes; not where the hand is."""
        choices = [
            one
            for one in (target - 1, target + 1, target - 2, target + 2, target + 7, target - 5)
            if LOW <= one <= HIGH
        ]
        fitting = [one for one in choices if one != self.now and abs(one - self.now) <= 7] or choices
        return min(
            fitting,
            key=lambda one: abs(one - self.now) * 0.35 + self.rng.random() * 2.2 + (abs(one - target) > 2) * 1.5,
        )

    def _between(self, chord: Chord) -> int:
        heard = sounds(chord, self.key)
        allowed = heard.basic if self.rng.random() < 0.65 else heard.scale
        near = [one for one in range(max(LOW, self.now - 5), min(HIGH, self.now + 5) + 1) if one % 12 in allowed]
        up = 1 if self.now < (LOW + HIGH) / 2 + self.rng.uniform(-7, 7) else -1
        others = [one for one in near if one != self.now] or [self.now]
        return min(
            others,
            key=lambda one: abs(one - self.now) - (0.8 if (one - self.now) * up > 0 else 0) + self.rng.random() * 2.2,
        )
