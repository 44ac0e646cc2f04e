"""Platforms against each other: which grows faster, whose share moves, and which move together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from math import exp, expm1, log, sqrt

import numpy as np

from app.artist.insights.findings import Finding
from app.artist.insights.levels import ranks
from app.artist.insights.milestones import rate
from app.artist.insights.numbers import FLOW, STOCK, Floats, Ints, Numbers
from app.artist.insights.usual import MAD, usual

PERIOD = 28
LEAST_THERE = 0.8
SAME_TIME = timedelta(days=7)
NORMAL_80, NORMAL_95 = 1.2816, 1.96
MAIN = ('streams', 'plays', 'views', 'followers', 'subscribers')
"""Of several metrics of a platform these are compared first, otherwise the one with most days."""
LEAST_SHARE_MOVE = 0.05
TOGETHER_DAYS, TOGETHER_MOST = 60, 180
TOGETHER_RANK, TOGETHER_P = 0.4, 0.01
SHUFFLES = 999


@dataclass(frozen=True, slots=True)
class Growth:
    """By what share a metric grew in the last 28 settled days, between what (80 %), and the standard error of the
    logarithm. Of sums `value` and `before` are those of these days and of the 28 before; of levels, the last value and
    the one 28 days before."""

    numbers: Numbers
    share: float
    low: float
    high: float
    error: float
    value: float
    before: float
    last_day: date


def growth(numbers: Numbers) -> Growth | None:
    """How a metric grew; None where too many of its days are missing, or where it may be neither summed nor taken at
    its last value."""
    if numbers.kind == FLOW:
        return _of_sums(numbers)
    return _of_levels(numbers) if numbers.kind == STOCK else None


def _of_sums(numbers: Numbers) -> Growth | None:
    days = numbers.settled
    if not len(days):
        return None
    end = days.day(-1)
    middle = end - timedelta(days=PERIOD)
    late, early = (
        days.between(middle + timedelta(days=1), end),
        days.between(end - timedelta(days=2 * PERIOD - 1), middle),
    )
    if min(len(late), len(early)) < LEAST_THERE * PERIOD or not early.values.sum() or not late.values.sum():
        return None
    value, before = (float(part.values.mean()) * PERIOD for part in (late, early))
    error = sqrt(sum(_spread(part.values) ** 2 / len(part) for part in (late, early)))
    change = log(value / before)
    low, high = expm1(change - NORMAL_80 * error), expm1(change + NORMAL_80 * error)
    return Growth(numbers, expm1(change), low, high, error, value, before, end)


def _spread(values: Floats) -> float:
    """The share by which single days differ, weekdays included; never less than counting brings."""
    mean = float(values.mean())
    middle = float(np.median(values))
    share = MAD * float(np.median(np.abs(values - middle))) / max(mean, 1e-9)
    return max(share, float(values.std()) / max(mean, 1e-9) * 0.5, 0.02, 1 / sqrt(max(mean, 1e-9)) * 0.5)


def _of_levels(numbers: Numbers) -> Growth | None:
    days = numbers.settled
    if not len(days):
        return None
    end = days.day(-1)
    recent = days.between(end - timedelta(days=PERIOD), end)
    if len(recent) < 8 or recent.at[-1] - recent.at[0] < PERIOD - 3 or recent.values[0] <= 0:
        return None
    _, error = rate(recent)
    value, before = float(recent.values[-1]), float(recent.values[0])
    of_all = error * PERIOD / before
    share = value / before - 1
    return Growth(numbers, share, share - NORMAL_80 * of_all, share + NORMAL_80 * of_all, of_all, value, before, end)


def compared(every: Sequence[Numbers]) -> list[Finding]:
    """What can be said of platforms against each other."""
    found: list[Finding] = []
    for kind in (FLOW, STOCK):
        chosen = _one_a_platform([one for one in every if one.kind == kind and not one.subject])
        grown = [one for one in map(growth, chosen) if one is not None]
        if grown:
            newest = max(one.last_day for one in grown)
            grown = [one for one in grown if newest - one.last_day <= SAME_TIME]
        found += _faster(grown)
        if kind == FLOW:
            found += _shares(grown)
            found += [one for pair in combinations(chosen, 2) for one in _together(*pair)]
    return found


def _one_a_platform(every: Sequence[Numbers]) -> list[Numbers]:
    best: dict[str, Numbers] = {}

    def order(one: Numbers) -> tuple[int, int]:
        return (-MAIN.index(one.metric) if one.metric in MAIN else -len(MAIN), len(one.days))

    for one in every:
        if one.platform not in best or order(one) > order(best[one.platform]):
            best[one.platform] = one
    return [best[name] for name in sorted(best)]


def _faster(grown: Sequence[Growth]) -> list[Finding]:
    """The one that grows faster than all others, if the intervals are apart."""
    if len(grown) < 2:
        return []
    first, second = sorted(grown, key=lambda one: -one.share)[:2]
    if first.low <= second.high or first.share <= 0:
        return []
    numbers = first.numbers
    return [
        Finding(
            *('faster', 'faster', numbers.platform, numbers.metric, ''),
            *(first.last_day - timedelta(days=PERIOD - 1), first.last_day),
            value=round(first.value, 1),
            expected=round(first.before, 1),
            effect=round(first.share, 4),
            interval=(round(first.low, 4), round(first.high, 4)),
            days_used=2 * PERIOD,
            evidence=(first.last_day - timedelta(days=PERIOD), first.last_day),
            size=min(1.0, abs(first.share - second.share)),
            certainty=min(1.0, (first.share - second.share) / (4 * sqrt(first.error**2 + second.error**2) + 1e-9)),
            settled_until=numbers.settled_until,
            facts=_other(second),
        )
    ]


def _other(one: Growth) -> dict[str, object]:
    return {
        'other_platform': one.numbers.platform,
        'other_metric': one.numbers.metric,
        'other': one.numbers.label,
        'other_effect': round(one.share, 4),
        'other_interval': [round(one.low, 4), round(one.high, 4)],
    }


def _shares(grown: Sequence[Growth]) -> list[Finding]:
    """The platform whose part of all of it moved most, if that is more than chance."""
    if len(grown) < 2:
        return []
    now, then = sum(one.value for one in grown), sum(one.before for one in grown)
    moved = max(grown, key=lambda one: abs(one.value / now - one.before / then))
    share, before = moved.value / now, moved.before / then
    rest = [one for one in grown if one is not moved]
    rest_error = sqrt(sum((one.error * one.value) ** 2 for one in rest)) / sum(one.value for one in rest)
    odds = log(share / (1 - share)) - log(before / (1 - before))
    error = sqrt(moved.error**2 + rest_error**2)
    if abs(share - before) < LEAST_SHARE_MOVE or abs(odds) < NORMAL_95 * error:
        return []
    numbers = moved.numbers
    low, high = (_share_of(log(share / (1 - share)) + sign * NORMAL_80 * error) for sign in (-1, 1))
    return [
        Finding(
            *('share', 'share_up' if share > before else 'share_down', numbers.platform, numbers.metric, ''),
            *(moved.last_day - timedelta(days=PERIOD - 1), moved.last_day),
            value=round(share, 4),
            expected=round(before, 4),
            z=round(odds / error, 2),
            effect=round(share - before, 4),
            interval=(round(low, 4), round(high, 4)),
            days_used=2 * PERIOD,
            evidence=(moved.last_day - timedelta(days=PERIOD), moved.last_day),
            size=min(1.0, 3 * abs(share - before)),
            certainty=min(1.0, abs(odds) / (6 * error)),
            settled_until=numbers.settled_until,
            facts={'platforms': sorted(one.numbers.platform for one in grown)},
        )
    ]


def _share_of(odds: float) -> float:
    return 1 / (1 + exp(-odds))


def _together(one: Numbers, other: Numbers) -> list[Finding]:
    """Whether two platforms have good and bad days together, beyond weekdays and levels."""
    mine, theirs = (usual(numbers.settled.recent(TOGETHER_MOST)) for numbers in (one, other))
    both, at_mine, at_theirs = np.intersect1d(mine.days.at, theirs.days.at, return_indices=True)
    errors, others = mine.error[at_mine], theirs.error[at_theirs]
    known = ~np.isnan(errors) & ~np.isnan(others)
    if known.sum() < TOGETHER_DAYS:
        return []
    weekdays = (both[known] + 6) % 7
    rank, p = rank_correlation(_without_weekdays(errors[known], weekdays), _without_weekdays(others[known], weekdays))
    if rank < TOGETHER_RANK or p >= TOGETHER_P:
        return []
    days = both[known]
    return [
        Finding(
            *('together', 'together', one.platform, one.metric, ''),
            *(date.fromordinal(int(days[0])), date.fromordinal(int(days[-1]))),
            value=round(rank, 2),
            days_used=len(days),
            size=min(1.0, rank),
            certainty=min(0.8, 1 - p / TOGETHER_P),
            settled_until=min(one.settled_until, other.settled_until),
            facts={'other_platform': other.platform, 'other_metric': other.metric, 'other': other.label, 'p': p},
        )
    ]


def _without_weekdays(errors: Floats, weekdays: Ints) -> Floats:
    """Without what the shrunk effects of weekdays have left, and no finer than what is worth a rank."""
    means = np.bincount(weekdays, weights=errors, minlength=7) / np.maximum(np.bincount(weekdays, minlength=7), 1)
    found: Floats = np.round(errors - means[weekdays], 6)
    return found


def rank_correlation(one: Floats, other: Floats) -> tuple[float, float]:
    """Spearman's, and the chance (one-sided) of as much when one of the two is shuffled; always the same shuffles."""
    left, right = (ranks(values) - (len(values) + 1) / 2 for values in (one, other))
    norm = sqrt(float((left**2).sum() * (right**2).sum())) or 1.0
    rank = float(left @ right) / norm
    shuffled = np.random.default_rng(1).permuted(np.broadcast_to(right, (SHUFFLES, len(right))), axis=1)
    above = int((shuffled @ left / norm >= rank - 1e-12).sum())
    return rank, (above + 1) / (SHUFFLES + 1)
