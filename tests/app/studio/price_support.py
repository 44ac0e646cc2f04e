"""The rate cards that the table of prices is reckoned with."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from app.studio.prices import Band, Card, Off, Quote, quote

BERLIN, NEW_YORK = 'Europe/Berlin', 'America/New_York'
NIGHT = (Band(20 * 60, 24 * 60, 1500), Band(0, 6 * 60, 2500))
CARD = Card(6000, NIGHT, 2000, 50)
AMERICAN = Card(7500, NIGHT, 2000, 50)
SIX = 360


def wall(text: str) -> datetime:
    """A time as somebody types it, without a zone."""
    return datetime.fromisoformat(text)


def at(text: str, zone: str = BERLIN, fold: int = 0) -> datetime:
    """A time on a wall as a moment; of an hour that comes twice the second with `fold`."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


def price(
    start: datetime,
    minutes: int,
    *coupons: Off,
    card: Card = CARD,
    zone: str = BERLIN,
    booked_at: datetime | None = None,
) -> Quote:
    """What it costs, booked ten days before unless said."""
    booked_at = booked_at or start - timedelta(days=10)
    return quote(card, start, minutes, booked_at, zone, SIX, coupons)


def told(one: Quote) -> tuple[int, ...]:
    """Base, after hours, same day, discount, total, deposit, rest: the columns of the table."""
    return (one.base, one.after_hours, one.same_day, one.discount, one.total, one.deposit, one.rest)


def ends(one: Quote) -> str:
    """When it ends, by the wall, with the name that its zone has then."""
    return one.end.astimezone(ZoneInfo(one.zone)).strftime('%m-%d %H:%M %Z')
