"""Names of notes: read, moved by intervals, written anew with fewer signs."""

import re

from app.errors import NotAllowed
from app.practice.tones import NATURAL, STEPS, Pitch, Tone

SIGNS = {'': 0, 'b': -1, '♭': -1, '#': 1, '♯': 1, 'bb': -2, '♭♭': -2, '𝄫': -2, '##': 2, '♯♯': 2, 'x': 2, '𝄪': 2}
TONE = r'([A-Ga-g])(bb|♭♭|##|♯♯|[b♭#♯x𝄫𝄪]|)'
_TONE = re.compile(TONE)
_PITCH = re.compile(TONE + r'(-?\d)')
SHARPS = tuple(Tone(*name) for name in (('C',), ('C', 1), ('D',), ('D', 1), ('E',), ('F',), ('F', 1), ('G',), ('G', 1),
                                        ('A',), ('A', 1), ('B',)))  # fmt: skip
FLATS = tuple(Tone(*name) for name in (('C',), ('D', -1), ('D',), ('E', -1), ('E',), ('F',), ('G', -1), ('G',),
                                       ('A', -1), ('A',), ('B', -1), ('B',)))  # fmt: skip


def read_tone(text: str) -> Tone:
    """`Eb`, `E♭`, `f#`, `Fx`.

    Raises
    ------
    NotAllowed
        It names no note.
    """
    found = _TONE.fullmatch(text.strip())
    if not found:
        raise NotAllowed(f'There is no note called “{text[:20]}”: name one like C, Eb or F#.')
    return Tone(found[1].upper(), SIGNS[found[2]])


def read_pitch(text: str) -> Pitch:
    """`Eb4`; middle C is C4.

    Raises
    ------
    NotAllowed
        It names no note, or one that no piano has.
    """
    found = _PITCH.fullmatch(text.strip())
    pitch = Pitch(found[1].upper(), SIGNS[found[2]], int(found[3])) if found else None
    if pitch is None or not 21 <= pitch.midi <= 108:
        raise NotAllowed(f'There is no note called “{text[:20]}” on a piano: name one like Eb4, with its octave.')
    return pitch


def moved(tone: Tone, steps: int, semitones: int) -> Tone:
    """The tone an interval higher: a minor third is 2 steps and 3 semitones. With fewer signs where it had over two."""
    step = STEPS[(STEPS.index(tone.step) + steps) % 7]
    wanted = (tone.pitch_class + semitones) % 12
    alter = (wanted - NATURAL[step] + 6) % 12 - 6
    return Tone(step, alter) if abs(alter) <= 2 else (SHARPS if alter > 0 else FLATS)[wanted]


def plain(tone: Tone) -> Tone:
    """The same sound without double signs."""
    if abs(tone.alter) < 2:
        return tone
    return (SHARPS if tone.alter > 0 else FLATS)[tone.pitch_class]


def plainest(tone: Tone) -> Tone:
    """The same sound without double signs, and no Cb, Fb, E# or B#."""
    if abs(tone.alter) == 2 or str(tone) in ('Cb', 'Fb', 'E#', 'B#'):
        return (SHARPS if tone.alter > 0 else FLATS)[tone.pitch_class]
    return tone


def at_midi(tone: Tone, midi: int) -> Pitch:
    """The tone in the octave in which it sounds like `midi`, which is the same sound in some octave."""
    return Pitch(tone.step, tone.alter, (midi - NATURAL[tone.step] - tone.alter) // 12 - 1)
