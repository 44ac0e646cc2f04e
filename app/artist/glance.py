"""The numbers of an artist at a glance: for each platform the one that says most, what is aimed at, and visits."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlmodel import Session, col

from app.artist import clicks, metrics, series
from app.artist.metrics import Kind
from app.db import reading
from models import ArtistGoal, Profile
from models.types import utc_now

FIRST = ('followers', 'subscribers', 'streams', 'views', 'plays', 'lifetime_plays')
"""Which number of a platform says most, the first that there is."""
MOST = 6
DAYS = 28


@dataclass(frozen=True, slots=True)
class Glimpse:
    """One number: its value, of which day it is, and what it has grown by since `since`, where that can be said."""

    platform: str
    metric_type: str
    label: str
    value: float
    day: date
    change: float | None = None
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Aim:
    """A goal: the number, where it is now (None for nothing known), and by when."""

    id: str
    label: str
    target: float
    value: float | None
    due: date | None

    @property
    def share(self) -> float:
        """How much of it is reached, 0 to 1."""
        return 0.0 if not self.value or self.target <= 0 else max(0.0, min(1.0, self.value / self.target))


@dataclass(frozen=True, slots=True)
class Glance:
    """All of it. `visits` are of the page, on the last 28 days."""

    numbers: tuple[Glimpse, ...] = ()
    aim: Aim | None = None
    visits: int = 0
    followed: int = 0


def of(user_id: str) -> Glance:
    """What there is to see of somebody's numbers now."""
    with reading() as session:
        numbers = _numbers(session, user_id)
        aim = _aim(session, user_id)
        page = session.scalar(sa.select(col(Profile.id)).where(col(Profile.user_id) == user_id))
    figures = clicks.figures(user_id, page or '', DAYS) if page else None
    return Glance(numbers, aim, figures.views if figures else 0, figures.total if figures else 0)


def _numbers(session: Session, user_id: str) -> tuple[Glimpse, ...]:
    known: dict[str, dict[str, series.Known]] = {}
    for one in series.known(session, user_id):
        if not one.subject:
            known.setdefault(one.platform, {})[one.metric_type] = one
    found = []
    for platform, types in list(known.items())[:MOST]:
        wanted = next((name for name in FIRST if name in types), next(iter(types)))
        found.append(_glimpse(session, user_id, platform, wanted))
    return tuple(found)


def _glimpse(session: Session, user_id: str, platform: str, metric_type: str) -> Glimpse:
    """The last value; of a stock what it has grown by, too, leaving out what is doubted."""
    read = series.read(session, user_id, platform, metric_type)
    days = [(day, value) for day, value in zip(read.days, read.values, strict=True) if day not in read.doubts]
    day, value = days[-1] if days else (read.days[-1], read.values[-1])
    before = [one for one in days if 0 < (day - one[0]).days <= DAYS] if read.metric.kind == Kind.STOCK else []
    change, since = (value - before[0][1], before[0][0]) if before else (None, None)
    return Glimpse(platform, metric_type, read.metric.full_label, value, day, change, since)


def _aim(session: Session, user_id: str) -> Aim | None:
    """The goal that is due next."""
    mine = (col(ArtistGoal.artist_id) == user_id, col(ArtistGoal.deleted_at).is_(None))
    waiting = sa.select(ArtistGoal).where(*mine, col(ArtistGoal.reached_at).is_(None))
    today = utc_now().date()
    row = session.scalar(
        waiting.order_by(col(ArtistGoal.due) < today, col(ArtistGoal.due).is_(None), col(ArtistGoal.due)).limit(1)
    )
    if row is None:
        return None
    read = series.read(session, user_id, row.platform, row.metric_type)
    label = metrics.find(row.platform, row.metric_type).full_label
    return Aim(row.id, label, row.target, read.values[-1] if read.values else None, row.due)
