"""An artist's numbers by day: read as series, and written so that the stronger source stays and no old value is lost.

Everything that shows a number (table, chart, card, chat, export) reads it here, so all of them agree. Days without a
value are no zeros: they are missing, and sums say of how many days they are.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.artist import metrics
from app.artist.metrics import Metric
from app.artist.series_values import Point as Point
from app.artist.series_values import Series as Series
from app.artist.series_values import Step as Step
from app.artist.series_values import Total as Total
from app.artist.series_values import Written as Written
from app.artist.series_values import added as added
from app.artist.series_writing import BATCH as BATCH
from app.artist.series_writing import Verdict as Verdict
from app.artist.series_writing import compare as compare
from app.artist.series_writing import write as write
from app.artist.suspicions import suspected
from models import DailyMetric


@dataclass(frozen=True, slots=True)
class Known:
    """One series that an artist has, and from when to when; `days` are those with a value, None if nobody counted."""

    metric: Metric
    subject: str
    first: date
    last: date
    days: int | None = None

    @property
    def platform(self) -> str:
        """Where it is counted."""
        return self.metric.platform

    @property
    def metric_type(self) -> str:
        """What is counted."""
        return self.metric.type


def read(session: Session, user_id: str, platform: str, metric_type: str, subject: str = '') -> Series:
    """All values of one number of an artist; empty where there are none. Raises NotFound where none is called so."""
    metric = metrics.find(platform, metric_type)
    row = DailyMetric
    wanted = (
        sa.select(col(row.day), col(row.metric_value), col(row.source), col(row.id), col(row.is_confirmed))
        .where(*_of(user_id, platform, metric_type, subject))
        .order_by(col(row.day))
    )
    found = session.execute(wanted).all()
    days, values = [one.day for one in found], [one.metric_value for one in found]
    confirmed = frozenset(one.day for one in found if one.is_confirmed)
    return Series(
        metric,
        subject,
        days,
        values,
        [one.source for one in found],
        [one.id for one in found],
        confirmed,
        suspected(metric.kind, days, values, confirmed),
    )


def known(session: Session, user_id: str) -> list[Known]:
    """Every series of an artist, by platform, type and subject; those of all of them (no subject) come first."""
    row = DailyMetric
    by = (col(row.platform), col(row.metric_type), col(row.subject))
    wanted = (
        sa.select(*by, sa.func.min(col(row.day)), sa.func.max(col(row.day)), sa.func.count())
        .where(col(row.artist_id) == user_id)
        .group_by(*by)
        .order_by(*by)
    )
    found = []
    for platform, metric_type, subject, first, last, days in session.execute(wanted):
        found.append(Known(metrics.find(platform, metric_type), subject, first, last, days))
    return found


def known_whole(session: Session, user_id: str) -> list[Known]:
    """The same without those of single songs and videos, unless there are only these: then the first of them.

    Found by jumping from one series to the next in the index, so that it takes as long as there are series, not days.
    """
    found = []
    for platform, metric_type in session.execute(_KINDS, {'artist': user_id}):
        row = DailyMetric
        mine = (col(row.artist_id) == user_id, col(row.platform) == platform, col(row.metric_type) == metric_type)
        subject = session.scalar(sa.select(col(row.subject)).where(*mine).order_by(col(row.subject)).limit(1)) or ''
        day = sa.select(col(row.day)).where(*mine, col(row.subject) == subject).limit(1)
        first, last = (session.scalar(day.order_by(by)) for by in (col(row.day), col(row.day).desc()))
        if first is not None and last is not None:
            found.append(Known(metrics.find(platform, metric_type), subject, first, last))
    return found


_NEXT = (
    'SELECT platform, metric_type FROM daily_metrics WHERE artist_id = :artist ORDER BY platform, metric_type LIMIT 1'
)
_KINDS = sa.text(
    f'WITH RECURSIVE kinds(platform, metric_type) AS (SELECT * FROM ({_NEXT}) UNION ALL'
    ' SELECT (SELECT platform FROM daily_metrics WHERE artist_id = :artist AND (platform, metric_type) >'
    ' (kinds.platform, kinds.metric_type) ORDER BY platform, metric_type LIMIT 1),'
    ' (SELECT metric_type FROM daily_metrics WHERE artist_id = :artist AND (platform, metric_type) >'
    ' (kinds.platform, kinds.metric_type) ORDER BY platform, metric_type LIMIT 1)'
    ' FROM kinds WHERE kinds.platform IS NOT NULL) SELECT platform, metric_type FROM kinds WHERE platform IS NOT NULL'
)


def subjects(session: Session, user_id: str, platform: str, metric_type: str, most: int) -> list[str]:
    """Of what there are values of one number, in the order of their names; empty text is all together."""
    row = DailyMetric
    mine = (col(row.artist_id) == user_id, col(row.platform) == platform, col(row.metric_type) == metric_type)
    wanted = sa.select(col(row.subject)).where(*mine).group_by(col(row.subject)).order_by(col(row.subject)).limit(most)
    return list(session.scalars(wanted))


def _of(user_id: str, platform: str, metric_type: str, subject: str) -> tuple[Any, ...]:
    row = DailyMetric
    return (
        col(row.artist_id) == user_id,
        col(row.platform) == platform,
        col(row.metric_type) == metric_type,
        col(row.subject) == subject,
    )
