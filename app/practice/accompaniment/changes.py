"""The harmony that a band reads: which chord holds when, and what comes next."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.practice.playing import Harmony
from app.practice.tones import Chord


@dataclass(frozen=True, slots=True)
class Span:
    """A chord for as long as it holds, over bar lines too."""

    start: Fraction
    end: Fraction
    chord: Chord


class Changes:
    """The chords of a performance in order."""

    def __init__(self, harmony: Sequence[Harmony], length: Fraction) -> None:
        self.spans = _merged(harmony)
        self.length = length
        self._starts = [span.start for span in self.spans]

    def span(self, at: Fraction) -> Span | None:
        """What holds at a moment; None before the first chord, after the last, and where there is no chord."""
        place = bisect_right(self._starts, at) - 1
        if place < 0 or at >= self.spans[place].end or self.spans[place].chord.root is None:
            return None
        return self.spans[place]

    def chord(self, at: Fraction) -> Chord | None:
        """The chord that holds at a moment."""
        found = self.span(at)
        return found.chord if found else None

    @property
    def any(self) -> bool:
        """Whether there is a chord at all."""
        return any(span.chord.root is not None for span in self.spans)

    def silent(self, at: Fraction) -> bool:
        """Whether the band rests here, because the page says that there is no chord."""
        return self.any and self.chord(at) is None


def _merged(harmony: Sequence[Harmony]) -> list[Span]:
    made: list[Span] = []
    for one in harmony:
        if made and made[-1].chord == one.chord and made[-1].end == one.start:
            made[-1] = Span(made[-1].start, one.start + one.length, one.chord)
        else:
            made.append(Span(one.start, one.start + one.length, one.chord))
    return made
