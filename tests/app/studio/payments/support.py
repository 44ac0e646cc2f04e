"""Bookings that are paid, for the stories of their money: a studio, a booking in it, and what has become of both."""

import json
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from app.billing import singles
from app.billing.provider import Payment
from app.db import reading, transaction
from app.studio import access, expiring, payments
from models import AuditEntry, BillingTransaction, Booking, Mail, Notification, RoomReservation, Studio, StudioRoom
from models.types import new_id, utc_now


def made_studio(owner: str, **policy: Any) -> str:
    """A studio with one room; returns the room's id."""
    opening = json.dumps({str(day): [[0, 1440]] for day in range(7)})
    with transaction() as session:
        studio = Studio(slug=new_id(), name='Night Owl', zone='Europe/Berlin', owner_id=owner, opening=opening)
        studio.policy = json.dumps(policy)
        session.add(studio)
        session.flush()
        room = StudioRoom(studio_id=studio.id, name='A')
        session.add(room)
    return room.id


def booked(room_id: str, user_id: str | None = None, *, total: int = 18000, days: float = 10, **columns: Any) -> str:
    """A booking that is held, and has not been paid; by a guest, if it is nobody's."""
    start, now = utc_now() + timedelta(days=days), utc_now()
    with transaction() as session:
        room = session.get_one(StudioRoom, room_id)
        values: dict[str, Any] = {
            'studio_id': room.studio_id, 'room_id': room_id, 'user_id': user_id, 'start_time': start,
            'end_time': start + timedelta(hours=3), 'duration': 180, 'total_amount': total,
            'deposit_amount': total // 2, 'remainder_amount': total, 'currency': 'eur', 'customer_name': 'Gus Guest',
            'customer_email': 'gus@example.org', 'hold_expires_at': now + timedelta(minutes=30),
        } | columns  # fmt: skip
        booking = Booking(**values)
        session.add(booking)
        session.flush()
        kind = 'hold' if booking.status == 'pending_payment' else 'booking'
        ends = int((now + timedelta(minutes=30)).timestamp()) if kind == 'hold' else None
        times: dict[str, Any] = {'starts_at': int(start.timestamp()), 'ends_at': int(booking.end_time.timestamp())}
        session.add(RoomReservation(room_id=room_id, ref=booking.id, kind=kind, expires_at=ends, **times))
    return booking.id


def row(booking_id: str) -> Booking:
    with reading() as session:
        return session.get_one(Booking, booking_id)


def change(booking_id: str, **columns: Any) -> None:
    with transaction() as session:
        session.execute(sa.update(Booking).where(col(Booking.id) == booking_id).values(**columns))


def money(booking_id: str) -> tuple[str, int, int, int]:
    """State, what was paid, what goes back, and what is still to be paid."""
    found = row(booking_id)
    return found.status, found.paid_amount, found.refunded_amount, found.remainder_amount


def payments_of(booking_id: str) -> list[BillingTransaction]:
    with reading() as session:
        mine = select(BillingTransaction).where(col(BillingTransaction.related_entity_id) == booking_id)
        return list(session.exec(mine.order_by(col(BillingTransaction.id))))


def lines(booking_id: str) -> list[str]:
    """What the audit log says of a booking."""
    with reading() as session:
        mine = select(AuditEntry).where(col(AuditEntry.entity) == 'booking', col(AuditEntry.entity_id) == booking_id)
        return [one.action for one in session.exec(mine.order_by(col(AuditEntry.id)))]


def bells(user_id: str) -> list[str]:
    """The kinds of what somebody was told by the bell."""
    with reading() as session:
        mine = select(Notification).where(col(Notification.user_id) == user_id)
        return sorted(one.kind for one in session.exec(mine))


def subjects(address: str) -> list[str]:
    """The subjects of the mails to somebody, the first one first."""
    with reading() as session:
        rows = session.exec(select(Mail).where(col(Mail.to) == address).order_by(col(Mail.id))).all()
    return [one.subject for one in rows]


def takes_room(booking_id: str) -> list[str]:
    """As what a booking takes its room."""
    with reading() as session:
        mine = (col(RoomReservation.ref) == booking_id, col(RoomReservation.active))
        return [one.kind for one in session.exec(select(RoomReservation).where(*mine))]


def age(booking_id: str, by: timedelta) -> None:
    """Let a booking and its payments have been begun so much earlier."""
    with transaction() as session:
        booking = session.get_one(Booking, booking_id)
        if booking.hold_expires_at:
            booking.hold_expires_at -= by
        booking.updated_at -= by
        session.add(booking)
        mine = select(BillingTransaction).where(col(BillingTransaction.related_entity_id) == booking_id)
        for one in session.exec(mine):
            one.created_at -= by
            session.add(one)


def begin(booking_id: str) -> str:
    """Go and pay as the guest; where that is done."""
    change(booking_id, claim_token_hash=access.hash_of(booking_id))
    return payments.pay('', booking_id, token=access.token_of(booking_id))


def back(booking_id: str) -> str:
    return payments.returned('', booking_id, token=access.token_of(booking_id))


def expire(booking_id: str) -> None:
    """Its hold is over, and somebody else has wanted the time."""
    age(booking_id, timedelta(minutes=31))
    with transaction() as session:
        expiring.expire(session, booking_id, utc_now())
    with reading() as session:
        assert session.get_one(Booking, booking_id).status == 'expired'


def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """From now on, the payments that a provider is asked about, each time one is."""
    real, asked = singles.ask, list[str]()

    def ask(made: BillingTransaction) -> Payment | None:
        asked.append(made.id)
        return real(made)

    monkeypatch.setattr(singles, 'ask', ask)
    return asked
