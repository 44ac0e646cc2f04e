"""What is expected of somebody: the notes of a score in the order of playing, in seconds."""

from dataclasses import replace
from fractions import Fraction

import pytest

from app.practice.options import Difficulty, Form, Hands, Kind, Options, Style
from app.practice.score import Bar, Feel, Hand, Key, Note, Score, Time
from app.practice.takes.notes import Played
from app.practice.takes.scoring import score_keyboard
from app.practice.takes.written import expected, seconds, straight
from app.practice.tones import Pitch, Tone

HALF, WHOLE = Fraction(2), Fraction(4)
C, D, E, G = (Pitch(step, 0, 4) for step in 'CDEG')


@pytest.fixture
def piece() -> Score:
    """Two bars that are repeated; the last note of the first is tied over the bar line."""
    tied = Note(HALF, HALF, D, tied=True)
    first = Bar(length=WHOLE, notes=(Note(Fraction(0), HALF, C), tied), repeat_from=True)
    low = Note(Fraction(0), WHOLE, Pitch('C', 0, 3), Hand.LEFT)
    second = Bar(length=WHOLE, notes=(Note(Fraction(0), HALF, D), low, Note(HALF, HALF, G)), repeat_to=2)
    return Score(
        kind=Kind.JAZZ_LICK, title='', description='', difficulty=Difficulty.BEGINNER, style=Style.SWING,
        form=Form.FREE,
        key=Key(Tone('C')), time=Time(4, 4), tempo=120, feel=Feel.SWING, hands=Hands.BOTH, bars=(first, second),
        options=Options(), seed=1, version=1,
    )  # fmt: skip


def test_repeats_are_played_out_and_ties_are_one_note(piece: Score) -> None:
    notes = expected(piece, straight(piece))
    assert [(n.at, n.pitch, n.bar, n.id) for n in notes[:4]] == [
        (0.0, 60, 1, 'n0-0'),
        (1.0, 62, 1, 'n0-1'),
        (2.0, 48, 2, 'n1-1'),
        (3.0, 67, 2, 'n1-2'),
    ]
    assert notes[1].length == pytest.approx(2.0)
    assert [n.bar for n in notes[4:]] == [3, 3, 4, 4]
    assert [n.id for n in notes[4:]] == [n.id for n in notes[:4]]
    assert notes[2].hand == 'L'
    assert seconds(piece, straight(piece)) == 8.0


def test_another_tempo_and_a_pick_up(piece: Score) -> None:
    slow = expected(piece, straight(piece, 60))
    assert slow[1].at == 2.0
    up = Bar(length=HALF, notes=(Note(Fraction(0), HALF, E),))
    with_it = replace(piece, bars=(up, *piece.bars))
    assert [n.bar for n in expected(with_it, straight(with_it))][:3] == [0, 1, 1]


def test_a_score_played_as_it_stands_is_right(piece: Score) -> None:
    notes = expected(piece, straight(piece))
    result = score_keyboard([Played(n.at + 0.3, n.length, n.pitch, n.velocity) for n in notes], notes)
    assert result.score >= 98
    assert [note.id for note in result.notes] == [note.id for note in notes]
