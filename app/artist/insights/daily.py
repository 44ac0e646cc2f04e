"""Spike and drop: single days, or a few in a row, far from what was usual."""

from dataclasses import dataclass
from math import exp, lgamma, log, sqrt

import numpy as np

from app.artist.insights.findings import Finding
from app.artist.insights.limits import Limits
from app.artist.insights.numbers import Numbers, days_of
from app.artist.insights.usual import Usual

SMALL = 8.0
"""Below so many a day, logarithms say little: only counts that chance hardly brings are told, and only upwards."""
LEVEL_ERROR = 1.25 / sqrt(12)
"""A small level is itself known by the median of twelve counts only."""
LONGEST_RUN = 5
"""What lasts longer is a level."""


@dataclass(frozen=True, slots=True)
class Run:
    """Days in a row that differ in the same way: their first and last index, and the one that differs most."""

    first: int
    last: int
    peak: int


def days_apart(numbers: Numbers, usual: Usual, limits: Limits) -> list[Finding]:
    """Each spike and each drop."""
    differs = _differing(usual, limits)
    found = []
    for sign, rule in ((1, 'spike'), (-1, 'drop')):
        for run in _runs(differs == sign, usual):
            if usual.days.at[run.last] - usual.days.at[run.first] < LONGEST_RUN:
                found.append(_told(rule, run, numbers, usual))
    return found


def _differing(usual: Usual, limits: Limits) -> np.ndarray[tuple[int], np.dtype[np.int8]]:
    """For each day 1 if it is far above, -1 if it is far below, 0 otherwise."""
    counts, expected = usual.days.values, usual.expected
    with np.errstate(invalid='ignore', divide='ignore'):
        change = counts / expected - 1
        far = (np.abs(usual.z) >= limits.z) & (np.abs(counts - expected) >= limits.least_change)
        differs = np.where(far & (expected >= SMALL), np.sign(change) * (np.abs(change) >= limits.day_effect), 0)
    with np.errstate(invalid='ignore'):
        counted = 2 * (np.sqrt(expected) - np.sqrt(counts))
        differs[(differs < 0) & (counted < limits.counted)] = 0
    for index in np.flatnonzero((expected < SMALL) & (counts - expected >= limits.least_small)):
        likely = max(float(expected[index]), 0.25)
        likely += LEVEL_ERROR * sqrt(likely)
        rare = poisson_tail(counts[index], likely) < limits.small_chance
        differs[index] = 1 if rare else 0
    return np.nan_to_num(differs).astype(np.int8)


def _runs(flags: np.ndarray[tuple[int], np.dtype[np.bool_]], usual: Usual) -> list[Run]:
    """Flagged days in a row; one day that is not flagged, or is missing, does not part them."""
    runs: list[Run] = []
    for index in np.flatnonzero(flags):
        if runs and usual.days.at[index] - usual.days.at[runs[-1].last] <= 2:
            first, peak = runs[-1].first, runs[-1].peak
            peak = int(index) if abs(usual.error[index]) > abs(usual.error[peak]) else peak
            runs[-1] = Run(first, int(index), peak)
        else:
            runs.append(Run(int(index), int(index), int(index)))
    return runs


def _told(rule: str, run: Run, numbers: Numbers, usual: Usual) -> Finding:
    days, peak = usual.days, run.peak
    count, expected = float(days.values[peak]), float(usual.expected[peak])
    effect = count / expected - 1 if expected else count
    spread = 1.2816 * float(usual.scale[peak])
    low, high = (max(0.0, (1 + expected) * exp(sign * spread) - 1) for sign in (-1, 1))
    z = float(usual.z[peak])
    return Finding(
        *(rule, rule, numbers.platform, numbers.metric, numbers.subject),
        *(days.day(run.first), days.day(run.last)),
        value=count,
        expected=round(expected, 1),
        z=round(z, 2),
        effect=round(effect, 4),
        interval=(round(low, 1), round(high, 1)),
        days_used=len(days),
        evidence=days_of(days.at[run.first : run.last + 1]),
        size=min(1.0, abs(log((1 + count) / (1 + expected))) / log(5)),
        certainty=min(1.0, abs(z) / 8),
        settled_until=numbers.settled_until,
        facts={'peak': days.day(peak).isoformat(), 'weekday': int(days.weekdays[peak])},
    )


def poisson_tail(count: float, mean: float) -> float:
    """The chance of at least so many where the mean is expected."""
    if count <= 0:
        return 1.0
    below = sum(exp(-mean + k * log(mean) - lgamma(k + 1)) for k in range(int(np.ceil(count))))
    return max(0.0, 1.0 - below)
