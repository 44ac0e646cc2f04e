"""What the rules are given of an artist: every series as it is known now, their releases, and the days of their posts.

Loads numpy: for workers.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from app.artist import days, series
from app.artist.insights import Numbers, Release
from models import ArtistPost, ProfileProject
from models.types import utc_now

MOST_SERIES = 200
"""Of more, those of all of the artist first: each takes some milliseconds."""
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Sources:
    """What there is to look at; `ids` are those of the rows of each series by day, so that what is said of a day leads
    to its number."""

    numbers: tuple[Numbers, ...]
    releases: tuple[Release, ...]
    posts: tuple[date, ...]
    today: date
    ids: Mapping[Key, Mapping[date, str]] = field(default_factory=dict)


def gather(session: Session, user_id: str, now: datetime | None = None) -> Sources:
    """All of it, as it is now."""
    now = now or utc_now()
    own = days.of(session, user_id)
    numbers, ids = [], {}
    for known in sorted(series.known(session, user_id), key=lambda one: one.subject)[:MOST_SERIES]:
        found = series.read(session, user_id, known.platform, known.metric_type, known.subject)
        metric = found.metric
        today = metric.today(now, own.zone)
        ids[known.platform, known.metric_type, known.subject] = dict(zip(found.days, found.ids, strict=True))
        numbers.append(
            Numbers(
                platform=metric.platform,
                metric=metric.type,
                kind=str(metric.kind),
                days=tuple(found.days),
                values=tuple(found.values),
                settled_until=metric.settled_until(today),
                today=today,
                subject=known.subject,
                label=metric.full_label,
                confirmed=found.confirmed,
                doubted=frozenset(found.doubts),
            )
        )
    return Sources(tuple(numbers), _releases(session, user_id), _posts(session, user_id), own.day(now), ids)


def _releases(session: Session, user_id: str) -> tuple[Release, ...]:
    row = ProfileProject
    mine = sa.select(col(row.project_name), col(row.release_date), col(row.id)).where(
        col(row.user_id) == user_id, col(row.release_date).is_not(None), col(row.deleted_at).is_(None)
    )
    found = session.execute(mine.order_by(col(row.release_date)))
    return tuple(Release(title, day, reference) for title, day, reference in found)


def _posts(session: Session, user_id: str) -> tuple[date, ...]:
    row = ArtistPost
    mine = sa.select(col(row.day)).where(col(row.user_id) == user_id, col(row.deleted_at).is_(None))
    return tuple(session.scalars(mine.order_by(col(row.day).desc()).limit(400)))
