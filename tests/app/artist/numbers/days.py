"""Values by day, as tests write them."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from app.artist import series
from app.artist.series import Point, Series, Written
from app.db import reading, transaction

FIRST = date(2027, 5, 3)


def day(offset: int) -> date:
    return FIRST + timedelta(days=offset)


def put(
    user_id: str,
    values: Sequence[float | None],
    platform: str = 'spotify',
    metric_type: str = 'streams',
    *,
    source: str = 'csv',
    subject: str = '',
) -> Written:
    """Values of one day after the other from 3 May 2027 on; None is a day without one."""
    points = [
        Point(platform, metric_type, day(at), value, subject) for at, value in enumerate(values) if value is not None
    ]
    return put_points(user_id, points, source)


def put_points(user_id: str, points: Iterable[Point], source: str = 'csv') -> Written:
    with transaction() as session:
        return series.write(session, user_id, points, source)


def read(user_id: str, platform: str = 'spotify', metric_type: str = 'streams', subject: str = '') -> Series:
    with reading() as session:
        return series.read(session, user_id, platform, metric_type, subject)
