"""Where the beats of a performance lie, and what a player in a band knows of each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.practice.playing import Turn
from app.practice.score import Score, Time

PHRASE = 4


@dataclass(frozen=True, slots=True)
class Beat:
    """One beat that is counted: `number` from 0 in its bar of `of`; `strong` begins a group of beats."""

    at: Fraction
    length: Fraction
    number: int
    of: int
    bar: int
    strong: bool

    @property
    def back(self) -> bool:
        """Two and four: where the hat closes."""
        return self.number % 2 == 1 if self.of != 3 else self.number > 0


@dataclass(frozen=True, slots=True)
class Measure:
    """A bar as the band plays it, from its start in quarters."""

    index: int
    start: Fraction
    beats: tuple[Beat, ...]
    begins_section: bool
    ends_phrase: bool
    last: bool
    full: bool

    @property
    def end(self) -> Fraction:
        return self.beats[-1].at + self.beats[-1].length


def measures(score: Score, played: Sequence[Turn]) -> list[Measure]:
    """Every bar played, with the beats in it."""
    made, since = [], 0
    for place, turn in enumerate(played):
        bar = score.bars[turn.bar]
        begins = bool(bar.section) or place == 0
        since = 0 if begins else since
        after = score.bars[played[place + 1].bar] if place + 1 < len(played) else None
        last = after is None
        phrase = last or bool(after and after.section) or since % (2 * PHRASE) == 2 * PHRASE - 1
        full = bar.length == score.time.bar
        beats = tuple(_beats(turn.start, bar.length, score.time, place))
        made.append(Measure(place, turn.start, beats, begins, phrase, last, full))
        since += 1 if full else 0
    return made


def groups(beats: int) -> tuple[int, ...]:
    """The numbers of the beats that are strong in a bar of so many."""
    return {4: (0, 2), 5: (0, 3), 6: (0, 3), 7: (0, 2, 4)}.get(beats, (0,))


def _beats(start: Fraction, length: Fraction, time: Time, bar: int) -> Iterator[Beat]:
    count = max(1, -(-length // time.beat))
    missing = int((time.bar - length) // time.beat)
    for n in range(int(count)):
        number = n + missing
        whole = int(time.bar // time.beat)
        at = start + n * time.beat
        yield Beat(at, min(time.beat, start + length - at), number, whole, bar, number in groups(whole))
