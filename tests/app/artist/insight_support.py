"""Artists with numbers whose story is known, and looks at them at a moment of one's choice."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, cast

import time_machine

from app.artist import insight_cards, insight_jobs, series
from app.artist.insight_cards import Card
from app.artist.series import Point
from app.db import transaction
from app.jobs.runner import Heartbeat
from models import ArtistTask, Status
from models.types import utc_now
from tasks.artist import insights as task

TODAY = datetime(2027, 6, 30, 12, tzinfo=UTC)
MAY = date(2027, 5, 3)
JUMP = date(2027, 6, 16)


def streams(count: int = 58, other: Mapping[date, float | None] | None = None) -> list[Point]:
    """100 streams on weekdays, 150 at weekends, 480 on 16 June, and two days that are not settled on 30 June."""
    found = []
    for at in range(count):
        day = MAY + timedelta(days=at)
        value: float | None = 150.0 if day.weekday() >= 5 else 100.0
        value = {JUMP: 480.0, date(2027, 6, 28): 40.0, date(2027, 6, 29): 20.0}.get(day, value)
        value = (other or {}).get(day, value)
        if value is not None:
            found.append(Point('spotify', 'streams', day, value))
    return found


def write(user_id: str, points: Iterable[Point], source: str = 'csv') -> None:
    with transaction() as session:
        series.write(session, user_id, list(points), source)


class _Quiet:
    """A heartbeat that tells nobody."""

    def report(self, fraction: float, stage: str) -> None:
        assert 0 <= fraction <= 1
        assert stage in insight_jobs.STAGES


def look(user_id: str, now: datetime = TODAY) -> dict[str, Any]:
    """Have somebody's numbers looked at as of a moment; returns what the job says of it."""
    with time_machine.travel(now, tick=False):
        with transaction() as session:
            job_id = insight_jobs.ask(session, user_id)
            row = session.get_one(ArtistTask, job_id)
            row.status = Status.PROCESSING
        finished = task.look(row, cast(Heartbeat, _Quiet()))
        with transaction() as session:
            row = session.get_one(ArtistTask, job_id)
            assert finished.also is not None
            finished.also(session, row)
            row.status, row.completed_at = Status.COMPLETED, utc_now()
            found: dict[str, Any] = json.loads(row.found)
            return found


def cards(user_id: str, rule: str = '') -> list[Card]:
    """What somebody sees, the latest first."""
    return [one for one in insight_cards.behind(user_id, None, 50) if rule in ('', one.rule)]
