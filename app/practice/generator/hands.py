"""Plays words of the left hand (or chords of the right one) over a ground: which notes, where, with least motion."""

import random
from dataclasses import dataclass
from functools import lru_cache

from app.practice.generator.ground import Event, Ground
from app.practice.generator.left_words import patterns
from app.practice.music.chords import basic
from app.practice.music.voicings import Room, candidates, voiced
from app.practice.options import Difficulty, Style
from app.practice.tones import Chord

SINGLE = {'R': 0, '5': 4, 'T': 2, '8': 7, '6': 5, '7': 6}
PAIRS = {'O': 4, 'P': 5, 'Q': 6, 'X': 2}
WAYS = {
    # what V is at a level: from ADVANCED on without roots, in modal pieces fourths
    Difficulty.BEGINNER: 'triad', Difficulty.INTERMEDIATE: 'shell', Difficulty.ADVANCED: 'rootless',
    Difficulty.EXPERT: 'rootless',
}  # fmt: skip


def rubs(midi: int, melody: tuple[int, ...]) -> bool:
    """Whether a note lies a half step and octaves below one of the melody, as no player would put it."""
    return any(one > midi and (one - midi) % 12 == 1 for one in melody)


LOOSE = (Style.SWING, Style.BEBOP, Style.MODAL)
"""Who accompanies in these answers the melody rather than keeping a pattern."""


@dataclass(frozen=True, slots=True)
class Register:
    """Where single notes and where chords lie, as MIDI numbers."""

    bass_low: int = 36
    bass_high: int = 55
    low: int = 48
    high: int = 61


