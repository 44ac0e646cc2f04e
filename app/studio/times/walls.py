"""What the clock on a studio's wall shows, and which moments those are: the one place that knows of clock changes.

A wall time is a date and minutes after its midnight, which may pass 1440: 1500 is one o'clock at night, still counted
to the evening before. A moment is whole seconds since 1970.
"""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MINUTE, HOUR, DAY_MINUTES = 60, 3600, 1440
FIRST_YEAR, LAST_YEAR = 1990, 2200
"""Nothing is booked outside of these years; clocks of old are not reckoned with."""


def moment(zone: ZoneInfo, day: date, minutes: int) -> int:
    """When the clock shows this. What it leaves out in spring is when it goes on; of what comes twice, the first."""
    found = moments(zone, day, minutes)
    return found[0] if found else _behind_gap(zone, _naive(day, minutes))


def moments(zone: ZoneInfo, day: date, minutes: int) -> tuple[int, ...]:
    """Each moment at which the clock shows this: none in the hour that is left out, two in the one that comes twice."""
    naive = _naive(day, minutes)
    early, late = _as_moment(naive, zone, 0), _as_moment(naive, zone, 1)
    if early == late:
        return (early,)
    return (early, late) if early < late else ()


def is_shown(at: datetime) -> bool:
    """Whether the clock of its zone ever shows this; not in the hour that is left out in spring."""
    return at.astimezone(UTC).astimezone(at.tzinfo).replace(tzinfo=None) == at.replace(tzinfo=None)


def studio_day(zone: ZoneInfo, day_starts: int, at: datetime) -> date:
    """The day that a moment belongs to, where days begin so many minutes after midnight: night is still evening."""
    local = at.astimezone(zone).replace(tzinfo=None)
    return (local - timedelta(minutes=day_starts)).date()


def real_minutes(zone: ZoneInfo, day: date, begins: int, ends: int) -> int:
    """How many minutes pass between two wall times: what somebody gets who is put down “from 23:00 to 04:00”."""
    return (moment(zone, day, ends) - moment(zone, day, begins)) // MINUTE


def utc(at: int) -> datetime:
    """A moment as the tables store it."""
    return datetime.fromtimestamp(at, UTC)


def offset(local: datetime) -> str:
    """How far a clock is ahead of UTC, like “+02:00”."""
    return local.isoformat()[-6:]


def comes_twice(local: datetime) -> bool:
    """Whether the clock shows this wall time at two moments."""
    assert isinstance(local.tzinfo, ZoneInfo)
    return _as_moment(local, local.tzinfo, 0) < _as_moment(local, local.tzinfo, 1)


def clock(minutes: int) -> str:
    """Minutes after midnight as a clock shows them: 1500 is “01:00”, and 1440 “00:00”."""
    return f'{minutes // 60 % 24:02}:{minutes % 60:02}'


def _naive(day: date, minutes: int) -> datetime:
    return datetime.combine(day, time()) + timedelta(minutes=minutes)


def _as_moment(wall: datetime, zone: ZoneInfo, fold: int) -> int:
    return int(wall.replace(tzinfo=zone, fold=fold).timestamp())


def _behind_gap(zone: ZoneInfo, naive: datetime) -> int:
    """The first moment after clocks went forward over a wall time: where one offset gives way to another."""
    low, high = _as_moment(naive, zone, 1), _as_moment(naive, zone, 0)
    before = utc(low).astimezone(zone).utcoffset()
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if utc(middle).astimezone(zone).utcoffset() == before else (low, middle)
    return high
