"""What belongs to a chord: its tones by degree, the scale that goes with it, and its role.

A degree is (steps, semitones) above the root: (2, 3) is a minor third. So each has a name by letter, and spelling
follows.
"""

from dataclasses import dataclass
from functools import lru_cache

from app.practice.music.keys import signature
from app.practice.music.pitches import moved, plain, plainest
from app.practice.score import Key
from app.practice.tones import NATURAL, Chord, Quality, Tone

Q = Quality
Degree = tuple[int, int]
FIFTH = (4, 7)
_TONES: dict[Quality, tuple[Degree, ...]] = {
    Q.MAJOR: ((0, 0), (2, 4), (4, 7)),
    Q.MINOR: ((0, 0), (2, 3), (4, 7)),
    Q.AUGMENTED: ((0, 0), (2, 4), (4, 8)),
    Q.DIMINISHED: ((0, 0), (2, 3), (4, 6)),
    Q.POWER: ((0, 0), (4, 7)),
    Q.SUS2: ((0, 0), (1, 2), (4, 7)),
    Q.SUS4: ((0, 0), (3, 5), (4, 7)),
    Q.MAJOR_6: ((0, 0), (2, 4), (4, 7), (5, 9)),
    Q.MINOR_6: ((0, 0), (2, 3), (4, 7), (5, 9)),
    Q.MAJOR_7: ((0, 0), (2, 4), (4, 7), (6, 11)),
    Q.MINOR_7: ((0, 0), (2, 3), (4, 7), (6, 10)),
    Q.MINOR_MAJOR_7: ((0, 0), (2, 3), (4, 7), (6, 11)),
    Q.DOMINANT_7: ((0, 0), (2, 4), (4, 7), (6, 10)),
    Q.DOMINANT_SUS: ((0, 0), (3, 5), (4, 7), (6, 10)),
    Q.AUGMENTED_7: ((0, 0), (2, 4), (4, 8), (6, 10)),
    Q.AUGMENTED_MAJOR_7: ((0, 0), (2, 4), (4, 8), (6, 11)),
    Q.HALF_DIMINISHED: ((0, 0), (2, 3), (4, 6), (6, 10)),
    Q.DIMINISHED_7: ((0, 0), (2, 3), (4, 6), (6, 9)),
}
_MORE: dict[str, Degree] = {'b9': (1, 1), '9': (1, 2), '#9': (1, 3), '11': (3, 5), '#11': (3, 6), 'b13': (5, 8),
                            '13': (5, 9), 'b5': (4, 6), '#5': (4, 8)}  # fmt: skip
_SCALES: dict[Quality, tuple[Degree, ...]] = {
    Q.MAJOR: ((0, 0), (1, 2), (2, 4), (3, 5), (4, 7), (5, 9), (6, 11)),
    Q.MINOR: ((0, 0), (1, 2), (2, 3), (3, 5), (4, 7), (5, 9), (6, 10)),
    Q.AUGMENTED: ((0, 0), (1, 2), (2, 4), (3, 6), (4, 8), (5, 9), (6, 11)),
    Q.DIMINISHED: ((0, 0), (1, 2), (2, 3), (3, 5), (4, 6), (5, 8), (5, 9), (6, 11)),
    Q.DOMINANT_7: ((0, 0), (1, 2), (2, 4), (3, 5), (4, 7), (5, 9), (6, 10)),
    Q.DOMINANT_SUS: ((0, 0), (1, 2), (2, 4), (3, 5), (4, 7), (5, 9), (6, 10)),
    Q.AUGMENTED_7: ((0, 0), (1, 2), (2, 4), (3, 6), (4, 8), (6, 10)),
    Q.AUGMENTED_MAJOR_7: ((0, 0), (1, 2), (2, 4), (3, 6), (4, 8), (5, 9), (6, 11)),
    Q.HALF_DIMINISHED: ((0, 0), (1, 1), (2, 3), (3, 5), (4, 6), (5, 8), (6, 10)),
    Q.DIMINISHED_7: ((0, 0), (1, 2), (2, 3), (3, 5), (4, 6), (5, 8), (6, 9), (6, 11)),
    Q.MINOR_MAJOR_7: ((0, 0), (1, 2), (2, 3), (3, 5), (4, 7), (5, 9), (6, 11)),
}
_LIKE = {Q.MAJOR_6: Q.MAJOR, Q.MAJOR_7: Q.MAJOR, Q.MINOR_6: Q.MINOR_MAJOR_7, Q.MINOR_7: Q.MINOR, Q.SUS2: Q.MAJOR,
         Q.SUS4: Q.DOMINANT_SUS, Q.POWER: Q.DOMINANT_7}  # fmt: skip
