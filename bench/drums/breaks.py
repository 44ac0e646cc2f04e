"""A real recording: the drum break that everybody has sampled, against what is commonly taught of it.

One recording proves that what is learnt from kits carries over, and is no score. It is in Debian's package
`sonic-pi-samples`, and not here: CC0 is what whoever uploaded it says, who is not the band that played it.
"""

from dataclasses import dataclass

import numpy as np

from app.drums.transcriber import RATE, Activations, Kind, hear
from app.drums.transcriber.strokes import GROUPS, peaks, thresholds
from bench.drums.kits import read
from bench.drums.packages import unpacked

_SIXTEENTHS = 16
_LEAD_S = 0.1
KICKS = ((0, 2, 10, 11), (0, 2, 10, 11), (0, 2, 10), (2, 3, 10))
SNARES = ((4, 7, 9, 12, 15), (4, 7, 9, 12, 15), (4, 7, 9, 14), (1, 4, 7, 9, 14))
"""Four bars, each in sixteenths."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Of kicks or snares: how many were found where they are, how many there are, and how many are found elsewhere."""

    right: int
    true: int
    false: int


def amen() -> dict[str, Heard]:
    """What is heard of the four bars."""
    sound = read(unpacked('sonic-pi-samples') / 'usr/share/sonic-pi/samples/loop_amen_full.flac')
    step = len(sound) / RATE / (4 * _SIXTEENTHS)
    quiet = np.zeros(round(_LEAD_S * RATE), np.float32)
    activations = hear(np.concatenate([quiet, sound, quiet]))
    last = 4 * _SIXTEENTHS
    made = {}
    for kind, bars in ((Kind.KICK, KICKS), (Kind.SNARE, SNARES)):
        true = {_SIXTEENTHS * bar + place for bar, places in enumerate(bars) for place in places}
        found = [place for place in _places(activations, kind, step) if place < last]
        made[kind.name.lower()] = Heard(len(true & set(found)), len(true), len([p for p in found if p not in true]))
    return made


def _places(activations: Activations, kind: Kind, step: float) -> list[int]:
    """The sixteenth that is nearest to each stroke."""
    name = next(group.name for group in GROUPS if kind in group.kinds)
    seconds = peaks(activations.of(kind), thresholds()[name]).seconds - _LEAD_S
    return [round(float(at) / step) for at in seconds]
