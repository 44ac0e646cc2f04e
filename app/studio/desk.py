"""A booking as it is seen: by those who work in its studio with all that happened to it, by whoever booked it."""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db import reading
from app.studio import access, extras, pricing, receipts, reservations, states, steps
from app.studio.access import Reached
from app.studio.extras import Item
from app.studio.prices import Quote
from app.studio.receipts import Given
from app.studio.studios import StudioView, view
from models import AuditEntry, Booking, StudioEngineer, StudioRoom
from models.types import utc_now

MOST_LINES = 300


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a booking's history: what was done, by whom and when, with the reason where there was one."""

    action: str
    by: str
    at: datetime
    before: dict[str, Any]
    after: dict[str, Any]
    details: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Desk:
    """A booking.

    Parameters
    ----------
    role : what whoever asked is to it, one of `states.ROLES`.
    steps : the states it can be brought to now by them.
    quote : its price as it was booked; None where none was written down.
    wanted, wanted_minutes : the start of another time that the client asks for, and how long they would stay.
    history : what happened to it, the latest first; empty for clients.
    receipts : of what was paid for it, the first payment first.
    """

    booking: Booking
    studio: StudioView
    room: str
    engineer: str
    role: str
    steps: frozenset[str]
    quote: Quote | None
    items: tuple[Item, ...]
    wanted: datetime | None
    history: tuple[Line, ...]
    receipts: tuple[Given, ...] = ()
    wanted_minutes: int = 0

    @property
    def wanted_ends(self) -> datetime | None:
        """When the other time ends."""
        return None if self.wanted is None else self.wanted + timedelta(minutes=self.wanted_minutes)


def page(user_id: str, booking_id: str, *, now: datetime | None = None) -> Desk:
    """A booking for whoever works in its studio, or for whoever booked it; raises NotFound."""
    now = now or utc_now()
    with reading() as session:
        found = access.reached(session, user_id, booking_id)
        booking = found.booking
        room = session.get(StudioRoom, booking.room_id)
        engineer = session.get(StudioEngineer, booking.engineer_id) if booking.engineer_id else None
        wanted = reservations.wanted_move(session, booking.id)
        return Desk(
            booking,
            view(found.studio),
            room.name if room else '',
            engineer.name if engineer else '',
            found.by.role,
            _steps(found, now),
            pricing.quote_of(booking) if booking.quote not in ('', '{}') else None,
            tuple(extras.items(session, booking.id)),
            datetime.fromtimestamp(wanted.starts_at, UTC) if wanted else None,
            _history(session, booking.id) if found.by.is_staff else (),
            receipts.of_booking(session, booking, found.studio),
            (wanted.ends_at - wanted.starts_at) // 60 if wanted else 0,
        )


def _steps(found: Reached, now: datetime) -> frozenset[str]:
    """Where it can be brought to, a reason given where one is needed."""
    policy = steps.policy_of(found.studio)
    known = steps.facts(found.booking, policy, now, steps.Given(reason='given'))
    return frozenset(step.after for step in states.next_steps(found.booking.status, found.by.role, known))


def _history(session: Session, booking_id: str) -> tuple[Line, ...]:
    mine = sa.select(AuditEntry).where(col(AuditEntry.entity) == 'booking', col(AuditEntry.entity_id) == booking_id)
    rows = session.scalars(
        mine.order_by(col(AuditEntry.created_at).desc(), col(AuditEntry.id).desc()).limit(MOST_LINES)
    )
    return tuple(
        Line(row.action, row.performed_by or '', row.created_at, *map(_read, (row.old_data, row.new_data, row.details)))
        for row in rows
    )


def _read(kept: str | None) -> dict[str, Any]:
    found = json.loads(kept or '{}')
    return found if isinstance(found, dict) else {}
