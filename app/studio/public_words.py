"""Times and lengths as they stand on public pages: by the studio's clock, and by the reader's beside it."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from app.studio import zone_names
from app.studio.times import walls

ZONES = (
    *('Europe/London', 'Europe/Lisbon', 'Europe/Madrid', 'Europe/Paris', 'Europe/Berlin', 'Europe/Rome'),
    *('Europe/Vienna', 'Europe/Warsaw', 'Europe/Athens', 'Europe/Helsinki', 'Europe/Istanbul', 'Africa/Cairo'),
    *('Africa/Lagos', 'Africa/Johannesburg', 'Asia/Dubai', 'Asia/Kolkata', 'Asia/Bangkok', 'Asia/Singapore'),
    *('Asia/Shanghai', 'Asia/Seoul', 'Asia/Tokyo', 'Australia/Sydney', 'Pacific/Auckland', 'America/Sao_Paulo'),
    *('America/New_York', 'America/Toronto', 'America/Chicago', 'America/Denver', 'America/Los_Angeles'),
)
"""What is proposed to whoever writes their time zone; any other is taken, too."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A time in words: by the studio's clock, and by the reader's with its date, where that is another one."""

    here: str
    there: str = ''


def length(minutes: int) -> str:
    """1 h, 90 min as 1 h 30 min."""
    hours, rest = divmod(minutes, 60)
    return ' '.join(part for part in (f'{hours} h' if hours else '', f'{rest} min' if rest else '') if part)


def day(of: date) -> str:
    """Wednesday, 24 March 2027."""
    return f'{of:%A}, {of.day} {of:%B %Y}'


def short_day(of: date) -> str:
    """Wed 24 Mar."""
    return f'{of:%a} {of.day} {of:%b}'


def city(zone: str) -> str:
    """What people call a time zone: its place."""
    return zone.rpartition('/')[2].replace('_', ' ')


def zone_of(text: str) -> str:
    """A time zone that somebody has written, as it is called; nothing where it is none."""
    written = text.strip().replace(' ', '_').lower()
    return (
        next((one for one in zone_names.names() if written in (one.lower(), city(one).replace(' ', '_').lower())), '')
        if written
        else ''
    )


def span(start: datetime, end: datetime, studio_zone: str, own_zone: str = '') -> Moment:
    """From when until when, in full."""
    return Moment(
        _span(start, end, studio_zone),
        f'{_span(start, end, own_zone)} in {city(own_zone)}' if _differs(start, studio_zone, own_zone) else '',
    )


def clock(moment: datetime, zone: str) -> str:
    """A moment with its day: Wed 24 Mar, 14:00; with its offset in the hour that comes twice."""
    there = moment.astimezone(ZoneInfo(zone))
    return f'{short_day(there)}, {there:%H:%M}{f" {walls.offset(there)}" if walls.comes_twice(there) else ""}'


def clock_in(moment: datetime, zone: str) -> str:
    """The same with the place whose clock shows it: Wed 24 Mar, 14:00 (Berlin)."""
    return f'{clock(moment, zone)} ({city(zone)})'


def deadline(moment: datetime, studio_zone: str, own_zone: str = '') -> Moment:
    """Until when something can be done, by both clocks; each named by its place."""
    theirs = beside(moment, studio_zone, own_zone)
    return Moment(clock_in(moment, studio_zone), f'{theirs} in {city(own_zone)}' if theirs else '')


def beside(moment: datetime, studio_zone: str, own_zone: str) -> str:
    """The same moment by the reader's clock, with its date; nothing where their clock shows the same."""
    return clock(moment, own_zone) if _differs(moment, studio_zone, own_zone) else ''


def _differs(moment: datetime, studio_zone: str, own_zone: str) -> bool:
    if not own_zone:
        return False
    return moment.astimezone(ZoneInfo(own_zone)).utcoffset() != moment.astimezone(ZoneInfo(studio_zone)).utcoffset()


def _span(start: datetime, end: datetime, zone: str) -> str:
    first, last = start.astimezone(ZoneInfo(zone)), end.astimezone(ZoneInfo(zone))
    until = f'{last:%H:%M}' if first.date() == last.date() else f'{short_day(last)}, {last:%H:%M}'
    changed = f' ({first:%Z} to {last:%Z})' if first.utcoffset() != last.utcoffset() else ''
    return f'{day(first)}, {first:%H:%M} to {until}{changed}'
