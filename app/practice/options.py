"""What somebody asks of the generator, and the words that it knows for that.

The names of kinds and levels are those that the table of contents has in its rows.
"""

from dataclasses import dataclass
from enum import StrEnum

SLOWEST, FASTEST = 40, 300
MOST_BARS = 64


class Kind(StrEnum):
    """What is made."""

    JAZZ_LICK = 'JAZZ_LICK'
    CHORD_PROGRESSION = 'CHORD_PROGRESSION'
    SCALE_PATTERN = 'SCALE_PATTERN'
    HARMONY_EXERCISE = 'HARMONY_EXERCISE'
    MELODY = 'MELODY'
    COMPLETE_PIECE = 'COMPLETE_PIECE'


class Difficulty(StrEnum):
    """Whom it is for."""

    BEGINNER = 'BEGINNER'
    INTERMEDIATE = 'INTERMEDIATE'
    ADVANCED = 'ADVANCED'
    EXPERT = 'EXPERT'


class Style(StrEnum):
    """How it goes: rhythm, harmony and left hand."""

    SWING = 'swing'
    BEBOP = 'bebop'
    BOSSA = 'bossa'
    MODAL = 'modal'
    BLUES = 'blues'
    BALLAD = 'ballad'
    STRIDE = 'stride'
    WALTZ = 'waltz'
    LATIN = 'latin'
    FUNK = 'funk'


class Form(StrEnum):
    """How the harmony is laid out; `FREE` is a cadence or a cycle without a form of its own."""

    FREE = 'free'
    BLUES = 'blues'
    MINOR_BLUES = 'minor blues'
    RHYTHM_CHANGES = 'rhythm changes'
    AABA = 'AABA'
    ABAC = 'ABAC'
    MODAL_AABA = 'modal AABA'
    WALTZ = 'waltz'


class Hands(StrEnum):
    """Who plays: the upper staff, the lower, or both."""

    RIGHT = 'right'
    LEFT = 'left'
    BOTH = 'both'


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """All that decides what is made: the same options, seed and version are the same bytes.

    `None` leaves a thing to the generator, which takes what goes with kind, style and level. `low` and `high` bound the
    written notes of the right hand as MIDI numbers, both included.
    """

    kind: Kind = Kind.JAZZ_LICK
    key: str = 'C'
    tempo: int | None = None
    time: str | None = None
    style: Style = Style.SWING
    difficulty: Difficulty = Difficulty.INTERMEDIATE
    bars: int | None = None
    form: Form | None = None
    hands: Hands | None = None
    low: int | None = None
    high: int | None = None
    seed: int = 1
