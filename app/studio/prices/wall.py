"""Moments and the clock on the studio's wall: which day something belongs to, and what the hands show meanwhile."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

DAY = 1440
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Minutes during which the clock is not changed: it shows `minute` (after midnight) of a `weekday` (0 is Monday)
    when they begin, and goes on evenly."""

    weekday: int
    minute: int
    minutes: int


def studio_day(moment: datetime, zone: str, day_starts: int) -> date:
    """The day of the studio that a moment (with a zone) belongs to: what is before `day_starts` (minutes after
    midnight) belongs to the evening before."""
    there = moment.astimezone(ZoneInfo(zone))
    early = there.hour * 60 + there.minute < day_starts
    return there.date() - timedelta(days=1) if early else there.date()


def minutes_between(start: datetime, end: datetime, zone: str) -> int:
    """The real minutes from one time on the studio's wall to another, both without a zone. Of an hour that comes twice
    the first is meant, unless `fold` says the second."""
    there = ZoneInfo(zone)
    between = end.replace(tzinfo=there).astimezone(UTC) - start.replace(tzinfo=there).astimezone(UTC)
    return between // MINUTE


def stretches(start: datetime, minutes: int, zone: str) -> Iterator[Stretch]:
    """What the studio's clock shows during a session, cut where it is changed."""
    there, at, left = ZoneInfo(zone), start.astimezone(UTC), minutes
    while left > 0:
        length = _even(at, min(left, DAY), there)
        wall = at.astimezone(there)
        yield Stretch(wall.weekday(), wall.hour * 60 + wall.minute, length)
        at, left = at + length * MINUTE, left - length


def _even(at: datetime, most: int, there: ZoneInfo) -> int:
    """How many minutes from a moment on go by, at most so many, until the clock is changed; it is so once a day at
    the utmost."""
    offset = at.astimezone(there).utcoffset()

    def same(minutes: int) -> bool:
        return (at + minutes * MINUTE).astimezone(there).utcoffset() == offset

    if same(most - 1):
        return most
    low, high = 0, most - 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if same(middle) else (low, middle)
    return high
