"""From the page to the ear: in which order bars are played, and which notes then sound, with their times.

There is one table of bars played, `turns`; engraving, sound, cursor and verdict all go by it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from app.practice.score import Bar, Hand, Jump, Note, Score, note_id
from app.practice.tones import NO_CHORD, Chord, Pitch

MOST_TURNS = 2000
"""Beyond this a page is not played on: its signs would go round for ever."""
_BACK_TO_SEGNO = {Jump.DAL_SEGNO, Jump.DAL_SEGNO_AL_FINE, Jump.DAL_SEGNO_AL_CODA}
_BACK = _BACK_TO_SEGNO | {Jump.DA_CAPO, Jump.DA_CAPO_AL_FINE, Jump.DA_CAPO_AL_CODA}


@dataclass(frozen=True, slots=True)
class Turn:
    """A bar as it is played: `bar` is its index on the page, `start` when it begins, in quarters from the very start.

    `turn` is its place in the order of playing, `time` which time it is that this bar is played (1, 2, ...).
    """

    turn: int
    bar: int
    start: Fraction
    length: Fraction
    time: int


@dataclass(frozen=True, slots=True)
class Sounding:
    """A note as it sounds: tied ones are one, times are quarters from the very start, by the written (straight) grid.

    `ids` are the written notes that it is made of, `turn` is the bar played in which it begins.
    """

    start: Fraction
    length: Fraction
    pitch: Pitch
    hand: Hand
    note: Note
    ids: tuple[str, ...]
    turn: int


@dataclass(frozen=True, slots=True)
class Harmony:
    """A chord as it is played; one that holds over bar lines stands here once a bar."""

    start: Fraction
    length: Fraction
    chord: Chord
    turn: int


def turns(score: Score) -> tuple[Turn, ...]:
    """Every bar in the order in which it is played: repeats, endings and jumps followed."""
    made: list[Turn] = []
    times: dict[int, int] = {}
    start = Fraction(0)
    for index in _order(score.bars):
        times[index] = times.get(index, 0) + 1
        length = score.bars[index].length
        made.append(Turn(len(made), index, start, length, times[index]))
        start += length
        if len(made) >= MOST_TURNS:
            break
    return tuple(made)


def _order(bars: tuple[Bar, ...]) -> Iterator[int]:
    """Indices of bars on the page, as a player reads them; after a jump back repeats are not taken again."""
    segno = next((i for i, bar in enumerate(bars) if bar.jump == Jump.SEGNO), 0)
    coda = next((i for i, bar in enumerate(bars) if bar.jump == Jump.CODA), len(bars))
    index, begin, lap, jumped = 0, 0, 1, Jump.NONE
    while index < len(bars):
        bar = bars[index]
        if bar.repeat_from and index != begin:
            begin, lap = index, 1
        passing = max((p for b in bars[begin:] if b.endings for p in b.endings), default=1) if jumped else lap
        if bar.endings and passing not in bar.endings:
            index += 1
            continue
        yield index
        if bar.jump == Jump.FINE and jumped:
            return
        if bar.jump == Jump.TO_CODA and jumped:
            index, begin, lap = coda, coda, 1
        elif bar.repeat_to > lap and not jumped:
            index, lap = begin, lap + 1
        elif bar.jump in _BACK and not jumped:
            index, jumped = (segno if bar.jump in _BACK_TO_SEGNO else 0), bar.jump
            begin, lap = index, 1
        else:
            if bar.repeat_to and not _goes_on(bars, index):
                begin, lap = index + 1, 1
            index += 1


def _goes_on(bars: tuple[Bar, ...], index: int) -> bool:
    """Whether another ending of the same repeat follows."""
    return index + 1 < len(bars) and bool(bars[index + 1].endings)


def length(score: Score) -> Fraction:
    """How long the whole is as it is played, in quarters."""
    played = turns(score)
    return played[-1].start + played[-1].length if played else Fraction(0)


def sounding(score: Score) -> tuple[Sounding, ...]:
    """Every note that is struck, as the ear hears it, by start, hand and pitch; ties are followed over bars played."""
    made: list[Sounding] = []
    waiting: dict[tuple[Hand, int], int] = {}
    for turn in turns(score):
        held: dict[tuple[Hand, int], int] = {}
        for place, note in enumerate(score.bars[turn.bar].notes):
            tie = (note.hand, note.midi)
            if note.at == 0 and tie in waiting:
                before = waiting[tie]
                one = made[before]
                made[before] = replace(one, length=one.length + note.length, ids=(*one.ids, note_id(turn.bar, place)))
            else:
                before = len(made)
                ids = (note_id(turn.bar, place),)
                made.append(Sounding(turn.start + note.at, note.length, note.pitch, note.hand, note, ids, turn.turn))
            if note.tied:
                held[tie] = before
        waiting = held
    return tuple(sorted(made, key=lambda one: (one.start, one.hand == Hand.LEFT, one.pitch.midi)))


def harmony(score: Score) -> tuple[Harmony, ...]:
    """The chords in the order in which they are played; a bar without any goes on with what was last."""
    made: list[Harmony] = []
    last = NO_CHORD
    for turn in turns(score):
        placed = score.bars[turn.bar].chords
        if not placed:
            made.append(Harmony(turn.start, turn.length, last, turn.turn))
        for one in placed:
            made.append(Harmony(turn.start + one.at, one.length, one.chord, turn.turn))
            last = one.chord
    return tuple(made)
