"""One time through a piece, judged: how good each note was, as numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.practice.takes.course import Course
from app.practice.takes.matching import IN_TIME_S, Matched, matched
from app.practice.takes.notes import Expected, Heard, velocity_db
from app.practice.takes.result import VerdictKind

HITS, TIMING, CLEAN, TOUCH = 60, 25, 10, 5
"""What the parts of a score are worth."""
GOOD_S, BAD_S = 0.04, 0.16
"""A note is in time up to here, and not at all from there on; in between by share."""
OCTAVE_COUNTS = 0.5
_AROUND_S = 0.5
_TELLING_S, _LONG_ENOUGH, _TOO_SHORT = 0.15, 0.75, 0.4
_LENGTH_COUNTS = 0.7
_FEWEST_NOT_REACHED = 3

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judged:
    """One time through.

    Attributes
    ----------
    reached : which notes were come to at all; the others are not counted.
    credit : 1 for a hit, half for its octave.
    late_s, timing, length, loud_off_db : of each note that was played; NaN where there is nothing to tell.
    """

    expected: Sequence[Expected]
    heard: Sequence[Heard]
    course: Course
    matched: Matched
    kinds: list[VerdictKind]
    reached: NDArray[np.bool_]
    credit: Numbers
    late_s: Numbers
    timing: Numbers
    length: Numbers
    loud_off_db: Numbers
    extras: list[int]
    loud_enough_db: float

    def points(self, chosen: NDArray[np.bool_], extras: int) -> tuple[float, float, float, float]:
        """The four parts for some of the notes, each 0 to 1."""
        count = int(chosen.sum())
        if not count:
            return 0.0, 0.0, 0.0, 0.0
        credit = self.credit[chosen]
        right = float(credit.sum())
        touch = _LENGTH_COUNTS * _or(self.length, 1) + (1 - _LENGTH_COUNTS) * self.evenness()
        return (
            right / count,
            float((credit * _or(self.timing, 0)[chosen]).sum()) / count,
            right / (right + extras) if right else 0.0,
            float((credit * touch[chosen]).sum()) / count,
        )

    def evenness(self) -> Numbers:
        """How near to the loudness that its velocity asks for each note is, 0 to 1."""
        off = np.abs(_or(self.loud_off_db, 0))
        return np.clip(2 - off / self.loud_enough_db, 0, 1)

    def score(self, chosen: NDArray[np.bool_] | None = None, extras: int | None = None) -> float:
        """0 to 100, of what was reached or of some notes."""
        shares = self.points(
            self.reached if chosen is None else chosen & self.reached, self.too_many() if extras is None else extras
        )
        return sum(share * most for share, most in zip(shares, (HITS, TIMING, CLEAN, TOUCH), strict=True))

    def too_many(self) -> int:
        """Notes that nobody asked for; those in the place of another, too."""
        return len(self.extras) + sum(kind == VerdictKind.WRONG for kind in self.kinds)


def judged(
    expected: Sequence[Expected],
    heard: Sequence[Heard],
    course: Course,
    beside: Sequence[Expected],
    loud_enough_db: float,
) -> Judged:
    """Look at one time through."""
    found = matched(expected, heard, course, beside)
    kinds, late = _kinds(expected, heard, found)
    reached = _reached(expected, heard, found, kinds)
    partner = np.array([p if p >= 0 else i for p, i in zip(found.partner, found.instead, strict=True)], int)
    good = np.array([kind in (VerdictKind.HIT, VerdictKind.OCTAVE) for kind in kinds])
    credit = np.array([{VerdictKind.HIT: 1.0, VerdictKind.OCTAVE: OCTAVE_COUNTS}.get(kind, 0.0) for kind in kinds])
    timing = np.where(good, np.clip((BAD_S - np.abs(late)) / (BAD_S - GOOD_S), 0, 1), np.nan)
    return Judged(
        expected,
        heard,
        course,
        found,
        kinds,
        reached,
        credit,
        late,
        timing,
        _length_quality(expected, heard, partner, good),
        _loudness_off(expected, heard, partner, good),
        _in_range(heard, found, reached),
        loud_enough_db,
    )


def _kinds(expected: Sequence[Expected], heard: Sequence[Heard], found: Matched) -> tuple[list[VerdictKind], Numbers]:
    kinds, late = list[VerdictKind](), np.full(len(expected), np.nan)
    for place, one in enumerate(expected):
        partner, instead = found.partner[place], found.instead[place]
        other = partner if partner >= 0 else instead
        if other >= 0:
            late[place] = heard[other].at - found.due[place]
        if partner >= 0:
            kinds.append(VerdictKind.HIT if abs(late[place]) <= IN_TIME_S else VerdictKind.OFF)
        elif instead >= 0:
            kinds.append(VerdictKind.OCTAVE if (heard[instead].pitch - one.pitch) % 12 == 0 else VerdictKind.WRONG)
        else:
            kinds.append(VerdictKind.MISSING)
    return kinds, late


def _reached(
    expected: Sequence[Expected], heard: Sequence[Heard], found: Matched, kinds: list[VerdictKind]
) -> NDArray[np.bool_]:
    """All notes but those of bars before the first, and after the last, in which anything was played."""
    there = np.array([kind != VerdictKind.MISSING for kind in kinds])
    sounding = np.array([one.at for one in heard if one.odds > 0], float)
    bars = np.array([one.bar for one in expected], int)
    order = list(dict.fromkeys(bars.tolist()))
    played = []
    for bar in order:
        due = found.due[bars == bar]
        inside = (sounding >= due.min() - 0.2) & (sounding <= due.max() + 0.2)
        played.append(bool(there[bars == bar].any() or inside.any()))
    if not any(played):
        return np.ones(len(expected), bool)
    first, last = played.index(True), len(played) - 1 - played[::-1].index(True)
    before, after = np.isin(bars, order[:first]), np.isin(bars, order[last + 1 :])
    for edge in (before, after):
        if edge.sum() < _FEWEST_NOT_REACHED:
            edge[:] = False
    return ~(before | after)


def _in_range(heard: Sequence[Heard], found: Matched, reached: NDArray[np.bool_]) -> list[int]:
    due = found.due[reached]
    low, high = float(due.min()) - _AROUND_S, float(due.max()) + _AROUND_S
    return [place for place in found.extra if low <= heard[place].at <= high]


def _length_quality(
    expected: Sequence[Expected], heard: Sequence[Heard], partner: NDArray[np.int64], good: NDArray[np.bool_]
) -> Numbers:
    """1 for notes that are held; less for those let go early. Held longer is the pedal, or the room."""
    made = np.full(len(expected), np.nan)
    for place in np.flatnonzero(good).tolist():
        if expected[place].length >= _TELLING_S:
            share = heard[partner[place]].length / expected[place].length
            made[place] = np.clip((share - _TOO_SHORT) / (_LONG_ENOUGH - _TOO_SHORT), 0, 1)
    return made


def _loudness_off(
    expected: Sequence[Expected], heard: Sequence[Heard], partner: NDArray[np.int64], good: NDArray[np.bool_]
) -> Numbers:
    """How much louder each is than its velocity asks for, beside the others: high keys are not as loud as low ones."""
    made = np.full(len(expected), np.nan)
    places = np.flatnonzero(good).tolist()
    if len(places) < 4:
        return made
    off = np.array([heard[partner[p]].loud_db - velocity_db(expected[p].velocity) for p in places])
    pitch = np.array([float(expected[p].pitch) for p in places])
    slope = np.polyfit(pitch, off, 1)[0] if np.ptp(pitch) >= 5 else 0.0
    flat = off - slope * pitch
    made[places] = flat - np.median(flat)
    return made


def _or(values: Numbers, otherwise: float) -> Numbers:
    return np.where(np.isnan(values), otherwise, values)
