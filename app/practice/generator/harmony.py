"""Colours a chart as a level reads it, and puts other chords in place of plain ones, with a log that undoes it."""

import random
from dataclasses import replace

from app.practice.generator.charts import GROUPS, Cell, Chart, placed
from app.practice.generator.layouts import Layout
from app.practice.generator.levels import LEVELS
from app.practice.music.chords import MAJOR_SOUND, MINOR_SOUND, is_dominant
from app.practice.music.keys import degree
from app.practice.music.pitches import plainest
from app.practice.options import Difficulty, Style
from app.practice.score import Key, Substitution, Time
from app.practice.tones import Chord, Quality, Tone

Q = Quality
D = Difficulty


def coloured(chart: Chart, level: Difficulty, style: Style, rng: random.Random) -> Chart:
    """The same harmony as this level reads it; one chord is coloured in one way all through."""
    known: dict[tuple[Chord, bool], Chord] = {}
    made: Chart = []
    flat = [cell[0] for bar in chart for cell in bar]
    place = 0
    for bar in chart:
        cells: list[Cell] = []
        for chord, ticks in bar:
            after = flat[place + 1] if place + 1 < len(flat) else chord
            to_minor = after.quality in (*MINOR_SOUND, Q.HALF_DIMINISHED) and goes_home(chord, after)
            place += 1
            if (chord, to_minor) not in known:
                known[chord, to_minor] = _coloured(chord, to_minor, level, style, rng)
            cells.append((known[chord, to_minor], ticks))
        made.append(cells)
    return made


def goes_home(chord: Chord, after: Chord) -> bool:
    """Whether the root falls a fifth."""
    return bool(chord.root and after.root) and _above(chord, after) == 7


def _above(chord: Chord, other: Chord) -> int:
    assert chord.root is not None
    assert other.root is not None
    return (chord.root.pitch_class - other.root.pitch_class) % 12


def _coloured(chord: Chord, to_minor: bool, level: Difficulty, style: Style, rng: random.Random) -> Chord:
    if chord.root is None or (chord.extensions and level != D.BEGINNER):
        return chord
    if level == D.BEGINNER:
        return replace(chord, extensions=()) if chord.quality != Q.DOMINANT_SUS else chord
    if level == D.INTERMEDIATE:
        return chord
    expert = level == D.EXPERT
    if chord.quality == Q.MAJOR_7:
        return replace(chord, extensions=rng.choice((('9',), (), ('9',), ('9', '#11') if expert else ())))
    if chord.quality == Q.MINOR_7:
        return replace(
            chord, extensions=rng.choice((('9',), (), ('11',) if style == Style.MODAL or expert else ('9',)))
        )
    if chord.quality == Q.DOMINANT_7 and style != Style.FUNK:
        if to_minor:
            return replace(chord, extensions=rng.choice((('b9',), ('alt',), ('b9', 'b13') if expert else ('b9',))))
        return replace(chord, extensions=rng.choice((('13',), ('9',), (), ('13',))))
    if chord.quality in (Q.MAJOR_6, Q.MINOR_6):
        return replace(chord, extensions=rng.choice((('9',), ())))
    return chord


