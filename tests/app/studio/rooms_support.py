"""Studios, holds and bookings, for the stories of what becomes of them."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app.db import reading, transaction
from app.studio import access, deciding, free, holding, rooms, states, steps, studios
from app.studio.booker import Booker
from app.studio.holding import Held, Wish
from app.studio.steps import Given
from app.studio.studios import StudioView
from models import AuditEntry, Booking, RateCard, RoomReservation, Studio, StudioRoom

NOW = datetime(2027, 3, 14, 9, 0, tzinfo=UTC)
"""Ten days before the sessions of these stories."""
DAY = date(2027, 3, 24)
BANDS = ({'from': 1200, 'to': 1440, 'cents_per_hour': 1500}, {'from': 0, 'to': 360, 'cents_per_hour': 2500})
ANN = Booker('Ann Example', 'ann@example.org', '+49 30 123456', 'The Anns')
HOURS = {day: [(8 * 60, 29 * 60)] for day in range(7)}
"""Open from eight in the morning to five at night."""


def opened(owner_id: str, *, gap: int = 0, **policy: Any) -> StudioView:
    """A studio in Berlin, open from eight to five at night: 60.00 an hour, more at night, half of it at once."""
    made = studios.make(owner_id, 'Night Owl', zone='Europe/Berlin', opening=HOURS, slug='')
    with transaction() as session:
        row = session.get_one(Studio, made.id)
        row.policy = json.dumps(policy)
        session.add(row)
        room = session.scalars(sa.select(StudioRoom).where(col(StudioRoom.studio_id) == made.id)).one()
        room.gap_after = gap
        session.add(room)
        card = session.scalars(sa.select(RateCard).where(col(RateCard.studio_id) == made.id)).one()
        card.valid_from, card.same_day_cents, card.bands = date(2020, 1, 1), 2000, json.dumps(BANDS)
        session.add(card)
    return studios.get(made.id)


def at(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    """A moment by the clock of that studio, on the day of these stories (Berlin is an hour ahead in March)."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hour - 1, minutes=minute)


def wish(studio: StudioView, hour: int = 14, minute: int = 0, *, minutes: int = 180, **more: Any) -> Wish:
    """A session that Ann wants."""
    return Wish(studio.id, at(hour, minute), minutes, **({'who': ANN} | more))


def held(studio: StudioView, user_id: str, hour: int = 14, *, now: datetime = NOW, **more: Any) -> Held:
    """A session that somebody holds, and has not paid."""
    return holding.hold(wish(studio, hour, **more), user_id, now=now)


def row(booking_id: str) -> Booking:
    """A booking as it is kept."""
    with reading() as session:
        return session.get_one(Booking, booking_id)


def reserved(booking_id: str) -> list[RoomReservation]:
    """What takes a room for a booking."""
    with reading() as session:
        mine = sa.select(RoomReservation).where(col(RoomReservation.ref) == booking_id, col(RoomReservation.active))
        return list(session.scalars(mine.order_by(col(RoomReservation.starts_at))))


def lines(booking_id: str) -> list[str]:
    """What the audit log says of a booking, in order."""
    with reading() as session:
        about = sa.select(col(AuditEntry.action)).where(
            col(AuditEntry.entity) == 'booking', col(AuditEntry.entity_id) == booking_id
        )
        return list(session.scalars(about.order_by(col(AuditEntry.id))))


def room_of(studio: StudioView) -> str:
    """The studio's only room."""
    return rooms.of_studio(studio.id)[0].id


def paid(booking_id: str, cents: int | None = None, *, now: datetime = NOW) -> None:
    """The deposit of a booking has come, or another amount."""
    with transaction() as session:
        booking, studio = access.of_booking(session, booking_id)
        came = booking.deposit_amount if cents is None else cents
        values = {'paid_amount': came, 'actual_deposit_paid': came, 'remainder_amount': booking.total_amount - came}
        after = states.CONFIRMED if steps.policy_of(studio).auto_approve else states.PENDING_APPROVAL
        steps.take(session, booking, studio, after, access.PAYMENTS, now, Given(is_paid=True, values=values))


def asked(studio: StudioView, user_id: str, hour: int = 14, **more: Any) -> str:
    """A session that is paid and waits for approval."""
    booking_id = held(studio, user_id, hour, **more).id
    paid(booking_id)
    return booking_id


def confirmed(studio: StudioView, user_id: str, hour: int = 14, **more: Any) -> str:
    """A session that is paid and approved."""
    booking_id = asked(studio, user_id, hour, **more)
    with reading() as session:
        owner = session.get_one(Studio, studio.id).owner_id
    deciding.approve(owner or '', booking_id, now=NOW)
    return booking_id


def noted(booking_id: str) -> list[dict[str, Any]]:
    """What the audit log keeps beside each line of a booking."""
    with reading() as session:
        about = sa.select(col(AuditEntry.details)).where(
            col(AuditEntry.entity) == 'booking', col(AuditEntry.entity_id) == booking_id
        )
        return [json.loads(said or '{}') for said in session.scalars(about.order_by(col(AuditEntry.id)))]


def offered(studio: StudioView, day: date = DAY, minutes: int = 60, *, but: str = '') -> list[str]:
    """The starts that a client is shown, by the clock."""
    return [start.label for start in free.starts(studio.id, '', day, minutes, but=but, now=NOW)]
