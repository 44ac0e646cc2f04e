"""Times, sizes and days of what was handed over, as plain pages write them."""

from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError


def clock(at_ms: int) -> str:
    """A time in a sound: 1:05, 1:02:03."""
    return length(at_ms / 1000)


def length(seconds: float) -> str:
    """How long something is, the same way."""
    hours, rest = divmod(int(seconds), 3600)
    minutes, seconds = divmod(rest, 60)
    return f'{hours}:{minutes:02}:{seconds:02}' if hours else f'{minutes}:{seconds:02}'


def size(count: float) -> str:
    """A number of bytes: 48.2 MB."""
    for unit in ('bytes', 'KB', 'MB'):
        if count < 1024:
            return f'{count:.0f} {unit}' if unit == 'bytes' else f'{count:.1f} {unit}'
        count /= 1024
    return f'{count:.1f} GB'


def day(moment: datetime, zone: str = 'UTC') -> str:
    """A day by the clock of a studio: Wednesday 24 March 2027."""
    try:
        known = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        known = ZoneInfo('UTC')
    there = moment.astimezone(known)
    return f'{there:%A} {there.day} {there:%B %Y}'
