"""The band of the house: piano, bass and drums for any piece, by its style, its form and its chords.

It follows whatever stands on the page: substitutions, slash basses, bars without a chord, every time signature. The
same score and seed are the same performance.
"""

import random
from dataclasses import replace
from fractions import Fraction

from app.practice.accompaniment.bass import bass_line
from app.practice.accompaniment.beats import measures
from app.practice.accompaniment.changes import Changes
from app.practice.accompaniment.comping import comping
from app.practice.accompaniment.kit import drumming
from app.practice.options import Style
from app.practice.playing import Harmony, harmony, length, sounding, turns
from app.practice.score import Hand, Score
from app.practice.sound.events import Arrangement, Stroke, Tone
from app.practice.sound.tempo import role_of

WALKS = frozenset({Style.SWING, Style.BEBOP, Style.BLUES, Style.MODAL})
MOST_INTRO = 4


def perform(score: Score, seed: int | None = None, choruses: int = 1, intro: int = 0) -> Arrangement:
    """The piece as a band plays it: `choruses` times through, after `intro` bars that lead in.

    What the player reads is the melody, however many hands it has; where the left hand is written out, the piano of the
    band rests.
    """
    rng = random.Random(f'{score.seed if seed is None else seed} {score.title} {score.style}')
    played, chords = turns(score), harmony(score)
    once = length(score)
    bars = [
        replace(turn, turn=turn.turn + lap * len(played), start=turn.start + lap * once)
        for lap in range(choruses)
        for turn in played
    ]
    heard = [
        Harmony(one.start + lap * once, one.length, one.chord, one.turn + lap * len(played))
        for lap in range(choruses)
        for one in chords
    ]
    changes, bounds = Changes(heard, once * choruses), measures(score, bars)
    both = any(note.hand == Hand.LEFT for bar in score.bars for note in bar.notes)
    walks = score.style in WALKS
    made = Arrangement(
        once * choruses,
        tuple(melody_of(score, choruses)),
        () if both else tuple(comping(bounds, changes, score.key, score.style, rng)),
        tuple(bass_line(bounds, changes, score.key, score.style, rng, walks)),
        tuple(drumming(bounds, changes, score.style, rng)),
    )
    return _led_in(made, score, min(intro, MOST_INTRO)) if intro else made


def melody_of(score: Score, choruses: int = 1) -> list[Tone]:
    """What stands on the page, as it sounds."""
    once = length(score)
    return [
        Tone(
            one.start + lap * once,
            one.length,
            one.pitch.midi,
            one.note.velocity,
            role_of(score, one.hand),
            one.ids,
        )
        for lap in range(choruses)
        for one in sounding(score)
    ]


def _led_in(made: Arrangement, score: Score, bars: int) -> Arrangement:
    """The last bars of the form first, without the melody, and then the piece."""
    lead = score.time.bar * bars
    start = made.length - lead
    if start < 0:
        return made

    def before(at: Fraction) -> bool:
        return start <= at < made.length - Fraction(1, 2)

    def tones(line: tuple[Tone, ...]) -> tuple[Tone, ...]:
        return tuple(
            [replace(one, at=one.at - start, ids=()) for one in line if before(one.at)]
            + [replace(one, at=one.at + lead) for one in line]
        )

    strokes: list[Stroke] = [replace(one, at=one.at - start) for one in made.drums if before(one.at)]
    strokes += [replace(one, at=one.at + lead) for one in made.drums]
    melody = tuple(replace(one, at=one.at + lead) for one in made.melody)
    return Arrangement(made.length + lead, melody, tones(made.piano), tones(made.bass), tuple(strokes))
