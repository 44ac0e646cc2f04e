"""Figures of the installation, by day: counted by upkeep, kept 400 days, read by the admin and by Prometheus.

What happened is counted once, in the order of time, so that what people delete afterwards stays counted. One row of
`system_metrics` is one figure of one day (UTC), which `recorded_at` begins.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app import accounts, areas
from app.db import reading, transaction
from models import Status, SystemMetric, User, UserSession
from models.types import utc_now

KEPT = timedelta(days=400)
LATE = timedelta(seconds=60)
"""What ended is counted when it is this old: by then the transaction that ended it is committed."""
JOBS, AUDIO_S, WORK_S, SIGN_UPS = 'jobs', 'audio_seconds', 'work_seconds', 'sign_ups'
ACTIVE_USERS, QUEUE_AGE_S = 'active_users', 'queue_age_seconds'
COUNTED = (JOBS, AUDIO_S, WORK_S, SIGN_UPS)
"""These add up; of the others a day has its highest."""
BEFORE = 'before:'
"""Begins the name of what days that are not kept any more had in all, so that sums never fall."""
UNTIL = 'counted_until'
"""The moment up to which everything is counted, in seconds since 1970."""
ENDED = (Status.COMPLETED, Status.FAILED, Status.CANCELLED)


@dataclass(frozen=True, slots=True)
class Figures:
    """Figures of some days, the oldest first; a dict has a list for each area, or each area and outcome."""

    days: list[date]
    active_users: list[float] = field(default_factory=list)
    sign_ups: list[float] = field(default_factory=list)
    jobs: dict[tuple[str, str], list[float]] = field(default_factory=dict)
    minutes: dict[str, list[float]] = field(default_factory=dict)
    speed: dict[str, list[float | None]] = field(default_factory=dict)
    queue_age_s: list[float] = field(default_factory=list)
    waiting_s: float = 0.0
    counted_until: datetime | None = None


def record() -> None:
    """Count what has happened since the last time; the first time, what the tables still say of the last 400 days."""
    until = utc_now() - LATE
    with transaction() as session:
        mark = session.exec(select(SystemMetric).where(col(SystemMetric.metric_name) == UNTIL)).first()
        since = datetime.fromtimestamp(mark.value, UTC) if mark is not None else until - KEPT
        if since < until:  # else the clock was ahead, and goes on from here
            days = _Days(session, _midnight(since))
            for day, name, dimensions, value in _happened(session, since, until):
                days.add(day, name, value, dimensions)
            for day, users in _active(session, _midnight(since), until + LATE):
                days.raise_to(day, ACTIVE_USERS, users)
            days.raise_to(until.date().isoformat(), QUEUE_AGE_S, _waiting_s(session))
        mark = mark or SystemMetric(metric_name=UNTIL, value=0.0)
        mark.value, mark.recorded_at = until.timestamp(), until
        session.add(mark)
        _forget(session, _midnight(until - KEPT))


def figures(days: int) -> Figures:
    """The figures of the last days, today's among them, for the admin."""
    accounts.require_admin()
    last = utc_now().date()
    shown = [last - timedelta(days=back) for back in range(days - 1, -1, -1)]
    with reading() as session:
        rows = session.exec(select(SystemMetric).where(col(SystemMetric.recorded_at) >= _midnight(shown[0]))).all()
        waiting = _waiting_s(session)
    found: dict[tuple[str, str], dict[date, float]] = {}
    for row in rows:
        found.setdefault((row.metric_name, row.dimensions or '{}'), {})[row.recorded_at.date()] = row.value

    def line(name: str, **dimensions: str) -> list[float]:
        known = found.get((name, _written(dimensions)), {})
        return [known.get(day, 0.0) for day in shown]

    named = [(name, json.loads(dimensions)) for name, dimensions in sorted(found)]
    of_jobs = [(said['area'], said['outcome']) for name, said in named if name == JOBS]
    worked = [said['area'] for name, said in named if name == WORK_S]
    until = next((row.recorded_at for row in rows if row.metric_name == UNTIL), None)
    return Figures(
        shown,
        line(ACTIVE_USERS),
        line(SIGN_UPS),
        {(area, outcome): line(JOBS, area=area, outcome=outcome) for area, outcome in of_jobs},
        {area: [seconds / 60 for seconds in line(AUDIO_S, area=area)] for area in worked},
        {area: _ratio(line(AUDIO_S, area=area), line(WORK_S, area=area)) for area in worked},
        line(QUEUE_AGE_S),
        waiting,
        until,
    )


