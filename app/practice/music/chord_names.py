"""Reads the names of chords in every spelling in use: `C△`, `CM7`, `C7M` and `Cmaj7` are one chord, `C7` is another.

What comes out is a `Chord` whose own `str()` is the one spelling that the product writes.
"""

import re

from app.errors import NotAllowed
from app.practice.music.pitches import SIGNS, TONE
from app.practice.tones import NO_CHORD, Chord, Quality, Tone

Q = Quality
_SAID = str.maketrans(
    {'♭': 'b', '♯': '#', '–': '-', '−': '-', 'Δ': '△', '∆': '△', '^': '△', 'ø': 'Ø', 'º': '°', '⁰': '°'}
)
HEADS: tuple[tuple[re.Pattern[str], Quality, str], ...] = (
    # what the suffix begins with, the quality, and the extensions it means; the first that fits is taken
    (re.compile(r'(?:min|mi|m|-)/?\(?(?:maj|ma|M|△|j)7?(9|11|13)?\)?'), Q.MINOR_MAJOR_7, '{}'),
    (re.compile(r'(?:min|mi|m|-)7?(?:b5|-5|\(b5\)|\(-5\))'), Q.HALF_DIMINISHED, ''),
    (re.compile(r'(?:min|mi|m|-)(9|11|13)(?:b5|-5|\(b5\))'), Q.HALF_DIMINISHED, '{}'),
    (re.compile(r'(?:Ø|h)(?:7)?(9|11|13)?'), Q.HALF_DIMINISHED, '{}'),
    (re.compile(r'(?:°|dim|o)7'), Q.DIMINISHED_7, ''),
    (re.compile(r'(?:°|dim|o)'), Q.DIMINISHED, ''),
    (re.compile(r'(?:minor|min|mi|m|-)6(?:/?9|\(9\))'), Q.MINOR_6, '9'),
    (re.compile(r'(?:minor|min|mi|m|-)6'), Q.MINOR_6, ''),
    (re.compile(r'(?:minor|min|mi|m|-)(9|11|13)'), Q.MINOR_7, '{}'),
    (re.compile(r'(?:minor|min|mi|m|-)7'), Q.MINOR_7, ''),
    (re.compile(r'(?:maj|ma|M|△|j)7?(?:#5|\+5|\+|\(#5\))'), Q.AUGMENTED_MAJOR_7, ''),
    (re.compile(r'\+(?:maj|ma|M|△|j)7?'), Q.AUGMENTED_MAJOR_7, ''),
    (re.compile(r'(?:maj|ma|M)6(?:/?9|\(9\))'), Q.MAJOR_6, '9'),
    (re.compile(r'(?:maj|ma|M)6'), Q.MAJOR_6, ''),
    (re.compile(r'(?:maj|ma|M|△|j)(9|11|13)'), Q.MAJOR_7, '{}'),
    (re.compile(r'(9|11|13)(?:maj|M)'), Q.MAJOR_7, '{}'),
    (re.compile(r'(?:maj|ma|major|M|△|j)7|7(?:maj|ma|M|j)|△|j7'), Q.MAJOR_7, ''),
    (re.compile(r'(?:minor|min|mi|m|-)'), Q.MINOR, ''),
    (re.compile(r'(?:aug|\+)7'), Q.AUGMENTED_7, ''),
    (re.compile(r'(?:aug|\+)9'), Q.AUGMENTED_7, '9'),
    (re.compile(r'7(?:aug|\+5?|#5)(?!\d)'), Q.AUGMENTED_7, ''),
    (re.compile(r'(?:aug|\+(?!\d))'), Q.AUGMENTED, ''),
    (re.compile(r'6(?:/?9|\(9\)|add9)'), Q.MAJOR_6, '9'),
    (re.compile(r'69'), Q.MAJOR_6, '9'),
    (re.compile(r'6'), Q.MAJOR_6, ''),
    (re.compile(r'(9|11|13)(?:sus4?)'), Q.DOMINANT_SUS, '{}'),
    (re.compile(r'7?sus4?7|7sus4?(?!2)'), Q.DOMINANT_SUS, ''),
    (re.compile(r'sus2|2(?!\d)'), Q.SUS2, ''),
    (re.compile(r'sus4?'), Q.SUS4, ''),
    (re.compile(r'(9|11|13)'), Q.DOMINANT_7, '{}'),
    (re.compile(r'7?\(?alt\)?'), Q.DOMINANT_7, 'alt'),
    (re.compile(r'7'), Q.DOMINANT_7, ''),
    (re.compile(r'5(?!\d)'), Q.POWER, ''),
    (re.compile(r'(?:major|maj|ma|M)'), Q.MAJOR, ''),
    (re.compile(r''), Q.MAJOR, ''),
)
WHOLE = re.compile(TONE + '(.*)')
BASS = re.compile(TONE)
TAIL = re.compile(r'(?:add)?([b#+-]?)(13|11|9|6|5|2|4)|(alt)|no([35])|(sus)4?|[\s(),]|/(?=[b#]?\d)')
NONE = re.compile(r'n\.?\s?c\.?', re.IGNORECASE)
ORDER = ('9', '11', '13', 'alt', 'b5', '#5', 'b9', '#9', '#11', 'b13', 'no3', 'no5')


