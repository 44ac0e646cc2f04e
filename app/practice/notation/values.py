"""From lengths to signs: which note values, dots, ties and triplets stand for what sounds.

A reader must see the beats of a bar. So a note that would hide one is written as several that are tied, and rests are
shorter than notes are. `written` does this for one hand in one bar.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.practice.notation.errors import NotDrawn
from app.practice.score import Bar, Hand, Note, Time

Q = Fraction
TYPES = {Q(4): 'whole', Q(2): 'half', Q(1): 'quarter', Q(1, 2): 'eighth', Q(1, 4): '16th', Q(1, 8): '32nd'}
VALUES = {
    **{length: (name, 0) for length, name in TYPES.items()},
    **{length * Q(3, 2): (name, 1) for length, name in TYPES.items() if length <= 4},
}
"""The name of a value and its dots, by how long it is."""
LONGEST_FIRST = sorted((value for value in VALUES if value >= Q(1, 4)), reverse=True)
IN_TRIPLET = {Q(1, 6): '16th', Q(1, 3): 'eighth', Q(2, 3): 'quarter', Q(1, 2): 'eighth', Q(5, 6): 'quarter'}
TRIPLET_DOTS = {Q(1, 2): 1}


@dataclass(frozen=True, slots=True)
class Sign:
    """One note value on the page: a chord of `notes` with their places in the bar, or a rest where there are none.

    `begins` and `ends` say whether what sounds begins and ends here, and is not tied to another sign; `triplet` is
    'start', 'stop' or 'within' in a triplet, '' elsewhere; `part` counts the signs of one note from 0.
    """

    at: Fraction
    length: Fraction
    notes: tuple[tuple[int, Note], ...] = ()
    begins: bool = True
    ends: bool = True
    triplet: str = ''
    part: int = 0
    whole_bar: bool = False

    @property
    def end(self) -> Fraction:
        return self.at + self.length

    @property
    def value(self) -> tuple[str, int]:
        """The name of the value, and its dots."""
        if self.triplet:
            return IN_TRIPLET[self.length], TRIPLET_DOTS.get(self.length, 0)
        return VALUES[self.length]


@dataclass(frozen=True, slots=True)
class _Span:
    at: Fraction
    end: Fraction
    notes: tuple[tuple[int, Note], ...] = ()


def groups(time: Time, length: Fraction) -> tuple[Fraction, ...]:
    """Where the parts of a bar begin that a note should not hide, and where the bar ends."""
    if time.unit == 8 and time.beats % 3 == 0:
        steps = [Q(3, 2)] * (time.beats // 3)
    else:
        quarters = int(time.bar) if time.bar == int(time.bar) else 0
        steps = {4: [Q(2), Q(2)], 5: [Q(3), Q(2)], 6: [Q(3), Q(3)], 7: [Q(2), Q(2), Q(3)]}.get(quarters, [time.bar])
    ends = [sum(steps[: n + 1], Q(0)) for n in range(len(steps))]
    # What a pick-up has is the end of a bar.
    missing = time.bar - length if length < time.bar else Q(0)
    inside = [end - missing for end in ends if 0 < end - missing < length]
    return (Q(0), *inside, length)


def written(bar: Bar, time: Time, hand: Hand) -> list[Sign]:
    """The signs of one hand in one bar, from its start to its end."""
    spans = list(_spans(bar, hand))
    if not any(span.notes for span in spans):
        return [Sign(Q(0), bar.length, whole_bar=True)]
    starts = groups(time, bar.length)
    offset = time.bar - bar.length if bar.length < time.bar else Q(0)
    triplets = _triplet_beats(spans)
    signs = [sign for span in spans for sign in _split(span, starts, triplets, offset, time)]
    return [_marked(sign, signs) for sign in signs]


def _spans(bar: Bar, hand: Hand) -> Iterator[_Span]:
    """What a hand plays and where it rests, without gap."""
    now = Q(0)
    mine = [(place, note) for place, note in enumerate(bar.notes) if note.hand == hand]
    for at in sorted({note.at for _, note in mine}):
        together = tuple(one for one in mine if one[1].at == at)
        if at > now:
            yield _Span(now, at)
        yield _Span(at, now := together[0][1].end, together)
    if now < bar.length:
        yield _Span(now, bar.length)


def _triplet_beats(spans: Sequence[_Span]) -> frozenset[int]:
    """The quarters in which something begins or ends at a third or a sixth."""
    places = {place for span in spans for place in (span.at, span.end)}
    return frozenset(place.numerator // place.denominator for place in places if place.denominator % 3 == 0)


def _split(
    span: _Span, starts: Sequence[Fraction], triplets: frozenset[int], offset: Fraction, time: Time
) -> Iterator[Sign]:
    now, part = span.at, 0
    while now < span.end:
        beat = now.numerator // now.denominator
        if beat in triplets:
            length, triplet = min(span.end, Q(beat + 1)) - now, 'within'
            triplet = '' if length == 1 else triplet
        else:
            stop = min([span.end, *(Q(one) for one in triplets if one > now)])
            length, triplet = _longest(now, stop, starts, bool(span.notes), offset, time), ''
        if (not triplet and length not in VALUES) or (triplet and length not in IN_TRIPLET):
            raise NotDrawn(f'No note value stands for a length of {length} quarters: make it a whole part of a beat.')
        yield Sign(now, length, span.notes, part == 0, now + length == span.end, triplet, part)
        now, part = now + length, part + 1


def _longest(
    at: Fraction, end: Fraction, starts: Sequence[Fraction], sounds: bool, offset: Fraction, time: Time
) -> Fraction:
    """The longest value that may stand at a place without hiding a beat."""
    fits = _fits_compound if time.unit == 8 and time.beats % 3 == 0 else _fits_simple
    for length in LONGEST_FIRST:
        if at + length <= end and fits(at + offset, length, end + offset, [one + offset for one in starts], sounds):
            return length
    return end - at


def _fits_simple(at: Fraction, length: Fraction, end: Fraction, starts: Sequence[Fraction], sounds: bool) -> bool:
    crosses = any(at < one < at + length for one in starts)
    part = at % 1
    if part % Q(1, 2):
        return at // 1 == (at + length - Q(1, 12)) // 1
    if part:
        inside = part + length <= 1
        return inside or (sounds and length == 1 and at + length == end and not crosses)
    if length < 1:
        return True
    if length % 1:
        return sounds and length == Q(3, 2) and at + length == end and not crosses
    if not crosses:
        return sounds or length == 1 or at in starts
    aligned = at in starts and at + length in starts
    held = sounds and at == 0 and length == 3
    syncopated = sounds and length == 2 and at == 1 and at + length == end
    return aligned or held or syncopated


def _fits_compound(at: Fraction, length: Fraction, _end: Fraction, starts: Sequence[Fraction], sounds: bool) -> bool:
    if any(at < one < at + length for one in starts):
        return at in starts and at + length in starts
    whole_beat = at in starts and at + length in starts
    return (
        whole_beat or length <= Q(1, 2) or (length == 1 and (sounds or at in starts)) or (length == Q(3, 4) and sounds)
    )


def _marked(sign: Sign, signs: Sequence[Sign]) -> Sign:
    """With the bracket of its triplet: where it opens, where it closes."""
    if not sign.triplet:
        return sign
    beat = sign.at // 1
    mates = [one for one in signs if one.triplet and one.at // 1 == beat]
    mark = 'start' if sign.at == mates[0].at else 'stop' if sign.at == mates[-1].at else 'within'
    return Sign(sign.at, sign.length, sign.notes, sign.begins, sign.ends, mark, sign.part)
