"""Keys and time signatures: which there are, how they are read, and what a key calls a sound."""

import re

from app.errors import NotAllowed
from app.practice.music.pitches import FLATS, SHARPS, SIGNS, TONE, moved, plainest
from app.practice.score import Key, Time
from app.practice.tones import STEPS, Tone

TIMES = ('4/4', '3/4', '5/4', '7/4', '6/8', '12/8')
_KEY = re.compile(TONE + '(.*)')
MINOR = ('m', 'mi', 'min', 'minor', '-', 'moll')
MAJOR = ('', 'maj', 'ma', 'major', 'dur', '△')
_DEGREES = ((0, 0), (1, 1), (1, 2), (2, 3), (2, 4), (3, 5), (3, 6), (4, 7), (5, 8), (5, 9), (6, 10), (6, 11))
"""Steps and semitones of each degree as jazz names it: b2, b3, #4, b6, b7."""
USUAL = ('C', 'Db', 'D', 'Eb', 'E', 'F', 'Gb', 'G', 'Ab', 'A', 'Bb', 'B')
USUAL_MINOR = ('Cm', 'C#m', 'Dm', 'Ebm', 'Em', 'Fm', 'F#m', 'Gm', 'G#m', 'Am', 'Bbm', 'Bm')
"""The key of each sound that a player would rather read."""


def read_key(text: str) -> Key:
    """`Bb`, `f# minor`, `C♯m`, `A-`, `Eb flat major` not.

    Raises
    ------
    NotAllowed
        There is no such key: it names no note, or would need more than seven signs.
    """
    words = re.sub(r'\s?\b(sharp|flat)\b', lambda m: '#' if m[1].lower() == 'sharp' else 'b', text.strip(), flags=re.I)
    found = _KEY.fullmatch(words)
    mode = found[3].strip() if found else ''
    mode = mode.lstrip('- ') or mode
    if not found or (mode != 'M' and mode.lower() not in (*MINOR, *MAJOR)):
        raise NotAllowed(f'There is no key called “{text[:20]}”: name one like C, Bb, F#m or Eb minor.')
    key = Key(Tone(found[1].upper(), SIGNS[found[2]]), mode != 'M' and mode.lower() in MINOR)
    if abs(key.fifths) > 7:
        better = (USUAL_MINOR if key.minor else USUAL)[key.tonic.pitch_class]
        raise NotAllowed(f'Nobody writes in {key}: it would need {abs(key.fifths)} signs. The same sound is {better}.')
    return key


def read_time(text: str) -> Time:
    """`6/8`.

    Raises
    ------
    NotAllowed
        None that music is written in here.
    """
    if text.strip() not in TIMES:
        raise NotAllowed(f'There is no time signature “{text[:20]}” here: choose one of {", ".join(TIMES)}.')
    beats, unit = text.strip().split('/')
    return Time(int(beats), int(unit))


def usual_key(pitch_class: int, minor: bool) -> Key:
    """The key of this sound that a player would rather read."""
    return read_key((USUAL_MINOR if minor else USUAL)[pitch_class % 12])


def signature(key: Key) -> dict[str, int]:
    """What the key signature does to each of the seven steps."""
    sharps = 'FCGDAEB'
    count = key.fifths
    signed = sharps[:count] if count > 0 else sharps[::-1][:-count]
    return {step: (1 if count > 0 else -1) if step in signed else 0 for step in STEPS}


def degree(key: Key, semitones: int) -> Tone:
    """The root of a chord that stands so many semitones above the tonic: 6 is #4 (but b5 among many flats), 10 is b7.

    Signs are few: E rather than Fb in Gb, but Cb where the key has it.
    """
    tone = moved(key.tonic, *_DEGREES[semitones % 12])
    if signature(key)[tone.step] == tone.alter:
        return tone
    return plainest(tone)


def prefers_flats(key: Key) -> bool:
    """Whether what belongs to no chord is rather written with flats."""
    return key.fifths < 0 or (key.fifths == 0 and key.minor)


def in_key(key: Key, pitch_class: int) -> Tone:
    """What the key calls a sound: by its signature, else by what it prefers."""
    for step, alter in signature(key).items():
        if Tone(step, alter).pitch_class == pitch_class % 12:
            return Tone(step, alter)
    return (FLATS if prefers_flats(key) else SHARPS)[pitch_class % 12]
