"""Series whose truth is known, as the design of the insights has them: six families, five sizes, days that are missing,
outages, and two last days that are not settled.

What the design leaves open is taken so: an event may fall on a day that is then missing or lies in an outage; a release
comes on day 45 to 94; a series that is to be forecast has its shift or trend where a series of 120 days has it that
ends with the days that are known, and goes on as it went.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from app.artist.insights.numbers import FLOW, Numbers

TUNED_ON, JUDGED_ON, OTHERS = (7, 8, 9, 10), (21, 22, 23, 24), tuple(range(101, 113))
FAMILIES = ('flat', 'spike', 'drop', 'shift', 'trend', 'release')
EACH, DAYS = 40, 120
MEANS = (5.0, 20.0, 100.0, 1000.0, 20000.0)
FORECASTS, FORECAST_DAYS, AHEAD = 128, 220, 28
START = date(2026, 1, 5)
UNSETTLED = 2

Generator = np.random.Generator
Floats = np.ndarray[tuple[int], np.dtype[np.float64]]


@dataclass(frozen=True)
class Series:
    """One series and its truth: `event` is the day of what happens, counted from 0; `ratio` what the two weeks after a
    release bring, in units of what they would have brought; `came` what the 28 days after bring, and on which days."""

    family: str
    mean: float
    numbers: Numbers
    event: int | None = None
    ratio: float | None = None
    came: Floats | None = None


def series(seed: int) -> Iterator[Series]:
    """All 240 of a seed."""
    random = np.random.default_rng(seed)
    for family in FAMILIES:
        for number in range(EACH):
            yield _series(random, family, MEANS[number % len(MEANS)])


def forecasts(seed: int) -> Iterator[Series]:
    """A quarter of the 128 that are to be forecast, so that four seeds have all: half of them are flat."""
    random = np.random.default_rng(1000 + seed)
    for number in range(FORECASTS // 4):
        family = ('flat', 'trend', 'flat', 'shift')[number % 4]
        mean = MEANS[number % len(MEANS)]
        known = FORECAST_DAYS - AHEAD
        shape, event, _ = _shape(random, family, FORECAST_DAYS, known)
        values = _counted(random, mean * shape)
        there = random.random(FORECAST_DAYS) >= 0.05
        numbers = _numbers(values[:known], there[:known], known)
        came = np.where(there[known:], values[known:], np.nan)
        yield Series(family, mean, numbers, event, came=came)


def _series(random: Generator, family: str, mean: float) -> Series:
    shape, event, ratio = _shape(random, family, DAYS, DAYS)
    values = _counted(random, mean * shape)
    there = random.random(DAYS) >= 0.05
    if random.random() < 0.15:
        start = int(random.integers(0, DAYS - UNSETTLED - 2))
        values[start : start + int(random.integers(1, 3))] = 0
    values[-UNSETTLED:] = np.floor(values[-UNSETTLED:] * random.uniform(0.4, 0.8, UNSETTLED))
    return Series(family, mean, _numbers(values, there, DAYS - UNSETTLED), event, ratio)


def _shape(random: Generator, family: str, days: int, known: int) -> tuple[Floats, int | None, float | None]:
    """By what each day is multiplied, the day of the event, and what a release brings in two weeks."""
    shape = np.ones(days)
    at = np.arange(days)
    back = known - DAYS
    """An event of a longer series lies as far from its end as in one of 120 days."""
    if family == 'spike':
        event = int(random.integers(60, DAYS - UNSETTLED - 2))
        factor = random.uniform(2, 6)
        shape[event] = factor
        if random.random() < 0.4:
            shape[event + 1] = 1 + 0.4 * (factor - 1)
        return shape, event, None
    if family == 'drop':
        event = int(random.integers(60, DAYS - UNSETTLED - 2))
        shape[event] = random.uniform(0.15, 0.45)
        return shape, event, None
    if family == 'shift':
        event = back + int(random.integers(45, 95))
        factor = random.uniform(1.35, 2) if random.random() < 0.5 else random.uniform(0.45, 0.7)
        shape[event:] = factor
        return shape, event, None
    if family == 'trend':
        a_week = random.uniform(0.02, 0.06) * (1 if random.random() < 0.5 else -1)
        event = known - 56
        return np.where(at >= event, (1 + a_week) ** ((at - event) / 7.0), 1.0), event, None
    if family == 'release':
        event = int(random.integers(45, 95))
        lift = random.uniform(0.4, 2)
        shape = np.where(at >= event, 1 + lift * 0.5 ** ((at - event) / 7.0), 1.0)
        return shape, event, float(shape[event : event + 14].mean())
    return shape, None, None


def _counted(random: Generator, expected: Floats) -> Floats:
    """What is counted: weekdays, noise beyond counting (gamma), and counting itself (Poisson)."""
    weekdays = np.exp(random.normal(0, 0.18, 7))
    weekdays /= weekdays.mean()
    variation = random.uniform(0.08, 0.15)
    noise = random.gamma(1 / variation**2, variation**2, len(expected))
    found: Floats = random.poisson(expected * weekdays[np.arange(len(expected)) % 7] * noise).astype(float)
    return found


def _numbers(values: Floats, there: np.ndarray[tuple[int], np.dtype[np.bool_]], settled: int) -> Numbers:
    days = [START + timedelta(days=int(at)) for at in np.flatnonzero(there)]
    last = START + timedelta(days=settled - 1)
    today = last + timedelta(days=UNSETTLED + 1)
    return Numbers('double', 'plays', FLOW, tuple(days), tuple(values[there].tolist()), last, today, label='Plays')
