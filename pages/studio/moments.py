"""Days and times as staff write them in a sheet, read by the studio's clock."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from app.errors import NotAllowed
from app.studio.times import walls


def day_of(written: str) -> date:
    """A day, as YYYY-MM-DD; raises NotAllowed."""
    try:
        return date.fromisoformat(written.strip())
    except ValueError as error:
        raise NotAllowed('Choose a day.') from error


def moment_of(zone: str, day: date, minute: int) -> datetime:
    """When the clock on the studio's wall shows this, the first time in the night in which it comes twice.

    Raises
    ------
    NotAllowed
        It never does, because clocks go forward over it.
    """
    found = walls.moments(ZoneInfo(zone), day, minute)
    if not found:
        raise NotAllowed('The clock goes forward over that time, so it does not exist. Choose another one.')
    return datetime.fromtimestamp(found[0], UTC)
