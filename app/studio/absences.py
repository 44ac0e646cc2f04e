"""When engineers are away: what is read of that by what offers times, and by what tells staff of it.

A session that has an engineer is offered to its client at no time at which they are away; one that has none yet, at no
time at which all engineers of the studio are. Staff are told, and may do it all the same (`cautions`).
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from app.studio.times import walls
from models import Booking, EngineerAbsence, Studio, StudioEngineer

MOST = 500
"""So many that are not over are kept of a studio."""
AROUND = timedelta(days=3)
"""Hours may end two dates after the one they begin on."""


class Span(NamedTuple):
    """From which moment until which, in seconds since 1970."""

    begins: int
    ends: int

    def meets(self, start: datetime, end: datetime) -> bool:
        """Whether any of it lies between two moments; touching does not count."""
        return self.begins < end.timestamp() and start.timestamp() < self.ends


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


def nobody_there(
    session: Session, studio: Studio, first: date, last: date, *, but: str = '', engineer_id: str | None = None
) -> Sequence[Span]:
    """When a session cannot be worked: because its engineer is away or, where it has none, all are.

    Parameters
    ----------
    but : the booking that is to be moved; its engineer counts.
    engineer_id : who shall work it, where that is known.
    """
    rows = list(session.scalars(asked(studio.id, first, last)))
    if not rows:
        return ()
    booking = session.get(Booking, but) if but else None
    named = engineer_id or (booking.engineer_id if booking is not None else None)
    return all_away(studio, rows, [named] if named else working(session, studio.id))


def working(session: Session, studio_id: str) -> list[str]:
    """The ids of all who work sessions of a studio."""
    mine = (col(StudioEngineer.studio_id) == studio_id, col(StudioEngineer.is_active))
    return list(session.scalars(sa.select(col(StudioEngineer.id)).where(*mine)))


def all_away(studio: Studio, rows: Iterable[EngineerAbsence], engineers: Sequence[str]) -> list[Span]:
    """When all of these engineers are away; never where there are none."""
    spans: dict[str, list[Span]] = {engineer: [] for engineer in engineers}
    for row in rows:
        if row.engineer_id in spans:
            spans[row.engineer_id].append(span_of(studio, row))
    found: list[Span] | None = None
    for theirs in spans.values():
        found = theirs if found is None else _both(found, theirs)
    return found or []


def is_away(session: Session, studio: Studio, engineer_id: str, start: datetime, end: datetime) -> bool:
    """Whether an engineer is away at some moment between two."""
    rows = session.scalars(asked(studio.id, start.astimezone(UTC).date(), end.astimezone(UTC).date()))
    return any(span_of(studio, row).meets(start, end) for row in rows if row.engineer_id == engineer_id)


def _both(some: list[Span], others: list[Span]) -> list[Span]:
    met = (Span(max(a.begins, b.begins), min(a.ends, b.ends)) for a in some for b in others)
    return [span for span in met if span.begins < span.ends]
