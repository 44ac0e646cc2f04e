"""Music for the takes that are scored: six bars of a line, chords and a walking bass, always the same for a seed.

The generator of the product gets better, and its pieces other ones. These are plain on purpose and stay, so that what
is measured of the scoring can be compared over the years.
"""

import math
import random
from dataclasses import dataclass

import numpy as np

from app.practice.takes.notes import Expected

BARS, BEATS = 6, 4
TEMPOS = (80, 100, 120, 150, 180)
_TONES = {'maj7': (0, 4, 7, 11), 'm7': (0, 3, 7, 10), '7': (0, 4, 7, 10), 'm7b5': (0, 3, 6, 10)}
_SCALES = {
    'maj7': (0, 2, 4, 5, 7, 9, 11),
    'm7': (0, 2, 3, 5, 7, 9, 10),
    '7': (0, 2, 4, 5, 7, 9, 10),
    'm7b5': (0, 1, 3, 5, 6, 8, 10),
}
_VOICINGS = {'maj7': (4, 7, 11, 14), 'm7': (3, 7, 10, 14), '7': (4, 9, 10, 14), 'm7b5': (3, 6, 10, 12)}
_FORMS: tuple[tuple[tuple[int, str], ...], ...] = (
    ((0, '7'), (5, '7'), (0, '7'), (0, '7'), (5, '7'), (0, '7')),
    ((2, 'm7'), (7, '7'), (0, 'maj7'), (9, '7'), (2, 'm7'), (7, '7')),
    ((0, 'maj7'), (4, 'm7b5'), (2, 'm7'), (7, '7'), (0, 'maj7'), (0, 'maj7')),
    ((2, 'm7b5'), (7, '7'), (0, 'm7'), (5, 'm7'), (2, 'm7b5'), (7, '7')),
)
_EIGHTHS = tuple(i / 2 for i in range(8))
_RHYTHMS: tuple[tuple[float, ...], ...] = (
    _EIGHTHS,
    _EIGHTHS[1:],
    _EIGHTHS[:7],
    (0, 0.5, 1, 1.5, 2, 3),
    (1, 1.5, 2, 2.5, 3, 3.5),
    (0, 0.5, 1, 4 / 3, 5 / 3, 2, 2.5, 3, 3.5),
    (0, 1 / 3, 2 / 3, 1, 1.5, 2, 2.5, 3),
    (0.5, 1, 2.5),
    (0, 1, 1.5),
    (1, 1.5, 2),
)
_HITS: tuple[tuple[tuple[float, float], ...], ...] = (
    ((0, 0.9), (1.5, 0.5)),
    ((1.5, 0.5),),
    ((0.5, 0.5), (2, 0.9)),
    ((0, 1.5),),
    ((1.5, 0.4), (3.5, 0.5)),
    ((1, 0.4), (2.5, 0.9)),
    ((0, 0.4), (2.5, 0.4)),
)


@dataclass(frozen=True, slots=True)
class Piece:
    """What a take is of.

    Attributes
    ----------
    notes : what is to be played; `hand` is 'R' for the line, 'L' for the chords.
    bass : what the play-along plays beside it.
    clicks : when the cymbal is struck.
    """

    notes: tuple[Expected, ...]
    bass: tuple[Expected, ...]
    clicks: tuple[float, ...]
    tempo: int
    bar_s: float


def piece(seed: int, both_hands: bool, tempo: int | None = None) -> Piece:
    """Six bars in a random key."""
    chance = random.Random(seed)
    tempo = tempo or chance.choice(TEMPOS)
    key, form = chance.randrange(12), chance.choice(_FORMS)
    chords = [((key + root) % 12, kind) for root, kind in form]
    notes = _line(chords, chance, tempo)
    if both_hands:
        notes += _chords(chords, chance, tempo)
    beats = [_seconds(beat / 2, tempo) for beat in range(2 * BARS * BEATS) if beat % 4 != 1]
    ordered = sorted(notes, key=lambda one: (one.at, one.pitch))
    return Piece(tuple(ordered), tuple(_walk(chords, chance, tempo)), tuple(beats), tempo, BEATS * 60 / tempo)