class Accompanist:
    """One hand that accompanies."""

    def __init__(
        self, ground: Ground, rng: random.Random, register: Register, comping: bool = False, way: str = ''
    ) -> None:
        self.ground, self.rng, self.register, self.comping = ground, rng, register, comping
        self.way = way or self._usual_way()
        self.words = patterns(ground.style, ground.level, ground.time, comping)
        self.before: tuple[int, ...] = ()
        self.shell_before: tuple[int, ...] = ()
        self.bass: int | None = None
        self.events: list[Event] = []
        self.melody: list[Event] = []
        self._heard = 0
        self.chord: Chord | None = None

    def _usual_way(self) -> str:
        if self.ground.style == Style.MODAL and self.ground.level in (Difficulty.ADVANCED, Difficulty.EXPERT):
            return 'fourths'
        if self.comping:
            return {Difficulty.BEGINNER: 'triad', Difficulty.INTERMEDIATE: 'guide'}.get(self.ground.level, 'rootless')
        return WAYS[self.ground.level]

    def play(self, melody: list[Event]) -> list[Event]:
        """All bars; the last one comes to rest on its chord."""
        self.melody = melody
        bars = len(self.ground.chart)
        main = self.rng.choice(self.words)
        other = self._companion(main)
        for bar in range(bars):
            if bar == bars - 1:
                self._end(bar)
                continue
            if bar % 8 == 0 and bar:
                main, other = other, self._companion(main)
            steady = 0.5 if self.ground.style in LOOSE else 0.7
            word = main if bar % 4 != 3 and self.rng.random() < steady else other
            if self.ground.style in LOOSE and self.rng.random() < 0.3:
                word = self._companion(main)
            self._bar(word, bar)
        return self.events

    def _companion(self, word: str) -> str:
        """Another bar of the same texture: what walks in pairs stays there, what strikes chords does, too."""

        def texture(one: str) -> str:
            return 'pairs' if 'O' in one or 'P' in one else 'bass' if 'R' in one else 'chords'

        return self.rng.choice([one for one in self.words if texture(one) == texture(word)])

    def _bar(self, word: str, bar: int) -> None:
        start = bar * self.ground.bar
        for at, length, sign in _timed(word, self.ground.time.unit == 8):
            for begin, long, kind in self._cut(start + at, length, sign):
                self._strike(begin, long, kind)

    def _cut(self, at: int, length: int, sign: str) -> list[tuple[int, int, str]]:
        """A note that would go on over a change of chord is cut there, and struck anew if it is a long one."""
        ground = self.ground
        meant = ground.meant(at, length)
        change = next((t for t in ground.starts if max(meant, at) < t < at + length), None)
        if change is None:
            return [(at, length, sign)]
        rest = at + length - change
        return [(at, change - at, sign), *([(change, rest, sign)] if rest >= ground.beat else [])]

    def _strike(self, at: int, length: int, sign: str) -> None:
        meant = self.ground.meant(at, length)
        chord = self.ground.chord(meant)
        if chord.root is None:
            return
        if sign in SINGLE and (meant in self.ground.starts and sign in '58T67'):
            sign = 'R'
        notes = self._notes(sign, chord, *self._above_it(at, at + length))
        self.events += [Event(at, length, midi) for midi in notes]

    def _notes(self, sign: str, chord: Chord, ceiling: int, melody: tuple[int, ...]) -> tuple[int, ...]:
        if sign in SINGLE:
            midi = self._root(chord) if sign == 'R' else self._above(self._low_root(chord), chord, SINGLE[sign])
            return (midi if midi < ceiling else midi - 12,)
        if sign in PAIRS:
            root = self._low_root(chord)
            above = self._above(root, chord, PAIRS[sign])
            return (root, above) if above < ceiling and not rubs(above, melody) else (root,)
        notes = self._chord(sign, chord, ceiling, melody)
        softer = tuple(one for one in notes if not rubs(one, melody))
        return softer if len(softer) > 1 else notes[:1]

    def _chord(self, sign: str, chord: Chord, ceiling: int, melody: tuple[int, ...]) -> tuple[int, ...]:
        register = self.register
        room = Room(register.low, register.high, melody, ceiling)
        if sign == 'S' or self.way == 'shell':
            low = (
                register.low - 8
                if not self.comping and self.ground.style not in (Style.STRIDE, Style.WALTZ)
                else register.low
            )
            self.shell_before = voiced(
                chord, self.ground.key, 'shell', self.shell_before, Room(low, register.high, melody, ceiling)
            )
            return self.shell_before
        if self.way == 'fourths' and chord == self.chord and self.before and self.rng.random() < 0.5:
            self.before = self._elsewhere(chord, room)
        else:
            self.before = voiced(chord, self.ground.key, self.way, self.before, room)
        self.chord = chord
        return self.before

    def _elsewhere(self, chord: Chord, room: Room) -> tuple[int, ...]:
        """Another place on the same scale: where the harmony stands still, the fourths wander."""
        near = [
            notes
            for notes in candidates(chord, self.ground.key, self.way, room)
            if len(notes) == len(self.before) and 0 < abs(notes[-1] - self.before[-1]) <= 4
        ]
        return self.rng.choice(near) if near else self.before

    def _above_it(self, start: int, end: int) -> tuple[int, tuple[int, ...]]:
        """What the melody does meanwhile: its lowest note, and those that lean on the beat, which no chord may rub."""
        while self._heard < len(self.melody) and self.melody[self._heard].end <= start:
            self._heard += 1
        lowest, leaning = 128, []
        for one in self.melody[self._heard : self._heard + 24]:
            if one.at >= end:
                break
            lowest = min(lowest, one.midi)
            if one.length >= self.ground.beat or one.at in self.ground.strong or one.at == start:
                leaning.append(one.midi)
        return lowest, tuple(leaning)

    def _root(self, chord: Chord) -> int:
        """The root, or what stands behind the slash, near to where the hand was."""
        tone = chord.bass or chord.root
        assert tone is not None
        near = self.bass if self.bass is not None else self.register.bass_low + 8
        pool = [m for m in range(self.register.bass_low, self.register.bass_low + 14) if m % 12 == tone.pitch_class]
        self.bass = min(pool, key=lambda m: (abs(m - near) + abs(m - self.register.bass_low - 7) * 0.3, m))
        return self.bass

    def _low_root(self, chord: Chord) -> int:
        tone = chord.root
        assert tone is not None
        if self.bass is not None and self.bass % 12 == tone.pitch_class:
            return self.bass
        return self._root(chord if chord.bass is None else Chord(chord.root, chord.quality, chord.extensions))

    def _above(self, root: int, chord: Chord, step: int) -> int:
        if step == 7:
            return root + 12
        found = dict(basic(chord))
        usual = {2: 4, 4: 7, 5: 9, 6: 10}
        semitones = found.get(step, found.get(5, 7) if step == 4 else usual[step])
        return root + semitones + (12 if step == 2 else 0)

    def _end(self, bar: int) -> None:
        start = bar * self.ground.bar
        chord = self.ground.chord(start)
        if chord.root is None:
            return
        easy = not self.comping and ('R' in ''.join(self.words) or 'O' in ''.join(self.words))
        notes = (self._root(chord),) if easy else ()
        held = self._notes('V' if not easy else 'O', chord, *self._above_it(start, start + self.ground.bar))
        length = self.ground.bar
        self.events += [Event(start, length, midi) for midi in sorted({*notes, *held})]


@lru_cache(1024)
def _timed(word: str, ternary: bool) -> tuple[tuple[int, int, str], ...]:
    """Starts, lengths and signs of a word, in ticks."""
    beat = 18 if ternary else 12
    made: list[list[object]] = []
    ends: list[int] = []
    for place, token in enumerate(word.split()):
        edges = [place * beat + i * beat // len(token) for i in range(len(token) + 1)]
        if ternary and len(token) == 2:
            edges[1] = place * beat + 12
        for index, sign in enumerate(token):
            if sign not in '.-':
                made.append([edges[index], sign])
                ends.append(edges[index + 1])
            elif sign == '-' and ends and ends[-1] == edges[index]:
                ends[-1] = edges[index + 1]
    return tuple((int(str(at)), end - int(str(at)), str(sign)) for (at, sign), end in zip(made, ends, strict=True))