class Substituter:
    """Looks for places where a rule fits, and takes some of them."""

    def __init__(
        self, layout: Layout, key: Key, time: Time, level: Difficulty, style: Style, rng: random.Random
    ) -> None:
        self.layout, self.key, self.time, self.style, self.rng = layout, key, time, style, rng
        self.level = LEVELS[level]
        self.log: list[Substitution] = []
        self.touched: set[int] = set()

    def apply(self, at_least: int = 0) -> None:
        """Substitute here and there, not in the last bar; `at_least` so many, where the rules find a place."""
        chart = self.layout.chart
        places = list(range(len(chart) - 1))
        often = self.level.substitutions * (0.25 if self.style in (Style.MODAL, Style.FUNK) else 1.0)
        for bar in places:
            if self.rng.random() < often:
                self._one(bar)
        self.rng.shuffle(places)
        for bar in places:
            if len(self.log) >= at_least:
                break
            self._one(bar)
        self.log.sort(key=lambda one: one.bar)

    def _one(self, bar: int) -> None:
        rules = [rule for rule in self.level.rules if self.style != Style.MODAL or rule in ('side-slip', 'sus')]
        self.rng.shuffle(rules)
        for rule in rules:
            found = RULES[rule](self, bar)
            if found:
                new, words = found
                span = range(bar, bar + len(new))
                if not self.touched & set(span) and span[-1] < len(self.layout.chart):
                    before = tuple(placed(self.layout.chart[i]) for i in span)
                    self.layout.chart[bar : bar + len(new)] = new
                    self.touched |= set(span)
                    self.log.append(Substitution(bar, rule, words, before))
                    return

    def after(self, bar: int, place: int) -> Chord | None:
        """What follows a chord as it is played."""
        cells = self.layout.chart[bar]
        if place + 1 < len(cells):
            return cells[place + 1][0]
        following = self.layout.following(bar)
        return self.layout.chart[following][0][0] if following is not None else None

    def tone(self, root: Tone, semitones: int) -> Tone:
        return degree(self.key, root.pitch_class + semitones - self.key.tonic.pitch_class)

    def dominants(self, bar: int) -> list[tuple[int, Chord, int, Chord]]:
        """Dominants that fall a fifth: place in the bar, chord, ticks, what they fall to."""
        found = []
        for place, (chord, ticks) in enumerate(self.layout.chart[bar]):
            after = self.after(bar, place)
            if after and is_dominant(chord) and goes_home(chord, after):
                found.append((place, chord, ticks, after))
        return found

    def swapped(self, bar: int, place: int, *new: Cell) -> list[list[Cell]]:
        cells = list(self.layout.chart[bar])
        cells[place : place + 1] = list(new)
        return [cells]


Found = tuple[list[list[Cell]], str] | None


def _tritone(at: Substituter, bar: int) -> Found:
    for place, chord, ticks, after in at.dominants(bar):
        if chord.root and chord.quality == Q.DOMINANT_7:
            new = Chord(at.tone(chord.root, 6), Q.DOMINANT_7, at.rng.choice((('9',), (), ('13',))))
            words = (
                f'{new} instead of {chord}: a tritone away, with the same third and seventh; a half step above {after}.'
            )
            return at.swapped(bar, place, (new, ticks)), words
    return None


def _related(at: Substituter, bar: int) -> Found:
    for place, chord, ticks, after in at.dominants(bar):
        if chord.root and len(at.layout.chart[bar]) == 1:
            minor = after.quality in (*MINOR_SOUND, Q.HALF_DIMINISHED)
            new = Chord(at.tone(chord.root, 7), Q.HALF_DIMINISHED if minor else Q.MINOR_7)
            half = _halves(at.time, ticks)
            words = f'{new} before {chord}: the II that belongs to this V, so that the way to {after} is a whole II-V.'
            return at.swapped(bar, place, (new, half[0]), (chord, half[1])), words
    return None


