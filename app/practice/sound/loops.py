"""Some bars again and again: when each pass begins, how fast it is, and what that sounds like.

Every pass is placed by its distance from the start, never by adding up what was rounded, so that nothing drifts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from app.practice.playing import turns
from app.practice.score import Score
from app.practice.sound.events import Arrangement, Part, Tone
from app.practice.sound.instruments import RATE, Wave
from app.practice.sound.stems import render
from app.practice.sound.tempo import FASTEST, timing

MOST_PASSES = 100


@dataclass(frozen=True, slots=True)
class Pass:
    """One time through: when it begins, with its count-in before it, and how long it is."""

    start_s: float
    length_s: float
    tempo: float
    count_in_s: float = 0.0


def region(score: Score, first: int, last: int) -> tuple[Fraction, Fraction]:
    """From where to where bars are played, in quarters; `first` and `last` are places in the order of playing."""
    played = turns(score)
    first, last = max(0, min(first, last)), min(len(played) - 1, max(first, last))
    return played[first].start, played[last].start + played[last].length


def passes(
    score: Score,
    first: int,
    last: int,
    count: int,
    tempo: float | None = None,
    faster: float = 0.0,
    count_in_bars: int = 0,
) -> list[Pass]:
    """When each of `count` passes begins, each by `faster` faster than the one before; the first is counted in."""
    start, end = region(score, first, last)
    made: list[Pass] = []
    now = 0.0
    for n in range(max(1, min(MOST_PASSES, count))):
        beats = min(FASTEST, (tempo or score.tempo) + n * faster)
        beat = timing(score, beats).beat_s
        counted = float(score.time.bar) * count_in_bars * beat if n == 0 else 0.0
        length = float(end - start) * beat
        made.append(Pass(now + counted, length, beats, counted))
        now += counted + length
    return made


def loop(
    arrangement: Arrangement, score: Score, first: int, last: int, plan: Sequence[Pass], parts: Sequence[Part]
) -> Mapping[Part, Wave]:
    """The stems of all passes one after another; what rings at the end of a pass rings into the next."""
    start, end = region(score, first, last)
    inside = part_of(arrangement, start, end)
    frames = round((plan[-1].start_s + plan[-1].length_s + 2.0) * RATE)
    out: dict[Part, Wave] = {part: np.zeros((frames, 2), np.float32) for part in parts}
    for n, one in enumerate(plan):
        mix = render(inside, timing(score, one.tempo), parts, seed=n)
        at = round(one.start_s * RATE)
        for part, wave in mix.stems.items():
            fits = min(len(wave), frames - at)
            out[part][at : at + fits] += wave[:fits]
    return out


def part_of(arrangement: Arrangement, start: Fraction, end: Fraction) -> Arrangement:
    """What begins between two moments, as a performance of its own."""

    def inside(at: Fraction) -> bool:
        return start <= at < end

    def kept(part: Part) -> tuple[Tone, ...]:
        return tuple(
            replace(one, at=one.at - start, length=min(one.length, end - one.at))
            for one in arrangement.tones(part)
            if inside(one.at)
        )

    drums = tuple(replace(one, at=one.at - start) for one in arrangement.drums if inside(one.at))
    return Arrangement(end - start, kept('melody'), kept('piano'), kept('bass'), drums)
