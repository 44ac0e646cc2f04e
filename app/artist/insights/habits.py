"""Habits: which weekdays bring most, and how long nothing was posted."""

from collections.abc import Sequence
from datetime import date

import numpy as np

from app.artist.insights.findings import Finding
from app.artist.insights.numbers import Floats, Ints, Numbers
from app.artist.insights.usual import CENTRED, Usual, centred_median

LEAST_WEEKS = 8
LOOKED_AT = 84
LEAST_EFFECT = 0.1
Z_ALL = 2.7
"""One of seven weekdays is above by chance as rarely as a single one would be by 1.96."""
SILENT_DAYS = 14


def best_weekday(numbers: Numbers, usual: Usual) -> list[Finding]:
    """The weekday that brings most, if that is more than chance; with it those that bring as much."""
    days = usual.days
    recent = days.at > days.at[-1] - LOOKED_AT
    if recent.sum() < LEAST_WEEKS * 7 * 0.8 or days.at[-1] - days.at[0] + 1 < LEAST_WEEKS * 7:
        return []
    logs = usual.logs[recent]
    residuals = logs - centred_median(usual.plain, CENTRED)[recent]
    residuals -= _even_mean(residuals, days.weekdays[recent])
    weekdays = days.weekdays[recent]
    means, errors, counts = _by_weekday(residuals, weekdays)
    best = int(np.argmax(means))
    low, high = means[best] - Z_ALL * errors[best], means[best] + Z_ALL * errors[best]
    if low <= 0 or np.expm1(means[best]) < LEAST_EFFECT or counts.min() < LEAST_WEEKS - 2:
        return []
    best_days = [day for day in range(7) if means[day] >= 0.6 * means[best] and means[day] - Z_ALL * errors[day] > 0]
    values = days.values[recent]
    on_best = np.isin(weekdays, best_days)
    inside, outside = float(values[on_best].mean()), float(values[~on_best].mean())
    first = days.day(int(np.flatnonzero(recent)[0]))
    return [
        Finding(
            *('best_weekday', 'best_weekday', numbers.platform, numbers.metric, numbers.subject),
            *(first, days.day(-1)),
            value=round(inside, 1),
            expected=round(outside, 1),
            z=round(float(means[best] / errors[best]), 2),
            effect=round(inside / outside - 1, 4) if outside else None,
            interval=(round(float(np.expm1(low)), 4), round(float(np.expm1(high)), 4)),
            days_used=int(recent.sum()),
            evidence=tuple(days.day(int(at)) for at in np.flatnonzero(recent)[on_best]),
            size=min(1.0, float(means[best])),
            certainty=min(0.8, float(means[best] / errors[best]) / 12),
            settled_until=numbers.settled_until,
            facts={'weekdays': best_days, 'weeks': int(recent.sum()) // 7},
        )
    ]


def _by_weekday(residuals: Floats, weekdays: Ints) -> tuple[Floats, Floats, Ints]:
    """Mean, standard error and number of each weekday's values."""
    counts = np.maximum(np.bincount(weekdays, minlength=7), 1)
    means = np.bincount(weekdays, weights=residuals, minlength=7) / counts
    squares = np.bincount(weekdays, weights=(residuals - means[weekdays]) ** 2, minlength=7)
    errors = np.sqrt(np.maximum(squares / np.maximum(counts - 1, 1), 0.02**2) / counts)
    return means, errors, counts


def _even_mean(residuals: Floats, weekdays: Ints) -> float:
    """The mean in which each weekday counts the same."""
    return float(_by_weekday(residuals, weekdays)[0].mean())


def no_posts(posts: Sequence[date], today: date) -> list[Finding]:
    """How long ago the last post was, once that is two weeks."""
    last = max(posts)
    silent = (today - last).days
    if silent < SILENT_DAYS:
        return []
    return [
        Finding(
            *('no_posts', 'no_posts', '', '', '', last, today),
            value=silent,
            days_used=len(posts),
            evidence=(last,),
            size=min(1.0, silent / 60),
            certainty=0.5,
            settled_until=today,
            sentence=f'Nothing posted for {silent} days.',
            reason=f'Your last noted post is of {last.day} {last:%B}.',
        )
    ]