def read_chord(text: str) -> Chord:
    """The chord of this name; `N.C.`, `NC` and `n.c.` are no chord at all.

    Raises
    ------
    NotAllowed
        It names no chord; the sentence says how chords are written.
    """
    said = text.strip().translate(_SAID)
    if NONE.fullmatch(said):
        return NO_CHORD
    upper, slash, lower = said.rpartition('/')
    below = BASS.fullmatch(lower.strip()) if slash else None
    whole = WHOLE.fullmatch(upper if below else said) if len(said) <= 30 else None
    if not whole or not said[0].isupper():
        raise _unknown(text)
    quality, extensions = _read_suffix(whole[3].strip(), text)
    bass = Tone(below[1].upper(), SIGNS[below[2]]) if below else None
    root = Tone(whole[1], SIGNS[whole[2]])
    return Chord(root, quality, extensions, None if bass == root else bass)


def _read_suffix(suffix: str, text: str) -> tuple[Quality, tuple[str, ...]]:
    for head, quality, meant in HEADS:
        found = head.match(suffix)
        if found:
            highest = found[1] if found.groups() and found[1] else ''
            first = meant.format(highest) if meant == '{}' else meant
            more, quality = _read_tail(suffix[found.end() :], quality, text)
            return quality, ordered((*((first,) if first else ()), *more), quality)
    raise _unknown(text)


def _read_tail(tail: str, quality: Quality, text: str) -> tuple[tuple[str, ...], Quality]:
    """What follows the quality: `#11`, `(b9,b13)`, `add9`, `no5`, `sus`."""
    found: list[str] = []
    place = 0
    while place < len(tail):
        part = TAIL.match(tail, place)
        if not part:
            raise _unknown(text)
        place = part.end()
        if part[2]:
            found.append({'+': '#', '-': 'b'}.get(part[1], part[1]) + part[2])
        elif part[3] or part[4]:
            found.append(part[3] or f'no{part[4]}')
        elif part[5]:
            if quality not in (Quality.DOMINANT_7, Quality.MAJOR):
                raise _unknown(text)
            quality = Quality.DOMINANT_SUS if quality == Quality.DOMINANT_7 else Quality.SUS4
    return _settled(found, quality, text)


_SAME = {'2': '9', '4': '11', 'b2': 'b9', '#2': '#9', '#4': '#11', 'b6': 'b13', 'b10': '#9'}
_FIFTHS = {(Q.MAJOR, '#5'): Q.AUGMENTED, (Q.DOMINANT_7, '#5'): Q.AUGMENTED_7, (Q.MAJOR_7, '#5'): Q.AUGMENTED_MAJOR_7,
           (Q.MINOR_7, 'b5'): Q.HALF_DIMINISHED, (Q.MINOR, 'b5'): Q.DIMINISHED}  # fmt: skip
_SIXTHS = {Q.MAJOR: Q.MAJOR_6, Q.MINOR: Q.MINOR_6, Q.DOMINANT_7: None}


def _settled(found: list[str], quality: Quality, text: str) -> tuple[tuple[str, ...], Quality]:
    """Several names of one thing made one: a #5 belongs to the quality, an added 2 is a 9."""
    kept = []
    for one in (_SAME.get(one, one) for one in found):
        if (quality, one) in _FIFTHS:
            quality = _FIFTHS[quality, one]
        elif one == '6' and quality in _SIXTHS:
            quality, more = (_SIXTHS[quality] or quality), ([] if _SIXTHS[quality] else ['13'])
            kept += more
        elif one in ORDER:
            kept.append(one)
        else:
            raise _unknown(text)
    return tuple(kept), quality


def ordered(extensions: tuple[str, ...], quality: Quality) -> tuple[str, ...]:
    """Each once, in the order in which they are written; what a higher one includes is left out (C13 has its 9)."""
    kept = sorted(set(extensions), key=ORDER.index)
    natural = [one for one in kept if one in ('9', '11', '13')]
    if len(natural) > 1 and quality in (Q.MAJOR_7, Q.MINOR_7, Q.DOMINANT_7, Q.DOMINANT_SUS, Q.MINOR_MAJOR_7):
        kept = [one for one in kept if one not in natural[:-1]]
    return tuple(kept)


def _unknown(text: str) -> NotAllowed:
    return NotAllowed(f'There is no chord called “{text[:30]}”: write it like Cmaj7, F#m7b5, Bb13, G7alt or C/E.')
