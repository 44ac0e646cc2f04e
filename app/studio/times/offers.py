"""Which starts a room offers: the one answer, for what is shown and for what is accepted (`checks` asks here)."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from app.studio.times import blocks, walls
from app.studio.times.rules import Rules, Start, Taken

ONE_DAY = timedelta(days=1)
MOST_DAYS = 400
"""So many days are looked at in one go, at most."""


class Window(NamedTuple):
    """What is open under a date: from which moment until which, and the wall times that it was made of."""

    begins: int
    ends: int
    opens: int
    closes: int


class Offers:
    """What can be booked of a room for so many minutes, from one date to another, at the moment `now`.

    Opening hours of a date are wall times, turned into moments; a session has to begin and end within one of them.
    Its length is real time, and so is the notice. `taken` may hold more than that time.
    """

    def __init__(
        self, rules: Rules, taken: Iterable[Taken], minutes: int, now: datetime, first: date, last: date
    ) -> None:
        self._rules, self._length = rules, minutes * walls.MINUTE
        self._minutes = minutes
        self._earliest = now.timestamp() + rules.notice_minutes * walls.MINUTE
        self._last_day = rules.last_day(now)
        self._closed_days = frozenset(block.day for block in rules.blocks if block.whole_day)
        self.taken = _Refused(_near(rules, taken, self._length))
        blocked = blocks.spans(rules, first - 2 * ONE_DAY, last + 2 * ONE_DAY)
        self.blocked = _Refused((*_refused(blocked, self._length), *unworked(rules, self._length)))

    def moments(self, day: date) -> list[int]:
        """The starts that are offered under a date, in seconds since 1970, soonest first."""
        found = self._fitting(day)
        found = [at for at in found if at >= self._earliest and not self.taken.has(at) and not self.blocked.has(at)]
        if found and self._runs_into_next(day):
            of_next = set(self._fitting(day + ONE_DAY))
            found = [at for at in found if at not in of_next]
        return found

    def starts(self, day: date) -> list[Start]:
        """The same, as they are shown."""
        return [Start(walls.utc(at), day, self._minutes, self._rules.zone) for at in self.moments(day)]

    def windows(self, day: date) -> list[Window]:
        """What is open under a date."""
        if day in self._closed_days or day > self._last_day:
            return []
        zone = self._rules.zone
        return [
            Window(walls.moment(zone, day, opens), walls.moment(zone, day, closes), opens, closes)
            for opens, closes in _hours(self._rules, day)
        ]

    def _fitting(self, day: date) -> list[int]:
        """The starts of the grid whose session fits into what is open, whatever else there is."""
        found: list[int] = []
        for window in self.windows(day):
            last = window.ends - self._length
            found += [at for at in self.grid(day, window) if at <= last]
        return found

    def grid(self, day: date, window: Window) -> Sequence[int]:
        """Every moment of what is open at which the clock shows a time of the grid, counted from its opening."""
        begins, ends, opens, closes = window
        if ends - begins == (closes - opens) * walls.MINUTE:  # no clock is changed meanwhile
            return range(begins, ends, self._rules.grid_minutes * walls.MINUTE)
        shown = (
            at
            for minutes in range(opens, closes, self._rules.grid_minutes)
            for at in walls.moments(self._rules.zone, day, minutes)
        )
        return sorted(at for at in shown if begins <= at < ends)

    def _runs_into_next(self, day: date) -> bool:
        """Whether what opens on a date is still open when the next one opens: a start is shown once, under the next."""
        closes = max((b for _, b in _hours(self._rules, day)), default=0)
        opens = min((a for a, _ in _hours(self._rules, day + ONE_DAY)), default=walls.DAY_MINUTES)
        return closes > walls.DAY_MINUTES + opens


class _Refused:
    """Starts that meet something: open intervals between moments, joined where they overlap."""

    def __init__(self, intervals: Iterable[tuple[int, int]]) -> None:
        joined = _joined(intervals)
        self._from = [begins for begins, _ in joined]
        self._to = [ends for _, ends in joined]

    def has(self, at: int) -> bool:
        """Whether a start at this moment would meet something; touching is free."""
        before = bisect_left(self._from, at) - 1
        return before >= 0 and at < self._to[before]


def starts(rules: Rules, taken: Iterable[Taken], day: date, minutes: int, now: datetime) -> list[Start]:
    """The starts that a room offers under a date for a session of so many minutes, soonest first.

    `taken` are the active reservations of the room, without those of whoever asks for another time.
    """
    if minutes not in rules.lengths() or not _is_ordinary(day):
        return []
    return Offers(rules, taken, minutes, now, day, day).starts(day)


def month(
    rules: Rules, taken: Iterable[Taken], first: date, last: date, minutes: int, now: datetime
) -> dict[date, int]:
    """How many starts each date from `first` to `last` offers, those without any among them.

    At most `MOST_DAYS` dates are told.
    """
    if minutes not in rules.lengths() or not (_is_ordinary(first) and _is_ordinary(last)):
        return {}
    offers = Offers(rules, taken, minutes, now, first, last)
    days = (first + timedelta(days=number) for number in range(min(MOST_DAYS, (last - first).days + 1)))
    return {day: len(offers.moments(day)) for day in days}


def _is_ordinary(day: date) -> bool:
    return walls.FIRST_YEAR <= day.year <= walls.LAST_YEAR


def _hours(rules: Rules, day: date) -> Sequence[tuple[int, int]]:
    return rules.opening.get(day.weekday(), ())


def _refused(spans: Iterable[tuple[int, int]], length: int) -> Iterable[tuple[int, int]]:
    """Between which moments no session of this length may begin, so that it meets none of these."""
    return ((begins - length, ends) for begins, ends in spans)


def unworked(rules: Rules, length: int) -> list[tuple[int, int]]:
    """Between which moments nobody could work all of a session: not when all are away, but when no start suits one."""
    found: list[tuple[int, int]] | None = None
    for spans in rules.away:
        theirs = _joined(_refused(spans, length))
        found = theirs if found is None else _crossed(found, theirs)
    return found or []


def _joined(intervals: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for begins, ends in sorted(intervals):
        if found and begins < found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], ends)
        else:
            found.append((begins, ends))
    return found


def _crossed(some: list[tuple[int, int]], others: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Where two meet that are joined, each; what comes of it is joined as well, and not much longer than they are."""
    found: list[tuple[int, int]] = []
    one = other = 0
    while one < len(some) and other < len(others):
        begins, ends = max(some[one][0], others[other][0]), min(some[one][1], others[other][1])
        if begins < ends:
            found.append((begins, ends))
        if some[one][1] < others[other][1]:
            one += 1
        else:
            other += 1
    return found


def _near(rules: Rules, taken: Iterable[Taken], length: int) -> Iterable[tuple[int, int]]:
    """Between which moments no session of this length may begin, because of what the room is taken for: between two
    neighbours lies the larger of the gaps that the earlier needs after it and the later before it."""
    for one in taken:
        before = max(rules.gap_after, one.gap_before)
        after = max(one.gap_after, rules.gap_before)
        yield one.starts_at - before - length, one.ends_at + after
