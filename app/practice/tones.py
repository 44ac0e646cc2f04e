"""Tones, written pitches and chords by name: what a score is made of, without time.

Spelling is part of the music here: Gb and F# are two tones that sound alike.
"""

from dataclasses import dataclass
from enum import StrEnum

NATURAL = {'C': 0, 'D': 2, 'E': 4, 'F': 5, 'G': 7, 'A': 9, 'B': 11}
STEPS = 'CDEFGAB'
MARKS = {-2: 'bb', -1: 'b', 0: '', 1: '#', 2: '##'}


@dataclass(frozen=True, slots=True)
class Tone:
    """A name of a note without its octave: step C to B, and `alter` in semitones (-1 is flat), -2 to 2."""

    step: str
    alter: int = 0

    @property
    def pitch_class(self) -> int:
        """0 (C) to 11 (B)."""
        return (NATURAL[self.step] + self.alter) % 12

    def __str__(self) -> str:
        return self.step + MARKS[self.alter]


@dataclass(frozen=True, slots=True)
class Pitch:
    """A note as it is written: Cb5 is not B4, though both are MIDI 71. Octaves as in MusicXML: middle C is C4."""

    step: str
    alter: int
    octave: int

    @property
    def midi(self) -> int:
        """60 is middle C."""
        return 12 * (self.octave + 1) + NATURAL[self.step] + self.alter

    @property
    def tone(self) -> Tone:
        return Tone(self.step, self.alter)

    def __str__(self) -> str:
        return f'{self.step}{MARKS[self.alter]}{self.octave}'


class Quality(StrEnum):
    """What a chord is without its extensions; the values are how it is written after the root."""

    MAJOR = ''
    MINOR = 'm'
    AUGMENTED = 'aug'
    DIMINISHED = 'dim'
    POWER = '5'
    SUS2 = 'sus2'
    SUS4 = 'sus4'
    MAJOR_6 = '6'
    MINOR_6 = 'm6'
    MAJOR_7 = 'maj7'
    MINOR_7 = 'm7'
    MINOR_MAJOR_7 = 'm(maj7)'
    DOMINANT_7 = '7'
    DOMINANT_SUS = '7sus4'
    AUGMENTED_7 = 'aug7'
    AUGMENTED_MAJOR_7 = 'maj7#5'
    HALF_DIMINISHED = 'm7b5'
    DIMINISHED_7 = 'dim7'


@dataclass(frozen=True, slots=True)
class Chord:
    """A chord symbol; `root` is None for N.C. (no chord), and nothing else is set then.

    `extensions` are what is written on top of the quality, out of `b9 9 #9 11 #11 b13 13 alt b5 #5 no3 no5`: naturals
    first, then the altered ones, each rising. C13 is ('13',) (the 9 is understood), C6/9 is MAJOR_6 with ('9',),
    Cadd9 is MAJOR with ('9',), C7alt is DOMINANT_7 with ('alt',). `bass` is what stands behind the slash. `str()`
    gives the name in one spelling (`Cmaj7`, `F#m7b5`, `Db7#11/Ab`, `N.C.`); `app.practice.music.chord_names` reads
    every usual one.
    """

    root: Tone | None
    quality: Quality = Quality.MAJOR
    extensions: tuple[str, ...] = ()
    bass: Tone | None = None

    def __str__(self) -> str:
        if self.root is None:
            return 'N.C.'
        return f'{self.root}{self.suffix}' + (f'/{self.bass}' if self.bass else '')

    @property
    def suffix(self) -> str:
        """What is written between root and slash: `m9`, `13b9`, `6/9`, `7alt`."""
        return _suffix(self.quality, self.extensions)


NO_CHORD = Chord(None)
_RAISED = {Quality.MAJOR_7: 'maj{}', Quality.MINOR_7: 'm{}', Quality.DOMINANT_7: '{}', Quality.DOMINANT_SUS: '{}sus4',
           Quality.MINOR_MAJOR_7: 'm(maj{})'}  # fmt: skip


def _suffix(quality: Quality, extensions: tuple[str, ...]) -> str:
    natural = [e for e in extensions if e in ('9', '11', '13')]
    rest = ''.join(e for e in extensions if e not in natural)
    if not natural:
        return quality + (f'({rest})' if rest and quality in (Quality.MAJOR, Quality.MINOR) else rest)
    if quality in _RAISED:
        highest = max(natural, key=int)
        more = ''.join(f'add{e}' for e in natural if e != highest)
        return _RAISED[quality].format(highest) + more + rest
    if quality in (Quality.MAJOR_6, Quality.MINOR_6) and natural == ['9']:
        return f'{quality}/9{rest}'
    return quality + ''.join(f'add{e}' for e in natural) + rest
