"""A piece as MMA reads it: a line a bar, chords under the names that MMA has for them."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from app.practice.playing import Harmony, Turn
from app.practice.tones import Chord, Quality

Q = Quality
MARK = 'B'
PLAIN = {
    Q.MAJOR: 'M', Q.MINOR: 'm', Q.AUGMENTED: 'aug', Q.DIMINISHED: 'dim', Q.POWER: '5', Q.SUS2: 'sus2', Q.SUS4: 'sus4',
    Q.MAJOR_6: '6', Q.MINOR_6: 'm6', Q.MAJOR_7: 'M7', Q.MINOR_7: 'm7', Q.MINOR_MAJOR_7: 'mM7', Q.DOMINANT_7: '7',
    Q.DOMINANT_SUS: '7sus', Q.AUGMENTED_7: 'aug7', Q.AUGMENTED_MAJOR_7: 'M7#5', Q.HALF_DIMINISHED: 'm7b5',
    Q.DIMINISHED_7: 'dim7',
}  # fmt: skip
RICHER = {
    (Q.MAJOR, ('9',)): 'add9', (Q.MAJOR_6, ('9',)): '6(add9)', (Q.MINOR_6, ('9',)): 'm6(add9)', (Q.MAJOR_7, ('9',)):
    'M9', (Q.MAJOR_7, ('13',)): 'M13', (Q.MAJOR_7, ('#11',)): 'M7#11', (Q.MINOR_7, ('9',)): 'm9', (Q.MINOR_7,
    ('11',)): 'm11', (Q.MINOR_7, ('13',)): 'm13', (Q.DOMINANT_7, ('9',)): '9', (Q.DOMINANT_7, ('13',)): '13',
    (Q.DOMINANT_7, ('b9',)): '7b9', (Q.DOMINANT_7, ('#9',)): '7#9', (Q.DOMINANT_7, ('#11',)): '7#11', (Q.DOMINANT_7,
    ('alt',)): '7#5#9', (Q.DOMINANT_7, ('b5',)): '7b5', (Q.DOMINANT_7, ('b13',)): 'aug7', (Q.DOMINANT_7, ('b9',
    'b13')): 'aug7b9', (Q.DOMINANT_7, ('13', 'b9')): '13b9', (Q.DOMINANT_7, ('13', '#11')): '13#11', (Q.DOMINANT_7,
    ('9', '#11')): '9#11', (Q.DOMINANT_7, ('b9', '#11')): '7b9#11', (Q.DOMINANT_SUS, ('9',)): 'sus9', (Q.DOMINANT_SUS,
    ('13',)): '13sus', (Q.DOMINANT_SUS, ('b9',)): '7susb9',
}  # fmt: skip
"""Names that MMA 21.09 knows; of any other chord it plays what its quality says."""


def named(chord: Chord) -> str:
    """`CM7`, `F#m7b5/E`; `z!` where nobody plays."""
    if chord.root is None:
        return 'z!'
    name = RICHER.get((chord.quality, chord.extensions), PLAIN[chord.quality])
    return f'{chord.root}{name}' + (f'/{chord.bass}' if chord.bass else '')


def mma_text(
    groove: str, bpm: float, seed: int, bars: Sequence[Turn], harmony: Sequence[Harmony], beat: Fraction
) -> str:
    """The whole file: each bar marked, so that it is found again in what comes back."""
    by_turn: dict[int, list[Harmony]] = {}
    for one in harmony:
        by_turn.setdefault(one.turn, []).append(one)
    lines = [f'RndSeed {seed}', f'Tempo {bpm:g}', f'Groove {groove}', 'SeqRnd On']
    for number, bar in enumerate(bars, 1):
        lines += [f'MidiMark {MARK}', f'{number} {" ".join(_chords(bar, by_turn.get(bar.turn, []), beat))}']
    return '\n'.join([*lines, ''])


def _chords(bar: Turn, chords: Sequence[Harmony], beat: Fraction) -> Iterator[str]:
    """The chords of a bar, each with the beat that it stands on where it is not the first."""
    if not chords or all(one.chord.root is None for one in chords):
        yield 'z!'
        return
    for one in chords:
        place = (one.start - bar.start) / beat + 1
        # Silence for a part of a bar is for tracks, not for all of it.
        name = named(one.chord) if one.chord.root is not None else 'z'
        yield name if place == 1 else f'{name}@{float(place):g}'
