"""Harmony laid out in bars, written by degrees so that it fits every key: `IIm7 V7 | Imaj7`.

A chart is a list of bars; a bar is a list of chords, each with its length in ticks, of which a quarter has twelve.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from app.practice.music.chord_names import read_chord
from app.practice.music.keys import degree
from app.practice.score import TICKS, Key, Placed, Time, quarters, ticks
from app.practice.tones import NO_CHORD, Chord

Cell = tuple[Chord, int]
Chart = list[list[Cell]]
_NUMERALS = {'VII': 11, 'III': 4, 'IV': 5, 'VI': 9, 'II': 2, 'V': 7, 'I': 0}
_PART = re.compile(r'([b#]?)(VII|III|IV|VI|II|V|I)(.*)')
GROUPS = {'4/4': (24, 24), '3/4': (24, 12), '5/4': (36, 24), '7/4': (48, 36), '6/8': (18, 18), '12/8': (36, 36)}
"""How a bar is divided, where two chords share it."""
STRONG = {'4/4': (0, 24), '3/4': (0,), '5/4': (0, 36), '7/4': (0, 24, 48), '6/8': (0, 18), '12/8': (0, 36)}
"""Where the chord has to be heard."""


@lru_cache(4096)
def by_degree(word: str, key: Key) -> Chord:
    """`bVII13` in C is Bb13; `-` is no chord."""
    if word == '-':
        return NO_CHORD
    found = _PART.fullmatch(word)
    assert found, word
    semitones = _NUMERALS[found[2]] + {'b': -1, '#': 1, '': 0}[found[1]]
    return replace(read_chord('C' + found[3]), root=degree(key, semitones))


def chart(text: str, key: Key, time: Time) -> Chart:
    """The bars of `text`, between its bar lines; `%` is the bar before once more."""
    made: Chart = []
    for bar in text.split('|'):
        words = bar.split()
        if words == ['%']:
            made.append(list(made[-1]))
        else:
            made.append(list(zip([by_degree(word, key) for word in words], lengths(len(words), time), strict=True)))
    return made


def lengths(count: int, time: Time) -> tuple[int, ...]:
    """How long the chords of a bar are, if it has so many."""
    whole = int(time.bar * TICKS)
    first, second = GROUPS[str(time)]
    if count == 1:
        return (whole,)
    if count == 2:
        return (first, second)
    beat = int(time.beat * TICKS)
    if count == 3:
        return (first, beat, second - beat) if second > beat else (first - beat, beat, second)
    return (first // 2, first - first // 2, second // 2, second - second // 2)


def placed(bar: Sequence[Cell]) -> tuple[Placed, ...]:
    """A bar of a chart as a score has it; a chord that goes on is written once."""
    made: list[Placed] = []
    at = 0
    for chord, length in bar:
        if made and made[-1].chord == chord:
            made[-1] = replace(made[-1], length=made[-1].length + quarters(length))
        else:
            made.append(Placed(quarters(at), quarters(length), chord))
        at += length
    return tuple(made)


def cells(chords: Sequence[Placed]) -> list[Cell]:
    """The other way: a bar of a score as a chart has it."""
    return [(one.chord, ticks(one.length)) for one in chords]
