"""The piano of the band: when it plays a chord, and how long."""

import random
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from app.practice.accompaniment.beats import Measure
from app.practice.accompaniment.changes import Changes
from app.practice.music.voicings import Room, voiced
from app.practice.options import Style
from app.practice.score import Key
from app.practice.sound.events import Tone

Cell = tuple[tuple[float, float], ...]
"""When a bar of four has chords, and for how long: in quarters from its start."""
SWING: tuple[Cell, ...] = (
    ((0, 1), (1.5, 0.5)), ((1.5, 0.5),), ((0.5, 0.5), (2, 1)), ((0, 1.5),), ((1.5, 0.4), (3.5, 1)), ((1, 0.5), (2.5,
    1)), ((3.5, 1.2),), ((0, 0.5), (2.5, 0.5)), ((0.5, 0.4), (2.5, 0.8)), ((2, 0.5), (3.5, 0.8)), (),
)  # fmt: skip
SPARSE: tuple[Cell, ...] = (((0, 3.5),), ((0, 1.5), (2, 1.5)), ((0.5, 2.5),), ((1.5, 2),))
BOSSA: tuple[Cell, ...] = (
    ((0, 1), (1.5, 1), (3, 0.5)), ((0, 0.5), (1, 0.5), (2.5, 1.2)), ((0.5, 1), (2, 1), (3.5, 0.8)), ((0, 1.5), (2.5,
    1)),
)  # fmt: skip
MONTUNO: tuple[Cell, ...] = (
    ((0, 0.5), (1, 0.4), (1.5, 0.4), (2.5, 0.4), (3.5, 0.5)), ((0.5, 0.4), (1.5, 0.4), (2, 0.4), (3, 0.4), (3.5, 0.5)),
)  # fmt: skip
FUNK: tuple[Cell, ...] = (((0, 0.25), (1.5, 0.25), (2.75, 0.25)), ((0.5, 0.25), (2.5, 0.5)), ((1.5, 0.25), (3.5, 0.25)))
STRIDE: tuple[Cell, ...] = (((1, 0.7), (3, 0.7)),)
SHUFFLE: tuple[Cell, ...] = (
    ((0.5, 0.4), (1.5, 0.4), (2.5, 0.4), (3.5, 0.4)),
    ((0, 1), (1.5, 0.5)),
    ((1.5, 0.4), (3.5, 0.8)),
)
CELLS = {
    Style.BALLAD: SPARSE, Style.BOSSA: BOSSA, Style.LATIN: MONTUNO, Style.FUNK: FUNK, Style.STRIDE: STRIDE,
    Style.BLUES: (*SHUFFLE, *SWING), Style.MODAL: (*SWING, *SPARSE),
}  # fmt: skip
WAYS = {Style.MODAL: 'fourths', Style.STRIDE: 'close', Style.FUNK: 'drop-2'}
ROOM = Room(50, 74)
STAYS = 0.5
"""How often a bar repeats the rhythm of the one before."""


def comping(measures: Sequence[Measure], changes: Changes, key: Key, style: Style, rng: random.Random) -> list[Tone]:
    """The chords of every bar, each where a rhythm has it and wherever harmony moves without one."""
    line: list[Tone] = []
    cells = CELLS.get(style, SWING)
    cell = rng.choice(cells)
    before: tuple[int, ...] = ()
    for measure in measures:
        if rng.random() > STAYS:
            cell = rng.choice(cells)
        hits = _ending(measure) if measure.last else _hits(measure, cell, changes)
        for at, length in hits:
            # What comes just before a beat belongs to it already.
            ahead = at if (at - measure.start).denominator == 1 else at + Fraction(1, 2)
            chord = changes.chord(ahead) if ahead < changes.length else None
            if chord is None or changes.chord(at) is None:
                continue
            before = voiced(chord, key, WAYS.get(style, 'rootless'), before, ROOM)
            velocity = 64 + rng.randrange(-7, 8) + (6 if length >= 1 else 0)
            line += [Tone(at, length, midi, velocity, 'comping') for midi in before]
    return _apart(line)


def _hits(measure: Measure, cell: Cell, changes: Changes) -> list[tuple[Fraction, Fraction]]:
    """The rhythm, fitted to the bar: a bar of three has what fits, one of five goes on."""
    length = measure.end - measure.start
    beat = measure.beats[0].length if measure.full else Fraction(1)
    found: list[tuple[Fraction, Fraction]] = []
    offset = Fraction(0)
    while offset < length:
        for at, held in cell:
            start = offset + _on_grid(at, beat)
            if start < length:
                found.append((measure.start + start, _on_grid(held, beat)))
        offset += 4 * beat
    if not found and changes.chord(measure.start) != changes.chord(
        measure.start - 1 if measure.start else measure.start
    ):
        found.append((measure.start, Fraction(1)))
    return found


def _on_grid(value: float, beat: Fraction) -> Fraction:
    """A place in quarters where a beat is one; where beats are dotted, halves go to their last third."""
    whole, part = int(value // 1), Fraction(value % 1).limit_denominator(12)
    if beat == 1:
        return whole + part
    return whole * beat + (Fraction(1) if part >= Fraction(1, 2) else part)


def _ending(measure: Measure) -> list[tuple[Fraction, Fraction]]:
    return [(measure.start, measure.end - measure.start)]


def _apart(line: list[Tone]) -> list[Tone]:
    """Each chord ends where the next one begins."""
    starts = sorted({tone.at for tone in line})
    following = dict(pairwise(starts))
    return [
        Tone(
            one.at,
            min(one.length, following.get(one.at, one.at + one.length) - one.at),
            one.midi,
            one.velocity,
            one.role,
        )
        for one in line
    ]
