"""When something is to come out: typed by a clock on a wall, kept in UTC, told with how far that clock is ahead."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.errors import Invalid, NotAllowed

FIELD = 'publish_at'
NO_MOMENT = 'Choose a day and a time, like 2027-03-28 18:30.'
NO_ZONE = 'There is no such time zone. Choose one like Europe/Berlin.'
FURTHEST = timedelta(days=5 * 366)
_FORM = '%Y-%m-%dT%H:%M'


@dataclass(frozen=True, slots=True)
class Planned:
    """A moment (UTC), and how it is told. `comes_twice` where clocks go back over it: then the first is meant."""

    at: datetime
    said: str
    comes_twice: bool = False


def zone_of(name: str) -> ZoneInfo:
    """A time zone by its name; raises NotAllowed."""
    try:
        return ZoneInfo(name.strip() or 'UTC')
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise NotAllowed(NO_ZONE) from None


def read(typed: str, zone: str) -> Planned:
    """The moment that somebody has typed by the clock of a zone.

    Raises
    ------
    Invalid
        It is none, or clocks go forward over it; the sentence names one that exists.
    """
    clock, wall = zone_of(zone), _wall(typed)
    early, late = (wall.replace(tzinfo=clock, fold=fold).astimezone(UTC) for fold in (0, 1))
    if early > late:
        instead = early.astimezone(clock)
        said = f'{wall:%H:%M} does not exist on {_day(wall)}, because clocks go forward. {instead:%H:%M}?'
        raise Invalid({FIELD: said})
    return Planned(early, told(early, zone), early != late)


def instead(typed: str, zone: str) -> str:
    """What to type for a time that clocks go forward over: the same, as much later as they go; empty for others."""
    wall, clock = _wall(typed), zone_of(zone)
    early, late = (wall.replace(tzinfo=clock, fold=fold).astimezone(UTC) for fold in (0, 1))
    return early.astimezone(clock).strftime(_FORM) if early > late else ''


def check_ahead(planned: Planned, now: datetime) -> None:
    """Raise Invalid for a moment that is over, or years away."""
    if planned.at <= now:
        raise Invalid({FIELD: 'This time is over. Publish it now, or choose a later one.'})
    if planned.at > now + FURTHEST:
        raise Invalid({FIELD: 'This is more than five years away. Choose an earlier day.'})


def told(at: datetime, zone: str) -> str:
    """A moment by the clock of a zone, with how far that is ahead: 31 October 2027, 02:30 (UTC+02:00, first of two)."""
    local = at.astimezone(zone_of(zone))
    offset = local.strftime('%z')
    twice = local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()
    which = (', first of two', ', second of two')[local.fold] if twice else ''
    return f'{_day(local)}, {local:%H:%M} (UTC{offset[:3]}:{offset[3:]}{which})'


def typed(at: datetime | None, zone: str) -> str:
    """A moment as a field for day and time has it; empty for none."""
    return at.astimezone(zone_of(zone)).strftime(_FORM) if at is not None else ''


def _wall(typed: str) -> datetime:
    try:
        found = datetime.fromisoformat(typed.strip())
    except ValueError:
        raise Invalid({FIELD: NO_MOMENT}) from None
    if found.tzinfo is not None or not 2000 <= found.year <= 2200:
        raise Invalid({FIELD: NO_MOMENT})
    return found.replace(second=0, microsecond=0)


def _day(local: datetime) -> str:
    return f'{local.day} {local:%B %Y}'
