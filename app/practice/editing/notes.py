"""Notes of a piece changed in place: moved, made longer, put in, taken out. What is tied is one note."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

from app.errors import NotAllowed
from app.practice.editing.refitting import in_order, respelled, right_or_refused
from app.practice.music.pitches import read_pitch
from app.practice.score import Hand, Note, Score


def moved(score: Score, bar: int, place: int, pitch: str) -> Score:
    """The piece with another pitch there, by the name that fits its chord.

    Raises
    ------
    NotAllowed
        There is no such note, or the piece would break a rule.
    """
    new = read_pitch(pitch)
    return _changed(score, bar, place, lambda note: replace(note, pitch=new, finger=0))


def removed(score: Score, bar: int, place: int) -> Score:
    """The piece without that note.

    Raises
    ------
    NotAllowed
        There is no such note.
    """
    return _changed(score, bar, place, lambda note: None)


def touched(score: Score, bar: int, place: int, **changes: object) -> Score:
    """The piece with another velocity, articulation or finger there.

    Raises
    ------
    NotAllowed
        There is no such note, or no such finger or velocity.
    """
    if not set(changes) <= {'velocity', 'articulation', 'finger'}:
        raise NotAllowed(
            'Of a note, velocity, articulation and finger can be changed this way; the piece stays as it was.'
        )
    return _changed(score, bar, place, lambda note: replace(note, **changes))  # type: ignore[arg-type]


def lasting(score: Score, bar: int, place: int, length: Fraction) -> Score:
    """The piece with another length there, within its bar; what it was tied to is taken out.

    Raises
    ------
    NotAllowed
        There is no such note, or it would not fit there.
    """
    note = _note(score, bar, place)
    rest = {(index, at) for index, at in _chain(score, bar, place) if (index, at) != (bar, place)}
    bars = [
        replace(
            one,
            notes=tuple(
                replace(note, length=length, tied=False) if (index, at) == (bar, place) else other
                for at, other in enumerate(one.notes)
                if (index, at) not in rest
            ),
        )
        for index, one in enumerate(score.bars)
    ]
    return right_or_refused(replace(score, bars=tuple(bars)))


def added(score: Score, bar: int, at: Fraction, length: Fraction, pitch: str, hand: Hand = Hand.RIGHT) -> Score:
    """The piece with one more note.

    Raises
    ------
    NotAllowed
        There is no such bar or pitch, or it would not fit there.
    """
    if not 0 <= bar < len(score.bars):
        raise NotAllowed('There is no such bar; the piece stays as it was.')
    note = Note(at, length, read_pitch(pitch), hand)
    bars = list(score.bars)
    if any(one.at == at and one.hand == hand and one.midi == note.midi for one in bars[bar].notes):
        raise NotAllowed(f'{note.pitch} stands there already; the piece stays as it was.')
    bars[bar] = replace(bars[bar], notes=in_order((*bars[bar].notes, note)))
    return right_or_refused(respelled(replace(score, bars=tuple(bars))))


def _changed(score: Score, bar: int, place: int, change: Callable[[Note], Note | None]) -> Score:
    """Every part of what is tied there, changed in the same way."""
    _note(score, bar, place)
    chain = _chain(score, bar, place)
    bars = []
    for index, one in enumerate(score.bars):
        notes = [change(note) if (index, at) in chain else note for at, note in enumerate(one.notes)]
        bars.append(replace(one, notes=in_order([note for note in notes if note is not None])))
    return right_or_refused(respelled(replace(score, bars=tuple(bars))))


def _note(score: Score, bar: int, place: int) -> Note:
    if not 0 <= bar < len(score.bars) or not 0 <= place < len(score.bars[bar].notes):
        raise NotAllowed('That note is not there any more; the piece stays as it was.')
    return score.bars[bar].notes[place]


def _chain(score: Score, bar: int, place: int) -> set[tuple[int, int]]:
    """A note and all that is tied to it on the page, as bar and place."""
    note = score.bars[bar].notes[place]
    chain = {(bar, place)}
    index, current = bar, note
    while current.tied and (after := _same(score, index + 1, note, starts=True)):
        chain.add(after)
        index, current = after[0], score.bars[after[0]].notes[after[1]]
    index, current = bar, note
    while current.at == 0 and (before := _same(score, index - 1, note, starts=False)):
        chain.add(before)
        index, current = before[0], score.bars[before[0]].notes[before[1]]
    return chain


def _same(score: Score, bar: int, note: Note, starts: bool) -> tuple[int, int] | None:
    """The same note in a bar beside: at its start, or tied at its end."""
    if not 0 <= bar < len(score.bars):
        return None
    for place, one in enumerate(score.bars[bar].notes):
        if one.midi == note.midi and one.hand == note.hand and (one.at == 0 if starts else one.tied):
            return bar, place
    return None
