"""From the page to the ear: repeats, endings, coda, ties."""

from dataclasses import replace
from fractions import Fraction

from app.practice.generator.making import generate
from app.practice.options import Difficulty, Form, Kind, Options
from app.practice.playing import harmony, length, sounding, turns
from app.practice.score import Jump
from app.practice.validator.rules import faults
from tests.app.practice_support import bar, piece


def test_endings_and_coda_are_played_in_their_order() -> None:
    """|: A  to coda  [1. x :|  [2. y ]  B  D.C. al Coda  | coda."""
    score = piece(
        replace(bar('C'), repeat_from=True, section='A'),
        replace(bar('F'), jump=Jump.TO_CODA),
        replace(bar('G7'), endings=(1,), repeat_to=2),
        replace(bar('C6'), endings=(2,)),
        replace(bar('E7'), section='B', jump=Jump.DA_CAPO_AL_CODA),
        replace(bar('Cmaj7'), jump=Jump.CODA),
    )
    assert [turn.bar for turn in turns(score)] == [0, 1, 2, 0, 1, 3, 4, 0, 1, 5]
    assert [turn.start for turn in turns(score)] == [4 * i for i in range(10)]
    assert [turn.time for turn in turns(score) if turn.bar == 0] == [1, 2, 3]
    assert length(score) == 40
    assert [str(one.chord) for one in harmony(score)][-1] == 'Cmaj7'


def test_dal_segno_al_fine_ends_at_fine() -> None:
    score = piece(
        bar('C'),
        replace(bar('F'), jump=Jump.SEGNO),
        replace(bar('G7'), jump=Jump.FINE),
        replace(bar('C'), jump=Jump.DAL_SEGNO_AL_FINE),
    )
    assert [turn.bar for turn in turns(score)] == [0, 1, 2, 3, 1, 2]


def test_a_repeat_without_a_sign_at_its_start_goes_back_to_the_start_and_thrice_is_thrice() -> None:
    assert [turn.bar for turn in turns(piece(bar('C'), replace(bar('F'), repeat_to=3), bar('G')))] == [
        0,
        1,
        0,
        1,
        0,
        1,
        2,
    ]


def test_a_pickup_counts_its_own_length_and_is_bar_0() -> None:
    score = piece(bar('C', 'G4:1', length=1), bar('C', 'C5:4'))
    assert score.pickup == 1
    assert [score.number(i) for i in (0, 1)] == [0, 1]
    assert [one.start for one in sounding(score)] == [0, 1]
    assert faults(score) == []


def test_tied_notes_sound_as_one_and_know_what_they_are_made_of() -> None:
    score = piece(bar('C', '-:3 E4:1~'), bar('C', 'E4:4~'), bar('C', 'E4:2 D4:1'))
    first, second = sounding(score)
    assert (first.start, first.length) == (Fraction(3), Fraction(7))
    assert first.ids == ('n0-0', 'n1-0', 'n2-0')
    assert second.start == 10
    assert second.length == Fraction(1)


def test_a_song_is_folded_for_the_eye_and_has_32_bars_for_the_ear() -> None:
    for form in (Form.AABA, Form.ABAC, Form.RHYTHM_CHANGES, Form.MODAL_AABA):
        score = generate(Options(kind=Kind.COMPLETE_PIECE, form=form, difficulty=Difficulty.ADVANCED, seed=6))
        assert len(score.bars) < 32
        assert len(turns(score)) == 32
        assert length(score) == 32 * score.time.bar
        assert turns(score)[-1].bar == len(score.bars) - 1
