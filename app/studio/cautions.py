"""What staff may do with a time, but are told of before: the studio is closed then, or who works it is elsewhere."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db import reading
from app.studio import absences, forms, people, states, times
from models import Booking, Studio, StudioEngineer


@dataclass(frozen=True, slots=True)
class Cautions:
    """Why somebody should think twice: it lies `outside_hours`, at least in part, or the `engineer` of this name works
    another session meanwhile, or the one who is `away` has that time off; empty where nobody does."""

    outside_hours: bool = False
    engineer: str = ''
    away: str = ''

    @property
    def sentences(self) -> list[str]:
        """The same for people."""
        said = ['This is outside of your opening hours.'] if self.outside_hours else []
        return [*said, *self.of_engineer]

    @property
    def of_engineer(self) -> list[str]:
        """Those about who works it."""
        said = [f'{self.engineer} works another session then.'] if self.engineer else []
        return [*said, *([f'{self.away} is away then.'] if self.away else [])]


NONE = Cautions()


def of_time(
    user_id: str, studio_id: str, start: datetime, minutes: int, engineer_id: str | None = None, *, but: str = ''
) -> Cautions:
    """What staff are told of a time before they put a session there; `but` is the session that is moved.

    Raises
    ------
    NotFound
        There is no such studio.
    NotAllowed
        They do not work there.
    """
    with reading() as session:
        studio, _ = people.seeing(session, user_id, studio_id)
        return known(session, studio, start, minutes, engineer_id, but=but)


def known(
    session: Session, studio: Studio, start: datetime, minutes: int, engineer_id: str | None, *, but: str = ''
) -> Cautions:
    """The same inside a session."""
    is_open = times.covers(forms.opened(studio.opening), ZoneInfo(studio.zone), start, minutes)
    engineer = session.get(StudioEngineer, engineer_id) if engineer_id else None
    if engineer is None or engineer.studio_id != studio.id or not engineer.is_active:
        return Cautions(not is_open)
    end = start + timedelta(minutes=minutes)
    is_elsewhere = _is_elsewhere(session, engineer, start, end, but)
    is_away = absences.is_away(session, studio, engineer.id, start, end)
    return Cautions(not is_open, engineer.name if is_elsewhere else '', engineer.name if is_away else '')


def _is_elsewhere(session: Session, engineer: StudioEngineer, start: datetime, end: datetime, but: str) -> bool:
    """Whether another session of an engineer is on meanwhile."""
    theirs = sa.select(sa.literal(1)).where(
        col(Booking.studio_id) == engineer.studio_id,
        col(Booking.engineer_id) == engineer.id,
        col(Booking.id) != but,
        col(Booking.status).in_((states.PENDING_APPROVAL, states.CONFIRMED)),
        col(Booking.deleted_at).is_(None),
        col(Booking.start_time) < end,
        col(Booking.end_time) > start,
    )
    return session.scalar(theirs.limit(1)) is not None
