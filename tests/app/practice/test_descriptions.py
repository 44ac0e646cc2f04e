"""What a description says of a piece is there: devices, chords, hands, form."""

import pytest

from app.errors import Invalid
from app.practice.generator.making import generate
from app.practice.music.chords import is_dominant
from app.practice.options import Difficulty, Form, Hands, Kind, Options, Style
from app.practice.playing import turns
from app.practice.score import Hand, Score, ticks
from tests.app.practice.exercises import changes, made, stacks, tones

SEEDS = 40
COMPOSED = (Kind.JAZZ_LICK, Kind.MELODY, Kind.COMPLETE_PIECE, Kind.CHORD_PROGRESSION)
TWO_HANDS = ('Hands alone', 'the left hand alone', 'the left one keeps', 'in the left hand', 'over a bass')


def pitches(score: Score) -> list[int]:
    hand = Hand.LEFT if score.hands == Hands.LEFT else Hand.RIGHT
    return [note.midi for bar in score.bars for note in bar.notes if note.hand == hand]


def encloses(midis: list[int]) -> bool:
    return any((a - c) * (b - c) < 0 and abs(a - c) <= 2 and abs(b - c) <= 2 for a, b, c in _threes(midis))


def passes(midis: list[int]) -> bool:
    return any(b - a == c - b and abs(b - a) == 1 for a, b, c in _threes(midis))


def _threes(midis: list[int]) -> list[tuple[int, int, int]]:
    return list(zip(midis, midis[1:], midis[2:], strict=False))


def walks(score: Score) -> bool:
    """A note of the left hand on each beat of every bar but the last."""
    beats, beat = score.time.beats, ticks(score.time.beat)
    places = [{ticks(n.at) for n in bar.notes if n.hand == Hand.LEFT} for bar in score.bars[:-1]]
    return all(found == {beat * place for place in range(beats)} for found in places)


def mostly_rootless(score: Score) -> bool:
    rooted = [tones(chord)[0] in {m % 12 for m in midis} for chord, midis in stacks(score) if chord.root]
    return sum(rooted) < len(rooted) / 2


def altered(score: Score) -> bool:
    signs = {'alt', 'b9', '#9', 'b5', '#5', 'b13'}
    return any(is_dominant(one) and signs & set(one.extensions) for one in changes(score))


@pytest.mark.nightly
@pytest.mark.slow
@pytest.mark.parametrize('kind', COMPOSED)
def test_a_description_says_what_is_there(kind: Kind) -> None:
    for score in made(kind, SEEDS):
        told, midis = score.description, pitches(score)
        there = {
            'enclosures': encloses(midis),
            'chromatic passing': passes(midis),
            'wide range': max(midis) - min(midis) >= 19,
            'altered dominants': altered(score),
            'substituted harmony': bool(score.substitutions),
            'through substitutions': bool(score.substitutions),
            'bass that walks': score.hands == Hands.BOTH and walks(score),
            'leave out the root': kind != Kind.CHORD_PROGRESSION or mostly_rootless(score),
            'on rhythm changes': score.form == Form.RHYTHM_CHANGES and not score.key.minor,
            **dict.fromkeys(TWO_HANDS, score.hands == Hands.BOTH),
        }
        assert not [said for said, true in there.items() if said in told and not true], (told, score.options)
        assert ' bars' not in told or f'{len(turns(score))} bars' in told or kind == Kind.COMPLETE_PIECE


def test_what_a_short_lick_has_no_room_for_is_not_said() -> None:
    """Every lick of an expert told of displaced motifs in a wide range over substituted harmony, whatever it had."""
    told = {
        generate(Options(difficulty=Difficulty.EXPERT, style=Style.MODAL, seed=seed)).description for seed in range(20)
    }
    assert any('substituted' not in one and 'wide range' not in one for one in told)
    assert {one.split(': ')[1].split(' ')[0] for one in told} <= {'long', 'phrases'}


def test_all_chords_of_a_long_lick_are_named_or_others_are() -> None:
    score = generate(Options(bars=16, difficulty=Difficulty.ADVANCED, seed=2))
    names = list(dict.fromkeys(str(one) for one in changes(score)))
    assert f'over {" ".join(names[:8])}{" and others" * (len(names) > 8)}:' in score.description


def test_what_one_hand_plays_has_no_words_for_the_other() -> None:
    for kind in (Kind.JAZZ_LICK, Kind.COMPLETE_PIECE):
        told = generate(Options(kind=kind, style=Style.STRIDE, hands=Hands.RIGHT, seed=1)).description
        assert 'then add the right' not in told
        assert 'Hands alone' not in told


def test_rhythm_changes_are_in_major_and_a_blues_in_minor_is_a_minor_blues() -> None:
    with pytest.raises(Invalid, match='Rhythm changes are in a major key: choose C, or AABA'):
        generate(Options(kind=Kind.MELODY, form=Form.RHYTHM_CHANGES, key='Cm'))
    wanted = [
        Options(kind=Kind.MELODY, style=Style.BEBOP, difficulty=Difficulty.EXPERT, key='Cm', seed=n) for n in range(6)
    ]
    assert {generate(one).form for one in wanted} == {Form.AABA}
    assert generate(Options(kind=Kind.MELODY, form=Form.BLUES, key='Cm')).form == Form.MINOR_BLUES
