"""The stand-in for whoever takes payments: it plays the whole story, with a page of its own, and no money moves.

What a provider would keep on its servers is in `stand_in_objects`. Everything that changes there is told to ourselves
by signed events over HTTP (see `stand_in_events`), so that the code which hears them is the same for both.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from app.billing import signing
from app.billing.provider import SHORTEST, About, Event, Line, Mode, Payment, Session, State, event_of
from app.billing.stand_in_customer import DECLINED as DECLINED
from app.billing.stand_in_customer import TO_CONFIRM as TO_CONFIRM
from app.billing.stand_in_customer import arrive as arrive
from app.billing.stand_in_customer import checkout_state as checkout_state
from app.billing.stand_in_customer import dispute as dispute
from app.billing.stand_in_customer import press as press
from app.billing.stand_in_customer import run_out
from app.billing.stand_in_plans import at, end, later, paid, settle, text
from app.billing.stand_in_plans import renew as renew
from app.billing.stand_in_store import change, find, get, make, name_of, told
from app.config import settings
from app.db import reading, transaction
from app.errors import ConfirmPayment, PaymentFailed
from models.types import new_id, utc_now


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
        expires_at: datetime | None = None,
        at_once: bool = False,
        key: str = '',
    ) -> Session:
        full = sum(line.amount_cents * line.quantity for line in lines)
        state = {
            'lines': [asdict(line) for line in lines], 'customer': customer, 'mode': mode, 'success': success,
            'cancel': cancel, 'about': about.fields(), 'trial_days': trial_days, 'state': 'open',
            'amount': 0 if trial_days else max(0, full - discount_cents), 'currency': lines[0].currency,
            'at_once': at_once, 'expires': text(expires_at) if expires_at else None,
        }  # fmt: skip
        if expires_at is not None and expires_at < utc_now() + SHORTEST and not _is_known(key):
            raise PaymentFailed('A checkout stays open for half an hour at least.')
        with transaction() as session:
            ref = make(session, 'checkout', state, due_at=expires_at, name=key)
            known = get(session, ref)['expires']
        return Session(ref, self.page(ref), at(known) if known else None)

    def page(self, session_ref: str) -> str:
        with reading() as session:
            plain = not get(session, session_ref)['about']['plan_code']
        return f'{settings().address}/{"test-payment" if plain else "pay"}/{session_ref}'

    def expire(self, session_ref: str) -> None:
        with transaction() as session:
            run_out(session, session_ref)

    def portal(self, customer: str, back: str) -> str:
        return back

    def refund(self, payment_ref: str, amount_cents: int, key: str) -> None:
        with transaction() as session:
            made = get(session, payment_ref)
            if key in made['refunds']:
                return
            if made['refunded'] + amount_cents > made['amount']:
                raise PaymentFailed('More than was paid cannot be given back.')
            refunds = [*made['refunds'], key]
            change(session, payment_ref, refunded=made['refunded'] + amount_cents, refunds=refunds)
            told(session, 'charge.refunded', new_id(), payment_intent=payment_ref)

    def charge_later(self, customer: str, payment_method: str, line: Line, about: About) -> Payment:
        with reading() as session:
            known = find(session, 'payment', about.reference)
        if known is not None:
            return _payment(known, name_of('payment', about.reference))
        if payment_method == DECLINED:
            raise PaymentFailed('The payment was declined: this test card always is.')
        if payment_method == TO_CONFIRM:
            raise ConfirmPayment('The bank wants this payment to be confirmed: so it is with this test card.')
        with transaction() as session:
            amount = line.amount_cents * line.quantity
            ref = paid(session, amount, line.currency, about.reference, name=about.reference, method=payment_method)
            told(session, 'payment_intent.succeeded', ref)
            return _payment(get(session, ref), ref)

    def change_plan(self, subscription_ref: str, line: Line, about: About) -> None:
        with transaction() as session:
            had, now = get(session, subscription_ref), utc_now()
            was = Line(**had['line'])
            if was.currency != line.currency:
                raise PaymentFailed('A plan in another currency cannot follow: end this one first.')
            left = max(0.0, min(1.0, (at(had['end']) - now) / (at(had['end']) - at(had['start']))))
            anew = was.interval != line.interval and had['status'] != 'TRIALING'
            due = round(line.amount_cents * (1 if anew else left) - was.amount_cents * left)
            change(session, subscription_ref, line=asdict(line), about=about.fields(), ends=False, canceled=None)
            if anew:
                until = later(now, line.interval or 'month')
                change(session, subscription_ref, due_at=until, start=text(now), end=text(until))
            if had['status'] != 'TRIALING':
                settle(session, subscription_ref, due, line.currency)
            told(session, 'customer.subscription.updated', subscription_ref)

    def cancel(self, subscription_ref: str, *, at_period_end: bool) -> None:
        with transaction() as session:
            if at_period_end:
                change(session, subscription_ref, ends=True, canceled=text(utc_now()))
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
            made = get(session, found['payment']) if found.get('payment') else {}
            return Payment(
                reference=found['about']['reference'],
                state=found['state'],
                amount_cents=found['amount'],
                currency=found['currency'],
                provider_ref=ref if subject == 'invoice' else found.get('invoice') or found.get('payment'),
                payment_ref=found.get('payment'),
                refunded_cents=made.get('refunded', 0),
                subscription_ref=found.get('subscription'),
                again=found.get('again', False),
                checkout_ref=ref if subject == 'checkout' else None,
                method_ref=made.get('method'),
                disputed=made.get('disputed', False),
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
            period_start=at(found['start']),
            period_end=at(found['end']),
            cancel_at_period_end=found['ends'],
            canceled_at=at(found['canceled']) if found['canceled'] else None,
            trial_start=at(found['trial_start']) if found['trial_start'] else None,
            trial_end=at(found['trial_end']) if found['trial_end'] else None,
        )


def _is_known(key: str) -> bool:
    with reading() as session:
        return bool(key) and find(session, 'checkout', key) is not None


def _payment(found: dict[str, Any], ref: str) -> Payment:
    return Payment(
        found['reference'], 'paid', found['amount'], found['currency'], ref, ref, found['refunded'],
        method_ref=found.get('method'), disputed=found.get('disputed', False),
    )  # fmt: skip
