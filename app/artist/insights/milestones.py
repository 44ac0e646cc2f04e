"""Milestones: a round number reached for the first time; and when the next one may be."""

from datetime import timedelta
from math import ceil, log10, sqrt

import numpy as np

from app.artist.insights.findings import Finding
from app.artist.insights.numbers import Numbers, Settled

FIRST = 100
STAYS = 2
"""So many days must be above it."""
RATE_DAYS = 28
LEAST_DAYS = 14
FARTHEST = timedelta(days=365)
TOLD_BACK = timedelta(days=90)


def ladder(highest: float) -> list[int]:
    """100, 250, 500, 1,000, 2,500 … and one step beyond the highest."""
    steps, unit = [], FIRST
    while True:
        for factor in (1, 2.5, 5):
            steps.append(int(unit * factor))
            if steps[-1] > highest:
                return steps
        unit *= 10


def milestones(numbers: Numbers) -> list[Finding]:
    """The highest round number that was reached in the last three months, for the first time as far as is known."""
    days = numbers.settled
    if len(days) < STAYS + 1:
        return []
    for step in reversed(ladder(float(days.values.max()))):
        reached = _reached(days, step)
        if reached is not None:
            recent = days.day(reached) >= numbers.settled_until - TOLD_BACK
            return [_told(numbers, days, step, reached)] if recent else []
    return []


def _reached(days: Settled, step: int) -> int | None:
    """The index of the first of two days in a row above it; None where it was not reached, or was there before."""
    above = np.flatnonzero(days.values >= step)
    if not len(above) or above[0] == 0:
        return None
    first = int(above[0])
    stays = days.values[first : first + STAYS]
    return first if len(stays) == STAYS and bool((stays >= step).all()) else None


def _told(numbers: Numbers, days: Settled, step: int, reached: int) -> Finding:
    first = days.day(reached)
    return Finding(
        *('milestone', 'milestone', numbers.platform, numbers.metric, numbers.subject),
        *(first, days.day(reached + STAYS - 1)),
        value=float(days.values[reached]),
        expected=step,
        days_used=len(days),
        evidence=(first, days.day(reached + 1)),
        size=min(1.0, log10(step) / 6),
        certainty=1.0,
        settled_until=numbers.settled_until,
        facts={'milestone': step, 'since': days.day(0).isoformat()},
    )


def next_milestone(numbers: Numbers) -> list[Finding]:
    """When the next round number is reached if it goes on as in the last four weeks; nothing where it does not rise."""
    days = numbers.settled.recent(RATE_DAYS + 1)
    if len(days) < LEAST_DAYS:
        return []
    last = float(days.values[-1])
    step = next(one for one in ladder(last) if one > last)
    soon, late = (days_until(days, step, sign) for sign in (1, -1))
    likely = days_until(days, step, 0)
    if likely is None or soon is None or likely > FARTHEST.days:
        return []
    a_day, error = rate(days)
    if a_day - 1.2816 * error <= 0:
        return []
    end = days.day(-1)
    when = end + timedelta(days=likely)
    latest = end + timedelta(days=min(late if late is not None else FARTHEST.days, FARTHEST.days))
    return [
        Finding(
            *('next_milestone', 'next_milestone', numbers.platform, numbers.metric, numbers.subject, end, when),
            value=last,
            expected=step,
            effect=round(a_day, 3),
            interval=(float(soon), float((latest - end).days)),
            days_used=len(days),
            evidence=(days.day(0), end),
            size=min(1.0, log10(step) / 6) * 0.6,
            certainty=max(0.1, min(0.9, 1 - error / a_day)),
            settled_until=numbers.settled_until,
            facts={
                'milestone': step,
                'a_day': round(a_day, 3),
                'day': when.isoformat(),
                'earliest': (end + timedelta(days=soon)).isoformat(),
                'latest': latest.isoformat(),
            },
        )
    ]


def rate(days: Settled) -> tuple[float, float]:
    """By how much a level rises each day, and the standard error of that."""
    gaps = np.diff(days.at).astype(float)
    gains = np.diff(days.values) / gaps
    a_day = float((days.values[-1] - days.values[0]) / (days.at[-1] - days.at[0]))
    spread = sqrt(float(np.average((gains - a_day) ** 2, weights=gaps)))
    return a_day, spread / sqrt(len(gains))


def days_until(days: Settled, step: float, sign: int) -> int | None:
    """Days from the last known one until it is reached, with the rate at its 80 % bound above (1), below (-1) or as it
    is (0); None where it never is."""
    a_day, error = rate(days)
    speed = a_day + sign * 1.2816 * error
    missing = step - float(days.values[-1])
    return ceil(round(missing / speed, 6)) if speed > 0 else None
