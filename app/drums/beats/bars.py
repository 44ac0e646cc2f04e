"""From beats and how likely a bar begins at each to bars: which beat is the how-manieth of how many.

The most likely walk through bars of two to seven beats. That a bar has four is likely, that the next one has as many
as this is nearly certain, and a bar that is cut short hardly ever happens.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]
Whole = NDArray[np.int64]

METERS = (2, 3, 4, 5, 6, 7)
_FIRSTS, _OTHERS = 0.88, 0.4
"""Above the one are only firsts, below the other only others, whatever the meter."""


@dataclass(frozen=True, slots=True)
class Habits:
    """What bars are like: how likely each meter is, by the beat; what another meter and a cut bar cost, and how much
    clearer than the others a first has to be."""

    meters: tuple[float, ...] = (-0.25, -0.05, 0.2, -0.3, -0.3, -0.3)
    another: float = 8.0
    cut: float = 10.0
    bias: float = 0.3


HABITS = Habits()


@dataclass(frozen=True, slots=True)
class Bars:
    """For each beat which of its bar it is, from 0, and how many its bar has."""

    in_bar: Whole
    meter: Whole


def bars(odds: Numbers, habits: Habits = HABITS) -> Bars:
    """The bars of beats, from the logarithm of the odds that one begins at each."""
    meter = np.repeat(METERS, METERS)
    place = np.concatenate([np.arange(beats) for beats in METERS])
    liked = np.repeat(habits.meters, METERS)
    told = np.asarray(odds, float) - _between(odds) - habits.bias
    begins, goes_on = -np.logaddexp(0, -told), -np.logaddexp(0, told)
    steps = _steps(meter, place, habits)
    scores, earlier = np.zeros(len(meter)), np.zeros((len(told), len(meter)), int)
    for beat in range(len(told)):
        if beat:
            reached = scores[:, None] + steps
            earlier[beat] = reached.argmax(axis=0)
            scores = reached.max(axis=0)
        scores = scores + np.where(place == 0, begins[beat], goes_on[beat]) + liked
    path = np.zeros(len(told), int)
    state = int(scores.argmax()) if len(told) else 0
    for beat in range(len(told) - 1, -1, -1):
        path[beat] = state
        state = int(earlier[beat, state])
    return Bars(place[path], meter[path])


def _between(odds: Numbers) -> float:
    """What lies between beats that begin bars and all others: songs differ in how clearly their bars can be heard."""
    return float(np.quantile(odds, _FIRSTS) + np.quantile(odds, _OTHERS)) / 2 if len(odds) else 0.0


def _steps(meter: Whole, place: Whole, habits: Habits) -> Numbers:
    """What it costs to go on from one place in a bar (rows) to another (columns)."""
    same = meter[:, None] == meter[None, :]
    next_one = same & (place[None, :] == place[:, None] + 1)
    full = place == meter - 1
    starts = place[None, :] == 0
    steps = np.full((len(meter), len(meter)), -np.inf)
    steps[np.broadcast_to(starts, steps.shape)] = -habits.cut - habits.another
    steps[starts & same] = -habits.cut
    steps[starts & full[:, None]] = -habits.another
    steps[starts & full[:, None] & same] = 0
    steps[next_one] = 0
    return steps
