"""Days and moments as their reader has them: in the time zone of their profile, UTC for whoever has chosen none."""

from datetime import UTC, datetime, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from models import User

NONE_CHOSEN = 'UTC'
"""What a profile says before somebody has chosen a time zone: screens go by the browser's then."""


def day_of(user: User | None, moment: datetime) -> str:
    """The day on which something is for a reader: 5 December 2026."""
    return day_in(_zone(user), moment)


def day_in(zone: tzinfo, moment: datetime) -> str:
    """The day on which something is by the clock of a place: 5 December 2026."""
    when = moment.astimezone(zone)
    return f'{when.day} {when:%B %Y}'


def moment_of(user: User | None, moment: datetime) -> str:
    """Day and time of something for a reader, with the zone: 5 December 2026, 14:30 CET."""
    when = moment.astimezone(_zone(user))
    return f'{when.day} {when:%B %Y, %H:%M %Z}'


def zone_of(user: User) -> str:
    """The zone that a user has chosen; empty for none."""
    return '' if user.timezone == NONE_CHOSEN else user.timezone


def _zone(user: User | None) -> tzinfo:
    """A zone that this server does not know any more is no reason to say nothing."""
    try:
        return UTC if user is None else ZoneInfo(user.timezone)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC
