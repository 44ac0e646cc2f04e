"""What a session of a studio costs: its rate card for that day, and the columns of a booking that follow."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db import reading
from app.errors import NotAllowed
from app.studio import people, prices, rate_cards, rooms
from app.studio.prices import Card, Off, Quote
from models import Booking, BookingItem, RateCard, Studio, StudioRoom
from models.types import utc_now


def quoted(
    studio_id: str,
    room_id: str,
    start: datetime,
    minutes: int,
    coupons: Sequence[Off] = (),
    now: datetime | None = None,
) -> Quote:
    """What a session would cost, line by line; whether its time is free is another question.

    Raises
    ------
    NotFound
        There is no such room, or no price for that day.
    NotAllowed
        It is no time or length, or the coupons do not go together.
    """
    with reading() as session:
        studio = people.there(session, studio_id)
        return quote(session, studio, rooms.room_of(session, studio_id, room_id), start, minutes, now, coupons)


def quote(
    session: Session,
    studio: Studio,
    room: StudioRoom,
    start: datetime,
    minutes: int,
    now: datetime | None = None,
    coupons: Sequence[Off] = (),
) -> Quote:
    """The same inside a session; raises the same."""
    day = prices.studio_day(start, studio.zone, studio.day_starts)
    card = card_of(rate_cards.row_for(session, studio.id, room.id, day))
    return by_card(card, studio, start, minutes, now or utc_now(), coupons)


def by_card(
    card: Card, studio: Studio, start: datetime, minutes: int, now: datetime, coupons: Sequence[Off] = ()
) -> Quote:
    """What a session costs by a card that is known, like that of a booking which is moved."""
    try:
        return prices.quote(card, start, minutes, now, studio.zone, studio.day_starts, coupons)
    except ValueError as error:
        raise NotAllowed(str(error)) from error


def card_of(row: RateCard) -> Card:
    """A rate card as prices know it."""
    bands = prices.read_bands(row.bands)
    return Card(row.hourly_cents, bands, row.same_day_cents, row.deposit_percent, row.name)


def columns(found: Quote) -> dict[str, Any]:
    """The columns of a booking that its price fills, but for what is still to be paid."""
    return {
        'start_time': found.start,
        'end_time': found.end,
        'duration': found.minutes,
        'total_amount': found.total,
        'discount_amount': found.discount,
        'same_day_fee': found.same_day > 0,
        'same_day_fee_amount': found.same_day,
        'after_hours_fee': found.after_hours > 0,
        'after_hours_fee_amount': found.after_hours,
        'quote': found.to_json(),
    }


def items_cents(session: Session, booking_id: str) -> int:
    """What has come on top of a booking's price."""
    summed = sa.select(sa.func.coalesce(sa.func.sum(col(BookingItem.amount_cents)), 0))
    return int(session.scalar(summed.where(col(BookingItem.booking_id) == booking_id)) or 0)


def remaining(total: int, paid: int, refunded: int) -> int:
    """What is still to be paid of a booking that goes on."""
    return max(0, total - paid + refunded)


def quote_of(booking: Booking) -> Quote:
    """The price that a booking keeps."""
    return Quote.from_json(booking.quote)
