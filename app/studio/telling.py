"""Tells people and their programs what becomes of bookings: whoever booked, and whoever works in the studio."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from app import notifications, webhooks
from app.studio import people
from models import Booking, Studio, User

AREA = 'studio'
REQUESTED, CONFIRMED, REJECTED, CANCELLED, MOVED, MOVE_ASKED, MOVE_ENDED, COMPLETED, NO_SHOW, EXPIRED, CHANGED = (
    *('booking.requested', 'booking.confirmed', 'booking.rejected', 'booking.cancelled', 'booking.moved'),
    *('booking.move_asked', 'booking.move_ended', 'booking.completed', 'booking.no_show', 'booking.expired'),
    'booking.changed',
)
OVERLAPPED = 'booking.overlapped'
EVENTS = {
    REQUESTED: 'A session is asked for',
    CONFIRMED: 'A session is confirmed',
    REJECTED: 'A session is rejected',
    CANCELLED: 'A session is cancelled',
    MOVED: 'A session is moved',
    MOVE_ASKED: 'Somebody asks for another time of a session',
    MOVE_ENDED: 'Another time that was asked for is not possible',
    COMPLETED: 'A session is over',
    NO_SHOW: 'Nobody came to a session',
    EXPIRED: 'A session was not paid in time',
    CHANGED: 'What a session costs, or how long it is, has changed',
    OVERLAPPED: 'A calendar elsewhere is busy during a session',
}
NOTIFICATIONS = {kind: words for kind, words in EVENTS.items() if kind != EXPIRED}
CLIENTS = {
    REQUESTED: 'Your session on {when} is asked for',
    CONFIRMED: 'Your session on {when} is confirmed',
    REJECTED: 'Your session on {when} was not accepted',
    CANCELLED: 'Your session on {when} is cancelled',
    MOVED: 'Your session is on {when} now',
    MOVE_ENDED: 'Your session stays on {when}',
    COMPLETED: 'Thank you for your session on {when}',
    NO_SHOW: 'You were missed on {when}',
    CHANGED: 'What your session on {when} costs has changed',
}
"""What whoever booked is told; `MOVE_ASKED` and `EXPIRED` are no news to them."""
STAFF = {
    REQUESTED: '{who} asks for a session on {when}',
    CONFIRMED: 'The session of {who} on {when} is confirmed',
    REJECTED: 'The request of {who} for {when} was not answered in time',
    CANCELLED: '{who} does not come on {when}',
    MOVED: 'The session of {who} is on {when} now',
    MOVE_ASKED: '{who} asks for another time than {when}',
    MOVE_ENDED: 'The session of {who} stays on {when}',
    OVERLAPPED: 'A calendar elsewhere is busy during the session of {who} on {when}',
}


def page_of(booking_id: str) -> str:
    """The address of a booking's page."""
    return f'/studio/bookings/{booking_id}'


def at(booking: Booking, studio: Studio, moment: datetime | None = None) -> str:
    """When a session begins, by the studio's clock, as it stands in a sentence."""
    return f'{(moment or booking.start_time).astimezone(ZoneInfo(studio.zone)):%-d %B %Y, %H:%M}'


def tell(
    session: Session, booking: Booking, studio: Studio, kind: str, *, body: str = '', but: str | None = None
) -> None:
    """Tell whom it concerns, in this transaction; `but` is who did it, and `body` what else is to be said.

    Those who booked are told of their own steps only what they may want to keep: that it is asked for, or cancelled.
    """
    words = {'who': booking.customer_name or 'Somebody', 'when': at(booking, studio)}
    staff = [one for one in people.staff_ids(session, studio) if one not in (but, booking.user_id)]
    client = [booking.user_id] if booking.user_id else []
    if kind in CLIENTS and (booking.user_id != but or kind in (REQUESTED, CANCELLED)):
        _notify(session, client, kind, CLIENTS[kind].format(**words), body, booking)
    if kind in STAFF:
        _notify(session, staff, kind, STAFF[kind].format(**words), body, booking)
    for user_id in dict.fromkeys((*client, *staff, *([but] if but else []))):
        webhooks.tell(session, user_id, AREA, kind, lambda: described(booking))


def described(booking: Booking) -> dict[str, Any]:
    """A booking as programs are told of it."""
    return {
        'id': booking.id,
        'studio_id': booking.studio_id,
        'room_id': booking.room_id,
        'status': booking.status,
        'start': webhooks.as_text(booking.start_time),
        'end': webhooks.as_text(booking.end_time),
        'minutes': booking.duration,
        'total_cents': booking.total_amount,
        'paid_cents': booking.paid_amount - booking.refunded_amount,
        'remainder_cents': booking.remainder_amount,
        'currency': booking.currency,
        'page': page_of(booking.id),
    }


def _notify(session: Session, user_ids: Iterable[str], kind: str, title: str, body: str, booking: Booking) -> None:
    if not (asked := list(user_ids)):
        return
    there = set(session.scalars(sa.select(col(User.id)).where(col(User.id).in_(asked))))
    for user_id in (one for one in asked if one in there):
        notifications.notify(
            session, user_id, kind, title, body=body, href=page_of(booking.id), entity='booking', entity_id=booking.id
        )