ALTERED: tuple[Degree, ...] = ((0, 0), (1, 1), (2, 3), (2, 4), (4, 6), (5, 8), (6, 10))
BLUE_THIRD: Degree = (2, 3)
DOMINANT = (Q.DOMINANT_7, Q.AUGMENTED_7, Q.DOMINANT_SUS)
MAJOR_SOUND = (Q.MAJOR, Q.MAJOR_6, Q.MAJOR_7, Q.AUGMENTED_MAJOR_7, Q.SUS2)
MINOR_SOUND = (Q.MINOR, Q.MINOR_6, Q.MINOR_7, Q.MINOR_MAJOR_7)


def is_dominant(chord: Chord) -> bool:
    """Whether it wants to go down a fifth."""
    return chord.root is not None and chord.quality in DOMINANT


@lru_cache(2048)
def basic(chord: Chord) -> tuple[Degree, ...]:
    """Root, third, fifth and seventh (or sixth), as the symbol has them."""
    if chord.root is None:
        return ()
    tones = _TONES[chord.quality]
    if 'alt' in chord.extensions or ('b13' in chord.extensions and is_dominant(chord)):
        tones = tuple((5, 8) if one == FIFTH else one for one in tones)
    for fifth in ('b5', '#5'):
        if fifth in chord.extensions:
            tones = tuple(_MORE[fifth] if one[0] == 4 else one for one in tones)
    left_out = {f'no{one}': step for one, step in (('3', 2), ('5', 4))}
    return tuple(one for one in tones if not any(one[0] == left_out.get(e) for e in chord.extensions))


@lru_cache(2048)
def tones(chord: Chord) -> tuple[Degree, ...]:
    """All that the symbol names: the basic tones and its extensions, those that a 13 includes, too."""
    named = [_MORE[one] for one in chord.extensions if one in _MORE]
    seventh = any(step == 6 for step, _ in basic(chord))
    if seventh and ({'11', '13'} & set(chord.extensions)) and not {'b9', '#9'} & set(chord.extensions):
        named.append(_MORE['9'])
    if 'alt' in chord.extensions:
        named += [(1, 1), (2, 3), (4, 6)]
    return tuple(dict.fromkeys((*basic(chord), *named)))


@lru_cache(4096)
def scale(chord: Chord, key: Key, blue: bool = False) -> tuple[Degree, ...]:
    """The scale that goes with a chord in a key, upwards.

    What the symbol names comes first; the rest is the key's where the chord lies in the key, else what is usual for
    its quality: a dominant of a minor chord is phrygian, one that resolves nowhere has a raised fourth. `blue` adds
    the blue third to dominants.
    """
    if chord.root is None:
        return ()
    if 'alt' in chord.extensions:
        return ALTERED
    usual = list(_SCALES[_LIKE.get(chord.quality, chord.quality)])
    named = tones(chord)
    at_home = key.minor and chord.root == key.tonic and chord.quality in MINOR_SOUND  # dorian, as jazz has its tonic
    if not at_home and all(_in_signature(chord.root, one, key) for one in basic(chord)):
        usual = [_of_key(chord.root, one, key) for one in usual]
    elif chord.quality == Q.DOMINANT_7:
        usual = _of_dominant(chord, key, usual)
    fixed = {step for step, _ in named}
    merged = {*named, *(one for one in usual if one[0] not in fixed or len(usual) > 7)}
    if blue and is_dominant(chord):
        merged.add(BLUE_THIRD)
    return tuple(sorted(merged, key=lambda one: (one[1] % 12, one[0])))


