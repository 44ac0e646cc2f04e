"""Rows of a studio, as tests of single services need them: without what makes and checks them."""

from datetime import date, timedelta
from typing import Any

from app.db import transaction
from models import Booking, BookingCoupon, RateCard, Studio, StudioRoom
from models.types import utc_now
from tests.app.studio.price_support import BERLIN

ALL_DAY = '{"0":[[0,1440]],"1":[[0,1440]],"2":[[0,1440]],"3":[[0,1440]],"4":[[0,1440]],"5":[[0,1440]],"6":[[0,1440]]}'


def studio_row(**columns: Any) -> tuple[str, str]:
    """A studio in Berlin with one room; returns the ids of both."""
    values: dict[str, Any] = {'slug': 'north', 'name': 'North', 'zone': BERLIN, 'opening': ALL_DAY}
    with transaction() as session:
        studio = Studio(**(values | columns))
        session.add(studio)
        session.flush()
        room = StudioRoom(studio_id=studio.id, name='Room A')
        session.add(room)
        session.add(RateCard(studio_id=studio.id, valid_from=date(2026, 1, 1), hourly_cents=6000))
        return studio.id, room.id


def booking_row(studio_id: str, room_id: str, **columns: Any) -> str:
    """A booking of an hour in ten days; returns its id."""
    start = utc_now() + timedelta(days=10)
    values: dict[str, Any] = {'start_time': start, 'end_time': start + timedelta(hours=1), 'duration': 60}
    values |= {'studio_id': studio_id, 'room_id': room_id, 'currency': 'eur'}
    with transaction() as session:
        booking = Booking(**(values | columns))
        session.add(booking)
        return booking.id


def coupon_row(studio_id: str, code: str = 'SPRING', **columns: Any) -> str:
    """A coupon of ten percent; returns its id."""
    values: dict[str, Any] = {'percent_off': None if 'amount_off_cents' in columns else 10}
    with transaction() as session:
        coupon = BookingCoupon(studio_id=studio_id, code=code, **(values | columns))
        session.add(coupon)
        return coupon.id
