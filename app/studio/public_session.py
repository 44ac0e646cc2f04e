"""The page of one booking, for whoever booked: what it is, what is paid, and what can be done with it.

A guest comes by the secret of their link, which stands in its address; whoever is signed in by the booking's number.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from app.accounts import throttle
from app.accounts.visitor import visitor
from app.db import reading, transaction
from app.errors import NotAllowed, NotFound
from app.studio import (
    access,
    calendars,
    deciding,
    delivery_links,
    delivery_telling,
    extras,
    policies,
    pricing,
    public_words,
    receipts,
    rooms,
    states,
    steps,
    studios,
)
from app.studio import public_booking as booking_page
from app.studio.deciding import Cancelling
from app.studio.extras import Item
from app.studio.policies import Policy
from app.studio.prices import Quote
from app.studio.prices.quotes import MINIMUM_CENTS
from app.studio.receipts import Given as Receipt
from app.studio.rooms import Room
from app.studio.studios import StudioView
from models import Booking
from models.types import utc_now

OWN = '/booking/'
WRONG_LINKS = throttle.Limit('studio-link', free=30, window_s=3600.0, pause_s=600.0)
"""Links that do not exist, tried from one address."""
ID_LENGTH = 36
HEADS = {
    states.PENDING_PAYMENT: 'Pay to keep this time',
    states.PENDING_APPROVAL: 'The studio has your request',
    states.CONFIRMED: 'Your session is confirmed',
    states.COMPLETED: 'This session is over',
    states.REJECTED: 'The studio could not take this session',
    states.CANCELLED: 'This session is cancelled',
    states.NO_SHOW: 'You were missed',
    states.EXPIRED: 'This time is not held any more',
}


@dataclass(frozen=True, slots=True)
class Link:
    """How somebody reaches a booking: a guest by `token`, whoever is signed in by their account and `booking_id`."""

    given: str
    user_id: str = ''
    booking_id: str = ''
    token: str = ''

    @property
    def keys(self) -> dict[str, Any]:
        """What services are asked with."""
        return {'user_id': self.user_id, 'booking_id': self.booking_id, 'token': self.token}


@dataclass(frozen=True, slots=True)
class Facts:
    """A booking as its page shows it; amounts in cents of `currency`."""

    id: str
    status: str
    start: datetime
    end: datetime
    minutes: int
    currency: str
    quote: Quote
    items: Sequence[Item]
    total: int
    paid: int
    refunded: int
    rest: int
    remainder_status: str
    hold_ends: datetime | None
    reason: str
    room_id: str
    sequence: int
    changed: datetime
    email: str
    name: str
    may_cancel: bool
    zone: str
    receipts: Sequence[Receipt] = ()


@dataclass(frozen=True, slots=True)
class SessionPage:
    """All that the page shows. `cancelling` is what cancelling now means, None where it cannot be."""

    link: str
    studio: StudioView
    policy: Policy
    room: Room | None
    facts: Facts
    when: public_words.Moment
    held_until: public_words.Moment | None
    answered_by: public_words.Moment | None
    cancelling: Cancelling | None
    is_confirming: bool

    @property
    def head(self) -> str:
        """How it stands."""
        return 'Your payment is being confirmed' if self.is_confirming else HEADS[self.facts.status]

    @property
    def may_move(self) -> bool:
        """Whether another time can be had, or asked for."""
        return self.facts.status == states.CONFIRMED and self.cancelling is not None

    @property
    def is_on(self) -> bool:
        """Whether somebody still comes."""
        return self.facts.status in states.HOLDS_ROOM

    @property
    def rest_is_payable(self) -> bool:
        """Whether something is to be paid that can be paid here."""
        there = self.facts.status in (states.CONFIRMED, states.COMPLETED, states.NO_SHOW)
        return there and self.facts.rest > 0 and self.facts.remainder_status not in ('waived', 'paid')

    @property
    def may_pay_rest(self) -> bool:
        """Whether it can be paid from the page: it is wanted so, and enough for who takes payments."""
        enough = self.facts.rest >= MINIMUM_CENTS
        return self.rest_is_payable and enough and self.policy.pay_rest != 'on_site'

    @property
    def policy_words(self) -> str:
        """What follows from cancelling, in words."""
        return policies.sentence(self.policy)

    def address(self, **asked: Any) -> str:
        """Where its other times are chosen."""
        return f'{OWN}{self.link}/move?{urlencode({name: value for name, value in asked.items() if value})}'


def link_of(given: str) -> Link:
    """How somebody reaches a booking by what stands in the address."""
    who = booking_page.client()
    if who is not None and len(given) == ID_LENGTH:
        return Link(given, who.user_id, given)
    return Link(given, token=given)


def page(given: str, *, has_paid: bool = False, now: datetime | None = None) -> SessionPage:
    """The page of a booking.

    Parameters
    ----------
    has_paid : whoever looks comes back from where it is paid. That alone is believed by nobody.

    Raises
    ------
    NotFound
        There is none, or the link does not work any more.
    TooManyTries
        Many links that do not exist were tried from this address.
    """
    now, link = now or utc_now(), link_of(given)
    throttle.check(WRONG_LINKS, visitor().place)
    try:
        studio_id, facts = _read(link, now)
    except NotFound:
        throttle.count(WRONG_LINKS, visitor().place)
        raise
    studio = studios.get(studio_id)
    policy = booking_page.policy_of(studio)
    until = public_words.deadline(facts.hold_ends, studio.zone, facts.zone) if facts.hold_ends else None
    return SessionPage(
        link=given,
        studio=studio,
        policy=policy,
        room=next((one for one in rooms.of_studio(studio.id, closed=True) if one.id == facts.room_id), None),
        facts=facts,
        when=public_words.span(facts.start, facts.end, studio.zone, facts.zone),
        held_until=until if facts.status == states.PENDING_PAYMENT else None,
        answered_by=until if facts.status == states.PENDING_APPROVAL else None,
        cancelling=deciding.cancelling(**link.keys, now=now) if facts.may_cancel else None,
        is_confirming=has_paid and facts.status == states.PENDING_PAYMENT,
    )


def cancel(given: str, most_kept: int | None, reason: str, *, now: datetime | None = None) -> int:
    """Cancel a session; returns what comes back, in cents."""
    return deciding.cancel(**link_of(given).keys, reason=reason, most_kept=most_kept, now=now)


def files_address(given: str) -> str:
    """Where whoever booked finds what the studio has handed over: a guest by a link of their own, for their address,
    which is proven by what they have paid, or by a code. Raises as `page`, and NotAllowed where it is not proven."""
    if booking_page.client() is not None:
        return delivery_telling.MINE
    session, link = page(given), link_of(given)
    with transaction() as within:
        found = access.reached(within, link.user_id, link.booking_id, token=link.token, writing=True)
        booking = found.booking
        if not booking.customer_email or not (booking.email_proven_at or booking.paid_amount):
            raise NotAllowed('Files are there once your session is paid.')
        token = delivery_links.issue(within, found.studio, booking.customer_email, session.facts.name)
    return delivery_links.address(token)


def receipt(given: str, transaction_id: str) -> str:
    """The receipt of a payment for it; raises as `page`, and NotFound where it is none of this session's."""
    throttle.check(WRONG_LINKS, visitor().place)
    try:
        return receipts.page(**link_of(given).keys, transaction_id=transaction_id)
    except NotFound:
        throttle.count(WRONG_LINKS, visitor().place)
        raise


