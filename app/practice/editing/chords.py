"""Chords of a piece changed in place: swapped for one that fits, or set back to what stood there before."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction

from app.errors import NotAllowed
from app.practice.editing.refitting import refitted, right_or_refused
from app.practice.music.chord_names import read_chord
from app.practice.music.chords import MAJOR_SOUND, MINOR_SOUND, is_dominant, sounds
from app.practice.music.keys import degree
from app.practice.options import Style
from app.practice.score import Hand, Placed, Score, Substitution, ticks
from app.practice.tones import Chord, Quality, Tone

Q = Quality


@dataclass(frozen=True, slots=True)
class Offer:
    """A chord that could stand here, and why. `keeps` is the share of the melody that could stay as it is, 0 to 1."""

    chord: Chord
    rule: str
    words: str
    keeps: float


def offers(score: Score, bar: int, place: int) -> list[Offer]:
    """What fits in place of a chord, the ones first that leave most of the melody.

    Raises
    ------
    NotAllowed
        No chord stands there.
    """
    chord = _placed(score, bar, place).chord
    after = _after(score, bar, place)
    found: dict[Chord, Offer] = {}
    for new, rule, words in _fitting(score, chord, after):
        if new != chord and new not in found:
            found[new] = Offer(new, rule, words, _keeps(score, bar, place, new))
    return sorted(found.values(), key=lambda one: -one.keeps)


def swapped(score: Score, bar: int, place: int, chord: str | Chord, words: str = '') -> Score:
    """The piece with another chord there; only notes that no longer fit are moved. It can be undone like the others.

    Raises
    ------
    NotAllowed
        There is no such chord or place, or the piece would break a rule.
    """
    new = read_chord(chord) if isinstance(chord, str) else chord
    old = _placed(score, bar, place)
    if new == old.chord:
        return score
    known = next((one for one in offers(score, bar, place) if one.chord == new), None)
    said = words or (known.words if known else f'{new} instead of {old.chord}, as you chose.')
    chords = list(score.bars[bar].chords)
    chords[place] = replace(old, chord=new)
    log = _with(score, bar, known.rule if known else 'swap', said)
    return right_or_refused(refitted(replace(_chords(score, bar, tuple(chords)), substitutions=log), score))


def undone(score: Score, bar: int) -> Score:
    """The piece with the chords that stood there before the substitution that touches `bar`.

    Raises
    ------
    NotAllowed
        None does.
    """
    found = [one for one in score.substitutions if bar in one.bars]
    if not found:
        raise NotAllowed(f'Nothing was substituted in bar {score.number(bar)}, so there is nothing to undo.')
    changed = score
    for index, chords in zip(found[-1].bars, found[-1].before, strict=True):
        changed = _chords(changed, index, chords)
    left = tuple(one for one in score.substitutions if one is not found[-1])
    return right_or_refused(refitted(replace(changed, substitutions=left), score))


def _with(score: Score, bar: int, rule: str, words: str) -> tuple[Substitution, ...]:
    """The log with one more entry; what is swapped twice goes back to what stood there first."""
    entry = Substitution(bar, rule, words, (score.bars[bar].chords,))
    for place, one in enumerate(score.substitutions):
        if bar in one.bars and len(one.before) == 1:
            log = list(score.substitutions)
            log[place] = replace(entry, before=one.before)
            return tuple(log)
    return tuple(sorted((*score.substitutions, entry), key=lambda one: one.bar))


def _chords(score: Score, bar: int, chords: tuple[Placed, ...]) -> Score:
    bars = list(score.bars)
    bars[bar] = replace(bars[bar], chords=chords)
    return replace(score, bars=tuple(bars))


def _placed(score: Score, bar: int, place: int) -> Placed:
    if not 0 <= bar < len(score.bars) or not 0 <= place < len(score.bars[bar].chords):
        raise NotAllowed('No chord stands there any more; the piece stays as it was.')
    return score.bars[bar].chords[place]


def _after(score: Score, bar: int, place: int) -> Chord:
    chords = score.bars[bar].chords
    if place + 1 < len(chords):
        return chords[place + 1].chord
    following = score.bars[(bar + 1) % len(score.bars)].chords
    return following[0].chord if following else chords[place].chord


def _keeps(score: Score, bar: int, place: int, new: Chord) -> float:
    """The share of the melody over a chord that lies in the scale of the new one."""
    old = score.bars[bar].chords[place]
    known = sounds(new, score.key, score.style == Style.BLUES)
    over = [n for n in score.bars[bar].notes if n.hand == Hand.RIGHT and old.at <= n.at < old.at + old.length]
    if not over:
        return 1.0
    fits = sum(Fraction(ticks(n.length)) for n in over if n.midi % 12 in known.scale)
    return float(fits / sum(ticks(n.length) for n in over))


def _fitting(score: Score, chord: Chord, after: Chord) -> list[tuple[Chord, str, str]]:
    if chord.root is None:
        return []

    def tone(semitones: int) -> Tone:
        assert chord.root is not None
        return degree(score.key, chord.root.pitch_class + semitones - score.key.tonic.pitch_class)

    if is_dominant(chord):
        return _for_dominant(chord, after, tone)
    found: list[tuple[Chord, str, str]] = []
    if chord.quality in MAJOR_SOUND:
        found += [
            (Chord(chord.root, Q.MAJOR_7, ('9',)), 'colour', 'The same chord with seventh and ninth.'),
            (Chord(chord.root, Q.MAJOR_6, ('9',)), 'colour', 'Sixth and ninth: it rests more than with a seventh.'),
            (Chord(chord.root, Q.MAJOR_7, ('#11',)), 'lydian', 'Its raised fourth makes it bright.'),
            (Chord(tone(9), Q.MINOR_7), 'relative', 'Its relative minor, with three tones in common.'),
            (Chord(tone(4), Q.MINOR_7), 'third above', 'The minor seventh on its third: the same without its root.'),
        ]
    elif chord.quality in MINOR_SOUND:
        found += [
            (Chord(chord.root, Q.MINOR_7, ('9',)), 'colour', 'The same chord with its ninth.'),
            (Chord(chord.root, Q.MINOR_7, ('11',)), 'colour', 'Open, with ninth and eleventh.'),
            (Chord(chord.root, Q.MINOR_6), 'sixth', 'With the sixth it rests, and sounds a little older.'),
            (Chord(tone(3), Q.MAJOR_7), 'relative', 'Its relative major, with three tones in common.'),
            (Chord(chord.root, Q.HALF_DIMINISHED), 'darker', 'With a flat fifth, as if it led to minor.'),
            (Chord(chord.root, Q.DOMINANT_7), 'secondary dominant', f'As a dominant it pulls towards {after}.'),
        ]
    else:
        found += [
            (Chord(tone(8), Q.DOMINANT_7, ('b9',)), 'dominant', 'The dominant that has its other tones.'),
            (Chord(chord.root, Q.MINOR_7), 'plainer', 'With a plain fifth.'),
        ]
    return found


def _for_dominant(chord: Chord, after: Chord, tone: Callable[[int], Tone]) -> list[tuple[Chord, str, str]]:
    root = chord.root
    found = [
        (Chord(root, Q.DOMINANT_7), 'plainer', 'The plain dominant.'),
        (Chord(root, Q.DOMINANT_7, ('13',)), 'colour', 'With ninth and thirteenth: full and bright.'),
        (Chord(root, Q.DOMINANT_7, ('b9',)), 'darker', 'With a flat ninth it leads to minor, or surprises in major.'),
        (Chord(root, Q.DOMINANT_7, ('alt',)), 'altered', f'Ninth and fifth altered: most tension before {after}.'),
        (Chord(root, Q.DOMINANT_SUS, ('9',)), 'sus', 'The fourth holds the third back.'),
        (Chord(tone(6), Q.DOMINANT_7), 'tritone', 'A tritone away: the same third and seventh, changed about.'),
        (Chord(tone(7), Q.MINOR_7), 'related ii', 'The II that belongs to it: softer, on the way.'),
        (Chord(tone(4), Q.DIMINISHED_7), 'diminished', 'On its third: the dominant with a flat ninth, without root.'),
    ]
    falls = after.root is not None and root is not None and (root.pitch_class - after.root.pitch_class) % 12 == 7
    if falls and after.quality in MAJOR_SOUND:
        found.append(
            (Chord(tone(3), Q.DOMINANT_7, ('9',)), 'backdoor', f'By the back door, a whole step below {after}.')
        )
    return found
