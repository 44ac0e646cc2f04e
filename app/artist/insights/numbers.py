"""The days of one metric as the rules read them: settled, in order, without what looks like a hole in the counting."""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

FLOW, STOCK, WINDOW, UNIQUE = 'flow', 'stock', 'window', 'unique'
"""What a metric is: it may be summed (streams); its last value counts (followers); neither (monthly listeners); it must
not be summed over days (daily listeners)."""
HISTORY_DAYS = 400
"""So far back rules look that compare days with days; milestones look at all."""
LEAST_FOR_A_HOLE = 12.0
"""A zero between days of fewer may be a fact: at twelve a day the chance of none is 6 in a million."""
NEIGHBOURS = 7


@dataclass(frozen=True)
class Numbers:
    """One metric of one platform.

    Parameters
    ----------
    kind : FLOW, STOCK, WINDOW or UNIQUE.
    days, values : the days there are, oldest first, without those that are missing; values are not negative.
    settled_until : the last day whose value will hardly change any more.
    today : the day on which somebody looks, by the platform's own clock.
    subject : the release or video, empty for all of the artist. `label` is what people read: "Spotify streams".
    confirmed : days whose values somebody has said to be facts, however odd.
    doubted : days that are left out; None to find them here, by `holes` and `slips`.
    """

    platform: str
    metric: str
    kind: str
    days: tuple[date, ...]
    values: tuple[float, ...]
    settled_until: date
    today: date
    subject: str = ''
    label: str = ''
    confirmed: frozenset[date] = frozenset()
    doubted: frozenset[date] | None = None

    def until(self, day: date) -> 'Numbers':
        """The same as if that day were the last settled one: what came later is not there."""
        kept = [(at, value) for at, value in zip(self.days, self.values, strict=True) if at <= day]
        last = min(day, self.settled_until)
        days, values = tuple(at for at, _ in kept), tuple(value for _, value in kept)
        today = min(self.today, last + (self.today - self.settled_until))
        return replace(self, days=days, values=values, settled_until=last, today=today)

    @cached_property
    def settled(self) -> 'Settled':
        """The settled days as arrays."""
        pairs = [(at, v) for at, v in zip(self.days, self.values, strict=True) if at <= self.settled_until]
        values = np.array([value for _, value in pairs], dtype=np.float64)
        if self.doubted is not None:
            doubt = np.array([day in self.doubted for day, _ in pairs], dtype=bool)
        else:
            doubt = slips(values) if self.kind in (STOCK, WINDOW) else holes(values)
            doubt &= np.array([day not in self.confirmed for day, _ in pairs], dtype=bool)
        at = np.array([day.toordinal() for day, _ in pairs], dtype=np.int64)
        return Settled(at[~doubt], values[~doubt], days_of(at[doubt]))


@dataclass(frozen=True)
class Settled:
    """Settled days: `at` are ordinals of days, `values` what they brought, `doubted` days left out as suspicious."""

    at: Ints
    values: Floats
    doubted: tuple[date, ...] = field(default=())

    def __len__(self) -> int:
        return len(self.at)

    @cached_property
    def weekdays(self) -> Ints:
        """Monday is 0."""
        return (self.at + 6) % 7

    def day(self, index: int) -> date:
        return date.fromordinal(int(self.at[index]))

    def between(self, first: date, last: date) -> 'Settled':
        """Only the days from the first to the last."""
        low, high = np.searchsorted(self.at, [first.toordinal(), last.toordinal() + 1])
        return Settled(self.at[low:high], self.values[low:high], self.doubted)

    def recent(self, days: int = HISTORY_DAYS) -> 'Settled':
        """Only so many days up to the last one."""
        if not len(self):
            return self
        last = self.day(-1)
        return self.between(last - timedelta(days=days - 1), last)


def holes(values: Floats) -> NDArray[np.bool_]:
    """Zeros among days that are far above zero: something did not count."""
    doubt = values <= 0
    for index in np.flatnonzero(doubt):
        around = values[max(0, index - NEIGHBOURS) : index + NEIGHBOURS + 1]
        around = around[around > 0]
        doubt[index] = len(around) >= 3 and float(np.median(around)) >= LEAST_FOR_A_HOLE
    return doubt


def slips(values: Floats) -> NDArray[np.bool_]:
    """Levels that fall to less than half for at most three days and come back: somebody's slip or a broken answer."""
    doubt = np.zeros(len(values), dtype=bool)
    for index in np.flatnonzero(values[1:] < 0.5 * values[:-1]) + 1:
        before = values[index - 1]
        back = np.flatnonzero(values[index : index + 4] >= 0.9 * before)
        if len(back):
            doubt[index : index + int(back[0])] = True
    return doubt


def days_of(at: Any) -> tuple[date, ...]:
    """Days of ordinals."""
    return tuple(date.fromordinal(int(day)) for day in at)
