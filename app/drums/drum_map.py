"""What a drum map is: hits in lanes over a tempo map.

Times are milliseconds from the first sample of the recording. Hits stand at whole ones: a drummer hears five of them at
most, and two maps can be compared without rounding. Timing points keep fractions, or a click drifts from its song.
"""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

LOUDEST = 127
MOST_HITS = 100_000
LONGEST_MS = 4 * 3_600_000
SLOWEST_BPM, FASTEST_BPM = 20.0, 400.0
MOST_BEATS_PER_BAR = 16
SNAP_DIVISORS = (1, 2, 3, 4, 6, 8, 12, 16)


class Lane(StrEnum):
    """What is hit; in the order in which lanes are drawn from left to right."""

    CRASH = 'crash'
    HIHAT_CLOSED = 'hihat_closed'
    HIHAT_OPEN = 'hihat_open'
    HIHAT_PEDAL = 'hihat_pedal'
    SNARE = 'snare'
    TOM_HIGH = 'tom_high'
    TOM_MID = 'tom_mid'
    TOM_LOW = 'tom_low'
    RIDE = 'ride'
    PERCUSSION = 'percussion'
    KICK = 'kick'


@dataclass(frozen=True, slots=True, order=True)
class Hit:
    """One stroke. A lane holds one hit at a millisecond.

    `velocity` is 1 to 127; `confidence`, 0 to 1, is how sure the transcriber was, and `None` where a person wrote it.
    """

    ms: int
    lane: Lane
    velocity: int = 100
    confidence: float | None = None

    @property
    def place(self) -> tuple[int, Lane]:
        """What tells it from every other hit of its map."""
        return self.ms, self.lane


@dataclass(frozen=True, slots=True, order=True)
class TimingPoint:
    """From here to the next point beats are equally far apart; the point itself is the first beat of a bar."""

    ms: float
    bpm: float
    beats_per_bar: int = 4

    @property
    def beat_ms(self) -> float:
        """From one beat to the next."""
        return 60_000.0 / self.bpm


@dataclass(frozen=True, slots=True, order=True)
class Section:
    """A stretch of the song that is played alike: into how many parts its beats fall, and how far off-beats swing.

    `swing` is how much of a beat its first half takes: 0.5 straight, 0.667 triplets.
    """

    ms: int
    name: str = ''
    divisor: int = 4
    swing: float = 0.5


@dataclass(frozen=True, slots=True, order=True)
class Beat:
    """A beat of the song, and the how-manieth of its bar it is, from 0."""

    ms: float
    in_bar: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DrumMap:
    """A whole map. `timing`, `sections` and `hits` are sorted; `timing` has a point at least."""

    title: str = ''
    artist: str = ''
    difficulty: str = 'Expert'
    length_ms: int
    preview_ms: int = 0
    timing: tuple[TimingPoint, ...]
    sections: tuple[Section, ...] = ()
    hits: tuple[Hit, ...] = ()

    def point_at(self, ms: float) -> TimingPoint:
        """The timing point that holds at a time; before the first one, the first one."""
        return self.timing[max(0, bisect_right(self.timing, ms, key=lambda point: point.ms) - 1)]

    def section_at(self, ms: float) -> Section:
        """The section that a time falls into."""
        index = bisect_right(self.sections, ms, key=lambda section: section.ms) - 1
        return self.sections[index] if index >= 0 else Section(0)

    def beats(self) -> Iterator[Beat]:
        """Every beat from the start of the song to its end, those before the first point counted back from it."""
        first = self.timing[0]
        before = int(first.ms // first.beat_ms)
        for back in range(before, 0, -1):
            yield Beat(first.ms - back * first.beat_ms, -back % first.beats_per_bar)
        ends = [point.ms for point in self.timing[1:]] + [float(self.length_ms)]
        for point, end in zip(self.timing, ends, strict=True):
            count = 0
            # A beat within a tenth of the next point is that point, told twice by rounding.
            while (at := point.ms + count * point.beat_ms) < end - point.beat_ms / 10:
                yield Beat(at, count % point.beats_per_bar)
                count += 1

    def with_hits(self, hits: list[Hit] | tuple[Hit, ...]) -> 'DrumMap':
        """The same map with other hits, sorted; of several at one place the loudest stays."""
        loudest: dict[tuple[int, Lane], Hit] = {}
        for hit in hits:
            if hit.place not in loudest or hit.velocity > loudest[hit.place].velocity:
                loudest[hit.place] = hit
        return replace(self, hits=tuple(sorted(loudest.values(), key=lambda hit: (hit.ms, list(Lane).index(hit.lane)))))
