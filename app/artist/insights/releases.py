"""Release effect: the two weeks after a release against the four before, weekday by weekday."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import exp, log, sqrt

import numpy as np

from app.artist.insights.findings import Finding
from app.artist.insights.numbers import Floats, Numbers, Settled, days_of
from app.artist.insights.usual import Usual

AFTER, BEFORE = timedelta(days=14), timedelta(days=28)
LEAST_AFTER, LEAST_BEFORE = 10, 14
WIDER = 1.1
"""The interval is made so much wider, because its own width is guessed from few days."""
NORMAL_80 = 1.2816


@dataclass(frozen=True, slots=True)
class Release:
    """Something that came out on a day."""

    title: str
    day: date
    reference: str = ''


def release_effects(numbers: Numbers, usual: Usual, releases: Sequence[Release]) -> list[Finding]:
    """What came after each release that can be judged: at least ten settled days, and no other within two weeks."""
    found = []
    for release in releases:
        near = [other for other in releases if other is not release and abs(other.day - release.day) <= AFTER]
        if not near:
            found += _effect(numbers, usual, release)
    return found


def _effect(numbers: Numbers, usual: Usual, release: Release) -> list[Finding]:
    after = usual.days.between(release.day, release.day + AFTER - timedelta(days=1))
    before = usual.days.between(release.day - BEFORE, release.day - timedelta(days=1))
    if len(after) < LEAST_AFTER or len(before) < LEAST_BEFORE or not before.values.sum():
        return []
    expected = expected_by_weekday(before, after)
    total, due = float(after.values.sum()), float(expected.sum())
    if not due:
        return []
    ratio = (total + 0.5) / (due + 0.5)
    spread = WIDER * NORMAL_80 * _spread(usual, before, after, total, due)
    low, high = ratio * exp(-spread) - 1, ratio * exp(spread) - 1
    return [
        Finding(
            *('release', 'release_more' if ratio >= 1 else 'release_less', numbers.platform, numbers.metric),
            *(numbers.subject, release.day, after.day(-1)),
            value=round(total, 1),
            expected=round(due, 1),
            z=round(log(ratio) / (spread / NORMAL_80), 2),
            effect=round(total / due - 1, 4),
            interval=(round(low, 4), round(high, 4)),
            days_used=len(before) + len(after),
            evidence=days_of(after.at),
            size=min(1.0, abs(log(ratio)) / log(2)),
            certainty=min(1.0, abs(log(ratio)) / (3 * spread / NORMAL_80)),
            settled_until=numbers.settled_until,
            facts={
                'title': release.title,
                'reference': release.reference,
                'days': len(after),
                'days_before': len(before),
                'carried_by': _carried_by(after, expected),
            },
        )
    ]


def expected_by_weekday(before: Settled, after: Settled) -> Floats:
    """For each day after, the mean of its weekday before; of all days before where that weekday is missing."""
    sums = np.bincount(before.weekdays, weights=before.values, minlength=7)
    counts = np.bincount(before.weekdays, minlength=7)
    means = np.where(counts > 0, sums / np.maximum(counts, 1), before.values.mean())
    found: Floats = means[after.weekdays]
    return found


def _carried_by(after: Settled, expected: Floats) -> str | None:
    """The one day without which hardly anything is left of what came more, if there is one."""
    more = after.values - expected
    largest = int(np.argmax(more))
    carries = more.sum() > 0 and more[largest] >= 0.8 * more.sum()
    return after.day(largest).isoformat() if carries else None


def _spread(usual: Usual, before: Settled, after: Settled, total: float, due: float) -> float:
    """The standard error of the logarithm of the ratio: days differ by chance in their share, and by mere counting."""
    share = _share(usual)
    of_after = share**2 * float((after.values**2).sum()) + total
    weights = np.bincount(after.weekdays, minlength=7) / np.maximum(np.bincount(before.weekdays, minlength=7), 1)
    each = weights[before.weekdays]
    of_before = share**2 * float(((each * before.values) ** 2).sum()) + float((each**2 * before.values).sum())
    return sqrt(of_after / max(total, 1.0) ** 2 + of_before / due**2)


def _share(usual: Usual) -> float:
    """By what share days differ by chance, without what mere counting brings."""
    level = float(np.median(usual.days.values))
    return sqrt(max(usual.spread**2 - 1 / max(level, 1.0), 0.03**2))
