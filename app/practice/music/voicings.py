"""How hands take chords: shells, rootless A and B, drop-2, fourths; and which of them the hand reaches with least
motion.

A form is semitones above the root, lowest first. Notes are MIDI numbers.
"""

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.practice.music.chords import basic, is_dominant, scale, tones
from app.practice.score import Key
from app.practice.tones import Chord, Quality

LARGEST_SPAN = 16
"""A tenth: what one hand reaches."""
Form = tuple[int, ...]


@lru_cache(4096)
def forms(chord: Chord, key: Key, way: str) -> tuple[Form, ...]:
    """The forms of a chord in this way; none of N.C."""
    if chord.root is None:
        return ()
    found = {step: semitones for step, semitones in reversed(basic(chord))}
    third = found.get(2, found.get(3, found.get(1, 4)))
    fifth = found.get(4, found.get(5, 7) if 6 in found else 7)
    top = found.get(6, found.get(5, 12))
    if chord.quality == Quality.DIMINISHED_7:
        top = 9
    if way == 'triad':
        return ((0, third, fifth), (third, fifth, 12), (fifth, 12, 12 + third))
    if way == 'shell':
        return ((0, top), (0, third)) if top != 12 else ((0, third), (0, fifth))
    if way == 'guide':
        return ((third, top), (top, 12 + third))
    if way == 'close' or way == 'drop-2':
        close = _inversions((0, third, fifth, top)) if top != 12 else _inversions((0, third, fifth))
        return close if way == 'close' or top == 12 else tuple(_dropped(one) for one in close)
    if way == 'fourths':
        return _fourths(chord, key)
    return _rootless(chord, key, third, fifth, top)


def _inversions(close: Form) -> tuple[Form, ...]:
    made = [close]
    for _ in close[1:]:
        lowest, *rest = made[-1]
        made.append((*rest, lowest + 12))
    return tuple(made)


def _dropped(close: Form) -> Form:
    """The second voice from the top an octave lower."""
    return tuple(sorted((*close[:-2], close[-2] - 12, close[-1])))


def _rootless(chord: Chord, key: Key, third: int, fifth: int, top: int) -> tuple[Form, ...]:
    by_step: dict[int, int] = {}
    for step, semitones in (*tones(chord), *scale(chord, key)):
        by_step.setdefault(step, semitones)
    ninth = 12 + by_step.get(1, 2)
    if ninth == 13 and not is_dominant(chord):
        ninth = 12  # the scale has a flat ninth there, and a chord rather has its root
    if 'alt' in chord.extensions or '#9' in chord.extensions:
        ninth = 15
    if chord.quality in (Quality.HALF_DIMINISHED, Quality.DIMINISHED_7, Quality.DIMINISHED):
        return _inversions((0, third, fifth, top))
    inner = fifth
    if is_dominant(chord) and {'9', '13'} & set(chord.extensions) and by_step.get(5) == 9:
        inner = 9
    if is_dominant(chord) and 'b13' in chord.extensions:
        inner = 8
    if third == ninth - 12 or inner in (third, top):
        return _inversions((0, third, fifth, top))
    first = tuple(sorted((third, inner, top, ninth)))
    second = tuple(sorted((top, ninth, 12 + third, 12 + inner)))
    return (first, second)


def _fourths(chord: Chord, key: Key) -> tuple[Form, ...]:
    """Three and four notes a fourth apart, on the scale of the chord, where they are fourths indeed."""
    ladder = sorted({semitones % 12 for _, semitones in scale(chord, key)})
    long = [12 * octave + one for octave in range(4) for one in ladder]
    found = []
    for place in range(len(ladder)):
        stack = long[place : place + 10 : 3]
        gaps = {b - a for a, b in itertools.pairwise(stack)}
        rubbing = (2, 4) in basic(chord) and any(one % 12 == 5 for one in stack)  # the fourth over a major third
        if gaps <= {5, 6} and len(ladder) == 7 and not rubbing and stack[-1] - stack[0] <= LARGEST_SPAN:
            found.append(tuple(stack))
            found.append((*stack[:3], stack[2] + 4 if (stack[2] + 4) % 12 in ladder else stack[3]))
    return tuple(dict.fromkeys(found)) or _inversions(tuple(semitones for _, semitones in basic(chord)))


@dataclass(frozen=True, slots=True)
class Room:
    """Where a hand may lie, and what it must not rub against: the melody above it."""

    low: int
    high: int
    melody: tuple[int, ...] = ()
    ceiling: int = 128


def voiced(chord: Chord, key: Key, way: str, before: Sequence[int], room: Room) -> tuple[int, ...]:
    """The notes that lie nearest to those before; none of N.C."""
    best: tuple[float, tuple[int, ...]] | None = None
    middle = (room.low + room.high) / 2
    if chord.root is None:
        return ()
    for notes in candidates(chord, key, way, room):
        if before and len(before) == len(notes):
            moves = [abs(a - b) for a, b in zip(notes, before, strict=True)]
            cost = float(sum(moves)) + 0.6 * max(moves) + 0.5 * moves[-1]
        else:
            cost = abs(sum(notes) / len(notes) - (sum(before) / len(before) if before else middle)) * 2
        cost += 0.08 * abs(sum(notes) / len(notes) - middle) * len(notes)
        if room.melody:
            cost += sum(9.0 for above in room.melody for one in notes if (above - one) % 12 == 1 and above > one)
        if best is None or cost < best[0]:
            best = cost, notes
    return best[1] if best else ()


def candidates(chord: Chord, key: Key, way: str, room: Room) -> Iterable[tuple[int, ...]]:
    """Every form in every octave that lies in the room; where none does, each as high as it may."""
    assert chord.root is not None
    found = []
    for form in forms(chord, key, way):
        for octave in range(1, 8):
            notes = tuple(12 * octave + chord.root.pitch_class + one for one in form)
            if room.low <= notes[0] and notes[-1] <= min(room.high, room.ceiling - 1):
                found.append(notes)
    if found:
        return found
    ceiling = min(room.high + 1, room.ceiling)
    for form in forms(chord, key, way):
        root = next(m for m in range(ceiling - 1 - form[-1], -30, -1) if m % 12 == chord.root.pitch_class)
        found.append(tuple(root + one for one in form))
    return found
