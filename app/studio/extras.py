"""What comes on top of a session: overtime in a room that is free, things extra, corrections of the bill."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.billing import money
from app.db import reading, transaction
from app.errors import Changed, NotAllowed, OverLimit, TimeRefused
from app.studio import (
    access,
    expiring,
    forms,
    mails,
    policies,
    prices,
    pricing,
    reservations,
    rooms,
    states,
    steps,
    telling,
)
from app.studio.access import Reached
from app.studio.steps import Given
from models import Booking, BookingItem
from models.types import utc_now

MOST = 50
BILLED = (states.CONFIRMED, states.COMPLETED)
OVERTIME, EXTRA, CORRECTION = 'overtime', 'extra', 'correction'
ITEM = 'booking.item_added'
NO_BILL = 'Only to confirmed and completed sessions something is added.'


@dataclass(frozen=True, slots=True)
class Item:
    """Something on top of a price, in cents; below 0 for a correction that takes off."""

    id: str
    kind: str
    name: str
    cents: int
    minutes: int | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Longer:
    """What some overtime would count: minutes, by each step that has begun, and cents. Without `is_free` the room is
    needed, and `most` minutes can be had."""

    minutes: int
    cents: int
    ends: datetime
    is_free: bool
    most: int


def of_booking(user_id: str, booking_id: str, *, token: str = '') -> list[Item]:
    """What came on top of a booking, the first first; raises NotFound."""
    with reading() as session:
        found = access.reached(session, user_id, booking_id, token=token)
        return items(session, found.booking.id)


def items(session: Session, booking_id: str) -> list[Item]:
    """The same inside a session."""
    mine = sa.select(BookingItem).where(col(BookingItem.booking_id) == booking_id)
    rows = session.scalars(mine.order_by(col(BookingItem.created_at), col(BookingItem.id)).limit(MOST))
    return [Item(row.id, row.kind, row.name, row.amount_cents, row.minutes, row.created_at) for row in rows]


def add(user_id: str, booking_id: str, name: str, cents: int, *, kind: str = EXTRA) -> Item:
    """Put something on the bill, as staff: the rest grows by it. A correction may take off as well.

    Raises
    ------
    NotAllowed
        It has no name, or takes off more than the booking costs.
    Changed
        The booking is neither confirmed nor completed.
    OverLimit
        There are too many items.
    """
    named = forms.name(name)
    if kind not in (EXTRA, CORRECTION):
        raise NotAllowed('What is added is something extra, or a correction.')
    least = 1 if kind == EXTRA else -100_000_000
    amount = forms.within(cents, least, 100_000_000, 'An amount is 0.01 to 1,000,000.00.')
    with transaction() as session:
        found = access.reached(session, user_id, booking_id, writing=True, staff=True)
        return _add(session, found, BookingItem(booking_id=booking_id, kind=kind, name=named, amount_cents=amount))


def overtime(user_id: str, booking_id: str, minutes: int) -> Longer:
    """What so many minutes over the end would count, as staff see it before."""
    with reading() as session:
        found = access.reached(session, user_id, booking_id, staff=True)
        return _longer(session, found, minutes)


def extend(user_id: str, booking_id: str, minutes: int, *, now: datetime | None = None) -> Item:
    """Let a session go on, or write down that it went on, as staff: the room is taken longer, the rest grows.

    Parameters
    ----------
    minutes : over the end; each step of the policy that has begun counts.

    Raises
    ------
    TimeRefused
        The next session needs the room; the sentence says how long it is free.
    Changed
        It has not begun, or is not confirmed.
    """
    now = now or utc_now()
    with transaction() as session:
        found = access.reached(session, user_id, booking_id, writing=True, staff=True)
        booking = found.booking
        if now < booking.start_time:
            raise Changed('This session has not begun. Move it instead, to give it another length.')
        expiring.let_go(session, rooms.room_of(session, found.studio.id, booking.room_id, closed=True), now)
        longer = _longer(session, found, minutes)
        if not longer.is_free:
            can = f'It is free for {longer.most} more minutes.' if longer.most else 'It is not free any longer.'
            raise TimeRefused(f'The next session needs the room before that. {can} Nothing was changed.', 'taken')
        reservations.extend(session, booking.id, longer.ends)
        values = {'end_time': longer.ends, 'duration': booking.duration + longer.minutes}
        item = BookingItem(
            booking_id=booking.id, kind=OVERTIME, name='Overtime', amount_cents=longer.cents, minutes=longer.minutes
        )
        return _add(session, found, item, values | {'ics_sequence': booking.ics_sequence + 1})


def _longer(session: Session, found: Reached, minutes: int) -> Longer:
    booking = found.booking
    if booking.status not in BILLED:
        raise Changed(NO_BILL)
    asked = forms.within(minutes, 1, 1440, 'Overtime is 1 minute to a day.')
    left = reservations.room_left(session, booking.id)
    counted = policies.overtime(steps.policy_of(found.studio), asked, left)
    card = pricing.quote_of(booking).card
    cost = prices.session_lines(card, booking.end_time, counted.minutes, found.studio.zone)
    ends = booking.end_time + timedelta(minutes=counted.minutes)
    return Longer(counted.minutes, sum(line.cents for line in cost), ends, counted.is_free, counted.most)


def _add(session: Session, found: Reached, item: BookingItem, values: dict[str, Any] | None = None) -> Item:
    """Put an item on the bill, in this transaction."""
    booking = found.booking
    if booking.status not in BILLED:
        raise Changed(NO_BILL)
    if len(items(session, booking.id)) >= MOST:
        raise OverLimit(f'A booking has up to {MOST} items. Put some of them together.')
    total = booking.total_amount + item.amount_cents
    if total < 0:
        raise NotAllowed('That takes off more than this booking costs.')
    item.created_by = found.by.user_id
    session.add(item)
    session.flush()
    changed = (values or {}) | _bill(booking, total)
    noted = {'item': item.name, 'cents': item.amount_cents, 'minutes': item.minutes}
    steps.write(session, booking, changed, ITEM, found.by, Given(details=noted))
    body = f'{item.name}: {money.words(item.amount_cents, booking.currency)}.'
    telling.tell(session, booking, found.studio, telling.CHANGED, body=body, but=found.by.user_id)
    due = booking.remainder_amount
    mails.tell(session, booking, mails.NEW_AMOUNT, about=item.id, reason=body.removesuffix('.'), due_cents=due)
    return Item(item.id, item.kind, item.name, item.amount_cents, item.minutes, item.created_at)


def _bill(booking: Booking, total: int) -> dict[str, Any]:
    """What is still to be paid of a new total; once a session is over, it is due."""
    rest = pricing.remaining(total, booking.paid_amount, booking.refunded_amount)
    status = booking.remainder_status
    if booking.status == states.COMPLETED and rest != booking.remainder_amount:
        status = 'due' if rest else 'paid'
    return {'total_amount': total, 'remainder_amount': rest, 'remainder_status': status}
