"""Harder, easier, again: the same piece at another level, and another one like it."""

import pytest

from app.errors import NotAllowed
from app.practice.editing.levels import again, easier, harder
from app.practice.generator.making import generate
from app.practice.options import Difficulty, Kind, Options, Style
from app.practice.score import Score
from app.practice.validator.measures import lead, line, measured
from app.practice.validator.pages import read
from app.practice.validator.rules import faults

SINGING = (Kind.JAZZ_LICK, Kind.MELODY, Kind.COMPLETE_PIECE)


def frame(score: Score) -> set[tuple[int, int, int]]:
    """What carries the melody: the notes on strong beats, whatever their octave."""
    notes = line(read(score), lead(score) == 'L')
    return {(one.bar, one.at, one.midi % 12) for one in notes if one.at % 24 == 0}


@pytest.mark.nightly(all_but_one_in=5)
@pytest.mark.parametrize('kind', SINGING)
@pytest.mark.parametrize('style', list(Style))
def test_a_harder_piece_is_the_same_with_more_in_it(kind: Kind, style: Style) -> None:
    plain = generate(Options(kind=kind, style=style, difficulty=Difficulty.INTERMEDIATE, seed=4, key='Bb'))
    there = harder(plain)
    assert there.difficulty == Difficulty.ADVANCED
    assert there.title == plain.title
    assert frame(plain) <= frame(there)
    assert measured(there)['notes'] >= measured(plain)['notes']
    assert faults(there) == []


@pytest.mark.parametrize('kind', SINGING)
@pytest.mark.parametrize('style', list(Style))
def test_an_easier_piece_is_the_same_with_less_in_it(kind: Kind, style: Style) -> None:
    full = generate(Options(kind=kind, style=style, difficulty=Difficulty.ADVANCED, seed=4, key='Bb'))
    there = easier(full)
    kept = frame(there) & frame(full)
    assert there.difficulty == Difficulty.INTERMEDIATE
    assert len(kept) >= 0.8 * len(frame(there))
    assert measured(there)['notes'] <= measured(full)['notes']
    assert measured(there)['range'] <= 17
    assert faults(there) == []


def test_for_beginners_nothing_chromatic_is_left() -> None:
    there = easier(generate(Options(kind=Kind.MELODY, difficulty=Difficulty.INTERMEDIATE, seed=2)))
    assert measured(there)['chromatic'] == 0
    assert measured(there)['range'] <= 12


@pytest.mark.parametrize('kind', [Kind.CHORD_PROGRESSION, Kind.SCALE_PATTERN, Kind.HARMONY_EXERCISE])
def test_exercises_are_made_anew_at_the_other_level(kind: Kind) -> None:
    plain = generate(Options(kind=kind, difficulty=Difficulty.INTERMEDIATE, seed=4))
    assert harder(plain).difficulty == Difficulty.ADVANCED
    assert easier(plain).key == plain.key
    assert len(easier(plain).bars) == len(plain.bars)


def test_above_the_highest_and_below_the_lowest_there_is_nothing() -> None:
    with pytest.raises(NotAllowed, match='highest level'):
        harder(generate(Options(difficulty=Difficulty.EXPERT)))
    with pytest.raises(NotAllowed, match='easiest level'):
        easier(generate(Options(difficulty=Difficulty.BEGINNER)))


def test_again_is_another_piece_with_the_same_settings() -> None:
    first = generate(Options(kind=Kind.MELODY, style=Style.BOSSA, key='F', seed=11))
    second = again(first)
    assert (second.style, second.key, second.kind, second.seed) == (first.style, first.key, first.kind, 12)
    assert second.bars != first.bars
