"""Rooms that are open each day, and moments by the clocks of places, for the stories of times."""

from collections.abc import Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from app.studio import times
from app.studio.times import Rules, Taken

BERLIN, NEW_YORK, HELSINKI = ZoneInfo('Europe/Berlin'), ZoneInfo('America/New_York'), ZoneInfo('Europe/Helsinki')
LORD_HOWE = ZoneInfo('Australia/Lord_Howe')
LONG_AGO = datetime(2027, 3, 1, 12, tzinfo=UTC)
BEFORE_AUTUMN = datetime(2027, 10, 1, 12, tzinfo=UTC)
AROUND_THE_CLOCK = (0, 1440)


def rules(hours: tuple[int, int] = (600, 1320), zone: ZoneInfo = BERLIN, **others: object) -> Rules:
    """Open each day at these hours; nothing else is in the way."""
    known: dict[str, object] = {'notice_minutes': 0, 'horizon_days': 400, 'max_minutes': 720, **others}
    return Rules(zone, {day: (hours,) for day in range(7)}, **known)  # type: ignore[arg-type]


def shown(found: Iterable[times.Start]) -> list[str]:
    return [start.label for start in found]


def moment(*parts: int, zone: ZoneInfo = BERLIN) -> datetime:
    return datetime(*parts, tzinfo=zone)  # type: ignore[misc, arg-type]


def taken(begins: datetime, ends: datetime, gap: int = 0) -> Taken:
    return Taken(int(begins.timestamp()), int(ends.timestamp()), gap * 60, gap * 60)
