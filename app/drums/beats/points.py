"""Beats as they were found → the fewest timing points from which no beat is off by more than can be heard.

A constant tempo is one point, however long the song; a tempo that drifts has as many as it needs, a song that changes
has one at each change. Found beats tremble by some milliseconds: stretches of bars are taken together as long as what
is left over looks like that trembling. Where one stretch runs into the next, its last beat ends exactly on the point.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.drums.drum_map import FASTEST_BPM, MOST_BEATS_PER_BAR, SLOWEST_BPM, TimingPoint

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

_STEADIEST_MS, _SHAKIEST_MS = 2.5, 12.0
_PRICES = (16.0, 8.0, 4.0, 2.0)
"""A further point has to explain so much, in squares of the trembling; less, where beats would be off otherwise."""
_OFF_MS, _TOGETHER = 7.0, 6
_JOINED_MS = 20.0
_BROKEN = 0.22
"""An interval that differs so much from those around is a break, or another part of the song."""
_ODD_MS, _AGREED_MS = 20.0, 12.0
_ROUND_MS = 2.0
_ROUND_TO = (1.0, 0.5, 0.1)


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar: its first beat by number, how many it has, and whether it does not follow on the one before."""

    first: int
    beats: int
    broken: bool = False


@dataclass(frozen=True, slots=True)
class Stretch:
    """Beats that are equally far apart, in bars of one length."""

    first: int
    end: int
    beats_per_bar: int
    broken: bool


@dataclass(frozen=True, slots=True)
class Found:
    """Beats as they were found, and how surely."""

    at_ms: Numbers
    trust: Numbers


def timing_points(
    at_ms: NDArray[np.floating[Any]], in_bar: Whole, meter: Whole, trust: Numbers | None = None
) -> tuple[TimingPoint, ...]:
    """The timing of these beats, at least a few; `trust`, up to 1, is how surely each is where it was found."""
    steady = Found(_steadied(np.asarray(at_ms, float)), np.ones(len(at_ms)) if trust is None else trust)
    bars = list(_bars(steady.at_ms, in_bar, meter))
    made, enough = list[TimingPoint](), max(_OFF_MS, 4.5 * _shake(steady) / _TOGETHER**0.5)
    for price in _PRICES:
        made = [point for chain in _chains(steady, _stretches(steady, bars, price)) for point in _points(steady, chain)]
        if _off(steady, made) < enough:
            break
    while made and made[0].ms < 0:
        made[0] = replace(made[0], ms=made[0].ms + made[0].beats_per_bar * made[0].beat_ms)
    return tuple(made)


def _off(found: Found, points: Sequence[TimingPoint]) -> float:
    """By how much the beats of a point are off where they are off the most, a few of them together."""
    at_ms, begins = found.at_ms, np.array([point.ms for point in points])
    place = np.maximum(0, np.searchsorted(begins, at_ms + _JOINED_MS, side='right') - 1)
    length = np.array([point.beat_ms for point in points])[place]
    past = (at_ms - begins[place]) / length
    off = (past - np.round(past)) * length * found.trust
    if len(off) < _TOGETHER:
        return 0.0
    return float(np.abs(np.convolve(off, np.full(_TOGETHER, 1 / _TOGETHER), mode='valid')).max())


def _steadied(at_ms: Numbers) -> Numbers:
    """Single beats that all pairs around them put somewhere else are put there."""
    steady = at_ms.copy()
    for beat in range(2, len(at_ms) - 2):
        reach = np.arange(1, 1 + min(4, beat, len(at_ms) - 1 - beat))
        told = (at_ms[beat - reach] + at_ms[beat + reach]) / 2
        if float(np.ptp(told)) < _AGREED_MS and abs(at_ms[beat] - float(np.median(told))) > _ODD_MS:
            steady[beat] = float(np.median(told))
    return steady


def _bars(at_ms: Numbers, in_bar: Whole, meter: Whole) -> Iterator[Bar]:
    """Bars as they were found; a beat after a break begins one, too."""
    gaps = np.diff(at_ms)
    broken = np.zeros(len(at_ms), bool)
    for place, gap in enumerate(gaps):
        around = np.concatenate([gaps[max(0, place - 3) : place], gaps[place + 1 : place + 4]])
        ratios = np.abs(gap / around - 1) if len(around) else np.zeros(1)
        broken[place + 1] = bool(ratios.min() > _BROKEN)
    starts = [beat for beat in range(len(at_ms)) if in_bar[beat] == 0 or broken[beat]] or [0]
    for start, end in zip(starts, [*starts[1:], len(at_ms)], strict=True):
        beats = int(meter[start]) if end == len(at_ms) else end - start
        yield Bar(start, min(beats, MOST_BEATS_PER_BAR), bool(broken[start]))


def _stretches(found: Found, bars: Sequence[Bar], price: float) -> list[Stretch]:
    """The cheapest way to put bars together: what is left over, and a price for each stretch."""
    shake, sums = _shake(found), _sums(found)
    ends = np.array([*(bar.first for bar in bars[1:]), len(found.at_ms)])
    cheapest, came = np.zeros(len(bars) + 1), np.zeros(len(bars) + 1, int)
    for last in range(len(bars)):
        first = _earliest(bars, last)
        begins = np.array([bar.first for bar in bars[first : last + 1]])
        costs = _left_over(sums, begins, int(ends[last])) / shake**2 + price + cheapest[first : last + 1]
        best = int(costs.argmin())
        cheapest[last + 1], came[last + 1] = costs[best], first + best
    made, last = list[Stretch](), len(bars)
    while last:
        first = int(came[last])
        made.append(Stretch(bars[first].first, int(ends[last - 1]), bars[first].beats, bars[first].broken))
        last = first
    return made[::-1]


