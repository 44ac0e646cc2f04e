"""How the time of a piece runs in a take: when it begins, how fast it goes, and how it drifts.

Every note that is expected and every one that is heard at its pitch vote together for a start and a tempo. Around what
most agree on, what is left over is smoothed to a slow drift, and looked at again.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.practice.takes.notes import Expected, Heard

Numbers = NDArray[np.float64]

LATENCY_S = 0.6
"""A take that was recorded along with the play-along begins so near to it, with all that devices add."""
FASTER_OR_SLOWER = 0.08
_STEP_S, _BLUR_S = 0.01, 0.05
_NEAR_BONUS = 1.15
_DRIFT_S, _LOOSE = 3.0, 0.5
_EXPECTING = 2.0


@dataclass(frozen=True, slots=True)
class Course:
    """Seconds of the piece to seconds of the take.

    Attributes
    ----------
    begins : when the piece begins in the take.
    stretch : seconds of the take for one of the piece; more than 1 is slower than asked for.
    knots, drift : how much later it is at some places, beyond that.
    """

    begins: float
    stretch: float
    knots: Numbers
    drift: Numbers

    def at(self, piece_s: Numbers) -> Numbers:
        """When these moments of the piece are, in the take."""
        drift = np.interp(piece_s, self.knots, self.drift)
        return np.asarray(self.begins + self.stretch * piece_s + drift, np.float64)

    def back(self, take_s: Numbers) -> Numbers:
        """What moments of the piece these are; beyond its ends it goes on in the same tempo."""
        wide = np.concatenate([[self.knots[0] - 600], self.knots, [self.knots[-1] + 600]])
        return np.asarray(np.interp(take_s, np.maximum.accumulate(self.at(wide)), wide), np.float64)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Every expected note with every one that is heard at its pitch."""

    expected: NDArray[np.int64]
    expected_s: Numbers
    heard_s: Numbers
    weight: Numbers

    @classmethod
    def of(cls, expected: Sequence[Expected], heard: Sequence[Heard]) -> 'Pairs':
        pitches = np.array([n.pitch for n in heard], int)
        at = np.array([n.at for n in heard], float)
        likely = 1 / (1 + np.exp(-np.array([n.odds + _EXPECTING for n in heard], float).clip(-40, 40)))
        found = [np.flatnonzero(pitches == one.pitch) for one in expected]
        places = np.concatenate([*found, np.zeros(0, int)]).astype(int)
        owners = np.repeat(np.arange(len(expected)), [len(one) for one in found])
        times = np.array([one.at for one in expected], float)
        return cls(owners, times[owners], at[places], likely[places])


def courses(expected: Sequence[Expected], heard: Sequence[Heard], pass_s: float | None = None) -> list[Course]:
    """Where the piece is played in the take, in order; several times, if it goes round after `pass_s` seconds."""
    pairs = Pairs.of(expected, heard)
    if not len(pairs.weight):
        return []
    begins, stretch, votes = agreed(pairs, None)
    first = _followed(pairs, begins, stretch, expected)
    if pass_s is None:
        return [first]
    earlier = _rounds(pairs, expected, first, -pass_s, votes)
    return [*earlier[::-1], first, *_rounds(pairs, expected, first, pass_s, votes)]


def _rounds(pairs: Pairs, expected: Sequence[Expected], known: Course, pass_s: float, votes: float) -> list[Course]:
    """Further times that it is played, going on from one that is known, as long as enough is heard."""
    made = list[Course]()
    while True:
        near = known.begins + known.stretch * pass_s
        if not pairs.heard_s.min() - abs(pass_s) < near < pairs.heard_s.max():
            return made
        begins, stretch, agreeing = agreed(pairs, (near, known.stretch))
        if agreeing < 0.2 * votes:
            return made
        known = _followed(pairs, begins, stretch, expected)
        made.append(known)


def agreed(pairs: Pairs, near: tuple[float, float] | None) -> tuple[float, float, float]:
    """The start and the tempo that most agree on, and how many do; `near` has those to look around."""
    span = max(4.0, min(60.0, float(pairs.expected_s.max())))
    steps = round(FASTER_OR_SLOWER * span / 0.06)
    middle = near[1] if near else 1.0
    best = (0.0, 1.0, -1.0)
    for stretch in middle * (1 + np.linspace(-FASTER_OR_SLOWER, FASTER_OR_SLOWER, 2 * steps + 1)):
        starts = pairs.heard_s - stretch * pairs.expected_s
        low = near[0] - LATENCY_S if near else float(starts.min())
        bins = ((starts - low) / _STEP_S + 0.5).astype(int)
        last = round(2 * LATENCY_S / _STEP_S) if near else int(bins.max())
        inside = (bins >= 0) & (bins <= last)
        votes = np.bincount(bins[inside], pairs.weight[inside], minlength=last + 1)
        reach = round(_BLUR_S / _STEP_S)
        blurred = np.convolve(votes, 1 - np.abs(np.arange(-reach, reach + 1)) / (reach + 1), mode='same')[: last + 1]
        fair = blurred * (1 - 0.5 * abs(stretch / middle - 1))
        if near is None:
            places = low + _STEP_S * np.arange(last + 1)
            fair = np.where(np.abs(places) <= LATENCY_S, fair * _NEAR_BONUS, fair)
        top = int(fair.argmax())
        if fair[top] > best[2]:
            best = (low + _STEP_S * top, float(stretch), float(fair[top]))
    return best


def _followed(pairs: Pairs, begins: float, stretch: float, expected: Sequence[Expected]) -> Course:
    """The drift around a start and a tempo."""
    last = max(one.at for one in expected)
    knots = np.linspace(0, max(last, 1.0), max(2, round(last) + 1))
    course = Course(begins, stretch, knots, np.zeros(len(knots)))
    for window in (0.25, *(0.2,) * (1 + round(last / 20)), 0.15, 0.13, 0.13):
        course = Course(begins, stretch, knots, course.drift + _left_over(pairs, course, window))
    return course


def _left_over(pairs: Pairs, course: Course, window: float) -> Numbers:
    """How much later than the course notes are around each knot: a line through those that are near."""
    late = pairs.heard_s - course.at(pairs.expected_s)
    weight = np.where(np.abs(late) < window, pairs.weight * (1 - (late / window) ** 2), 0)
    kept = weight > 0
    at, late, weight = pairs.expected_s[kept], late[kept], weight[kept]
    apart = at[None] - course.knots[:, None]
    near = weight * np.exp(-0.5 * (apart / _DRIFT_S) ** 2)
    n, x, xx = near.sum(axis=1) + _LOOSE, (near * apart).sum(axis=1), (near * apart**2).sum(axis=1) + 4 * _LOOSE
    y, xy = (near * late).sum(axis=1), (near * apart * late).sum(axis=1)
    return np.asarray((y * xx - x * xy) / (n * xx - x**2), np.float64)
