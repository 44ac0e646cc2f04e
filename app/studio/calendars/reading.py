"""When somebody is busy, by a calendar file that comes from elsewhere.

What it says is nobody's we know: a rule in it may repeat for ever, so it is read in a process of its own
(`reading_process`), under limits.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from app.errors import NotAllowed

if TYPE_CHECKING:
    from icalendar import Calendar

MOST_BYTES = 1024 * 1024
MOST_TIMES = 2000
"""So many times in which somebody is busy are taken from one calendar."""
NO_CALENDAR = 'There is no calendar at this address, only something else. Copy the address that ends in .ics.'
TOO_MANY = f'This calendar is busy more than {MOST_TIMES:,} times in the next months. Choose a smaller one.'


@dataclass(frozen=True, slots=True, order=True)
class Busy:
    """A time in which somebody is busy, in seconds since 1970, and what their calendar calls the event."""

    starts_at: int
    ends_at: int
    uid: str = ''


def read(content: bytes, zone: ZoneInfo, since: datetime, until: datetime) -> list[Busy]:
    """The times between two moments in which a calendar says that somebody is busy, soonest first.

    Events that repeat are there each time but for their exceptions; what is transparent, cancelled or marked as free
    is not busy; times that name no zone, and whole days, are by the clock of `zone`.

    Raises
    ------
    NotAllowed
        It is no calendar, or has more than is taken.
    """
    import recurring_ical_events

    found: list[Busy] = []
    for calendar in _calendars(content):
        for event in recurring_ical_events.of(calendar, skip_bad_series=True).between(since, until):
            starts, ends = (_moment(event, name, zone) for name in ('DTSTART', 'DTEND'))
            if starts is not None and ends is not None and starts < ends and not _is_free(event):
                found.append(Busy(starts, ends, str(event.get('UID', ''))))
        if len(found) > MOST_TIMES:
            raise NotAllowed(TOO_MANY)
    return sorted(found)


def joined(times: Iterable[Busy]) -> list[Busy]:
    """The same with those put together that overlap or touch, without their names."""
    found: list[Busy] = []
    for one in sorted(times):
        if found and one.starts_at <= found[-1].ends_at:
            found[-1] = Busy(found[-1].starts_at, max(found[-1].ends_at, one.ends_at))
        else:
            found.append(Busy(one.starts_at, one.ends_at))
    return found


def _calendars(content: bytes) -> 'list[Calendar]':
    from icalendar import Calendar

    try:
        found = Calendar.from_ical(content, multiple=True)
    except (ValueError, TypeError, KeyError, IndexError, AttributeError):
        raise NotAllowed(NO_CALENDAR) from None
    calendars = [one for one in found if isinstance(one, Calendar)]
    if not calendars:
        raise NotAllowed(NO_CALENDAR)
    return calendars


def _moment(event: Any, name: str, zone: ZoneInfo) -> int | None:
    said = event.get(name)
    value = getattr(said, 'dt', None)
    if isinstance(value, datetime):
        return int((value if value.tzinfo is not None else value.replace(tzinfo=zone)).timestamp())
    if isinstance(value, date):
        return int(datetime.combine(value, time(), zone).timestamp())
    return None


def _is_free(event: Any) -> bool:
    return (
        str(event.get('TRANSP', '')).upper() == 'TRANSPARENT'
        or str(event.get('STATUS', '')).upper() == 'CANCELLED'
        or str(event.get('X-MICROSOFT-CDO-BUSYSTATUS', '')).upper() in ('FREE', 'WORKINGELSEWHERE')
    )
