"""Paying a booking, and giving back: what people and staff do with its money. What follows from it is in `settling`."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts import throttle
from app.areas import Payee
from app.billing import singles
from app.billing.booking import Unmatched
from app.billing.money import words
from app.billing.provider import SHORTEST, Line
from app.config import settings
from app.db import reading, transaction
from app.errors import NotAllowed, PaymentFailed, TooManyTries
from app.studio import (
    access,
    facts,
    links,
    money_telling,
    policies,
    receipts,
    reservations,
    settling,
    states,
    steps,
    telling,
)
from app.studio.access import Reached
from app.studio.prices.quotes import MINIMUM_CENTS
from app.studio.settling import BOOKING, PAID, rows_of
from app.studio.steps import Given
from models import AuditEntry, BillingTransaction, Booking, User, WebhookFailure
from models.types import utc_now

PAYEE = Payee(
    settling.told, settling.unmatched, telling.page_of('{id}'), reads=receipts.may_read, heads=receipts.heading
)
"""For the record of the area: `payees={'booking': PAYEE}`."""
ASKING = throttle.Limit('studio-pay-return', free=1, window_s=20.0, pause_s=20.0, longest_s=20.0)
"""Whoever comes back from paying has the provider asked once; the page that they load again does not."""
SLACK = timedelta(seconds=30)
"""A checkout begins a moment after its booking, and no provider closes one sooner than after half an hour."""
OVER = 'The time for which it was held is over. Choose a time once more.'
NOT_ASKED = 'What was paid is not what was asked for. The studio sees it, and will write to you.'
AT_THE_STUDIO = 'So little can only be paid at the studio.'
NOTHING = 'There is nothing to pay for this session now.'
CONFIRMING = 'This was paid. We wait until the payment is confirmed.'
CHARGING = 'The rest is just being charged to the card that you paid with. Look again in some minutes.'
REFUND_KEY_MOST = 100


@dataclass(frozen=True, slots=True)
class Refunded:
    """What goes back of a booking in all, in cents, and what may still go back."""

    in_all: int
    most: int


def pay(user_id: str, booking_id: str, *, token: str = '', back: str = '') -> str:
    """Begin to pay what is due for a booking, or go on with it; returns the address where that is done.

    Parameters
    ----------
    token : a guest's; nobody has to be signed in then.
    back : the path that whoever pays comes back to; `?paid=` or `?left=` with the payment is added.

    Raises
    ------
    NotFound
        There is no such booking, or it is not theirs.
    NotAllowed
        Nothing is to be paid, it was paid just now, its hold is over, or nothing can be paid here.
    PaymentFailed
        The provider does not answer. Nothing was charged; the booking is held as before.
    """
    with transaction() as session:
        reached = access.reached(session, user_id, booking_id, token=token, writing=not token)
        made, booking, studio = _open_row(session, reached), reached.booking, reached.studio
    if made.session_ref is not None:
        state = _state(made)
        if state == 'open':
            return singles.page(made)
        if state == 'failed' and made.type == facts.REMAINDER:  # that link has run out
            return pay(user_id, booking_id, token=token, back=back)
        raise NotAllowed(OVER if state == 'failed' else CONFIRMING)
    way = settings().address + (back or links.of(booking))
    ends, at_once = None, False
    if made.type == facts.DEPOSIT:
        policy = steps.policy_of(studio)
        ends, at_once = _ends(booking, made), policy.slow_payment_days == 0
    customer = singles.customer(made, booking.customer_email or '', booking.stripe_customer_id)
    begun = singles.begin(made, customer, _ways(way, made), expires_at=ends, at_once=at_once)
    _note_begun(booking_id or booking.id, begun.ref, customer, begun.expires_at)
    return begun.url


def returned(user_id: str, booking_id: str, *, token: str = '') -> str:
    """How the last payment of a booking stands, for whoever comes back from paying: `paid`, `coming`, `open`, `failed`,
    `refunded`, or empty where none was begun. The address they come by proves nothing: the provider is asked, once.

    Raises
    ------
    NotFound
        There is no such booking, or it is not theirs.
    """
    with reading() as session:
        booking = access.reached(session, user_id, booking_id, token=token).booking
        rows = rows_of(session, booking.id)
    if not rows:
        return ''
    last, state = rows[-1], ''
    if last.status == 'pending' and last.session_ref is not None:
        try:
            throttle.count(ASKING, last.id)
            payment = singles.ask(last)
            state = payment.state if payment else ''
        except (TooManyTries, PaymentFailed, NotAllowed):
            pass  # what is known so far is told; the sweep asks again
        with reading() as session:
            last = session.get_one(BillingTransaction, last.id)
    words_of = {'succeeded': 'paid', 'pending': state if state == 'coming' else 'open'}
    return words_of.get(last.status, last.status)


def refund(user_id: str, booking_id: str, cents: int, key: str, *, reason: str = '') -> Refunded:
    """Give a part of what was paid back, as staff decide; asked again with the same key, it is given once.

    Raises
    ------
    NotFound
        There is no such booking, or they do not work there.
    NotAllowed
        It is more than is left of what was paid here, with the most that is possible.
    """
    with transaction() as session:
        booking, by = _of_staff(session, user_id, booking_id)
        rows = rows_of(session, booking.id)
        paid = sum(row.amount_cents for row in rows if row.status in PAID)
        if not _is_done(session, booking.id, key):
            try:
                policies.check_refund(cents, paid, booking.refunded_amount)
            except policies.TooMuch as error:
                most = words(error.most, booking.currency)
                raise NotAllowed(f'{error} The most that can be given back is {most}.') from error
            in_all = booking.refunded_amount + cents
            values: dict[str, Any] = {'refunded_amount': in_all}
            if booking.status in facts.OVER and not booking.remainder_amount:
                values |= {'remainder_status': 'waived'}  # all was paid, and what goes back is not asked for again
            elif booking.status not in facts.ENDED and booking.remainder_status != 'waived':
                rest = max(0, booking.total_amount - booking.paid_amount + in_all)
                values |= {'remainder_amount': rest}
                if booking.status in facts.OVER and rest:
                    values |= {'remainder_status': 'due'}
            details = {'key': key[:REFUND_KEY_MOST]}
            steps.write(session, booking, values, 'booking.refund', by, Given(reason, details=details, back=cents))
            money_telling.given_back(session, booking, cents, reason)
        found = Refunded(booking.refunded_amount, max(0, paid - booking.refunded_amount))
    settling.carry_out(booking_id)
    return found


def unmatched(user_id: str, booking_id: str) -> list[tuple[WebhookFailure, str]]:
    """Payments that fit nothing that was asked of a booking, with the amount in words, for staff."""
    with reading() as session:
        access.reached(session, user_id, booking_id, staff=True)
        mine = (col(WebhookFailure.booking_id) == booking_id, col(WebhookFailure.resolved).is_(False))
        found = session.exec(select(WebhookFailure).where(*mine).order_by(col(WebhookFailure.created_at))).all()
    told = {said['transaction']: (one, said) for one in reversed(found) if 'unmatched' in (said := _details(one))}
    return [(one, words(said['unmatched'], said['currency'])) for one, said in reversed(told.values())]


def _details(failure: WebhookFailure) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(failure.error_details or '{}')
    return found


def of_booking(user_id: str, booking_id: str) -> list[BillingTransaction]:
    """All payments of a booking, the first one first, for staff; raises NotFound."""
    with reading() as session:
        access.reached(session, user_id, booking_id, staff=True)
        return rows_of(session, booking_id)


def _state(made: BillingTransaction) -> str:
    """How an open payment stands at the provider."""
    try:
        payment = singles.ask(made)
    except Unmatched as error:
        raise NotAllowed(NOT_ASKED) from error
    return payment.state if payment else 'open'


def _of_staff(session: Session, user_id: str, booking_id: str) -> tuple[Booking, access.By]:
    found = access.reached(session, user_id, booking_id, writing=True, staff=True)
    return found.booking, found.by


def _open_row(session: Session, reached: Reached) -> BillingTransaction:
    """The payment that is open for a booking, or a new one; raises NotAllowed where nothing is to be paid."""
    booking = reached.booking
    kind, cents = _due(booking)
    singles.check_open(session.get(User, booking.user_id) if booking.user_id else None)
    for row in reversed(rows_of(session, booking.id)):
        if row.status == 'pending' and row.type == kind and row.session_ref is None and booking.status in facts.OVER:
            raise NotAllowed(CHARGING)
        if (
            row.status == 'pending'
            and row.type == kind
            and (row.amount_cents, row.currency) == (cents, booking.currency)
        ):
            return row
    name = f'{"Deposit" if kind == facts.DEPOSIT else "Rest"}: {reached.studio.name}, '
    line = Line(name + telling.at(booking, reached.studio), cents, booking.currency)
    return singles.pending(session, line, kind, BOOKING, booking.id, booking.user_id)


def _due(booking: Booking) -> tuple[str, int]:
    if booking.status == states.PENDING_PAYMENT:
        if booking.hold_expires_at is None or utc_now() >= booking.hold_expires_at:
            raise NotAllowed(OVER)
        return facts.DEPOSIT, booking.deposit_amount
    if booking.status in facts.ENDED or booking.remainder_amount <= 0 or booking.remainder_status == 'waived':
        raise NotAllowed(NOTHING)
    if booking.remainder_amount < MINIMUM_CENTS:
        raise NotAllowed(AT_THE_STUDIO)
    return facts.REMAINDER, booking.remainder_amount


def _ends(booking: Booking, made: BillingTransaction) -> datetime:
    """When the checkout of a deposit closes: with the hold, or as soon after as providers can."""
    earliest = made.created_at + SHORTEST + SLACK
    return max(booking.hold_expires_at or earliest, earliest)


def _ways(way: str, made: BillingTransaction) -> tuple[str, str]:
    sign = '&' if '?' in way else '?'
    return f'{way}{sign}paid={made.id}', f'{way}{sign}left={made.id}'


def _note_begun(booking_id: str, ref: str, customer: str, ends: datetime | None) -> None:
    """Keep with the booking where it is paid. A hold that ends some seconds before its checkout is held until then."""
    with transaction() as session:
        booking = session.get_one(Booking, booking_id, populate_existing=True)
        booking.stripe_session_id, booking.stripe_customer_id = ref, customer
        held = booking.hold_expires_at
        if booking.status == states.PENDING_PAYMENT and held and ends and held < ends <= held + 2 * SLACK:
            booking.hold_expires_at = ends
            reservations.prolong(session, booking.id, ends)
        session.add(booking)


def _is_done(session: Session, booking_id: str, key: str) -> bool:
    """Whether money was given back under this key already."""
    mine = (col(AuditEntry.entity) == BOOKING, col(AuditEntry.entity_id) == booking_id)
    found = session.scalars(sa.select(col(AuditEntry.details)).where(*mine, col(AuditEntry.action) == 'booking.refund'))
    return any(json.loads(said or '{}').get('key') == key[:REFUND_KEY_MOST] for said in found)