def _earliest(bars: Sequence[Bar], last: int) -> int:
    """How far back a stretch that ends with a bar may reach: bars of one length, the last may be cut."""
    first = last
    while first > 0 and not bars[first].broken:
        before = bars[first - 1].beats
        if before != bars[first].beats and not (first == last and bars[last].beats < before and last + 1 < len(bars)):
            break
        first -= 1
    return first


def _shake(found: Found) -> float:
    """By how much found beats tremble: how far each is from the middle of those beside it."""
    at_ms, sure = found.at_ms, found.trust >= np.median(found.trust)
    off = np.abs(at_ms[1:-1] - (at_ms[:-2] + at_ms[2:]) / 2)[sure[1:-1]]
    if not len(off):
        return _STEADIEST_MS
    return float(np.clip(1.4826 * np.median(off) / np.sqrt(1.5), _STEADIEST_MS, _SHAKIEST_MS))


def _sums(found: Found) -> Numbers:
    """Running sums that a straight line through any beats can be told from."""
    at_ms, number = found.at_ms, np.arange(len(found.at_ms), dtype=float)
    columns = np.stack([np.ones_like(number), number, number**2, at_ms, number * at_ms, at_ms**2]) * found.trust
    return np.concatenate([np.zeros((6, 1)), np.cumsum(columns, axis=1)], axis=1)


def _left_over(sums: Numbers, begins: Whole, end: int) -> Numbers:
    """What straight lines through the beats from each of these to the end leave over, in squares."""
    n, x, xx, y, xy, yy = sums[:, end, None] - sums[:, begins]
    spread = n * xx - x * x
    slope = np.where(spread > 1e-6, (n * xy - x * y) / np.maximum(spread, 1e-6), 0)
    level = (y - slope * x) / n
    return np.asarray(np.maximum(0, yy - level * y - slope * xy), float)


def _chains(found: Found, stretches: Sequence[Stretch]) -> Iterator[list[Stretch]]:
    """Stretches that run on into each other."""
    chain = list[Stretch]()
    for stretch in stretches:
        if chain and (stretch.broken or not _runs_on(found, chain[-1], stretch)):
            yield chain
            chain = []
        chain.append(stretch)
    if chain:
        yield chain


def _runs_on(found: Found, before: Stretch, after: Stretch) -> bool:
    """Whether the beats before lead exactly to where those after begin."""
    ends, begins = (float(_line(found, one)(after.first)) for one in (before, after))
    return abs(ends - begins) < _JOINED_MS


def _line(found: Found, stretch: Stretch) -> np.polynomial.Polynomial:
    at_ms = found.at_ms
    number = np.arange(stretch.first, stretch.end)
    if len(number) > 1:
        return np.polynomial.Polynomial.fit(number, at_ms[number], 1, w=np.sqrt(found.trust[number]))
    step = at_ms[stretch.first] - at_ms[stretch.first - 1] if stretch.first else 500.0
    return np.polynomial.Polynomial([at_ms[stretch.first] - step * stretch.first, step])


def _points(found: Found, chain: Sequence[Stretch]) -> Iterator[TimingPoint]:
    """The points of a chain: the lines that leave least over and meet at the knots."""
    knots = np.array([*(stretch.first for stretch in chain), max(chain[-1].end, chain[-1].first + 1)], float)
    number = np.arange(chain[0].first, chain[-1].end)
    if len(number) < 2:
        return
    place = np.clip(np.searchsorted(knots, number, side='right') - 1, 0, len(knots) - 2)
    share = (number - knots[place]) / (knots[place + 1] - knots[place])
    rows = np.zeros((len(number), len(knots)))
    rows[np.arange(len(number)), place] = 1 - share
    rows[np.arange(len(number)), place + 1] = share
    weight = np.sqrt(found.trust[number])
    times = np.linalg.lstsq(rows * weight[:, None], found.at_ms[number] * weight, rcond=None)[0]
    if len(chain) == 1:
        length = knots[1] - knots[0]
        beat = _rounded_beat(float(times[1] - times[0]), float(length))
        times = times.mean() + beat * length * np.array([-0.5, 0.5])
    for stretch, begin, end, beats in zip(chain, times[:-1], times[1:], np.diff(knots), strict=True):
        yield _point(stretch, float(begin), _rounded_beat(float(end - begin), float(beats)))


def _rounded_beat(length_ms: float, beats: float) -> float:
    """How long a beat is; a tempo that is a round one but for the trembling is exactly that."""
    bpm = 60_000 * beats / length_ms
    for step in _ROUND_TO:
        beat = 60_000 / (max(1, round(bpm / step)) * step)
        if abs(beat * beats - length_ms) < _ROUND_MS:
            return beat
    return length_ms / beats


def _point(stretch: Stretch, begin: float, beat_ms: float) -> TimingPoint:
    bpm = float(np.clip(60_000 / max(beat_ms, 1.0), SLOWEST_BPM, FASTEST_BPM))
    return TimingPoint(round(begin, 3), round(bpm, 5), stretch.beats_per_bar)