@dataclass(frozen=True, slots=True)
class Sum:
    """One figure of everything that was ever counted."""

    name: str
    dimensions: dict[str, str]
    value: float


def sums() -> tuple[list[Sum], dict[str, float]]:
    """What adds up, in all; and what holds right now: active users of today, the oldest waiting job, the mark."""
    name, value = col(SystemMetric.metric_name), sa.func.sum(col(SystemMetric.value))
    wanted = [*COUNTED, *(BEFORE + one for one in COUNTED)]
    all_days = sa.select(name, col(SystemMetric.dimensions), value).where(name.in_(wanted))
    found: dict[tuple[str, str], float] = {}
    with reading() as session:
        for named, dimensions, total in session.execute(all_days.group_by(name, col(SystemMetric.dimensions))):
            key = named.removeprefix(BEFORE), dimensions or '{}'
            found[key] = found.get(key, 0.0) + total
        today = col(SystemMetric.recorded_at) >= _midnight(utc_now())
        active = session.scalar(sa.select(col(SystemMetric.value)).where(name == ACTIVE_USERS, today))
        until = session.scalar(sa.select(col(SystemMetric.value)).where(name == UNTIL))
        now = {ACTIVE_USERS: active or 0.0, QUEUE_AGE_S: _waiting_s(session), UNTIL: until or 0.0}
    return [Sum(named, json.loads(said), total) for (named, said), total in sorted(found.items())], now


class _Days:
    """The figures of the days from one on, to add to."""

    def __init__(self, session: Session, first: datetime) -> None:
        self._session = session
        rows = session.exec(select(SystemMetric).where(col(SystemMetric.recorded_at) >= first)).all()
        self._rows = {(row.recorded_at.date().isoformat(), row.metric_name, row.dimensions): row for row in rows}

    def add(self, day: str, name: str, value: float, dimensions: dict[str, str]) -> None:
        """Add to a figure."""
        row = self._row(day, name, dimensions)
        row.value += value
        self._session.add(row)

    def raise_to(self, day: str, name: str, value: float) -> None:
        """Let a figure be at least this."""
        row = self._row(day, name, {})
        row.value = max(row.value, value)
        self._session.add(row)

    def _row(self, day: str, name: str, dimensions: dict[str, str]) -> SystemMetric:
        said = _written(dimensions) if dimensions else None
        moment = _midnight(date.fromisoformat(day))
        fresh = SystemMetric(metric_name=name, value=0.0, dimensions=said, recorded_at=moment)
        return self._rows.setdefault((day, name, said), fresh)


def _happened(session: Session, since: datetime, until: datetime) -> Iterator[tuple[str, str, dict[str, str], float]]:
    """Day, name, dimensions and value of what adds up."""
    for known in (kind for kind in areas.kinds().values() if kind.listed):
        area = areas.area_of(known.name).name
        for day, outcome, count, audio_s, work_s in session.execute(_ended(known, since, until)):
            yield day, JOBS, {'area': area, 'outcome': outcome}, count
            if outcome == Status.COMPLETED:
                yield day, AUDIO_S, {'area': area}, audio_s or 0.0
                yield day, WORK_S, {'area': area}, work_s or 0.0
    day = sa.func.date(col(User.created_at)).label('day')
    new = col(User.created_at) > since, col(User.created_at) <= until
    theirs = col(User.auth_provider).is_distinct_from('local')
    for at, count in session.execute(sa.select(day, sa.func.count()).where(*new, theirs).group_by(day)):
        yield at, SIGN_UPS, {}, count