def _in_signature(root: Tone, one: Degree, key: Key) -> bool:
    tone = moved(root, *one)
    return signature(key)[tone.step] == tone.alter


def _of_key(root: Tone, one: Degree, key: Key) -> Degree:
    """The degree as the key signature has it."""
    step = moved(root, *one).step
    return one[0], (NATURAL[step] + signature(key)[step] - root.pitch_class) % 12


def _of_dominant(chord: Chord, key: Key, usual: list[Degree]) -> list[Degree]:
    assert chord.root is not None
    above = (chord.root.pitch_class - key.tonic.pitch_class) % 12
    if 'b9' in chord.extensions and '13' not in chord.extensions:
        return [(0, 0), (1, 1), (2, 4), (3, 5), (4, 7), (5, 8), (6, 10)]
    if (key.minor and above == 7) or (not key.minor and above in (4, 9, 11)):  # it leads to a minor chord
        return [(0, 0), (1, 1), (2, 4), (3, 5), (4, 7), (5, 8), (6, 10)]
    if above in (1, 8, 10) or (above == 2 and not key.minor):  # it resolves by a half step, or not at all
        return [(0, 0), (1, 2), (2, 4), (3, 6), (4, 7), (5, 9), (6, 10)]
    return usual


@dataclass(frozen=True, slots=True)
class Sounds:
    """The same as pitch classes, looked up once for a chord in a key: what lines and measures count with."""

    root: int
    basic: tuple[int, ...]
    named: frozenset[int]
    scale: tuple[int, ...]
    ladder: tuple[int, ...]
    """All notes of the scale on a piano, upwards, as MIDI numbers."""
    chordal: tuple[int, ...]
    """All basic tones on a piano, upwards."""


@lru_cache(4096)
def sounds(chord: Chord, key: Key, blue: bool = False) -> Sounds:
    """See `Sounds`; of N.C. the key's own notes are the scale, and no chord tones are there."""
    if chord.root is None:
        own = tuple(sorted((NATURAL[step] + alter) % 12 for step, alter in signature(key).items()))
        return Sounds(key.tonic.pitch_class, (), frozenset(), own, _all(set(own)), ())
    root = chord.root.pitch_class
    found = [[(root + one[1]) % 12 for one in group] for group in (basic(chord), tones(chord), scale(chord, key, blue))]
    return Sounds(root, tuple(found[0]), frozenset(found[1]), tuple(found[2]), _all(set(found[2])), _all(set(found[0])))


def _all(classes: set[int]) -> tuple[int, ...]:
    return tuple(midi for midi in range(21, 109) if midi % 12 in classes)


@lru_cache(4096)
def names(chord: Chord, key: Key, blue: bool = False) -> dict[int, Tone]:
    """What each tone of the chord and its scale is called, by pitch class; never with two signs."""
    if chord.root is None:
        return {}
    found: dict[int, Tone] = {}
    for one in tones(chord):
        tone = plain(moved(chord.root, *one))
        found.setdefault(tone.pitch_class, tone)
    own = {Tone(step, alter).pitch_class: Tone(step, alter) for step, alter in signature(key).items()}
    for one in scale(chord, key, blue):
        tone = moved(chord.root, *one)
        if chord.quality in (
            Q.DIMINISHED,
            Q.DIMINISHED_7,
        ):  # eight notes have seven letters: the key's names are plainest
            tone = own.get(tone.pitch_class, plainest(tone))
        found.setdefault(tone.pitch_class, plain(tone))
    return found
