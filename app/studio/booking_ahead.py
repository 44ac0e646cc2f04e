"""What booking a session asks the database, so that a server answers it in two journeys; see `app.round_trips`."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.round_trips import foresee
from app.studio import booker, free, open_sessions, people, prices, rate_cards, reservations, rooms
from app.studio.access import By
from app.studio.booker import Booker
from app.studio.wishes import Wish
from models import AuditEntry, Booking, Studio, StudioRoom, User, Webhook


def of_key(studio_id: str, key: str) -> sa.Select[Booking]:
    """The SELECT of what was booked by the same request before."""
    return sa.select(Booking).where(col(Booking.studio_id) == studio_id, col(Booking.idempotency_key) == key)


def first(session: Session, wish: Wish, user_id: str, key: str | None) -> None:
    """Who books, where, and whether they did so already."""
    asked: list[Any] = [sa.select(Studio).where(col(Studio.id) == wish.studio_id)]
    if user_id:
        asked.append(sa.select(User).where(col(User.id) == user_id))
    if key:
        asked.append(of_key(wish.studio_id, key))
    named = sa.select(StudioRoom).where(col(StudioRoom.id) == wish.room_id)
    foresee(session, *asked, named if wish.room_id else rooms.asked(wish.studio_id))


def of_room(
    session: Session, wish: Wish, studio: Studio, room: StudioRoom, by: By, told: Booker, now: datetime
) -> None:
    """What takes the room, what it costs, and who is told of it."""
    asked: list[Any] = [reservations.over_asked(room.id, now), *free.asked(studio.id, room.id, wish.start, now)]
    day = prices.studio_day(wish.start, studio.zone, studio.day_starts)
    asked += [rate_cards.asked(studio.id, room.id, day), sa.select(sa.func.max(AuditEntry.id))]
    if not by.is_staff:
        asked += open_sessions.asked(wish, room, by, told, now)
    elif told.email:
        asked.append(booker.account_asked(told.email))
    asked.append(people.staff_asked(studio.id))
    for user_id in {one for one in (by.user_id, studio.owner_id) if one}:
        asked.append(sa.select(Webhook).where(col(Webhook.user_id) == user_id, col(Webhook.is_enabled)))
    foresee(session, *asked)
