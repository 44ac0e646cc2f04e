"""An artist's numbers as screens and programs show them: one series at a time, entered, confirmed, taken along.

All of these read by `series.read`, so that a chart, a table, a card and a file never disagree.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from app import accounts
from app.accounts import audit, throttle
from app.artist import goals, import_jobs, metrics, series
from app.artist.metrics import Kind
from app.artist.series import Known, Point, Series, Step, Total
from app.db import reading, transaction
from app.errors import NotAllowed, NotFound
from models import DailyMetric, MetricChange, User
from models.types import utc_now

SUBJECT_MOST = 200
MOST_SUBJECTS = 200
ENTRIES = throttle.Limit('artist-number', free=300, window_s=3600.0, pause_s=10.0, longest_s=300.0)
GONE = 'This value does not exist any more.'


@dataclass(frozen=True, slots=True)
class Shown:
    """One series over some days. `today` and `settled_until` are days of its platform; `total` is of flows alone, and
    `growth` of totals alone: from the first day that is believed to the last. `earlier` is the same for as many days
    before, None where nothing of them is known."""

    series: Series
    first: date
    last: date
    today: date
    settled_until: date
    total: Total | None
    earlier: Total | None
    growth: Step | None
    steps: Sequence[Step]

    @property
    def latest(self) -> tuple[date, float] | None:
        """The last day that is known, and its value."""
        return (self.series.days[-1], self.series.values[-1]) if self.series.days else None


def overview(user_id: str) -> list[Known]:
    """Every series that an artist has, without those of single songs and videos."""
    with reading() as session:
        return series.known_whole(session, user_id)


def subjects(user_id: str, platform: str, metric_type: str) -> list[str]:
    """Of which songs or videos there are values, up to two hundred; empty text is all together."""
    with reading() as session:
        return series.subjects(session, user_id, platform, metric_type, MOST_SUBJECTS)


def get(
    user_id: str,
    platform: str,
    metric_type: str,
    subject: str = '',
    days: int | None = None,
    *,
    between: tuple[date, date] | None = None,
    now: datetime | None = None,
) -> Shown:
    """One series: the days of `between`, or the last `days` up to its platform's today, or all; raises NotFound."""
    with reading() as session:
        whole = series.read(session, user_id, platform, metric_type, subject)
        today = whole.metric.today(now or utc_now(), zone_of(session, user_id))
    last = max([today - timedelta(days=1), *whole.days[-1:]])
    first = last - timedelta(days=days - 1) if days else min([last, *whole.days[:1]])
    if between is not None:
        first, last = min(between), max(between)
    part = whole.between(first, last)
    kind = whole.metric.kind
    total = whole.total(first, last) if kind == Kind.FLOW else None
    earlier = whole.total(first - (last - first) - timedelta(days=1), first - timedelta(days=1)) if total else None
    steps = part.steps() if kind == Kind.STOCK else []
    growth = Step(steps[0].since, steps[-1].until, sum(one.change for one in steps)) if steps else None
    settled = whole.settled_until(today)
    known_before = earlier if earlier is not None and earlier.known else None
    return Shown(part, first, last, today, settled, total, known_before, growth, steps)


def zone_of(session: Session, user_id: str) -> str:
    """The time zone that an artist has set."""
    user = session.get(User, user_id)
    return user.timezone if user is not None else 'UTC'


def over_platforms(user_id: str, metric_type: str, first: date, last: date) -> Total:
    """What all platforms together had of one number.

    Raises
    ------
    NotAllowed
        It counts people, or is no number of single days: that cannot be added.
    NotFound
        Nothing is called so.
    """
    with reading() as session:
        mine = [one for one in series.known_whole(session, user_id) if one.metric_type == metric_type]
        if not mine:
            raise NotFound('There are no such numbers of yours.')
        totals = [
            series.read(session, user_id, one.platform, metric_type, one.subject).total(first, last) for one in mine
        ]
    return Total(
        series.added(one.value for one in totals),
        sum(one.known for one in totals),
        sum(one.asked for one in totals),
    )


def enter(user_id: str, platform: str, metric_type: str, day: date, value: float, subject: str = '') -> None:
    """Write down one value by hand; it stays, whatever files and connectors say later.

    Raises
    ------
    NotFound
        There is no such number.
    NotAllowed
        The day is to come, or the value is none.
    """
    metric = metrics.find(platform, metric_type)
    throttle.count(ENTRIES, user_id)
    with transaction() as session:
        user = accounts.acting(session, user_id)
        if not date(1990, 1, 1) <= day <= metric.today(utc_now(), user.timezone):
            raise NotAllowed('Choose a day from 1990 on that is not ahead of today.')
        if metric.kind != Kind.FLOW and value < 0:
            raise NotAllowed('This counts what there is, so it is not below zero.')
        point = Point(platform, metric_type, day, value, ' '.join(subject.split())[:SUBJECT_MOST])
        told = series.write(session, user_id, [point], 'manual')
        if told.new or told.changed:
            goals.note_reached(session, user_id)
            import_jobs.waiting_are_outdated(session, user_id)
            after = {'platform': platform, 'metric': metric_type, 'day': day.isoformat(), 'value': value}
            audit.note(session, 'number.entered', user, entity='number', after=after)


def confirm(user_id: str, value_id: str) -> None:
    """Say of a value that is doubted that it is a fact; raises NotFound."""
    with transaction() as session:
        accounts.acting(session, user_id)
        row = _owned(session, user_id, value_id)
        row.is_confirmed = True
        session.add(row)


def remove(user_id: str, value_id: str) -> None:
    """Delete one value: its day is missing then. What it was is kept. Raises NotFound."""
    with transaction() as session:
        user = accounts.acting(session, user_id)
        row = _owned(session, user_id, value_id)
        old = (row.metric_value, row.source)
        told = {'platform': row.platform, 'metric': row.metric_type, 'day': row.day.isoformat(), 'value': old[0]}
        session.add(
            MetricChange(
                artist_id=user_id,
                platform=row.platform,
                metric_type=row.metric_type,
                subject=row.subject,
                day=row.day,
                old_value=old[0],
                old_source=old[1],
            )
        )
        session.delete(row)
        import_jobs.waiting_are_outdated(session, user_id)
        audit.note(session, 'number.deleted', user, target=value_id, entity='number', before=told)


def export(user_id: str, platform: str, metric_type: str, subject: str = '') -> tuple[str, str]:
    """One series as a CSV file: its name and content. Cells that a spreadsheet would take for formulas are escaped."""
    with reading() as session:
        found = series.read(session, user_id, platform, metric_type, subject)
    out = io.StringIO()
    lines = csv.writer(out, lineterminator='\n')
    lines.writerow(('day', 'value', 'source', 'of', 'platform', 'metric'))
    about = [_cell(one) for one in (subject, metrics.platform_label(platform), found.metric.label)]
    for day, value, source in zip(found.days, found.values, found.sources, strict=True):
        lines.writerow((day.isoformat(), f'{value:.15g}', source, *about))
    return f'{platform} {metric_type}.csv', out.getvalue()


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(('=', '+', '-', '@', '\t', '\r')) else text


def _owned(session: Session, user_id: str, value_id: str) -> DailyMetric:
    row = session.get(DailyMetric, value_id)
    if row is None or row.artist_id != user_id:
        raise NotFound(GONE)
    return row
