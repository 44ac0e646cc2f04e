"""Forecast of the next 28 days: level times weekday times half the drift, which fades; with the errors that the same
guess made before."""

from dataclasses import dataclass
from datetime import timedelta
from math import exp, log

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from app.artist.insights.findings import Finding
from app.artist.insights.numbers import FLOW, Floats, Ints, Numbers, days_of
from app.artist.insights.usual import Usual

AHEAD = 28
LEAST_DAYS = 70
LEVEL_DAYS = 28
DRIFT_WEEKS = 8
DRIFT_TAKEN = 0.5
FADES = 0.8
"""Each week ahead the drift has so much of the week before."""
DRIFT_S = 18
"""A drift counts only where the weeks go that clearly one way (Kendall's S)."""
STEP = 7
"""Each so many days before now, the same guess is made and compared with what came."""
WIDER, FLOOR = 1.2, 0.06


@dataclass(frozen=True, slots=True)
class Ahead:
    """What the next days are expected to bring together, between what, and from how many own errors that is known."""

    total: float
    low: float
    high: float
    a_day: tuple[float, ...]
    tries: int


def forecast(numbers: Numbers, usual: Usual) -> list[Finding]:
    """What the next 28 days will bring; or how many days are still missing for that."""
    days = usual.days
    if len(days) < LEAST_DAYS:
        return [_too_short(numbers, len(days))] if len(days) else []
    ahead = ahead_of(usual)
    is_sum = numbers.kind == FLOW
    part = 1.0 if is_sum else 1.0 / AHEAD
    first = days.day(-1) + timedelta(days=1)
    recent = days.between(first - timedelta(days=AHEAD), first)
    before = float(recent.values.mean()) * AHEAD
    return [
        Finding(
            *('forecast', 'forecast_sum' if is_sum else 'forecast_mean', numbers.platform, numbers.metric),
            *(numbers.subject, first, first + timedelta(days=AHEAD - 1)),
            value=round(ahead.total * part, 1),
            expected=round(before * part, 1),
            effect=round(ahead.total / before - 1, 4) if before else None,
            interval=(round(ahead.low * part, 1), round(ahead.high * part, 1)),
            days_used=len(days),
            evidence=days_of(recent.at),
            size=min(1.0, 0.2 + (abs(log(ahead.total / before)) if before and ahead.total else 0.0)),
            certainty=max(0.1, min(0.6, 0.6 - (ahead.high - ahead.low) / (2 * ahead.total + 1))),
            settled_until=numbers.settled_until,
            facts={'tries': ahead.tries},
        )
    ]


def ahead_of(usual: Usual) -> Ahead:
    """What the 28 days after the last settled one are expected to bring."""
    growth = _growth(usual, np.array([len(usual.days)]))[0]
    level = _levels(usual)[-1]
    last = usual.days.at[-1]
    weekdays = (last + 1 + np.arange(AHEAD) + 6) % 7
    a_day = level * _profile(usual)[weekdays] * growth
    total = float(a_day.sum())
    errors = _own_errors(usual)
    share = FLOOR
    if len(errors):
        share = max(FLOOR, WIDER * float(np.quantile(np.abs(errors), 0.8)))
    share = max(share, 1.2816 / np.sqrt(max(total, 1.0)))
    return Ahead(total, total * exp(-share), total * exp(share), tuple(a_day.tolist()), len(errors))


def _profile(usual: Usual) -> Floats:
    """By what each weekday multiplies, Monday first; the latest known."""
    found = np.ones(7)
    found[usual.days.weekdays] = usual.profile
    return found


def _levels(usual: Usual) -> Floats:
    """The level at each day: what its last 28 days brought, each without its weekday, without the farthest of them."""
    plain = usual.days.values / usual.profile
    width = min(LEVEL_DAYS, len(plain))
    rows = np.sort(sliding_window_view(plain, width), axis=1)
    cut = width // 7
    means = rows[:, cut : width - cut].mean(axis=1)
    return np.concatenate([np.full(width - 1, means[0]), means])


def _growth(usual: Usual, ends: Ints) -> Floats:
    """For each number of days from the start, by what each of the next 28 days multiplies: (ends, 28)."""
    plain = usual.days.values / usual.profile
    sums = np.concatenate([[0.0], np.cumsum(plain)])
    marks = ends[:, None] - 7 * np.arange(DRIFT_WEEKS, -1, -1)[None, :]
    known = marks[:, 0] >= 0
    weeks = np.diff(sums[np.maximum(marks, 0)], axis=1)
    logs = np.log(weeks + 1.0)
    rows, columns = np.triu_indices(DRIFT_WEEKS, 1)
    steps = logs[:, columns] - logs[:, rows]
    s = np.sign(steps).sum(axis=1)
    drift = np.where(known & (np.abs(s) >= DRIFT_S), np.median(steps / (columns - rows), axis=1), 0.0)
    ahead = np.arange(AHEAD) / 7.0
    middle = 2.0 + 0.5 / 7
    """The level is that of two weeks ago."""
    reach = middle + (1 - FADES**ahead) / (1 - FADES)
    growth: Floats = np.exp(DRIFT_TAKEN * drift[:, None] * reach[None, :])
    return growth


def _own_errors(usual: Usual) -> Floats:
    """By what the same guess, made each week before, was wrong: logarithms of what came to what was guessed."""
    count = len(usual.days)
    ends = np.arange(count - AHEAD, LEVEL_DAYS - 1, -STEP)
    if not len(ends):
        return np.empty(0)
    plain = usual.days.values / usual.profile
    sums = np.concatenate([[0.0], np.cumsum(plain)])
    came = sums[ends + AHEAD] - sums[ends]
    guessed = _levels(usual)[ends - 1] * _growth(usual, ends).sum(axis=1)
    errors: Floats = np.log((came + 1.0) / (guessed + 1.0))
    return errors


def _too_short(numbers: Numbers, days: int) -> Finding:
    first, last = numbers.days[0], numbers.settled_until
    return Finding(
        *('too_short', 'too_short', numbers.platform, numbers.metric, numbers.subject, first, last),
        value=days,
        expected=LEAST_DAYS,
        days_used=days,
        certainty=1.0,
        settled_until=numbers.settled_until,
    )
