"""Notes of a staff as one voice on the grid: sixteenths, or a triplet where that is nearer."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

from app.practice.score import Hand, Note

SIXTEENTH, THIRD = Fraction(1, 4), Fraction(1, 3)
SHORTEST = Fraction(1, 4)


def one_voice(notes: Sequence[Note], hand: Hand, length: Fraction) -> list[Note]:
    """The notes of a hand in a bar, none of them over another: who begins ends what sounds."""
    mine = [note for note in notes if note.hand == hand]
    if _fits(mine, length):
        return mine
    triplets = _triplet_beats(mine)
    starts: dict[Fraction, list[Note]] = {}
    for note in mine:
        at = _snapped(note.at, triplets)
        if at < length:
            starts.setdefault(at, []).append(note)
    made: list[Note] = []
    ordered = sorted(starts)
    for place, at in enumerate(ordered):
        room = (ordered[place + 1] if place + 1 < len(ordered) else length) - at
        wanted = min(_snapped(note.end, triplets) - at for note in starts[at])
        held = min(room, max(wanted, min(room, THIRD if at // 1 in triplets else SHORTEST)))
        whole = at + held == length
        by_pitch = {note.midi: note for note in starts[at]}
        made += [replace(note, at=at, length=held, tied=note.tied and whole) for _, note in sorted(by_pitch.items())]
    return made


def _fits(notes: Sequence[Note], length: Fraction) -> bool:
    """Whether it is so already."""
    ends: dict[Fraction, Fraction] = {}
    pitches = {(note.at, note.midi) for note in notes}
    for note in notes:
        on_grid = (note.at * 12).denominator == 1 and (note.length * 12).denominator == 1
        if not on_grid or note.end > length or ends.setdefault(note.at, note.end) != note.end or _odd(note):
            return False
    ordered = sorted(ends)
    gaps = all(ends[at] <= following for at, following in pairwise(ordered))
    return gaps and len(pitches) == len(notes) and _beats_agree(notes)


def _odd(note: Note) -> bool:
    """Whether a length or a start is a twelfth that is neither part of a triplet nor a sixteenth."""
    return any(value.denominator == 12 for value in (note.at, note.end))


def _beats_agree(notes: Iterable[Note]) -> bool:
    """Whether no beat has both parts of a triplet and sixteenths or eighths."""
    places = {place for note in notes for place in (note.at, note.end)}
    thirds = {place // 1 for place in places if place.denominator in (3, 6)}
    halves = {place // 1 for place in places if place.denominator in (2, 4)}
    return not thirds & halves


def _triplet_beats(notes: Iterable[Note]) -> frozenset[int]:
    """The beats in which thirds are nearer than quarters to what begins in them."""
    by_beat: dict[int, list[Fraction]] = {}
    for note in notes:
        by_beat.setdefault(int(note.at // 1), []).append(note.at % 1)
    return frozenset(beat for beat, parts in by_beat.items() if _off(parts, THIRD) < _off(parts, SIXTEENTH))


def _off(parts: Iterable[Fraction], step: Fraction) -> Fraction:
    return sum((abs(part - round(part / step) * step) for part in parts), Fraction(0))


def _snapped(at: Fraction, triplets: frozenset[int]) -> Fraction:
    beat = int(at // 1)
    step = THIRD if beat in triplets else SIXTEENTH
    return beat + round((at - beat) / step) * step
