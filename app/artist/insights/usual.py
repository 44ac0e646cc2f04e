"""What a day was expected to bring: the level of the days before it and its weekday; and how far such guesses err."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from app.artist.insights.numbers import Floats, Ints, Settled

LEVEL_DAYS = 12
"""The median of so many days before a day is its level."""
LEAST_BEFORE = 8
CENTRED = 15
CENTRED_MISSES = 1.06
"""A median of fifteen days follows the day in its middle a little."""
WEEKDAY_DAYS = 84
"""The effect of a weekday is the median of those in so many days, twelve of each."""
SHRINK = 1.5
"""The effect of n days is taken by n / (n + 1.5): few days may differ by chance."""
FLOOR = 0.1
"""Nothing is more certain than ten percent."""
MAD = 1.4826
"""Times a median absolute deviation is a standard deviation, of what is normally distributed."""


@dataclass(frozen=True)
class Usual:
    """What was usual on each settled day, in logarithms of one more than the count (`log1p`).

    Parameters
    ----------
    days : the settled days; all arrays are as long.
    logs, weekday, level, error, scale : the day's own; what its weekday adds; the level before it (nan for the first
        eight days); by how much the day differs from both together; the standard deviation of such errors.
    """

    days: Settled
    logs: Floats
    weekday: Floats
    level: Floats
    scale: Floats

    @cached_property
    def plain(self) -> Floats:
        """The logarithms without their weekdays."""
        return self.logs - self.weekday

    @cached_property
    def error(self) -> Floats:
        return self.plain - self.level

    @cached_property
    def z(self) -> Floats:
        """How many standard deviations a day differs; nan where there was nothing to expect."""
        return self.error / self.scale

    @cached_property
    def expected(self) -> Floats:
        """What each day was expected to bring, in the metric's unit."""
        return np.expm1(self.level + self.weekday).clip(min=0)

    @cached_property
    def profile(self) -> Floats:
        """By what each day's weekday multiplies, about one."""
        return np.exp(self.weekday)

    @cached_property
    def spread(self) -> float:
        """The share by which one day differs by chance from the days around it."""
        apart = self.plain - centred_median(self.plain, CENTRED)
        return calm_deviation(apart) * CENTRED_MISSES if len(apart) else 0.0


def usual(days: Settled) -> Usual:
    """What was usual on these days."""
    logs = np.log1p(days.values)
    weekday = np.zeros(len(logs))
    if len(logs) >= 2 * 7:
        for _ in range(2):
            rough = centred_median(logs - weekday, CENTRED)
            weekday = weekday_effects(logs - rough, days.weekdays)
    plain = logs - weekday
    level = level_before(plain)
    return Usual(days, logs, weekday, level, _scale(plain - level, level + weekday))


def trailing_median(values: Floats, width: int) -> Floats:
    """Medians of so many values up to each; the first ones get that of the first `width`, or of all."""
    if not len(values):
        return values
    width = min(width, len(values))
    medians = np.median(sliding_window_view(values, width), axis=1)
    return np.concatenate([np.full(width - 1, medians[0]), medians])


def centred_median(values: Floats, width: int) -> Floats:
    """Medians of so many values around each; at the ends of those that are there."""
    half = min(width, len(values)) // 2
    if not half:
        return values.copy()
    found = np.empty(len(values))
    found[half : len(values) - half] = np.median(sliding_window_view(values, 2 * half + 1), axis=1)
    for index in range(half):
        found[index] = np.median(values[: index + half + 1])
        found[len(values) - 1 - index] = np.median(values[len(values) - 1 - index - half :])
    return found


def weekday_effects(residuals: Floats, weekdays: Ints) -> Floats:
    """What each day's weekday adds: the shrunk median of those weekdays up to it."""
    found = np.zeros(len(residuals))
    for weekday in range(7):
        at = np.flatnonzero(weekdays == weekday)
        if len(at):
            count = min(len(at), WEEKDAY_DAYS // 7)
            found[at] = trailing_median(residuals[at], count) * (count / (count + SHRINK))
    return found


def level_before(plain: Floats) -> Floats:
    """The median of the twelve days before each; nan for the first eight."""
    level = np.full(len(plain), np.nan)
    for index in range(LEAST_BEFORE, min(LEVEL_DAYS, len(plain))):
        level[index] = np.median(plain[:index])
    if len(plain) > LEVEL_DAYS:
        level[LEVEL_DAYS:] = np.median(sliding_window_view(plain[:-1], LEVEL_DAYS), axis=1)
    return level


def _scale(errors: Floats, expected: Floats) -> Floats:
    """Own errors of one day ahead, never less than the floor and than what mere counting brings (Poisson)."""
    scale = np.full(len(errors), FLOOR)
    known = ~np.isnan(errors)
    if known.any():
        mine = errors[known]
        scale[known] = np.maximum(MAD * trailing_median(np.abs(mine), WEEKDAY_DAYS), calm_deviation(mine))
        count = np.expm1(expected[known]).clip(min=0.25)
        scale[known] = np.maximum(scale[known], np.sqrt(count) / (1 + count))
    floored: Floats = np.maximum(scale, FLOOR)
    return floored


def calm_deviation(errors: Floats) -> float:
    """The standard deviation, in which what is far off counts as if it were three deviations off."""
    bound = 3 * MAD * float(np.median(np.abs(errors))) + 1e-9
    return float(np.sqrt(np.mean(np.clip(errors, -bound, bound) ** 2)))
