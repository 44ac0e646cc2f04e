"""What a person mends with one click, where the tempo was taken for its half, or a bar for beginning a beat too early.

Hits stay where they are: only the timing, and the grid of the sections, become another. Where a bar can't go on over a
change of tempo it is cut there, as the old one was.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise, zip_longest

import numpy as np
from numpy.typing import NDArray

from app.drums.drum_map import FASTEST_BPM, SLOWEST_BPM, SNAP_DIVISORS, DrumMap, Section, TimingPoint

Numbers = NDArray[np.float64]

_SAME_TEMPO = 0.006
_TRIPLETS = 0.6
"""From here on a swing is nearer to triplets than to straight ones."""
_LEAST_TAPS = 2


def doubled(drum_map: DrumMap) -> DrumMap:
    """Twice as many beats; as many of them make a bar as before."""
    if max(point.bpm for point in drum_map.timing) * 2 > FASTEST_BPM:
        return drum_map
    timing = tuple(replace(point, bpm=point.bpm * 2) for point in drum_map.timing)
    return replace(drum_map, timing=timing, sections=tuple(_faster(section) for section in drum_map.sections))


def halved(drum_map: DrumMap) -> DrumMap:
    """Half as many beats; as many of them make a bar as before, so that a bar takes twice as long."""
    if min(point.bpm for point in drum_map.timing) / 2 < SLOWEST_BPM:
        return drum_map
    old, made = drum_map.timing, [replace(drum_map.timing[0], bpm=drum_map.timing[0].bpm / 2)]
    for before, point in pairwise(old):
        last = made[-1]
        passed = round((point.ms - last.ms) / last.beat_ms * 2)
        missing = -passed % (2 * last.beats_per_bar)
        if not missing or not _alike(before, point):
            made.append(replace(point, bpm=point.bpm / 2))
            continue
        if last.beats_per_bar < missing < passed:
            missing -= 2 * last.beats_per_bar
        later = point.ms + missing * point.beat_ms
        made[-1] = replace(last, bpm=60_000 * (passed + missing) / 2 / (later - last.ms))
        made.append(replace(point, ms=later, bpm=point.bpm / 2))
    timing = tuple(point for point in made if point.ms < drum_map.length_ms)
    return replace(drum_map, timing=timing, sections=tuple(_slower(section) for section in drum_map.sections))


def shifted_by_a_beat(drum_map: DrumMap) -> DrumMap:
    """Every bar begins a beat later.

    Where the tempo changes for good, the beats that are left over before the first whole bar are a bar of their own.
    """
    first, *others = drum_map.timing
    # Beats before the first point are counted back from it: it never has to walk away from the start.
    back = first.ms + first.beat_ms >= first.beats_per_bar * first.beat_ms
    made = [_later(first, back)]
    before, led_in = first, False
    for point, following in zip_longest(others, others[1:]):
        moved = replace(point, ms=point.ms + point.beat_ms)
        if led_in:
            whole = made[-1].beats_per_bar == point.beats_per_bar
            made[-1:] = [_reaching(made[-1], moved.ms), *([] if whole else [moved])]
            led_in = False
        elif following is not None and _leads_in(point, following):
            made.append(replace(point, beats_per_bar=point.beats_per_bar + 1))
            led_in = True
        elif _alike(before, point):
            moved = _later(point, back)
            made[-1:] = [_reaching(made[-1], moved.ms), moved]
        elif point.beats_per_bar > 1:
            made += [replace(point, beats_per_bar=1), moved]
        else:
            made.append(point)
        before = point
    return replace(drum_map, timing=tuple(point for point in made if point.ms < drum_map.length_ms))


def _later(point: TimingPoint, back: bool) -> TimingPoint:
    """A beat later; or where the bar begins that ends there, so that a whole bar of shifts is none."""
    return replace(point, ms=point.ms + (1 - back * point.beats_per_bar) * point.beat_ms)


def _alike(before: TimingPoint, point: TimingPoint) -> bool:
    return abs(point.bpm / before.bpm - 1) < _SAME_TEMPO and point.beats_per_bar == before.beats_per_bar


def _leads_in(before: TimingPoint, point: TimingPoint) -> bool:
    """Whether a point is one short bar that an earlier shift has left before the bars of the next."""
    alone = abs(before.ms + before.beats_per_bar * before.beat_ms - point.ms) < before.beat_ms / 10
    return alone and abs(point.bpm / before.bpm - 1) < _SAME_TEMPO and before.beats_per_bar < point.beats_per_bar


def _reaching(point: TimingPoint, ms: float) -> TimingPoint:
    """The point in the tempo whose beats reach a moment exactly."""
    beats = max(1, round((ms - point.ms) / point.beat_ms))
    return replace(point, bpm=60_000 * beats / (ms - point.ms))


def tapped(times_ms: Sequence[float], beats_per_bar: int = 4) -> TimingPoint | None:
    """The timing that somebody has tapped, the first tap on the first beat of a bar; `None` from a single tap.

    Taps that are left out, or come twice, do no harm; a tempo that is round but for the trembling of a hand is round.
    """
    taps = np.unique(np.asarray(times_ms, float))
    if len(taps) < _LEAST_TAPS:
        return None
    gaps = np.diff(taps)
    beat = float(np.median(gaps))
    number = np.round(np.concatenate([[0], np.cumsum(np.maximum(0, np.round(gaps / beat)))]))
    for _ in range(3):
        beat, begin = (float(value) for value in np.polyfit(number, taps, 1)) if number[-1] else (beat, taps[0])
        number = np.round((taps - begin) / beat)
    sure = 2 * float(np.std(taps - begin - number * beat)) / max(1.0, float(number[-1])) + 0.05
    bpm = 60_000 / beat
    whole = round(bpm)
    if abs(60_000 / whole - beat) < sure:
        begin, bpm = begin + (beat - 60_000 / whole) * float(number.mean()), float(whole)
    return TimingPoint(round(max(0.0, begin), 3), float(np.clip(bpm, SLOWEST_BPM, FASTEST_BPM)), beats_per_bar)


def _faster(section: Section) -> Section:
    """The same grid under twice as many beats: a swing has become a place of its own in a beat of three."""
    if section.swing >= _TRIPLETS:
        return replace(section, divisor=3, swing=0.5)
    return replace(section, swing=0.5)


def _slower(section: Section) -> Section:
    """The same grid under half as many beats."""
    if section.swing >= _TRIPLETS:
        return replace(section, divisor=6, swing=0.5)
    finer = 2 * section.divisor
    return replace(section, divisor=finer if finer in SNAP_DIVISORS else section.divisor, swing=0.5)
