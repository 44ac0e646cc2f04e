"""The stand-in for whoever takes payments: it plays the whole story, with a page of its own, and no money moves.

What a provider would keep on its servers is in `stand_in_objects`. Everything that changes there is told to ourselves
by signed events over HTTP (see `stand_in_events`), so that the code which hears them is the same for both.
"""

import calendar
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session as Database

from app.billing import signing
from app.billing.provider import About, Event, Line, Mode, Payment, Session, State, event_of
from app.billing.stand_in_store import Behaviour, change, get, make, told
from app.config import settings
from app.db import reading, transaction
from app.errors import ConfirmPayment, NotAllowed, PaymentFailed
from models.types import new_id, utc_now

DECLINED, TO_CONFIRM = 'card_declined', 'card_to_confirm'
"""Ways to pay that are always declined, and always to be confirmed by who pays."""


class StandIn:
    """The port, played by ourselves."""

    name = 'stand-in'

    def customer(self, user_id: str, email: str) -> str:
        return f'standin_{user_id}'

    def checkout(
        self,
        lines: Sequence[Line],
        customer: str,
        mode: Mode,
        success: str,
        cancel: str,
        *,
        about: About,
        trial_days: int = 0,
        discount_cents: int = 0,
    ) -> Session:
        full = sum(line.amount_cents * line.quantity for line in lines)
        state = {
            'lines': [asdict(line) for line in lines], 'customer': customer, 'mode': mode, 'success': success,
            'cancel': cancel, 'about': about.fields(), 'trial_days': trial_days, 'state': 'open',
            'amount': 0 if trial_days else max(0, full - discount_cents), 'currency': lines[0].currency,
        }  # fmt: skip
        with transaction() as session:
            ref = make(session, 'checkout', state)
        return Session(ref, f'{settings().address}/pay/{ref}')

    def expire(self, session_ref: str) -> None:
        with transaction() as session:
            if get(session, session_ref)['state'] == 'open':
                change(session, session_ref, state='failed')
                told(session, 'checkout.session.expired', session_ref)

    def portal(self, customer: str, back: str) -> str:
        return back

    def refund(self, payment_ref: str, amount_cents: int, key: str) -> None:
        with transaction() as session:
            paid = get(session, payment_ref)
            if key in paid['refunds']:
                return
            if paid['refunded'] + amount_cents > paid['amount']:
                raise PaymentFailed('More than was paid cannot be given back.')
            refunds = [*paid['refunds'], key]
            change(session, payment_ref, refunded=paid['refunded'] + amount_cents, refunds=refunds)
            told(session, 'charge.refunded', new_id(), payment_intent=payment_ref)

    def charge_later(self, customer: str, payment_method: str, line: Line, about: About) -> Payment:
        if payment_method == DECLINED:
            raise PaymentFailed('The payment was declined: this test card always is.')
        if payment_method == TO_CONFIRM:
            raise ConfirmPayment('The bank wants this payment to be confirmed: so it is with this test card.')
        with transaction() as session:
            ref = _paid(session, line.amount_cents * line.quantity, line.currency, about.reference)
            told(session, 'payment_intent.succeeded', ref)
            return _payment(get(session, ref), ref)

    def change_plan(self, subscription_ref: str, line: Line, about: About) -> None:
        with transaction() as session:
            had, now = get(session, subscription_ref), utc_now()
            was = Line(**had['line'])
            if was.currency != line.currency:
                raise PaymentFailed('A plan in another currency cannot follow: end this one first.')
            left = max(0.0, min(1.0, (_at(had['end']) - now) / (_at(had['end']) - _at(had['start']))))
            anew = was.interval != line.interval and had['status'] != 'TRIALING'
            due = round(line.amount_cents * (1 if anew else left) - was.amount_cents * left)
            change(session, subscription_ref, line=asdict(line), about=about.fields(), ends=False, canceled=None)
            if anew:
                until = _later(now, line.interval or 'month')
                change(session, subscription_ref, due_at=until, start=_text(now), end=_text(until))
            if had['status'] != 'TRIALING':
                _settle(session, subscription_ref, due, line.currency)
            told(session, 'customer.subscription.updated', subscription_ref)

    def cancel(self, subscription_ref: str, *, at_period_end: bool) -> None:
        with transaction() as session:
            if at_period_end:
                change(session, subscription_ref, ends=True, canceled=_text(utc_now()))
                told(session, 'customer.subscription.updated', subscription_ref)
            else:
                end(session, subscription_ref)

    def resume(self, subscription_ref: str) -> None:
        with transaction() as session:
            if get(session, subscription_ref)['status'] == 'CANCELED':
                raise PaymentFailed('This plan has ended already. Choose it again.')
            change(session, subscription_ref, ends=False, canceled=None)
            told(session, 'customer.subscription.updated', subscription_ref)

    def read_event(self, body: bytes, signature: str) -> Event:
        signing.check(body, signature)
        return self.understood(body)

    def understood(self, body: bytes) -> Event:
        said = json.loads(body)
        return event_of(said, datetime.fromtimestamp(said['created'], UTC))

    def payment_of(self, subject: str, ref: str) -> Payment | None:
        with reading() as session:
            found = get(session, ref)
            if subject == 'payment':
                return _payment(found, ref)
            paid = get(session, found['payment']) if found.get('payment') else {}
            return Payment(
                reference=found['about']['reference'],
                state=found['state'],
                amount_cents=found['amount'],
                currency=found['currency'],
                provider_ref=ref if subject == 'invoice' else found.get('invoice') or found.get('payment'),
                payment_ref=found.get('payment'),
                refunded_cents=paid.get('refunded', 0),
                subscription_ref=found.get('subscription'),
                again=found.get('again', False),
            )

    def subscription(self, ref: str) -> State | None:
        with reading() as session:
            found = get(session, ref)
        return State(
            ref=ref,
            customer=found['customer'],
            status=found['status'],
            user_id=found['about']['user_id'],
            plan_code=found['about']['plan_code'],
            price_ref=found['line']['price_ref'],
            period_start=_at(found['start']),
            period_end=_at(found['end']),
            cancel_at_period_end=found['ends'],
            canceled_at=_at(found['canceled']) if found['canceled'] else None,
            trial_start=_at(found['trial_start']) if found['trial_start'] else None,
            trial_end=_at(found['trial_end']) if found['trial_end'] else None,
        )