def _ended(kind: areas.Kind, since: datetime, until: datetime) -> sa.Select[Any]:
    """Jobs of one kind that ended between two moments, by day and outcome."""
    table: Any = kind.table
    took = sa.func.strftime('%s', table.completed_at) - sa.func.strftime('%s', table.started_at)
    audio = kind.seconds(table) if kind.seconds is not None else sa.literal(0)
    each = (
        sa.select(sa.func.date(table.completed_at).label('day'), table.status, audio.label('audio'), took.label('took'))
        .where(table.kind == kind.name, table.status.in_(ENDED))
        .where(table.completed_at > since, table.completed_at <= until)
        .subquery()
    )
    totals = sa.func.count(), sa.func.sum(each.c.audio), sa.func.sum(each.c.took)
    return sa.select(each.c.day, each.c.status, *totals).group_by(each.c.day, each.c.status)


def _active(session: Session, first: datetime, until: datetime) -> list[tuple[str, int]]:
    """How many people did something on each day: opened a page, signed in, or made a job."""
    seen: list[tuple[Any, Any]] = [
        (UserSession.user_id, UserSession.last_seen_at),
        (UserSession.user_id, UserSession.created_at),
    ]
    seen += [(User.id, User.last_login_at)]
    seen += [(table.user_id, table.created_at) for table in areas.tables(listed=True)]
    every = sa.union(
        *(
            sa.select(col(who).label('who'), sa.func.date(col(at)).label('day')).where(
                col(at) >= first, col(at) <= until, col(who).is_not(None)
            )
            for who, at in seen
        )
    ).subquery()
    found = session.execute(sa.select(every.c.day, sa.func.count()).group_by(every.c.day))
    return [(day, count) for day, count in found]


def _waiting_s(session: Session) -> float:
    """How long ago the oldest job was made that waits now, in seconds."""
    waiting = areas.union(
        lambda table, _: sa.select(sa.func.min(col(table.created_at)).label('made')).where(
            col(table.status) == Status.QUEUED
        )
    )
    made = session.scalar(sa.select(sa.func.min(waiting.c.made)))
    if made is None:
        return 0.0
    at = made if isinstance(made, datetime) else datetime.fromisoformat(made).replace(tzinfo=UTC)
    return max(0.0, (utc_now() - at).total_seconds())


def _forget(session: Session, first: datetime) -> None:
    """Let days go that are too old; what adds up stays in one sum."""
    old = col(SystemMetric.recorded_at) < first
    days = old, ~col(SystemMetric.metric_name).startswith(BEFORE)
    for row in session.exec(select(SystemMetric).where(*days)).all():
        if row.metric_name in COUNTED:
            _add_before(session, row)
        session.delete(row)


def _add_before(session: Session, row: SystemMetric) -> None:
    name = BEFORE + row.metric_name
    same = col(SystemMetric.dimensions).is_not_distinct_from(row.dimensions)
    kept = session.exec(select(SystemMetric).where(col(SystemMetric.metric_name) == name, same)).first()
    kept = kept or SystemMetric(metric_name=name, value=0.0, dimensions=row.dimensions)
    kept.value += row.value
    session.add(kept)
    session.flush()


def _ratio(audio_s: list[float], work_s: list[float]) -> list[float | None]:
    return [audio / work if work else None for audio, work in zip(audio_s, work_s, strict=True)]


def _written(dimensions: dict[str, str]) -> str:
    return json.dumps(dimensions, sort_keys=True)


def _midnight(moment: date) -> datetime:
    return datetime.combine(moment, time(), UTC)
