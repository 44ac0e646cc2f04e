"""When engineers are away: what is read of that by what offers times, and by what tells staff of it.

A session that has an engineer is offered to its client at no time at which they are away; one that has none yet, at no
time at which none of the studio's is there for all of it. Staff are told, and may do it all the same (`cautions`).
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from app.studio.times import walls
from models import Booking, EngineerAbsence, Studio, StudioEngineer

KEPT = timedelta(days=90)
"""So long they are kept once they are over."""
MOST = 500
"""So many that are not over are kept of a studio."""
AROUND = timedelta(days=3)
"""Hours may end two dates after the one they begin on."""


class Span(NamedTuple):
    """From which moment until which, in seconds since 1970."""

    begins: int
    ends: int

    @property
    def lasts(self) -> bool:
        """Whether any time passes: not where all of it is in the hour that is left out in spring."""
        return self.begins < self.ends

    def meets(self, start: datetime, end: datetime) -> bool:
        """Whether any of it lies between two moments; touching does not count."""
        return max(self.begins, start.timestamp()) < min(self.ends, end.timestamp())


def asked(studio_id: str, first: date, last: date) -> sa.Select[EngineerAbsence]:
    """The SELECT of those that may reach into some dates."""
    table = EngineerAbsence
    these = sa.select(table).where(
        col(table.studio_id) == studio_id,
        col(table.last_date) >= first - AROUND,
        col(table.first_date) <= last + AROUND,
    )
    return these.order_by(col(table.first_date), col(table.id)).limit(MOST)


def span_of(studio: Studio, row: EngineerAbsence) -> Span:
    """From when until when somebody is away: days are the studio's, which begin in the morning."""
    zone = ZoneInfo(studio.zone)
    if row.start_time is not None and row.end_time is not None:
        return Span(
            walls.moment(zone, row.first_date, row.start_time), walls.moment(zone, row.first_date, row.end_time)
        )
    after = row.last_date + timedelta(days=1)
    return Span(walls.moment(zone, row.first_date, studio.day_starts), walls.moment(zone, after, studio.day_starts))


def each_away(
    session: Session, studio: Studio, first: date, last: date, *, but: str = '', engineer_id: str | None = None
) -> list[list[Span]]:
    """When those are away who could work a session, each by themselves: its engineer or, where it has none, everybody.

    Parameters
    ----------
    but : the booking that is to be moved; its engineer counts.
    engineer_id : who shall work it, where that is known.
    """
    rows = list(session.scalars(asked(studio.id, first, last)))
    if not rows:
        return []
    booking = session.get(Booking, but) if but else None
    theirs = booking.engineer_id if booking is not None and booking.studio_id == studio.id else None
    named = engineer_id or theirs
    return by_engineer(studio, rows, [named] if named else working(session, studio.id))


def working(session: Session, studio_id: str) -> list[str]:
    """The ids of all who work sessions of a studio."""
    mine = (col(StudioEngineer.studio_id) == studio_id, col(StudioEngineer.is_active))
    return list(session.scalars(sa.select(col(StudioEngineer.id)).where(*mine)))


def by_engineer(studio: Studio, rows: Iterable[EngineerAbsence], engineers: Sequence[str]) -> list[list[Span]]:
    """When each of these engineers is away."""
    spans: dict[str, list[Span]] = {engineer: [] for engineer in engineers}
    for row in rows:
        if row.engineer_id in spans and (span := span_of(studio, row)).lasts:
            spans[row.engineer_id].append(span)
    return list(spans.values())


def is_away(session: Session, studio: Studio, engineer_id: str, start: datetime, end: datetime) -> bool:
    """Whether an engineer is away at some moment between two."""
    rows = session.scalars(asked(studio.id, start.astimezone(UTC).date(), end.astimezone(UTC).date()))
    return any(span_of(studio, row).meets(start, end) for row in rows if row.engineer_id == engineer_id)


def not_over(session: Session, studio: Studio, now: datetime) -> list[EngineerAbsence]:
    """Those of a studio that are to come, or last at a moment, the earliest first."""
    today = now.astimezone(ZoneInfo(studio.zone)).date()
    table = EngineerAbsence  # days begin in the morning, and hours may end two dates later
    near = (col(table.studio_id) == studio.id, col(table.last_date) >= today - timedelta(days=2))
    rows = session.scalars(sa.select(table).where(*near).order_by(col(table.first_date), col(table.id)))
    return [row for row in rows if span_of(studio, row).ends > now.timestamp()]


def forget(session: Session, *which: sa.ColumnElement[bool]) -> None:
    """Delete some of them: they are over, or whoever was away is gone."""
    session.execute(sa.delete(EngineerAbsence).where(*which).execution_options(synchronize_session=False))


def forget_of(session: Session, *engineers: sa.ColumnElement[bool]) -> None:
    """Delete those of some engineers."""
    forget(session, col(EngineerAbsence.engineer_id).in_(sa.select(col(StudioEngineer.id)).where(*engineers)))


def forget_old(session: Session, studio_id: str, now: datetime) -> None:
    """Delete those of a studio that have been over for long, or are of engineers who do not work there any more."""
    before = col(EngineerAbsence.last_date) < (now - KEPT).date()
    forget(session, col(EngineerAbsence.studio_id) == studio_id, before)
    forget_of(session, col(StudioEngineer.studio_id) == studio_id, col(StudioEngineer.is_active).is_(False))
