"""The validator finds what is wrong with a piece, and says it in a sentence; good pieces pass every gate."""

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import pytest

from app.practice.generator.making import generate
from app.practice.options import Difficulty, Hands, Kind, Options, Style
from app.practice.score import Bar, Hand, Note, Placed, Score
from app.practice.score_json import from_json, to_json
from app.practice.tones import Pitch
from app.practice.validator.gates import judged, moves_well, reasons
from app.practice.validator.measures import line
from app.practice.validator.pages import read
from app.practice.validator.rules import faults
from tests.app.practice_support import bar, piece


@pytest.mark.nightly(all_but_one_in=5)
@pytest.mark.parametrize('kind', list(Kind))
@pytest.mark.parametrize('level', list(Difficulty))
def test_every_piece_passes_the_gates_of_its_kind(kind: Kind, level: Difficulty) -> None:
    for seed, style in enumerate(Style):
        score = generate(Options(kind=kind, difficulty=level, style=style, seed=seed, key='Eb'))
        assert reasons(score) == []
        assert judged(score), 'no gate has anything to say'


def _first(score: Score, change: Callable[[Note], Note]) -> Score:
    notes = score.bars[0].notes
    return replace(score, bars=(replace(score.bars[0], notes=(change(notes[0]), *notes[1:])), *score.bars[1:]))


def _bar(score: Score, change: Callable[[Bar], Bar]) -> Score:
    return replace(score, bars=(change(score.bars[0]), *score.bars[1:]))


def _beside(score: Score, pitch: Pitch, length: Fraction) -> Score:
    """The first note with another one beside it."""
    return _bar(
        score, lambda b: replace(b, notes=(b.notes[0], replace(b.notes[0], pitch=pitch, length=length), *b.notes[1:]))
    )


RIGHT = piece(bar('Cmaj7 G7', 'E4:1 D4:1 F4:1 G4:1'), bar('Cmaj7', 'E4:4'))
BREAKING: list[tuple[str, Callable[[Score], Score]]] = [
    ('no bars', lambda s: replace(s, bars=())),
    ('quarters long', lambda s: _bar(s, lambda b: replace(b, length=Fraction(5)))),
    ('its chords fill', lambda s: _bar(s, lambda b: replace(b, chords=b.chords[:1]))),
    ('where 0 was expected', lambda s: _bar(s, lambda b: replace(b, chords=b.chords[1:]))),
    ('do not stand in their order', lambda s: _bar(s, lambda b: replace(b, notes=b.notes[::-1]))),
    ('still sounds in the same hand', lambda s: _first(s, lambda n: replace(n, length=Fraction(2)))),
    ('inside the bar', lambda s: replace(s, bars=(s.bars[0], bar('C', 'E4:5')))),
    ('lines of the grid', lambda s: _first(s, lambda n: replace(n, length=Fraction(1, 5)))),
    ('beyond its beat', lambda s: _first(s, lambda n: replace(n, length=Fraction(4, 3), at=Fraction(0)))),
    ('not on a piano', lambda s: _first(s, lambda n: replace(n, pitch=Pitch('C', 0, 9)))),
    ('does not exist', lambda s: _first(s, lambda n: replace(n, finger=7))),
    ('tied to nothing', lambda s: replace(s, bars=(bar('C', 'E4:4~'), bar('C', 'D4:4')))),
    ('does not last to the end', lambda s: _first(s, lambda n: replace(n, tied=True))),
    ('not what that note is called', lambda s: _first(s, lambda n: replace(n, pitch=Pitch('F', -1, 4)))),
    ('tempo of 0', lambda s: replace(s, tempo=0)),
    ('further apart than a tenth', lambda s: _beside(s, Pitch('A', 0, 5), Fraction(1))),
    ('of another length', lambda s: _beside(s, Pitch('G', 0, 4), Fraction(1, 2))),
    ('twice at one place', lambda s: _beside(s, Pitch('E', 0, 4), Fraction(1))),
]  # fmt: skip


@pytest.mark.parametrize(('says', 'broken'), BREAKING, ids=[says for says, _ in BREAKING])
def test_what_is_wrong_is_said_in_a_sentence(says: str, broken: Callable[[Score], Score]) -> None:
    assert faults(RIGHT) == []
    found = faults(broken(RIGHT))
    assert any(says in one for one in found), found
    assert all(one.endswith('.') for one in found)


def test_signs_that_lead_round_for_ever_are_found() -> None:
    round_and_round = piece(*(replace(bar('C'), repeat_to=2000) for _ in range(3)))
    assert any('round in a circle' in one for one in faults(round_and_round))


def test_a_schoolish_or_wild_line_fails_its_gates() -> None:
    scale = piece(*(bar('Cmaj7', ' '.join(f'{p}:1/2' for p in ('C4', 'D4') * 4)) for _ in range(8)))
    failed = {verdict.gate.name for verdict in judged(scale) if not verdict.passed}
    assert {'silence', 'patterns', 'steps', 'rhythms'} <= failed


def test_minor_ninths_and_crossing_hands_are_counted() -> None:
    low = tuple(Note(Fraction(0), Fraction(4), Pitch('B', 0, 3), Hand.LEFT) for _ in range(1))
    clash = replace(piece(bar('Cmaj7', 'C5:4')), hands=Hands.BOTH)
    clash = _bar(clash, lambda b: replace(b, notes=(*b.notes, *low)))
    values = {verdict.gate.name: verdict.value for verdict in judged(clash)}
    assert (values['clashes'], values['crossed']) == (1, 0)
    crossed = _bar(clash, lambda b: replace(b, notes=(b.notes[0], replace(low[0], pitch=Pitch('E', 0, 5)))))
    assert {verdict.gate.name: verdict.value for verdict in judged(crossed)}['crossed'] == 1


def test_a_flat_ninth_that_the_chord_names_is_no_clash() -> None:
    score = replace(piece(bar('G7b9', 'Ab5:4')), hands=Hands.BOTH)
    score = _bar(
        score, lambda b: replace(b, notes=(*b.notes, Note(Fraction(0), Fraction(4), Pitch('G', 0, 3), Hand.LEFT)))
    )
    assert {verdict.gate.name: verdict.value for verdict in judged(score)}['clashes'] == 0


def test_what_comes_from_elsewhere_passes_the_same_gate_or_tells_why_not() -> None:
    """A model behind a port answers with the same JSON."""
    data = to_json(generate(Options(kind=Kind.MELODY, style=Style.SWING, seed=9)))
    assert reasons(from_json(data)) == []
    data['bars'][0]['notes'][0]['pitch'] = 'C8'
    assert reasons(from_json(data))
    data['bars'][0]['chords'] = []
    assert isinstance(from_json(data).bars[0].chords, tuple)
    assert Placed(Fraction(0), Fraction(4), RIGHT.bars[0].chords[0].chord)


def test_a_line_is_judged_by_its_pitches_before_it_is_written() -> None:
    score = generate(Options(kind=Kind.MELODY, seed=5))
    pitches = [one.midi for one in line(read(score), left=False)]
    assert moves_well(pitches, score.kind, score.difficulty, len(score.bars))
    assert not moves_well(pitches[:1] * len(pitches), score.kind, score.difficulty, len(score.bars)), 'one note, again'
    assert not moves_well([60, 72] * 20, score.kind, score.difficulty, len(score.bars)), 'nothing but leaps'
