"""What a piece trains, in words that its notes bear out: what a level may have is said only where it is there."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.practice.generator.charts import STRONG
from app.practice.generator.planning import Plan
from app.practice.music.chords import is_dominant, sounds
from app.practice.options import Difficulty, Hands, Style
from app.practice.score import Bar, Hand, Substitution, ticks
from app.practice.tones import NO_CHORD, Chord

D = Difficulty
ALTERATIONS = {'alt', 'b9', '#9', 'b5', '#5', 'b13'}
LONG, WIDE, MOSTLY = 8, 19, 0.5
"""How many notes in one go are a long line; how many semitones are wide: an octave and a fifth; and which share."""


@dataclass(frozen=True, slots=True)
class _Heard:
    """A note of the melody: its bar, start and end in ticks from the first bar of the page, and its chord."""

    at: int
    end: int
    within: int
    midi: int
    chord: Chord


def line_aim(plan: Plan, bars: Sequence[Bar], log: Sequence[Substitution]) -> str:
    """What a lick, a melody or a piece trains."""
    if plan.level == D.BEGINNER:
        return 'chord tones on the strong beats, the scale between them'
    notes = list(_melody(plan, bars))
    devices = ['chromatic passing notes'] * _passes(plan, notes) + ['enclosures'] * _encloses(plan, notes)
    targets = 'thirds and sevenths' if _guided(plan, notes) else 'chord tones'
    if plan.level == D.EXPERT:
        pitches = [one.midi for one in notes] or [0]
        devices += ['a wide range'] * (max(pitches) - min(pitches) >= WIDE)
        line = f'{"long lines" if _longest(notes) >= LONG else "phrases"} towards {targets}'
        return line + ', through substituted harmony' * bool(log) + (f', with {listed(devices)}' if devices else '')
    if plan.level == D.INTERMEDIATE:
        return f'{targets} as targets, with {"first enclosures" if "enclosures" in devices else "steps between them"}'
    altered = any(
        is_dominant(one.chord) and ALTERATIONS & set(one.chord.extensions) for bar in bars for one in bar.chords
    )
    return f'{targets} reached by {listed(devices or ["steps"])}' + ', over altered dominants' * altered


def chord_aim(plan: Plan, log: Sequence[Substitution]) -> str:
    """What changes train."""
    both = plan.hands == Hands.BOTH
    if plan.level == D.BEGINNER:
        near = 'as near to each other as they lie'
        return f'roots in the left hand, three-note chords above, {near}' if both else f'three-note chords, {near}'
    if plan.level == D.INTERMEDIATE:
        return 'thirds and sevenths that move by step where the chord changes'
    fourths = plan.style == Style.MODAL
    chords = 'voicings in fourths' if fourths else 'voicings that mostly leave out the root, in small motions'
    if plan.level == D.EXPERT and log:
        chords = f'{"voicings in fourths" if fourths else "rich voicings"} through substitutions'
    return chords + (f', over a bass that {"walks" if plan.walks else "keeps its pattern"}' if both else '')


def listed(names: Sequence[str]) -> str:
    """`a, b and c`."""
    return names[0] if len(names) == 1 else ', '.join(names[:-1]) + ' and ' + names[-1]


def _melody(plan: Plan, bars: Sequence[Bar]) -> Iterator[_Heard]:
    hand, begun = Hand.LEFT if plan.hands == Hands.LEFT else Hand.RIGHT, 0
    for bar in bars:
        for note in (one for one in bar.notes if one.hand == hand):
            chord = next((one.chord for one in reversed(bar.chords) if one.at <= note.at), NO_CHORD)
            at = ticks(note.at)
            yield _Heard(begun + at, begun + at + ticks(note.length), at, note.midi, chord)
        begun += ticks(bar.length)


def _guided(plan: Plan, notes: Sequence[_Heard]) -> bool:
    """Whether most strong beats have the third or the seventh (or the sixth, where that stands in its place)."""
    strong = [one for one in notes if one.within in STRONG[str(plan.time)]]
    tones = [sounds(one.chord, plan.key).basic for one in strong]
    guides = sum(one.midi % 12 in (*basic[1:2], *basic[3:4]) for one, basic in zip(strong, tones, strict=True))
    return guides >= MOSTLY * max(1, len(strong))


def _threes(notes: Sequence[_Heard]) -> Iterator[tuple[_Heard, _Heard, _Heard]]:
    """Three notes that follow each other without a rest."""
    for one, two, three in zip(notes, notes[1:], notes[2:], strict=False):
        if one.end == two.at and two.end == three.at:
            yield one, two, three


def _encloses(plan: Plan, notes: Sequence[_Heard]) -> bool:
    """Whether a chord tone on a beat comes after its neighbours on both sides."""
    beat = ticks(plan.time.beat)
    return any(
        goal.within % beat == 0
        and goal.midi % 12 in sounds(goal.chord, plan.key).basic
        and sorted((one.midi > goal.midi, two.midi > goal.midi)) == [False, True]
        and all(0 < abs(near.midi - goal.midi) <= 2 for near in (one, two))
        for one, two, goal in _threes(notes)
    )


def _passes(plan: Plan, notes: Sequence[_Heard]) -> bool:
    """Whether a note that no scale has lies between two others by half steps in one direction."""
    return any(
        two.midi - one.midi == three.midi - two.midi in (1, -1)
        and two.midi % 12 not in sounds(two.chord, plan.key).scale
        for one, two, three in _threes(notes)
    )


def _longest(notes: Sequence[_Heard]) -> int:
    """The most notes in one go."""
    longest = run = 1
    for one, two in itertools.pairwise(notes):
        run = run + 1 if one.end == two.at else 1
        longest = max(longest, run)
    return longest