def _seconds(beat: float, tempo: int) -> float:
    """When a beat is played; a second half of one later, the slower the music is."""
    long = 1 + (min(2.2, max(1.0, (60 / tempo - 0.11) / 0.11)) - 1) * 0.6
    whole, part = math.floor(beat), beat % 1
    share = long / (1 + long)
    swung = part / 0.5 * share if part <= 0.5 else share + (part - 0.5) / 0.5 * (1 - share)
    straight = min(abs(part - third) for third in (1 / 3, 2 / 3)) < 0.01
    return (whole + (part if straight else swung)) * 60 / tempo


def _note(beat: float, length: float, pitch: int, velocity: int, tempo: int, hand: str) -> Expected:
    begin, end = _seconds(beat, tempo), _seconds(beat + length, tempo)
    lasts = max(0.08, (end - begin) * 0.9)
    bar = int(beat // BEATS)
    return Expected(begin, lasts, pitch, velocity, bar + 1, f'n{bar}-{beat:.3f}-{pitch}', beat % BEATS, hand)


def _line(chords: list[tuple[int, str]], chance: random.Random, tempo: int) -> list[Expected]:
    """A melody: chord tones on strong beats, steps and small leaps in between."""
    made, at = list[Expected](), chance.randrange(64, 74)
    for bar, (root, kind) in enumerate(chords):
        starts = chance.choice(_RHYTHMS[:7] if chance.random() < 0.75 else _RHYTHMS[7:])
        ends = [*starts[1:], min(BEATS, starts[-1] + 1.5)]
        for start, end in zip(starts, ends, strict=True):
            tones = _TONES[kind] if start % 2 == 0 else _SCALES[kind]
            near = [p for p in range(max(58, at - 7), min(84, at + 7) + 1) if (p - root) % 12 in tones and p != at]
            at = min(near, key=lambda p: abs(p - at) * 0.6 + chance.random() * 3)
            velocity = 78 + (10 if start % 1 else 0) + chance.randrange(-6, 7)
            made.append(_note(bar * BEATS + start, end - start, at, velocity, tempo, 'R'))
    return made


def _chords(chords: list[tuple[int, str]], chance: random.Random, tempo: int) -> list[Expected]:
    """Four notes without the root, as near to those before as can be."""
    made, before = list[Expected](), [52, 57, 60, 64]
    for bar, (root, kind) in enumerate(chords):
        options = [[root + 12 * octave + step for step in _VOICINGS[kind]] for octave in (3, 4, 5)]
        options += [[*one[2:], one[0] + 12, one[1] + 12] for one in options]
        fitting = [one for one in options if min(one) >= 48 and max(one) <= 74] or options
        before = min(fitting, key=lambda one: float(np.abs(np.subtract(sorted(one), before)).sum()))
        before = sorted(before)
        for start, length in chance.choice(_HITS):
            for pitch in before:
                velocity = 62 + chance.randrange(-6, 8)
                made.append(_note(bar * BEATS + start, length, pitch, velocity, tempo, 'L'))
    return made


def _walk(chords: list[tuple[int, str]], chance: random.Random, tempo: int) -> list[Expected]:
    """A note each beat: the root first, then tones of the chord."""
    made = list[Expected]()
    for bar, (root, kind) in enumerate(chords):
        for beat in range(BEATS):
            step = 0 if beat == 0 else chance.choice(_TONES[kind])
            pitch = 28 + (root + step - 28) % 12 + chance.choice((0, 0, 12))
            made.append(_note(bar * BEATS + beat, 0.9, pitch, 84 + 8 * (beat % 2), tempo, ''))
    return made
