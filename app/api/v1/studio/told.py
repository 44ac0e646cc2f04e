"""A booking as the API tells it: in lists, and by itself."""

from typing import Any

from pydantic import BaseModel, Field

from app.api.v1.answers import Moment, Resource
from app.api.v1.paging import Place
from app.api.v1.studio.asking import BOOKING_ID, EXAMPLE_ID, ROOM_ID, STUDIO_ID, Cents, known
from app.api.v1.studio.starts import PriceLine, lines_of
from app.studio import desk
from app.studio.booking_lists import Row
from models import Booking as Kept


class Booking(Resource):
    """A session that somebody asks for, pays, and comes to."""

    id: str
    studio_id: str
    studio: str = Field(description='What the studio is called.')
    zone: str = Field(description='Its time zone.')
    room_id: str
    room: str
    engineer_id: str | None
    status: str = Field(
        description='`pending_payment`, `pending_approval`, `confirmed`, `completed`, `rejected`, `cancelled`, '
        '`no_show` or `expired`.'
    )
    starts_at: Moment
    ends_at: Moment
    minutes: int
    name: str | None = Field(description='Whoever booked.')
    artist_name: str | None
    email: str | None
    phone: str | None
    currency: str
    total_cents: Cents
    deposit_cents: Cents = Field(description='What was asked for at once.')
    paid_cents: Cents
    refunded_cents: Cents
    rest_cents: Cents = Field(description='What is still to be paid.')
    rest_status: str = Field(description='`none`, `due`, `paid`, `failed` or `waived`.')
    discount_cents: Cents
    coupon: str | None
    held_until: Moment | None = Field(description='Until when it is held unpaid, or waits for an answer.')
    reason: str | None = Field(description='Why it was rejected or cancelled.')
    moves: int = Field(description='How often its client has moved it.')
    created_at: Moment
    updated_at: Moment

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One that is confirmed."""
        return {
            'id': BOOKING_ID,
            'studio_id': STUDIO_ID,
            'studio': 'Night Owl',
            'zone': 'Europe/Berlin',
            'room_id': ROOM_ID,
            'room': 'Room A',
            'engineer_id': EXAMPLE_ID,
            'status': 'confirmed',
            'starts_at': '2027-03-24T13:00:00Z',
            'ends_at': '2027-03-24T16:00:00Z',
            'minutes': 180,
            'name': 'Ann Example',
            'artist_name': 'The Anns',
            'email': 'ann@example.org',
            'phone': None,
            'currency': 'eur',
            'total_cents': 18000,
            'deposit_cents': 9000,
            'paid_cents': 9000,
            'refunded_cents': 0,
            'rest_cents': 9000,
            'rest_status': 'none',
            'discount_cents': 0,
            'coupon': None,
            'held_until': None,
            'reason': None,
            'moves': 0,
            'created_at': '2027-03-14T09:00:00Z',
            'updated_at': '2027-03-14T09:10:00Z',
        }


class BookingItem(Resource):
    """Something on top of a price; below 0 for a correction that takes off."""

    id: str
    kind: str = Field(description='`overtime`, `extra` or `correction`.')
    name: str
    cents: Cents
    minutes: int | None
    created_at: Moment

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Half an hour more."""
        told = {'kind': 'overtime', 'name': 'Overtime', 'cents': 3000, 'minutes': 30}
        return {'id': EXAMPLE_ID, **told, 'created_at': '2027-03-24T16:00:00Z'}


class BookingLine(BaseModel):
    """One line of its history."""

    action: str
    by: str = Field(description='Who: the id of an account, an address, or `clock` and `payments`.')
    at: Moment
    details: dict[str, Any]
    before: dict[str, Any]
    after: dict[str, Any]


class BookingDetail(Booking):
    """A booking with its price, what came on top, and what can be done with it."""

    engineer: str
    role: str = Field(description='What you are to it: `client`, `engineer` or `owner`.')
    steps: list[str] = Field(description='The states that you can bring it to now.')
    lines: list[PriceLine] = Field(description='Its price as it was booked.')
    extras: list[BookingItem] = Field(description='What came on top.')
    wanted_at: Moment | None = Field(description='The start of another time that its client asks for.')
    notes: str | None = Field(description='What staff keep in mind; null for clients.')
    history: list[BookingLine] = Field(description='What happened to it, the latest first; empty for clients.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One that is confirmed, as its client sees it."""
        line = {'kind': 'session', 'name': 'Session', 'cents': 18000, 'minutes': 180, 'cents_per_hour': 6000}
        more = {'engineer': 'Eve', 'role': 'client', 'steps': ['cancelled', 'confirmed'], 'lines': [line], 'extras': []}
        return Booking.example() | more | {'wanted_at': None, 'notes': None, 'history': []}


def told(row: Row) -> Booking:
    """A booking of a list."""
    return Booking.model_validate(_facts(row.booking, row.studio, row.zone, row.room))


def place(row: Row) -> Place:
    """Its place there."""
    return row.booking.start_time.isoformat(), row.booking.id


def detail(user_id: str, booking_id: str) -> BookingDetail:
    """A booking by itself; raises NotFound."""
    found = desk.page(user_id, booking_id)
    is_staff = found.role != 'client'
    return BookingDetail.model_validate(
        _facts(found.booking, found.studio.name, found.studio.zone, found.room)
        | {
            'engineer': found.engineer,
            'role': found.role,
            'steps': sorted(found.steps),
            'lines': [] if found.quote is None else lines_of(found.quote),
            'extras': [item(one) for one in found.items],
            'wanted_at': found.wanted,
            'notes': found.booking.admin_notes if is_staff else None,
            'history': [known(BookingLine, line) for line in found.history],
        }
    )


def item(found: Any) -> BookingItem:
    """What came on top."""
    return BookingItem.model_validate(known(BookingItem, found))


COLUMNS = {
    **{name: name for name in ('id', 'studio_id', 'room_id', 'engineer_id', 'status', 'currency', 'artist_name')},
    'moves': 'moves',
    'minutes': 'duration',
    'starts_at': 'start_time',
    'ends_at': 'end_time',
    'name': 'customer_name',
    'email': 'customer_email',
    'phone': 'customer_phone',
    'total_cents': 'total_amount',
    'deposit_cents': 'deposit_amount',
    'paid_cents': 'paid_amount',
    'refunded_cents': 'refunded_amount',
    'rest_cents': 'remainder_amount',
    'rest_status': 'remainder_status',
    'discount_cents': 'discount_amount',
    'coupon': 'coupon_code',
    'created_at': 'created_at',
    'updated_at': 'updated_at',
}
"""What the API calls the columns of a booking."""


def _facts(kept: Kept, studio: str, zone: str, room: str) -> dict[str, Any]:
    return {name: getattr(kept, column) for name, column in COLUMNS.items()} | {
        'studio': studio,
        'zone': zone,
        'room': room,
        'held_until': kept.hold_expires_at if kept.status.startswith('pending') else None,
        'reason': kept.rejected_reason or kept.cancelled_reason,
    }
