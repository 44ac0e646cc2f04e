"""When written eighths sound: the swing of each role at each tempo.

A page shows straight eighths. How long the first of two really is depends on the tempo: a drummer’s short note stays
near a tenth of a second, so that the ride cymbal goes from 3.5 : 1 in a slow piece to 1 : 1 in a very fast one.
Whoever plays the melody swings less, and comes late on the beat; comping and bass meet the cymbal on the off-beat.

What is written as a triplet sounds as one, whatever the swing.
"""

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Role = Literal['ride', 'comping', 'walking', 'soloist']
SHORT_NOTE_S = 0.11
MOST_SWING = 3.5
SWUNG_BY_SOLOISTS = 0.6
MOST_FOLLOWED_BY_SOLOISTS = 2.2
LATE_AT = 150.0
LATE_S = 0.03
NOT_LATE_FROM = 300.0
LATE_AT_MOST_S = 0.04
NEAR = 1e-6


def ride_ratio(bpm: float) -> float:
    """How much longer the first of two eighths is on the ride cymbal."""
    beat = 60.0 / bpm
    return min(MOST_SWING, max(1.0, (beat - SHORT_NOTE_S) / SHORT_NOTE_S))


def ratio(bpm: float, role: Role) -> float:
    """The same for each role; the soloist swings less than the cymbal."""
    ride = ride_ratio(bpm)
    if role != 'soloist':
        return ride
    return 1.0 + SWUNG_BY_SOLOISTS * (min(ride, MOST_FOLLOWED_BY_SOLOISTS) - 1.0)


def lateness(bpm: float, role: Role) -> float:
    """How many seconds after the beat a role plays; 0 for all but the soloist, and in what is very fast."""
    if role != 'soloist':
        return 0.0
    late = LATE_S * (NOT_LATE_FROM - bpm) / (NOT_LATE_FROM - LATE_AT)
    return min(LATE_AT_MOST_S, max(0.0, late))


@dataclass(frozen=True, slots=True)
class Timing:
    """How a piece is played: its tempo in quarters a minute, and whether eighths swing."""

    bpm: float
    swung: bool = True

    @property
    def beat_s(self) -> float:
        """One quarter in seconds."""
        return 60.0 / self.bpm

    def seconds(self, quarters: float | Fraction, role: Role = 'ride') -> float:
        """When something written at `quarters` from the beginning sounds.

        Without swing everybody is on the beat: what is late there is an accident.
        """
        if not self.swung:
            return float(quarters) * self.beat_s
        return swung(float(quarters), ratio(self.bpm, role)) * self.beat_s + lateness(self.bpm, role)

    def quarters(self, seconds: float, role: Role = 'ride') -> float:
        """What stands at this moment on the page: the way back of `seconds`, triplets apart."""
        if not self.swung:
            return seconds / self.beat_s
        return straight((seconds - lateness(self.bpm, role)) / self.beat_s, ratio(self.bpm, role))


def swung(quarters: float, how: float) -> float:
    """Quarters as they sound, where the first eighth is `how` times as long as the second."""
    beat = math.floor(quarters + NEAR)
    part = quarters - beat
    if _in_triplet(part):
        return quarters
    middle = how / (1.0 + how)
    return beat + (part * 2.0 * middle if part <= 0.5 else middle + (part - 0.5) * 2.0 * (1.0 - middle))


def straight(sounding: float, how: float) -> float:
    """The way back."""
    beat = math.floor(sounding + NEAR)
    part, middle = sounding - beat, how / (1.0 + how)
    return beat + (part / (2.0 * middle) if part <= middle else 0.5 + (part - middle) / (2.0 * (1.0 - middle)))


def _in_triplet(part: float) -> bool:
    """Whether this part of a beat belongs to a triplet of eighths or sixteenths."""
    sixths = part * 6.0
    return abs(sixths - round(sixths)) < 1e-3 and round(sixths) in (1, 2, 4, 5)
