"""What is reckoned for an answer from one series: sums of settled days, what was usual, days that stand apart, pace."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from app.artist.adviser.known import Artist, Release
from app.artist.adviser.slots import Slots
from app.artist.insights.daily import days_apart
from app.artist.insights.limits import TELLING
from app.artist.insights.usual import usual
from app.artist.metrics import Kind
from app.artist.series import Series, Total

AROUND = timedelta(days=42)
UNCHANGED = 0.03
"""What differs by less than this is called unchanged."""
PACE_DAYS, WEEK = 28, 7
STALE_DAYS = 3
"""A series whose last day lies so many days behind what could be there cannot be compared with others."""
NEAR_RELEASE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Apart:
    """A day that stands apart: what was counted, and what the same weekday brings around it."""

    day: date
    value: float
    usual: float

    @property
    def more(self) -> float:
        """How much more it brought than usual."""
        return self.value - self.usual


@dataclass(frozen=True, slots=True)
class Compared:
    """Days and as many before them, with the days in both that stand apart."""

    first: date
    last: date
    now: Total
    before: Total
    apart: tuple[Apart, ...]

    @property
    def days(self) -> int:
        """How many days each has."""
        return self.now.asked

    @property
    def before_first(self) -> date:
        """The first of the days before."""
        return self.first - timedelta(days=self.days)

    @property
    def share(self) -> float:
        """By what share it differs, of a day with a value."""
        return self._share(self.now.value, self.before.value)

    def inside(self, one: Apart) -> bool:
        """Whether a day lies in the later days."""
        return self.first <= one.day <= self.last

    @property
    def share_without(self) -> float:
        """By what share it would differ had these days been usual."""
        now = self.now.value - sum(one.more for one in self.apart if self.inside(one))
        before = self.before.value - sum(one.more for one in self.apart if not self.inside(one))
        return self._share(now, before)

    def _share(self, now: float, before: float) -> float:
        return (now / self.now.known) / (before / self.before.known) - 1 if before > 0 else 0.0

    @property
    def is_carried(self) -> bool:
        """Whether most of the difference is these days alone."""
        return bool(self.apart) and abs(self.share - self.share_without) > abs(self.share) / 2 > UNCHANGED / 2


def compared(artist: Artist, series: Series, days: int, last: date | None = None) -> Compared | None:
    """The last so many settled days of a flow against those before; None where one of the two has no value at all."""
    end = min(last or date.max, artist.settled_until(series))
    first = end - timedelta(days=days - 1)
    now, before = series.total(first, end), series.total(first - timedelta(days=days), first - timedelta(days=1))
    if not now.known or not before.known:
        return None
    near = [one for one in apart(artist, series) if first - timedelta(days=days) <= one.day <= end]
    return Compared(first, end, now, before, tuple(near))


def apart(artist: Artist, series: Series) -> list[Apart]:
    """The settled days that stand apart by the rules of the insights, oldest first."""
    numbers = artist.as_numbers(series)
    settled = numbers.settled.recent()
    if len(settled) < 2 * 7:
        return []
    found = []
    for one in days_apart(numbers, usual(settled), TELLING):
        for day in one.evidence or (one.first_day,):
            value = value_on(series, day)
            if value is not None:
                found.append(Apart(day, value, usual_on(artist, series, day)))
    return sorted(found, key=lambda one: one.day)


def usual_on(artist: Artist, series: Series, day: date) -> float:
    """What the same weekday brings around a day: the median of those within six weeks."""
    end = artist.settled_until(series)
    same = [
        value
        for at, value in zip(series.days, series.values, strict=True)
        if at != day and at <= end and abs(at - day) <= AROUND and at.weekday() == day.weekday()
    ]
    return float(median(same)) if same else 0.0


def value_on(series: Series, day: date) -> float | None:
    """The value of a day; None where there is none."""
    found = dict(zip(series.days, series.values, strict=True))
    return found.get(day)


def latest(series: Series) -> tuple[date, float] | None:
    """The last value that is not doubted, and its day."""
    known = series.trusted()
    return (known.days[-1], known.values[-1]) if known.days else None


@dataclass(frozen=True, slots=True)
class Pace:
    """How a stock has grown lately: from a day to another, and by how much a day."""

    since: date
    until: date
    first: float
    last: float

    @property
    def change(self) -> float:
        """In all."""
        return self.last - self.first

    @property
    def per_day(self) -> float:
        """As an average."""
        return self.change / max(1, (self.until - self.since).days)

    def days_to(self, target: float) -> int | None:
        """How many days it takes to reach a number at this pace; None where it never does, or not in five years."""
        if self.last >= target:
            return 0
        if self.per_day <= 0:
            return None
        days = -(-(target - self.last) // self.per_day)
        return int(days) if days <= 5 * 365 else None


def pace(series: Series, days: int = PACE_DAYS) -> Pace | None:
    """The growth of a stock over its last so many days; None with fewer than two values a week apart."""
    known = series.trusted()
    if not known.days:
        return None
    found = grown(series, known.days[-1] - timedelta(days=days), known.days[-1])
    return found if found is not None and (found.until - found.since).days >= WEEK else None


def grown(series: Series, first: date, last: date) -> Pace | None:
    """From the first to the last value between two days; None with fewer than two."""
    inside = series.trusted().between(first, last)
    if len(inside.days) < 2:
        return None
    return Pace(inside.days[0], inside.days[-1], inside.values[0], inside.values[-1])


def is_stale(artist: Artist, series: Series) -> bool:
    """Whether newer days could long be there."""
    return not series.days or (artist.settled_until(series) - series.days[-1]).days >= STALE_DAYS


def release_before(releases: Sequence[Release], day: date) -> Release | None:
    """What came out at most two weeks before a day, the nearest."""
    return next((one for one in releases if timedelta() <= day - one.day <= NEAR_RELEASE), None)


def weekdays(artist: Artist, series: Series, weeks: int = 12) -> tuple[list[float], int]:
    """The median of each weekday, Monday first, over the last whole settled weeks; and how many weeks that are."""
    end = artist.settled_until(series)
    first = max(end - timedelta(days=7 * weeks - 1), series.days[0]) if series.days else end
    inside = series.trusted().between(first, end)
    by_day: list[list[float]] = [[] for _ in range(7)]
    for day, value in zip(inside.days, inside.values, strict=True):
        by_day[day.weekday()].append(value)
    return [float(median(one)) if one else 0.0 for one in by_day], min(len(one) for one in by_day)


def flows(artist: Artist) -> list[Series]:
    """One flow of each platform, the one that counts most: what a week is told by."""
    found: dict[str, Series] = {}
    for one in artist.meant(Slots(), (Kind.FLOW,)):
        found.setdefault(one.metric.platform, one)
    return list(found.values())


def stocks(artist: Artist) -> list[Series]:
    """The followers or subscribers of each platform."""
    wanted = ('followers', 'subscribers')
    return [artist.series(one.platform, one.metric_type) for one in artist.known if one.metric_type in wanted]
