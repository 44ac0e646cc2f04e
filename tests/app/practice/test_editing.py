"""A piece changed in place: substitutions undone, chords swapped, notes moved; else a sentence says why not."""

from fractions import Fraction

import pytest

from app.errors import NotAllowed
from app.practice.editing.chords import offers, swapped, undone
from app.practice.editing.notes import added, lasting, moved, removed, touched
from app.practice.generator.charts import placed
from app.practice.generator.harmony import coloured
from app.practice.generator.layouts import Wanted, laid_out
from app.practice.generator.making import generate
from app.practice.generator.planning import planned
from app.practice.music.chords import sounds
from app.practice.options import Difficulty, Kind, Options
from app.practice.score import Score
from app.practice.validator.rules import faults
from tests.app.practice_support import bar, names, piece, pitches

HARD = [
    generate(Options(kind=kind, difficulty=level, key=key, seed=seed))
    for kind, level, key, seed in (
        (Kind.COMPLETE_PIECE, Difficulty.EXPERT, 'Eb', 3),
        (Kind.CHORD_PROGRESSION, Difficulty.EXPERT, 'C', 5),
        (Kind.CHORD_PROGRESSION, Difficulty.ADVANCED, 'F#m', 8),
        (Kind.MELODY, Difficulty.ADVANCED, 'Gb', 2),
    )
]


@pytest.mark.parametrize('score', HARD, ids=lambda score: str(score.kind))
def test_every_substitution_is_told_and_undone_bar_by_bar(score: Score) -> None:
    assert score.substitutions
    for one in score.substitutions:
        assert one.words.endswith('.')
        back = undone(score, one.bars[-1])
        assert [back.bars[i].chords for i in one.bars] == list(one.before)
        untouched = [i for i in range(len(score.bars)) if i not in one.bars]
        assert [back.bars[i].chords for i in untouched] == [score.bars[i].chords for i in untouched]
        assert one not in back.substitutions
        assert faults(back) == []


@pytest.mark.parametrize('score', HARD, ids=lambda score: str(score.kind))
def test_all_undone_is_the_chart_that_the_form_has(score: Score) -> None:
    plan = planned(score.options)
    wanted = Wanted(plan.kind, plan.style, plan.level, plan.form, plan.key, plan.time, plan.bars)
    plain = coloured(laid_out(wanted, plan.rng('layout')).chart, plan.level, plan.style, plan.rng('colour'))
    back = score
    while back.substitutions:
        back = undone(back, back.substitutions[-1].bar)
    assert [bar.chords for bar in back.bars] == [placed(one) for one in plain]


def test_all_undone_nothing_is_left_to_undo() -> None:
    score = HARD[0]
    while score.substitutions:
        score = undone(score, score.substitutions[-1].bar)
    with pytest.raises(NotAllowed, match='Nothing was substituted in bar 1'):
        undone(score, 0)


@pytest.mark.nightly(all_but_one_in=2)
@pytest.mark.parametrize('score', HARD, ids=lambda score: str(score.kind))
def test_a_chord_is_swapped_for_one_that_fits_and_only_what_must_change_changes(score: Score) -> None:
    for index in range(0, len(score.bars), 3):
        for offer in offers(score, index, 0)[:4]:
            there = swapped(score, index, 0, offer.chord)
            assert there.bars[index].chords[0].chord == offer.chord
            assert faults(there) == []
            far = [i for i in range(len(score.bars)) if abs(i - index) > 1]
            assert [[n.midi for n in there.bars[i].notes] for i in far] == [
                [n.midi for n in score.bars[i].notes] for i in far
            ]
            entry = next(one for one in there.substitutions if index in one.bars)
            assert entry.words
            assert names(undone(there, index)) == names(score) or len(score.substitutions) == len(there.substitutions)


def test_the_melody_keeps_what_the_new_chord_has() -> None:
    score = piece(bar('Dm7', 'F4:1 A4:1 C5:1 D5:1'), bar('G7', 'B4:2 D5:2'), bar('Cmaj7', 'E5:4'))
    there = swapped(score, 1, 0, 'Db7')
    assert pitches(there)[:4] == ['F4', 'A4', 'C5', 'D5']
    assert str(there.bars[1].notes[0].pitch) == 'Cb5'
    known = sounds(there.bars[1].chords[0].chord, there.key)
    assert all(note.midi % 12 in known.named for note in there.bars[1].notes)
    assert offers(score, 1, 0)[0].keeps == 1.0


def test_what_cannot_be_swapped_is_refused() -> None:
    score = piece(bar('Dm7', 'F4:4'))
    with pytest.raises(NotAllowed, match='no chord called'):
        swapped(score, 0, 0, 'Hm')
    with pytest.raises(NotAllowed, match='No chord stands there'):
        swapped(score, 0, 4, 'C')
    assert offers(piece(bar('N.C.')), 0, 0) == []


def test_a_note_is_moved_with_all_that_is_tied_to_it_and_named_by_its_chord() -> None:
    score = piece(bar('Cm7', '-:3 Eb4:1~'), bar('Cm7', 'Eb4:2 G4:2'))
    assert pitches(moved(score, 0, 0, 'D#5')) == ['Eb5', 'Eb5', 'G4']
    assert pitches(moved(score, 1, 0, 'F4')) == ['F4', 'F4', 'G4']
    assert pitches(removed(score, 1, 0)) == ['G4']
    assert touched(score, 0, 0, finger=3).bars[1].notes[0].finger == 3


def test_notes_are_put_in_and_made_longer_where_there_is_room() -> None:
    score = piece(bar('C', 'E4:1'), bar('C', 'C4:4'))
    assert pitches(added(score, 0, Fraction(1), Fraction(1, 2), 'G4'))[:2] == ['E4', 'G4']
    assert pitches(added(score, 0, Fraction(0), Fraction(1), 'C4'))[:2] == ['C4', 'E4']
    assert lasting(score, 0, 0, Fraction(3, 2)).bars[0].notes[0].length == Fraction(3, 2)


@pytest.mark.parametrize(
    ('change', 'says'),
    [
        (lambda s: added(s, 0, Fraction(1, 2), Fraction(1), 'G4'), 'still sounds in the same hand'),
        (lambda s: added(s, 0, Fraction(3), Fraction(2), 'G4'), 'inside the bar'),
        (lambda s: added(s, 0, Fraction(8, 7), Fraction(1, 7), 'G4'), 'grid'),
        (lambda s: added(s, 0, Fraction(0), Fraction(1), 'E4'), 'stands there already'),
        (lambda s: added(s, 0, Fraction(0), Fraction(1), 'G6'), 'no hand reaches'),
        (lambda s: added(s, 9, Fraction(0), Fraction(1), 'G4'), 'no such bar'),
        (lambda s: moved(s, 0, 0, 'Q4'), 'no note called'),
        (lambda s: moved(s, 0, 7, 'C4'), 'not there any more'),
        (lambda s: lasting(s, 0, 0, Fraction(9)), 'inside the bar'),
        (lambda s: touched(s, 0, 0, finger=8), 'finger that does not exist'),
        (lambda s: touched(s, 0, 0, at=Fraction(1)), 'can be changed this way'),
    ],
)  # fmt: skip
def test_what_would_break_the_piece_is_refused_in_a_sentence(change: object, says: str) -> None:
    score = piece(bar('C', 'E4:1'), bar('C', 'C4:4'))
    with pytest.raises(NotAllowed, match=says):
        change(score)  # type: ignore[operator]
