"""A click for the whole piece, and the count that leads into it."""

from fractions import Fraction

import numpy as np

from app.practice.playing import turns
from app.practice.score import Score
from app.practice.sound.events import Arrangement, Stroke
from app.practice.sound.instruments import RATE, Wave
from app.practice.sound.levels import at_level
from app.practice.sound.stems import TARGET_LUFS, render
from app.practice.sound.swing import Timing

DRUM = 'sticks'
FIRST, OTHER = 110, 74


def click_stem(score: Score, timing: Timing, choruses: int = 1) -> Wave:
    """A stroke a beat, the first of a bar louder; as long as the other stems."""
    strokes: list[Stroke] = []
    begin = Fraction(0)
    for _ in range(choruses):
        for turn in turns(score):
            count = -(-turn.length // score.time.beat)
            full = turn.length == score.time.bar
            for n in range(count):
                strokes.append(
                    Stroke(begin + turn.start + n * score.time.beat, DRUM, FIRST if n == 0 and full else OTHER)
                )
        begin += turns(score)[-1].start + turns(score)[-1].length
    return render(Arrangement(begin, drums=tuple(strokes)), timing, ('drums',)).stems['drums']


def count_in(score: Score, timing: Timing, bars: int = 1) -> Wave:
    """So many bars of count, exactly as long as they are. Two bars are counted as bands do: one, two, and every
    beat.
    """
    beats = int(score.time.bar // score.time.beat)
    strokes = [
        Stroke(bar * score.time.bar + n * score.time.beat, DRUM, FIRST if n == 0 else OTHER)
        for bar in range(bars)
        for n in range(beats)
        if bars == 1 or bar == bars - 1 or n in (0, beats // 2)
    ]
    length = score.time.bar * bars
    wave = render(Arrangement(length, drums=tuple(strokes)), timing, ('drums',)).stems['drums']
    exact = round(float(length) * timing.beat_s * RATE)
    return at_level(np.ascontiguousarray(wave[:exact]), TARGET_LUFS)
