"""What an exercise holds, for tests of what its title says: many of them, and their chords and notes apart."""

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from app.practice.generator.making import generate
from app.practice.music.chords import basic
from app.practice.options import Difficulty, Hands, Kind, Options, Style
from app.practice.score import Hand, Score
from app.practice.tones import Chord
from tests.app.practice_support import KEYS

TIMES = (None, None, '3/4', None, '12/8', None, '5/4', '6/8', '7/4')


def asked(kind: Kind, level: Difficulty, seed: int) -> Options:
    """Something else with each seed: styles, keys, times, hands and lengths in turn."""
    style, time = tuple(Style)[seed % 10], TIMES[seed % 9]
    fits = style != Style.WALTZ or time in ('3/4', '6/8')
    return Options(
        kind=kind,
        difficulty=level,
        style=style,
        key=KEYS[seed % len(KEYS)],
        time=time if fits else None,
        hands=(None, None, *Hands)[seed % 5],
        bars=seed % 23 + 1 if seed % 4 == 0 else None,
        seed=seed,
    )


def made(kind: Kind, seeds: int) -> Iterator[Score]:
    """So many of every level."""
    for level in Difficulty:
        for seed in range(seeds):
            yield generate(asked(kind, level, seed))


def title(score: Score) -> str:
    """Without the key."""
    return score.title.rpartition(' from ')[0]


def changes(score: Score) -> list[Chord]:
    """The chords in a row; one that goes on stands there once."""
    found: list[Chord] = []
    for bar in score.bars:
        found += [one.chord for one in bar.chords if not found or found[-1] != one.chord]
    return found


def stacks(score: Score) -> list[tuple[Chord, list[int]]]:
    """What is struck together by the hand that has the chords, with the chord that it is."""
    hand, found = Hand.LEFT if score.hands == Hands.LEFT else Hand.RIGHT, []
    for bar in score.bars:
        struck: dict[Fraction, list[int]] = defaultdict(list)
        for note in bar.notes:
            if note.hand == hand:
                struck[note.at].append(note.midi)
        for at, midis in sorted(struck.items()):
            chord = next(one.chord for one in reversed(bar.chords) if one.at <= at)
            found.append((chord, sorted(midis)))
    return found


def runs(score: Score) -> list[tuple[Chord, list[int]]]:
    """The notes over each chord, bar by bar, without the last bar, which comes to rest."""
    hand, found = Hand.LEFT if score.hands == Hands.LEFT else Hand.RIGHT, []
    for bar in score.bars[:-1] or score.bars:
        for one in bar.chords:
            notes = [n for n in bar.notes if n.hand == hand and one.at <= n.at < one.at + one.length]
            found.append((one.chord, [note.midi for note in notes]))
    return found


def tones(chord: Chord) -> list[int]:
    """Root, third, fifth, and seventh or sixth, as pitch classes."""
    assert chord.root is not None
    return [(chord.root.pitch_class + semitones) % 12 for _, semitones in basic(chord)]
