"""Trend: eight weeks that go up or down one after another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp, log, sqrt

import numpy as np

from app.artist.insights.findings import Finding
from app.artist.insights.limits import Limits
from app.artist.insights.numbers import Floats, Numbers, days_of
from app.artist.insights.usual import MAD, Usual

WEEKS = 8
ENDS = (0, 2, 4)
"""The weeks end on the last settled day or so many days before: one odd day at an end need not decide."""
LEAST_DAYS = 4
"""A week of fewer days is none."""
FEW = 10.0
FADING = timedelta(days=28)
"""So long a release lifts what it lifts; what falls afterwards is no trend."""
ROWS, COLUMNS = np.triu_indices(WEEKS, 1)


@dataclass(frozen=True, slots=True)
class Trend:
    """Weeks in a row: the sums of each, Kendall's S, the share a week (Theil-Sen) and its 80 % interval."""

    weeks: Floats
    s: int
    a_week: float
    interval: tuple[float, float]


def weekly_sums(usual: Usual, until: date, weeks: int = WEEKS) -> Floats | None:
    """What each of these weeks brought: seven times the mean of its days, each without its weekday's effect, so that
    missing days weigh nothing. None where a week has too few."""
    ago = (until.toordinal() - usual.days.at) // 7
    mine = ago < weeks
    mine &= ago >= 0
    week = weeks - 1 - ago[mine]
    counts = np.bincount(week, minlength=weeks)
    if len(counts) < weeks or counts.min(initial=7) < LEAST_DAYS:
        return None
    sums = np.bincount(week, weights=usual.days.values[mine] / usual.profile[mine], minlength=weeks)
    return 7.0 * sums / counts


def trend_of(weeks: Floats) -> Trend:
    """How these weeks go."""
    logs = np.log(weeks + 1.0)
    steps = logs[COLUMNS] - logs[ROWS]
    slopes = np.sort(steps / (COLUMNS - ROWS))
    s = int(np.sign(steps).sum())
    low, high = slopes[6], slopes[-7]
    """Kendall's S of eight has a deviation of 8.1: the slopes whose ranks are 1.28 of these halves from the middle."""
    return Trend(weeks, s, exp(float(np.median(slopes))) - 1, (exp(float(low)) - 1, exp(float(high)) - 1))


def trend(
    numbers: Numbers, usual: Usual, limits: Limits, *, level_from: date | None = None, releases: Sequence[date] = ()
) -> list[Finding]:
    """The trend of the last eight weeks, if there is one. With a change of level among them there is none, and after a
    release what falls only comes back."""
    settled = usual.days.day(-1)
    ends = [settled - timedelta(days=back) for back in ENDS]
    tried = [(until, weeks) for until in ends if (weeks := weekly_sums(usual, until)) is not None]
    if not tried:
        return []
    found, until = max(((trend_of(weeks), until) for until, weeks in tried), key=lambda one: abs(one[0].s))
    first = until - timedelta(days=7 * WEEKS - 1)
    if abs(found.s) < limits.trend_s or abs(found.a_week) < limits.trend_week:
        return []
    if level_from is not None and level_from > first - timedelta(days=7):
        return []
    steady = limits.trend_steady if found.weeks.mean() >= 7 * FEW else limits.trend_few
    if np.sign(found.s) * steadiness(usual, first) < steady or _is_a_release(found, first, until, releases):
        return []
    return [_told(numbers, usual, found, first)]


def steadiness(usual: Usual, first: date) -> float:
    """By how many standard errors a line through all days since then rises or falls; days far from it count less."""
    mine = usual.days.at >= first.toordinal()
    x, y = usual.days.at[mine] - usual.days.at[mine].mean(), usual.plain[mine]
    slope = float(x @ y / (x @ x))
    apart = y - y.mean() - slope * x
    bound = 2.5 * MAD * float(np.median(np.abs(apart))) + 1e-9
    for _ in range(2):
        calm = y - apart + np.clip(apart, -bound, bound)
        slope = float(x @ calm / (x @ x))
        apart = y - calm.mean() - slope * x
    apart = np.clip(apart, -bound, bound)
    error = sqrt(float(apart @ apart) / (len(apart) - 2) / float(x @ x))
    return slope / max(error, 1e-9)


def _is_a_release(found: Trend, first: date, until: date, releases: Sequence[date]) -> bool:
    if found.s < 0:
        return any(first - FADING <= day <= until for day in releases)
    return any(until - FADING < day <= until for day in releases)


def _told(numbers: Numbers, usual: Usual, found: Trend, first: date) -> Finding:
    last = first + timedelta(days=7 * WEEKS - 1)
    mine = usual.days.between(first, last)
    return Finding(
        *('trend', 'trend_up' if found.s > 0 else 'trend_down', numbers.platform, numbers.metric, numbers.subject),
        *(first, last),
        value=round(float(found.weeks[-1]), 1),
        expected=round(float(found.weeks[0]), 1),
        z=round(found.s / 8.08, 2),
        effect=round(found.a_week, 4),
        interval=(round(found.interval[0], 4), round(found.interval[1], 4)),
        days_used=len(mine),
        evidence=days_of(mine.at),
        size=min(1.0, abs(log(1 + found.a_week)) * WEEKS / log(3)),
        certainty=abs(found.s) / 28,
        settled_until=numbers.settled_until,
        facts={'s': found.s, 'weeks': [round(float(week), 1) for week in found.weeks]},
    )