def _halves(time: Time, ticks: int) -> tuple[int, int]:
    groups = GROUPS[str(time)]
    return groups if sum(groups) == ticks else (ticks // 2, ticks - ticks // 2)


def _backdoor(at: Substituter, bar: int) -> Found:
    for place, chord, ticks, after in at.dominants(bar):
        if (
            after.root
            and chord.quality == Q.DOMINANT_7
            and after.quality in MAJOR_SOUND
            and 'alt' not in chord.extensions
        ):
            new = Chord(at.tone(after.root, 10), Q.DOMINANT_7, at.rng.choice((('9',), ('13',))))
            words = f'{new} instead of {chord}: the back door, a whole step below {after}, borrowed from its minor key.'
            return at.swapped(bar, place, (new, ticks)), words
    return None


def _altered(at: Substituter, bar: int) -> Found:
    for place, chord, ticks, after in at.dominants(bar):
        if chord.quality == Q.DOMINANT_7 and 'alt' not in chord.extensions:
            new = replace(chord, extensions=('alt',))
            words = (
                f'{new} instead of {chord}: ninth and fifth raised or lowered, each a half step from a tone of {after}.'
            )
            return at.swapped(bar, place, (new, ticks)), words
    return None


def _sus(at: Substituter, bar: int) -> Found:
    for place, chord, ticks, after in at.dominants(bar):
        if chord.quality == Q.DOMINANT_7 and len(at.layout.chart[bar]) == 1 and 'alt' not in chord.extensions:
            new = Chord(chord.root, Q.DOMINANT_SUS, ('9',))
            half = _halves(at.time, ticks)
            words = f'{new} before {chord}: the fourth holds the third back, and falls to it before {after} comes.'
            return at.swapped(bar, place, (new, half[0]), (chord, half[1])), words
    return None


def _secondary(at: Substituter, bar: int) -> Found:
    cells = at.layout.chart[bar]
    after = at.after(bar, len(cells) - 1)
    if len(cells) == 1 and after and after.root and cells[0][0].quality in (*MAJOR_SOUND, *MINOR_SOUND):
        chord, ticks = cells[0]
        if after.root != chord.root and not goes_home(chord, after):
            new = Chord(at.tone(after.root, 7), Q.DOMINANT_7, ('b9',) if after.quality in MINOR_SOUND else ())
            half = _halves(at.time, ticks)
            words = f'{new} after {chord}: the dominant of {after}, which pulls into the next bar.'
            return at.swapped(bar, 0, (chord, half[0]), (new, half[1])), words
    return None


def _passing(at: Substituter, bar: int) -> Found:
    cells = at.layout.chart[bar]
    after = at.after(bar, len(cells) - 1)
    if len(cells) == 1 and after and after.root and cells[0][0].root and _above(after, cells[0][0]) == 2:
        chord, ticks = cells[0]
        if chord.quality in (*MAJOR_SOUND, *MINOR_SOUND):
            assert chord.root is not None
            raised = chord.root.alter < 1
            between = plainest(Tone(chord.root.step, chord.root.alter + 1)) if raised else at.tone(chord.root, 1)
            new = Chord(between, Q.DIMINISHED_7)
            half = _halves(at.time, ticks)
            words = f'{new} between {chord} and {after}: the bass climbs by half steps.'
            return at.swapped(bar, 0, (chord, half[0]), (new, half[1])), words
    return None


def _coltrane(at: Substituter, bar: int) -> Found:
    chart = at.layout.chart
    if bar + 3 >= len(chart) or any(len(chart[i]) != 1 for i in range(bar, bar + 3)):
        return None
    (two, ticks), (five, _), (one, _) = chart[bar][0], chart[bar + 1][0], chart[bar + 2][0]
    if not (one.root and two.quality == Q.MINOR_7 and five.quality == Q.DOMINANT_7 and one.quality in MAJOR_SOUND):
        return None
    if _above(two, one) != 2 or _above(five, one) != 7 or at.layout.following(bar + 1) != bar + 2:
        return None
    half = _halves(at.time, ticks)
    names = [at.tone(one.root, semitones) for semitones in (3, 8, 11, 4, 7)]
    dominant = [Chord(names[i], Q.DOMINANT_7) for i in (0, 2, 4)]
    first, second = Chord(names[1], Q.MAJOR_7), Chord(names[3], Q.MAJOR_7)
    new = [[(two, half[0]), (dominant[0], half[1])], [(first, half[0]), (dominant[1], half[1])],
           [(second, half[0]), (dominant[2], half[1])]]  # fmt: skip
    words = f'{two} {five} {one} in major thirds: by {first} and {second}, each with its dominant, home to {one}.'
    after = chart[bar + 3][0][0]
    return (new, words) if after == one else None


def _side_slip(at: Substituter, bar: int) -> Found:
    cells = at.layout.chart[bar]
    if len(cells) != 1 or cells[0][0].quality != Q.MINOR_7 or cells[0][0].root is None:
        return None
    chord, ticks = cells[0]
    assert chord.root is not None
    half = _halves(at.time, ticks)
    new = Chord(at.tone(chord.root, 1), Q.MINOR_7)
    words = f'{new} before {chord}: the same a half step higher, out of the key and back (side-slip).'
    return at.swapped(bar, 0, (new, half[0]), (chord, half[1])), words


RULES = {'tritone': _tritone, 'related ii': _related, 'backdoor': _backdoor, 'altered': _altered, 'sus': _sus,
         'secondary dominant': _secondary, 'passing diminished': _passing, 'coltrane': _coltrane,
         'side-slip': _side_slip}  # fmt: skip