def checkout_state(ref: str) -> dict[str, Any]:
    """What the pay page shows; raises NotFound."""
    with reading() as session:
        return get(session, ref)


def press(ref: str, button: str, behaviour: Behaviour | None = None) -> str:
    """Pay, decline or cancel a checkout, as its page has it; returns where the visitor goes next.

    Raises
    ------
    NotAllowed
        It is paid or closed already, or the card was declined: another try is open.
    """
    how = behaviour or Behaviour()
    with transaction() as session:
        found = get(session, ref)
        if found['state'] != 'open':
            raise NotAllowed('This checkout is closed: it was paid, or it has run out.')
        if button == 'decline':
            raise NotAllowed('The test card was declined. Nothing was charged: try again, or go back.')
        if button == 'cancel':
            change(session, ref, state='failed')
            told(session, 'checkout.session.expired', ref, how=how)
            return str(found['cancel'])
        made = {'state': 'paid'}
        if found['mode'] == 'subscription':
            made |= _begin(session, found, how)
        elif found['amount']:
            made |= {'payment': _paid(session, found['amount'], found['currency'], found['about']['reference'])}
        change(session, ref, **made)
        told(session, 'checkout.session.completed', ref, how=how)
        return str(found['success'])


def renew(session: Database, ref: str, *, declined: bool = False) -> None:
    """The period of a subscription is over: end it as was asked, or have the next one paid."""
    had = get(session, ref)
    if had['ends']:
        end(session, ref)
        return
    start, line = _at(had['end']), Line(**had['line'])
    until = _later(start, line.interval or 'month')
    status = 'PAST_DUE' if declined else 'ACTIVE'
    change(session, ref, due_at=until, start=_text(start), end=_text(until), status=status)
    _settle(session, ref, line.amount_cents, line.currency, declined=declined)
    told(session, 'customer.subscription.updated', ref)


def _settle(session: Database, ref: str, due: int, currency: str, *, declined: bool = False) -> None:
    """Have an amount paid; what is below zero is kept, and comes off what is due later."""
    owed = due - get(session, ref).get('kept', 0)
    change(session, ref, kept=max(0, -owed))
    if owed > 0:
        _invoice(session, ref, owed, currency, again=True, declined=declined)


def end(session: Database, ref: str) -> None:
    """End a subscription now."""
    change(session, ref, due_at=None, status='CANCELED', canceled=_text(utc_now()))
    told(session, 'customer.subscription.deleted', ref)


def _begin(session: Database, found: dict[str, Any], how: Behaviour) -> dict[str, Any]:
    """Begin the subscription of a checkout, with its first invoice."""
    now, line, days = utc_now(), Line(**found['lines'][0]), found['trial_days']
    until = now + timedelta(days=days) if days else _later(now, line.interval or 'month')
    trial = {'trial_start': _text(now), 'trial_end': _text(until)} if days else {'trial_start': None, 'trial_end': None}
    state = {
        'customer': found['customer'], 'about': found['about'], 'line': asdict(line), 'ends': False, 'canceled': None,
        'status': 'TRIALING' if days else 'ACTIVE', 'start': _text(now), 'end': _text(until), **trial,
    }  # fmt: skip
    ref = make(session, 'subscription', state, due_at=until)
    told(session, 'customer.subscription.created', ref, how=how)
    invoice = _invoice(session, ref, found['amount'], found['currency'], again=False, how=how)
    return {'subscription': ref, 'invoice': invoice, 'payment': get(session, invoice)['payment']}


def _invoice(
    session: Database,
    subscription_ref: str,
    amount: int,
    currency: str,
    *,
    again: bool,
    declined: bool = False,
    how: Behaviour | None = None,
) -> str:
    about = get(session, subscription_ref)['about']
    paid = None if declined or not amount else _paid(session, amount, currency, '')
    state = {
        'about': about, 'amount': amount, 'currency': currency, 'state': 'failed' if declined else 'paid',
        'payment': paid, 'subscription': subscription_ref, 'again': again,
    }  # fmt: skip
    ref = make(session, 'invoice', state)
    told(session, 'invoice.payment_failed' if declined else 'invoice.paid', ref, how=how)
    return ref


def _paid(session: Database, amount: int, currency: str, reference: str) -> str:
    return make(
        session,
        'payment',
        {'amount': amount, 'currency': currency, 'reference': reference, 'refunded': 0, 'refunds': []},
    )


def _payment(found: dict[str, Any], ref: str) -> Payment:
    return Payment(found['reference'], 'paid', found['amount'], found['currency'], ref, ref, found['refunded'])


def _later(start: datetime, interval: str) -> datetime:
    """A month or year later, on the same day of the month or on its last."""
    months = start.month - 1 + (12 if interval == 'year' else 1)
    year, month = start.year + months // 12, months % 12 + 1
    return start.replace(year=year, month=month, day=min(start.day, calendar.monthrange(year, month)[1]))


def _text(moment: datetime) -> str:
    return moment.isoformat()


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text)
