"""The days of an artist: of their time zone, and over when they say so, three in the morning unless they changed it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import sqlalchemy as sa
from sqlmodel import Session, col

from app.artist import choices
from models import Profile, User


@dataclass(frozen=True, slots=True)
class Days:
    """Whose days: `zone` is a name of the time zone database, `ends_minutes` after midnight a day is over."""

    zone: str = 'UTC'
    ends_minutes: int = 180

    def day(self, moment: datetime) -> date:
        """The day that a moment belongs to. By the clock on the wall: it is what people go by when clocks change."""
        local = moment.astimezone(_zone(self.zone)).replace(tzinfo=None)
        return (local - timedelta(minutes=self.ends_minutes)).date()

    def end(self, day: date) -> datetime:
        """When a day is over."""
        local = datetime.combine(day + timedelta(days=1), time()) + timedelta(minutes=self.ends_minutes)
        return local.replace(tzinfo=_zone(self.zone)).astimezone(UTC)


def of(session: Session, user_id: str) -> Days:
    """How somebody counts their days."""
    user = session.get(User, user_id)
    profile = session.scalar(sa.select(Profile).where(col(Profile.user_id) == user_id))
    chosen = choices.of(profile) if profile is not None else choices.Choices()
    return Days(user.timezone if user is not None else 'UTC', chosen.day_ends_minutes)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo('UTC')
