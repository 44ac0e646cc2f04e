"""Fingers as a teacher would write them."""

from app.practice.generator.fingering import fingered
from app.practice.generator.making import generate
from app.practice.options import Difficulty, Hands, Kind, Options


def test_scales_have_the_fingers_of_the_books() -> None:
    c = [60, 62, 64, 65, 67, 69, 71, 72]
    assert fingered([*c, 74, 76, 77, 79, 81, 83, 84]) == [1, 2, 3, 1, 2, 3, 4, 1, 2, 3, 1, 2, 3, 4, 5]
    assert fingered([65, 67, 69, 70, 72, 74, 76, 77]) == [1, 2, 3, 4, 1, 2, 3, 4]
    assert fingered([58, 60, 62, 63, 65, 67, 69, 70, 72]) == [2, 3, 1, 2, 3, 4, 1, 2, 3]
    assert fingered(c, left=True) == [5, 4, 3, 2, 1, 3, 2, 1]


def test_five_notes_lie_under_five_fingers() -> None:
    assert fingered([60, 62, 64, 65, 67, 65, 64, 62, 60]) == [1, 2, 3, 4, 5, 4, 3, 2, 1]
    assert fingered([]) == []


def test_patterns_and_first_melodies_have_fingers_and_others_have_none() -> None:
    def fingers(**asked: object) -> set[int]:
        score = generate(Options(seed=3, **asked))  # type: ignore[arg-type]
        return {note.finger for bar in score.bars for note in bar.notes}

    assert 0 not in fingers(kind=Kind.SCALE_PATTERN, hands=Hands.BOTH)
    assert 0 not in fingers(kind=Kind.MELODY, difficulty=Difficulty.BEGINNER)
    assert fingers(kind=Kind.MELODY, difficulty=Difficulty.EXPERT) == {0}
