"""How a score is played: how fast, whether its eighths swing, and who of the band each hand plays like."""

from app.practice.options import Kind
from app.practice.score import Feel, Hand, Score
from app.practice.sound.swing import Role, Timing

CHORDS = frozenset({Kind.CHORD_PROGRESSION, Kind.HARMONY_EXERCISE})
SLOWEST, FASTEST = 40.0, 300.0


def timing(score: Score, tempo: float | None = None) -> Timing:
    """At its own tempo, or at another one between 40 and 300; compound time does not swing, it has its thirds."""
    beats = max(SLOWEST, min(FASTEST, tempo or score.tempo))
    simple = score.time.unit == 4
    return Timing(beats * float(score.time.beat), score.feel == Feel.SWING and simple)


def role_of(score: Score, hand: Hand) -> Role:
    """A single line is played like a soloist, chords like those of a pianist who comps."""
    return 'comping' if hand == Hand.LEFT or score.kind in CHORDS else 'soloist'
