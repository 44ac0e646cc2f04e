"""What is expected: the notes of a score in seconds, as they are to be played."""

from collections.abc import Callable
from fractions import Fraction

from app.practice.playing import sounding, turns
from app.practice.score import Hand, Score
from app.practice.takes.notes import Expected

InSeconds = Callable[[Fraction, Hand], float]
"""When a moment of the score is played, by quarters from the start and hand: the tempo, and the swing of who plays."""


def straight(score: Score, tempo: float | None = None) -> InSeconds:
    """The written grid without swing, at a tempo (that of the score, if none is given)."""
    beat_s = 60 / (tempo or score.tempo)
    return lambda quarters, _: float(quarters / score.time.beat) * beat_s


def expected(score: Score, in_seconds: InSeconds) -> tuple[Expected, ...]:
    """Every note that is struck, repeats played out; bars are numbered in the order of playing, a pick-up is 0."""
    table = turns(score)
    first = 0 if score.pickup else 1
    made = []
    for one in sounding(score):
        begins, ends = in_seconds(one.start, one.hand), in_seconds(one.start + one.length, one.hand)
        made.append(
            Expected(
                at=begins,
                length=max(0.05, ends - begins),
                pitch=one.pitch.midi,
                velocity=one.note.velocity,
                bar=one.turn + first,
                id=one.ids[0],
                beat=float(one.start - table[one.turn].start),
                hand=one.hand.value,
            )
        )
    return tuple(made)


def seconds(score: Score, in_seconds: InSeconds) -> float:
    """How long one time through is: what a loop goes round in."""
    last = turns(score)[-1]
    return in_seconds(last.start + last.length, Hand.RIGHT)
