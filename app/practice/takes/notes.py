"""Notes as they are expected, and as they were played or heard: seconds and MIDI numbers, nothing else."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

SURE = 9.0
"""What is certain, as the logarithm of its odds: notes that a keyboard told."""


@dataclass(frozen=True, slots=True)
class Expected:
    """A note that is to be played.

    Attributes
    ----------
    at, length : in seconds; the piece begins at 0.
    pitch, velocity : as MIDI counts them.
    bar : the number of its bar in the order of playing, from 1; 0 is a pick-up.
    id : the name of the written note.
    beat : where in the bar it begins, in quarters; -1 where that is not known.
    hand : 'R', 'L', or nothing.
    """

    at: float
    length: float
    pitch: int
    velocity: int = 80
    bar: int = 1
    id: str = ''
    beat: float = -1.0
    hand: str = ''


@dataclass(frozen=True, slots=True)
class Played:
    """A note that was played, as a keyboard tells it: seconds from the start of the take."""

    at: float
    length: float
    pitch: int
    velocity: int = 80


@dataclass(frozen=True, slots=True)
class Heard:
    """What may be a note: heard in a sound, or told by a keyboard.

    Attributes
    ----------
    odds : how likely it was played, as the logarithm of the odds, by its sound alone.
    loud_db : how loud it is; comparable within one take only.
    """

    at: float
    pitch: int
    odds: float
    length: float
    loud_db: float


def from_keyboard(notes: Sequence[Played]) -> tuple[Heard, ...]:
    """Notes of a MIDI keyboard, all of them certain."""
    told = (Heard(n.at, n.pitch, SURE, n.length, velocity_db(n.velocity)) for n in notes if n.velocity > 0)
    return tuple(sorted(told, key=lambda one: (one.at, one.pitch)))


def velocity_db(velocity: int) -> float:
    """How loud a velocity is, about as pianos do it: 6 dB for a fifth of the way."""
    return 32 * math.log10(max(1, velocity) / 80)


def likely(odds: float) -> float:
    """The probability that belongs to the logarithm of odds."""
    return 1 / (1 + math.exp(-max(-40.0, min(40.0, odds))))
