"""Level change: from one day on, all days bring more or fewer (Pettitt's test), and it has lasted until now."""

from math import exp, log

import numpy as np
from numpy.typing import NDArray

from app.artist.insights.findings import Finding
from app.artist.insights.limits import Limits
from app.artist.insights.numbers import Floats, Numbers, days_of
from app.artist.insights.usual import MAD, Usual

EACH_SIDE = 14
LOOKED_AT = 180
"""The change must lie within so many settled days."""
SEARCHED = 6
"""The day itself is looked for so far around the one that the test names."""
KNOTS = 24


def level_change(numbers: Numbers, usual: Usual, limits: Limits) -> list[Finding]:
    """The one change of level of these days, if there is one."""
    plain = usual.plain[-LOOKED_AT:]
    count = len(plain)
    if count < 2 * EACH_SIDE + 7:
        return []
    start, p = pettitt(plain)
    if p >= limits.level_p:
        return []
    start = _best_start(plain, start)
    before, after = float(np.median(plain[:start])), float(np.median(plain[start:]))
    change = after - before
    if not _is_large(change, _spread(plain, start), limits) or not _lasts(plain, start, change, limits):
        return []
    step = np.where(np.arange(count) < start, before, after)
    if float(np.abs(plain - step).sum()) >= limits.level_fit * kinked_error(plain):
        return []
    return [_told(numbers, usual, len(usual.plain) - count + start, (before, after), p)]


def _is_large(change: float, spread: float, limits: Limits) -> bool:
    """Whether the change is large enough even if it is overrated by chance."""
    surely = abs(change) - limits.level_sure * spread
    return surely > 0 and abs(exp(surely if change > 0 else -surely) - 1) >= limits.level_effect


def _lasts(plain: Floats, start: int, change: float, limits: Limits) -> bool:
    """Whether the last two weeks still show the change, and most of what the first two showed."""
    way = 1 if change > 0 else -1
    before = float(np.median(plain[:start]))
    last = way * (float(np.median(plain[-EACH_SIDE:])) - before)
    step = way * (_calm_mean(plain[start : start + EACH_SIDE]) - _calm_mean(plain[max(0, start - EACH_SIDE) : start]))
    return last >= limits.level_lasts * abs(change) and last >= limits.level_kept * step


def _calm_mean(values: Floats) -> float:
    """The mean without the two highest and the two lowest."""
    return float(np.sort(values)[2:-2].mean())


def pettitt(values: Floats) -> tuple[int, float]:
    """The index at which the values change most, and the chance (two-sided, approximate) of such a change.

    Ties share their ranks.
    """
    count = len(values)
    sums = np.cumsum(2 * ranks(values) - (count + 1))
    inner = sums[EACH_SIDE - 1 : count - EACH_SIDE]
    at = int(np.argmax(np.abs(inner)))
    largest = float(abs(inner[at]))
    return at + EACH_SIDE, min(1.0, 2 * exp(-6 * largest**2 / (count**3 + count**2)))


def ranks(values: Floats) -> Floats:
    """From one on; equal values share the mean of theirs."""
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    found: NDArray[np.float64] = (last - (counts - 1) / 2.0)[places]
    return found


def _best_start(values: Floats, about: int) -> int:
    """Where two medians fit best, near the day that the test names."""
    tried = range(max(EACH_SIDE, about - SEARCHED), min(len(values) - EACH_SIDE, about + SEARCHED) + 1)

    def error(start: int) -> float:
        before, after = values[:start], values[start:]
        return float(np.abs(before - np.median(before)).sum() + np.abs(after - np.median(after)).sum())

    return min(tried, key=error)


def kinked_error(values: Floats) -> float:
    """How badly the best line with one kink fits: the sum of its absolute errors."""
    count = len(values)
    x = np.linspace(-1.0, 1.0, count)
    middle = np.median(values)
    bound = 4 * MAD * float(np.median(np.abs(values - middle))) + 1e-9
    calm = np.clip(values, middle - bound, middle + bound)
    knots = np.linspace(-0.9, 0.9, KNOTS)
    hinges = np.maximum(0.0, x[None, :] - knots[:, None])
    base = np.broadcast_to(np.stack([np.ones(count), x]), (KNOTS, 2, count))
    design = np.concatenate([base, hinges[:, None, :]], axis=1)
    gram = design @ design.transpose(0, 2, 1) + 1e-9 * np.eye(3)
    weights = np.linalg.solve(gram, (design @ calm)[..., None])[..., 0]
    lines = np.einsum('kp,kpn->kn', weights, design)
    return float(np.abs(values - lines).sum(axis=1).min())


def _told(numbers: Numbers, usual: Usual, start: int, levels: tuple[float, float], p: float) -> Finding:
    days = usual.days
    before, after = levels
    spread = _spread(usual.plain, start)
    low, high = (exp(after - before + sign * 1.2816 * spread) - 1 for sign in (-1, 1))
    effect = exp(after - before) - 1
    return Finding(
        *('level', 'level_up' if effect > 0 else 'level_down', numbers.platform, numbers.metric, numbers.subject),
        *(days.day(start), days.day(-1)),
        value=round(float(np.expm1(after)), 1),
        expected=round(float(np.expm1(before)), 1),
        z=round((after - before) / spread, 2),
        effect=round(effect, 4),
        interval=(round(low, 4), round(high, 4)),
        days_used=min(len(days), LOOKED_AT),
        evidence=days_of(days.at[max(0, start - EACH_SIDE) : start + EACH_SIDE]),
        size=min(1.0, abs(after - before) / log(2)),
        certainty=min(1.0, -log(max(p, 1e-12)) / 20),
        settled_until=numbers.settled_until,
        facts={'p': p},
    )


def _spread(plain: Floats, start: int) -> float:
    """The standard error of the difference of the two medians."""
    parts = (plain[:start][-LOOKED_AT:], plain[start:])
    squares = [(1.2533 * MAD * float(np.median(np.abs(one - np.median(one))))) ** 2 / len(one) for one in parts]
    return max(1e-3, float(np.sqrt(sum(squares))))