def calendar_file(given: str) -> str:
    """A session for the calendar of whoever booked it."""
    session = page(given)
    facts, studio = session.facts, session.studio
    if facts.status not in (states.CONFIRMED, states.PENDING_APPROVAL):
        raise NotAllowed('Only a session that takes place has a calendar file.')
    known = calendars.Session(
        facts.id, facts.start, facts.end, f'Session at {studio.name}', facts.changed, facts.sequence, studio.address
    )
    return calendars.feed(f'Session at {studio.name}', facts.id, [known])


def _read(link: Link, now: datetime) -> tuple[str, Facts]:
    """The studio of a booking, and what its page shows of it."""
    with reading() as session:
        found = access.reached(session, link.user_id, link.booking_id, token=link.token)
        booking, policy = found.booking, steps.policy_of(found.studio)
        possible = states.next_steps(booking.status, found.by.role, steps.facts(booking, policy, now))
        may_cancel = any(step.after == states.CANCELLED for step in possible)
        known = _facts(booking, extras.items(session, booking.id), may_cancel)
        return found.studio.id, replace(known, receipts=receipts.of_booking(session, booking, found.studio))


def _facts(booking: Booking, items: Sequence[Item], may_cancel: bool) -> Facts:
    return Facts(
        id=booking.id,
        status=booking.status,
        start=booking.start_time,
        end=booking.end_time,
        minutes=booking.duration,
        currency=booking.currency,
        quote=pricing.quote_of(booking),
        items=items,
        total=booking.total_amount,
        paid=booking.paid_amount,
        refunded=booking.refunded_amount,
        rest=booking.remainder_amount,
        remainder_status=booking.remainder_status,
        hold_ends=booking.hold_expires_at,
        reason=booking.rejected_reason or booking.cancelled_reason or '',
        room_id=booking.room_id,
        sequence=booking.ics_sequence,
        changed=booking.updated_at,
        email=booking.customer_email or '',
        name=booking.customer_name or '',
        may_cancel=may_cancel,
        zone=booking.person_zone or '',
    )
