"""A week of practice as an iCalendar file (RFC 5545): an event that repeats, in the time zone of whoever practises.

The rules of a zone are written out for some years: a program that knows the zone by its name needs none of them, and
one that does not goes by them alone.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from icalendar import Calendar, Event, Timezone

MEDIA = 'text/calendar; charset=utf-8'
PRODUCT = '-//LevelMix//Practice//EN'
NAME = 'Practice'
DAYS = ('MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU')
YEARS = 10
"""For so many years from now the changes of a zone's clocks are written out."""
REFRESH = timedelta(hours=6)
"""How often programs are asked to look again."""


@dataclass(frozen=True, slots=True)
class Week:
    """When somebody practises.

    Attributes
    ----------
    uid : names the event, for ever.
    first : when it takes place for the first time, in its zone; None where no day is chosen.
    days : of the week, 0 is Monday.
    minutes : how long.
    due : the titles of what is due, by the moments at which the event takes place.
    changed : when the plan was last changed, in UTC.
    """

    uid: str
    zone: ZoneInfo
    first: datetime | None
    days: Sequence[int]
    minutes: int
    changed: datetime
    due: Mapping[datetime, Sequence[str]] = field(default_factory=dict)


def written(week: Week, now: datetime) -> str:
    """The file; `now` only says for which years the clocks are written out."""
    import icalendar  # takes half a second

    named = f'calendar-{week.uid}'
    made = icalendar.Calendar.new(prodid=PRODUCT, name=NAME, uid=named, refresh_interval=REFRESH)
    made['REFRESH-INTERVAL'].params['VALUE'] = 'DURATION'  # RFC 7986 has no usual one
    made.add('X-PUBLISHED-TTL', icalendar.vDuration(REFRESH))
    begins = (week.first or week.changed).year - 1
    made.add_component(_zone(week.zone.key, begins, now.year + YEARS))
    if week.first is not None:
        _add_events(made, week, week.first)
    return str(made.to_ical().decode())


def _add_events(made: 'Calendar', week: Week, first: datetime) -> None:
    """The event that repeats, and the times at which it has more to say."""
    every = _event(week, first)
    every.add('RRULE', {'FREQ': 'WEEKLY', 'BYDAY': [DAYS[day] for day in week.days]})
    made.add_component(every)
    for at, titles in sorted(week.due.items()):
        once = _event(week, at)
        once.add('RECURRENCE-ID', at)
        once.add('DESCRIPTION', '\n'.join(['Due again:', *titles]))
        made.add_component(once)


def _event(week: Week, at: datetime) -> 'Event':
    import icalendar

    event = icalendar.Event.new(
        uid=week.uid,
        stamp=week.changed,
        last_modified=week.changed,
        summary=f'Practise for {week.minutes} minutes' if week.minutes > 1 else 'Practise for a minute',
        start=at,
    )
    event.add('DURATION', timedelta(minutes=week.minutes))
    return event


@dataclass(frozen=True, slots=True)
class _Change:
    """What clocks do: `at` is what they show just before it, by the offset that they leave."""

    at: datetime
    before: timedelta
    after: timedelta
    name: str
    summer: bool


@lru_cache(maxsize=128)
def _zone(name: str, first: int, last: int) -> 'Timezone':
    """The rules of a zone for these years."""
    import icalendar

    made = icalendar.Timezone()
    made.add('TZID', name)
    alike: dict[tuple[timedelta, timedelta, str, bool], list[datetime]] = defaultdict(list)
    for change in _changes(ZoneInfo(name), first, last):
        alike[change.before, change.after, change.name, change.summer].append(change.at)
    for (before, after, said, summer), moments in alike.items():
        part: icalendar.Component = icalendar.TimezoneDaylight() if summer else icalendar.TimezoneStandard()
        part.add('DTSTART', moments[0])
        if moments[1:]:
            part.add('RDATE', moments[1:])
        part.add('TZOFFSETFROM', before)
        part.add('TZOFFSETTO', after)
        part.add('TZNAME', said)
        made.add_component(part)
    return made


def _changes(zone: ZoneInfo, first: int, last: int) -> Iterator[_Change]:
    """Every change of the clocks in these years; the first is how they go at the beginning."""
    at, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC)
    begin = _offset(zone, at)
    yield _Change(at.replace(tzinfo=None) + begin, begin, begin, *_called(zone, at))
    while at < end:
        then = at + timedelta(days=1)
        before = _offset(zone, at)
        if _offset(zone, then) != before:
            moment = _moment(zone, at, then)
            local = moment.replace(tzinfo=None) + before
            yield _Change(local, before, _offset(zone, moment), *_called(zone, moment))
        at = then


def _moment(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """The first second at which clocks show something else than at `low`."""
    before = _offset(zone, low)
    while high - low > timedelta(seconds=1):
        middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
        low, high = (middle, high) if _offset(zone, middle) == before else (low, middle)
    return high


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta()


def _called(zone: ZoneInfo, moment: datetime) -> tuple[str, bool]:
    """What a zone is called at that moment, and whether it has summer time."""
    local = moment.astimezone(zone)
    return local.tzname() or zone.key, bool(local.dst())


def first_time(days: Sequence[int], clock: datetime, since: date) -> datetime | None:
    """The first day from `since` on that is one of these, at the time that `clock` shows, in its zone."""
    if not days:
        return None
    day = next(day for day in (since + timedelta(days=step) for step in range(7)) if day.weekday() in days)
    return clock.replace(year=day.year, month=day.month, day=day.day)
