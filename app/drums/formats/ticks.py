"""Times of files that count ticks: MIDI and Clone Hero say a tempo at a tick, maps say milliseconds."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from app.drums.drum_map import DrumMap, TimingPoint
from app.drums.formats.checking import signed
from app.drums.formats.errors import TooMuch

QUARTER_US = 500_000
USUAL = 960
MOST_BARS = 200_000


class Clock:
    """When each tick is: `changes` are (tick, microseconds a quarter)."""

    def __init__(self, changes: Iterable[tuple[int, float]], resolution: int) -> None:
        self.resolution = resolution
        told = {0: float(QUARTER_US), **dict(sorted(changes))}
        self.ticks, self.tempi, self.starts = [0], [told.pop(0)], [0.0]
        for tick, tempo in sorted(told.items()):
            if tempo != self.tempi[-1]:
                self.starts.append(self.ms(tick))
                self.ticks.append(tick)
                self.tempi.append(tempo)

    def ms(self, tick: float) -> float:
        """The time of a tick."""
        index = max(0, bisect_right(self.ticks, tick) - 1)
        return self.starts[index] + (tick - self.ticks[index]) * self.tempi[index] / (1000.0 * self.resolution)

    def tick(self, ms: float) -> int:
        """The tick that is nearest to a time."""
        index = max(0, bisect_right(self.starts, ms) - 1)
        return self.ticks[index] + round((ms - self.starts[index]) * 1000.0 * self.resolution / self.tempi[index])

    def changes_after(self, start: int, end: int) -> bool:
        """Whether the tempo changes after one tick, and not after another."""
        index = bisect_right(self.ticks, start)
        return index < len(self.ticks) and self.ticks[index] <= end


def points(
    clock: Clock, signatures: Iterable[tuple[int, int, int]], last_tick: int, offset_ms: float = 0.0
) -> list[TimingPoint]:
    """Where tempo or bars change: a point at the first bar that is otherwise than the one before.

    A tempo that changes inside a bar is that of the bar as a whole, because a point begins a bar; hits keep their time.
    `signatures` are (tick, beats, unit).

    Raises
    ------
    TooMuch : more bars than any song has.
    """
    told = _begun(clock, sorted(signatures))
    ends = [start for start, _, _ in told[1:]] + [max(last_tick, told[-1][0] + 1)]
    stretches = [
        range(start, end, max(1, round(clock.resolution * 4 * max(1, beats) / max(1, unit))))
        for (start, beats, unit), end in zip(told, ends, strict=True)
    ]
    if sum(map(len, stretches)) > MOST_BARS:
        raise TooMuch(f'This map has more than {MOST_BARS:,} bars: bring a part of it.')
    found = list[TimingPoint]()
    for (_, beats, unit), bars in zip(told, stretches, strict=True):
        for point in _changing(clock, bars, (beats, unit), offset_ms):
            if not (found and _goes_on(found[-1], point)):
                found.append(point)
    return found


def _changing(clock: Clock, bars: range, signature: tuple[int, int], offset_ms: float) -> Iterator[TimingPoint]:
    """The points of bars of one time signature: the first, and each whose tempo is another one."""
    before = 0.0
    for tick in bars:
        end = min(tick + bars.step, bars.stop)
        quarter_us = (clock.ms(end) - clock.ms(tick)) * 1000.0 * clock.resolution / (end - tick)
        if abs(quarter_us - before) <= 1e-9 * quarter_us:
            continue
        before = quarter_us
        made = signed(clock.ms(tick) + offset_ms, 60e6 / quarter_us, *signature) if quarter_us > 0 else None
        if made is not None:
            yield made


def _goes_on(before: TimingPoint, point: TimingPoint) -> bool:
    """Whether a point says nothing new: bars go on as they were."""
    bars = (point.ms - before.ms) / (before.beat_ms * before.beats_per_bar)
    alike = point.beats_per_bar == before.beats_per_bar and abs(point.bpm - before.bpm) < 1e-6 * point.bpm
    return alike and abs(bars - round(bars)) < 1e-4


def _begun(clock: Clock, told: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """From which ticks bars are counted. What comes before the first signature, or before one that says the same at
    the same tempo, is an upbeat: it is counted back."""
    kept = [one for index, one in enumerate(told) if index + 1 == len(told) or told[index + 1][0] != one[0]]
    if not kept:
        return [(0, 4, 4)]
    if kept[0][0] > 0 and clock.changes_after(0, kept[0][0]):
        return [(0, *kept[0][1:]), *kept]
    if len(kept) > 1 and kept[0][1:] == kept[1][1:] and not clock.changes_after(kept[0][0], kept[1][0]):
        return kept[1:]
    return kept


@dataclass(frozen=True, slots=True)
class Grid:
    """A map's timing in ticks: where it changes, and the clock that follows from it."""

    clock: Clock
    starts: tuple[int, ...]
    """The tick of each timing point."""


def grid(drum_map: DrumMap, told: Callable[[float], float], smallest: int = USUAL) -> Grid:
    """Ticks that are shorter than a millisecond. `told` is a tempo, in microseconds a quarter, as the format can say
    it: nothing adds up from the difference, because each point is placed by the clock so far."""
    slowest = max(point.beat_ms for point in drum_map.timing)
    resolution = smallest
    while resolution < slowest:
        resolution *= 2
    tick, ms, tempo = 0, 0.0, told(drum_map.timing[0].beat_ms * 1000.0)
    changes, starts = [(0, tempo)], list[int]()
    for point in drum_map.timing:
        further = round((point.ms - ms) * 1000.0 * resolution / tempo)
        tick, ms = tick + further, ms + further * tempo / (1000.0 * resolution)
        tempo = told(point.beat_ms * 1000.0)
        starts.append(tick)
        changes.append((tick, tempo))
    return Grid(Clock(changes, resolution), tuple(starts))
