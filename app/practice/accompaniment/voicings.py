"""The left hand of the pianist in the band: chords without their root, each as near to the one before as it can be."""

from collections.abc import Iterator
from itertools import pairwise

from app.practice.accompaniment.changes import colours, intervals
from app.practice.tones import Chord

LOWEST, HIGHEST = 50, 74
MIDDLE = 61
MOST_VOICES = 4


def voicing(chord: Chord, before: tuple[int, ...] = ()) -> tuple[int, ...]:
    """Up to four notes from low to high that move as little as possible from those before."""
    assert chord.root is not None
    return min(_choices(chord), key=lambda notes: _cost(notes, before), default=())


def _choices(chord: Chord) -> Iterator[tuple[int, ...]]:
    """Each turn of the voicing, in each octave that the hand may have."""
    classes = _classes(chord)
    for turn in range(len(classes)):
        order = [*classes[turn:], *classes[:turn]]
        stacked = [order[0]]
        for one in order[1:]:
            stacked.append(stacked[-1] + (one - stacked[-1]) % 12)
        for octave in range(2, 7):
            notes = tuple(12 * octave + one for one in stacked)
            if notes[0] >= LOWEST and notes[-1] <= HIGHEST:
                yield notes


def _classes(chord: Chord) -> list[int]:
    """Third, fifth or thirteenth, seventh and ninth, close together from the third up."""
    root = chord.root.pitch_class if chord.root else 0
    core, added = list(intervals(chord)), list(colours(chord))
    if 21 in added and 7 in core:  # the thirteenth stands where the fifth would
        core.remove(7)
    if 20 in added and 8 not in core and 7 in core:
        core.remove(7)
    wanted = [*core, *(one % 12 for one in added)]
    return sorted({(root + one) % 12 for one in wanted[:MOST_VOICES]}, key=lambda one: (one - root - core[0]) % 12)


def _cost(notes: tuple[int, ...], before: tuple[int, ...]) -> float:
    middle = abs(sum(notes) / len(notes) - MIDDLE)
    muddy = sum(3.0 for low, high in pairwise(notes) if high - low <= 2 and low < 55)
    if not before:
        return middle + muddy
    moved = sum(min(abs(one - other) for other in before) for one in notes)
    top = abs(notes[-1] - before[-1])
    return moved + top * 0.8 + middle * 0.35 + muddy
