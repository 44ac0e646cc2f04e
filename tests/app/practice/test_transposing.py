"""A piece in another key keeps its names: roots, basses, notes, and what can be undone."""

import pytest

from app.errors import NotAllowed
from app.practice.generator.making import generate
from app.practice.music.keys import USUAL, USUAL_MINOR
from app.practice.options import Difficulty, Kind, Options
from app.practice.score_json import from_json, to_json
from app.practice.transpose import by_semitones, transposed
from app.practice.validator.rules import faults
from tests.app.practice_support import bar, names, piece, pitches


def test_a_sharp_chord_stays_sharp_through_saving_and_loading() -> None:
    saved = from_json(to_json(piece(bar('F#m Bm7', 'F#4:2 D4:2'), key='A')))
    assert names(saved) == ['F#m', 'Bm7']
    assert names(transposed(transposed(saved, 'C'), 'A')) == ['F#m', 'Bm7']


def test_both_parts_of_a_slash_chord_are_transposed() -> None:
    score = piece(bar('Cm/Eb Cmi/G', 'Eb4:4'), key='Cm')
    assert names(transposed(score, 'Dm')) == ['Dm/F', 'Dm/A']
    assert pitches(transposed(score, 'Dm')) == ['F4']
    assert names(transposed(piece(bar('C7#11/E')), 'Ab')) == ['Ab7#11/C']


def test_no_chord_stays_no_chord() -> None:
    assert names(transposed(piece(bar('N.C.', 'C4:4'), bar('G7')), 'Eb')) == ['N.C.', 'Bb7']


def test_a_chord_that_gets_another_name_takes_its_notes_along() -> None:
    there = transposed(piece(bar('Db7b9', 'Db4:1 F4:1 Cb5:1 D5:1')), 'Bb')
    assert names(there) == ['B7b9']
    assert pitches(there) == ['B3', 'D#4', 'A4', 'C5']


@pytest.mark.parametrize('minor', [False, True])
@pytest.mark.parametrize('seed', [1, 2, 3])
def test_a_piece_is_right_in_every_key(minor: bool, seed: int) -> None:
    keys = USUAL_MINOR if minor else USUAL
    score = generate(Options(kind=Kind.COMPLETE_PIECE, key=keys[seed], difficulty=Difficulty.EXPERT, seed=seed))
    sounds = [[note.midi for note in one.notes] for one in score.bars]
    for key in keys:
        there = transposed(score, key)
        apart = {
            note.midi - midi
            for one, was in zip(there.bars, sounds, strict=True)
            for note, midi in zip(one.notes, was, strict=True)
        }
        assert len(apart) == 1
        assert all(abs(note.pitch.alter) <= 1 for one in there.bars for note in one.notes)
        assert len(there.substitutions) == len(score.substitutions)
        assert faults(there) == []


def test_a_key_of_the_other_mode_is_refused_and_so_is_leaving_the_piano() -> None:
    with pytest.raises(NotAllowed, match='transposing keeps that'):
        transposed(piece(bar('C')), 'Am')
    with pytest.raises(NotAllowed, match='outside of the piano'):
        by_semitones(piece(bar('C', 'C8:4')), 3)
