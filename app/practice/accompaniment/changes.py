"""The harmony that a band reads: which chord holds when, what comes next, and which sounds belong to a chord."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.practice.playing import Harmony
from app.practice.tones import Chord, Quality

Q = Quality
TRIADS = {
    Q.MAJOR: (4, 7), Q.MINOR: (3, 7), Q.AUGMENTED: (4, 8), Q.DIMINISHED: (3, 6), Q.POWER: (7,), Q.SUS2: (2, 7),
    Q.SUS4: (5, 7), Q.MAJOR_6: (4, 7, 9), Q.MINOR_6: (3, 7, 9), Q.MAJOR_7: (4, 7, 11), Q.MINOR_7: (3, 7, 10),
    Q.MINOR_MAJOR_7: (3, 7, 11), Q.DOMINANT_7: (4, 7, 10), Q.DOMINANT_SUS: (5, 7, 10), Q.AUGMENTED_7: (4, 8, 10),
    Q.AUGMENTED_MAJOR_7: (4, 8, 11), Q.HALF_DIMINISHED: (3, 6, 10), Q.DIMINISHED_7: (3, 6, 9),
}  # fmt: skip
"""Above the root, what makes the chord what it is."""
TENSIONS = {'b9': 13, '9': 14, '#9': 15, '11': 17, '#11': 18, 'b13': 20, '13': 21}
COLOURS: dict[Quality, tuple[int, ...]] = {
    Q.MAJOR: (14, 9), Q.MINOR: (14, 10), Q.MAJOR_6: (14,), Q.MINOR_6: (14,), Q.MAJOR_7: (14,), Q.MINOR_7: (14,),
    Q.MINOR_MAJOR_7: (14,), Q.DOMINANT_7: (14, 21), Q.DOMINANT_SUS: (14, 21), Q.AUGMENTED_7: (14,),
    Q.AUGMENTED_MAJOR_7: (14,), Q.HALF_DIMINISHED: (12,), Q.DIMINISHED_7: (12,), Q.SUS2: (12,), Q.SUS4: (12,),
    Q.AUGMENTED: (12,), Q.DIMINISHED: (12,), Q.POWER: (12,),
}  # fmt: skip
"""What a pianist adds where the symbol says no more."""
SCALES = {
    (3, 6): (0, 2, 3, 5, 6, 8, 10),
    (3, 7): (0, 2, 3, 5, 7, 9, 10),
    (4, 8): (0, 2, 4, 6, 8, 10),
    (4, 10): (0, 2, 4, 5, 7, 9, 10),
    (4, 7): (0, 2, 4, 5, 7, 9, 11),
}


def intervals(chord: Chord) -> tuple[int, ...]:
    """The sounds that name a chord, above its root: third, fifth, seventh, as they are altered."""
    core = list(TRIADS[chord.quality])
    for extension, plain, altered in (('b5', 7, 6), ('#5', 7, 8)):
        if extension in chord.extensions and plain in core:
            core[core.index(plain)] = altered
    if 'alt' in chord.extensions:
        core = [4, 8, 10]
    gone = {3: {'no3'}, 4: {'no3'}, 7: {'no5'}}
    return tuple(one for one in core if not gone.get(one, set()) & set(chord.extensions))


def colours(chord: Chord) -> tuple[int, ...]:
    """The tensions of a voicing: those of the symbol, or else the usual ones."""
    if 'alt' in chord.extensions:
        return 15, 20
    written = tuple(TENSIONS[one] for one in chord.extensions if one in TENSIONS)
    return written or COLOURS[chord.quality]


def scale(chord: Chord) -> tuple[int, ...]:
    """Pitch classes that pass between the tones of a chord."""
    root = chord.root.pitch_class if chord.root else 0
    core = intervals(chord)
    third, fifth, seventh = core[0], core[1] if len(core) > 1 else 7, core[2] if len(core) > 2 else 0
    kind = SCALES.get((third, fifth) if fifth != 7 else (third, seventh)) or SCALES.get((third, 7), SCALES[4, 7])
    return tuple((root + one) % 12 for one in kind)


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
