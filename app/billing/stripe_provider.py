"""Stripe, by its own library: loaded only where it is used, because it is large."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import stripe

from app.billing.provider import About, Event, Line, Mode, Payment, Session, State, event_of
from app.config import settings
from app.errors import ConfirmPayment, Forged, PaymentFailed

STATUS = {
    'trialing': 'TRIALING',
    'active': 'ACTIVE',
    'past_due': 'PAST_DUE',
    'canceled': 'CANCELED',
    'unpaid': 'UNPAID',
}
"""Everything else, like a first payment that is not made yet, is INACTIVE."""
RETRIES = 2
AWAY = 'The payment service does not answer. Nothing was charged; try again in a moment.'


@contextmanager
def asking() -> Iterator[None]:
    """Around what asks Stripe for something: its errors become sentences."""
    try:
        yield
    except stripe.CardError as error:
        if error.code == 'authentication_required':
            raise ConfirmPayment('The bank wants this payment to be confirmed. Nothing was charged so far.') from error
        raise PaymentFailed(f'The payment was declined: {error.user_message or "ask your bank why"}.') from error
    except stripe.APIConnectionError as error:
        raise PaymentFailed(AWAY) from error
    except stripe.StripeError as error:
        raise PaymentFailed('The payment service refused this. Nothing was charged; whoever runs LevelMix is told '
                            f'why: {error.user_message or type(error).__name__}') from error  # fmt: skip


class StripeProvider:
    """The port, spoken to Stripe."""

    name = 'stripe'

    @cached_property
    def _stripe(self) -> Any:
        known = settings()
        return stripe.StripeClient(
            known.stripe_secret_key.get_secret_value(),
            base_addresses={'api': known.stripe_api_base.rstrip('/')},
            max_network_retries=RETRIES,
        ).v1

    def customer(self, user_id: str, email: str) -> str:
        with asking():
            asked = {'email': email, 'metadata': {'user_id': user_id}}
            made = self._stripe.customers.create(asked, {'idempotency_key': f'customer-{user_id}'})
        return str(made.id)

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
        asked: dict[str, Any] = {
            'mode': mode,
            'customer': customer,
            'line_items': [{**_price(line), 'quantity': line.quantity} for line in lines],
            'success_url': success,
            'cancel_url': cancel,
            'client_reference_id': about.reference,
            'metadata': about.fields(),
        }
        if mode == 'subscription':
            trial = {'trial_period_days': trial_days} if trial_days else {}
            asked['subscription_data'] = {'metadata': about.fields(), **trial}
        else:
            asked['payment_intent_data'] = {'metadata': about.fields(), 'setup_future_usage': 'off_session'}
        with asking():
            if discount_cents:
                once = {'amount_off': discount_cents, 'currency': lines[0].currency, 'duration': 'once'}
                coupon = self._stripe.coupons.create(once, {'idempotency_key': f'coupon-{about.reference}'})
                asked['discounts'] = [{'coupon': coupon.id}]
            made = self._stripe.checkout.sessions.create(asked)
        return Session(made.id, made.url)

    def expire(self, session_ref: str) -> None:
        with asking():
            if self._stripe.checkout.sessions.retrieve(session_ref).status == 'open':
                self._stripe.checkout.sessions.expire(session_ref)

    def portal(self, customer: str, back: str) -> str:
        with asking():
            made = self._stripe.billing_portal.sessions.create({'customer': customer, 'return_url': back})
        return str(made.url)

    def refund(self, payment_ref: str, amount_cents: int, key: str) -> None:
        with asking():
            asked = {'payment_intent': payment_ref, 'amount': amount_cents}
            self._stripe.refunds.create(asked, {'idempotency_key': f'refund-{key}'})

    def charge_later(self, customer: str, payment_method: str, line: Line, about: About) -> Payment:
        with asking():
            made = self._stripe.payment_intents.create(
                {
                    'amount': line.amount_cents * line.quantity,
                    'currency': line.currency,
                    'customer': customer,
                    'payment_method': payment_method,
                    'description': line.name,
                    'off_session': True,
                    'confirm': True,
                    'metadata': about.fields(),
                },
                {'idempotency_key': f'charge-{about.reference}'},
            )
        return _of_intent(made)

    def change_plan(self, subscription_ref: str, line: Line, about: About) -> None:
        with asking():
            item = self._stripe.subscriptions.retrieve(subscription_ref)['items'].data[0]
            price = line.price_ref or self._stripe.prices.create(_price_data(line)).id
            self._stripe.subscriptions.update(
                subscription_ref,
                {
                    'items': [{'id': item.id, 'price': price}],
                    'metadata': about.fields(),
                    'cancel_at_period_end': False,
                    'proration_behavior': 'always_invoice',
                    'payment_behavior': 'error_if_incomplete',
                },
            )

    def cancel(self, subscription_ref: str, *, at_period_end: bool) -> None:
        with asking():
            if at_period_end:
                self._stripe.subscriptions.update(subscription_ref, {'cancel_at_period_end': True})
            else:
                self._stripe.subscriptions.cancel(subscription_ref)

    def resume(self, subscription_ref: str) -> None:
        with asking():
            self._stripe.subscriptions.update(subscription_ref, {'cancel_at_period_end': False})

    def read_event(self, body: bytes, signature: str) -> Event:
        secret = settings().stripe_webhook_secret.get_secret_value()
        if not secret:
            raise Forged  # anybody can sign with nothing
        try:
            stripe.WebhookSignature.verify_header(body.decode(), signature, secret, tolerance=300)
        except (stripe.SignatureVerificationError, UnicodeDecodeError) as error:
            raise Forged from error
        return self.understood(body)

    def understood(self, body: bytes) -> Event:
        told = json.loads(body)
        return event_of(told, datetime.fromtimestamp(told.get('created', 0), UTC))

    def payment_of(self, subject: str, ref: str) -> Payment | None:
        with asking():
            if subject == 'checkout':
                return self._of_checkout(self._stripe.checkout.sessions.retrieve(ref, {'expand': [CHARGE]}))
            if subject == 'invoice':
                return self._of_invoice(self._stripe.invoices.retrieve(ref, {'expand': ['payments']}))
            return _of_intent(self._stripe.payment_intents.retrieve(ref, {'expand': ['latest_charge']}))

    def subscription(self, ref: str) -> State | None:
        with asking():
            found = self._stripe.subscriptions.retrieve(ref)
        item, user_id = found['items'].data[0], _said(found, 'user_id')
        if not user_id:
            return None
        return State(
            ref=found.id,
            customer=str(found.customer),
            status=STATUS.get(found.status, 'INACTIVE'),
            user_id=user_id,
            plan_code=_said(found, 'plan_code'),
            price_ref=item.price.id,
            period_start=_moment(item, 'current_period_start'),
            period_end=_moment(item, 'current_period_end'),
            cancel_at_period_end=bool(found.cancel_at_period_end),
            **{name: _moment(found, name) for name in ('canceled_at', 'trial_start', 'trial_end')},
        )

    def _of_checkout(self, found: Any) -> Payment | None:
        reference = _said(found, 'reference')
        if not reference:
            return None
        invoice, subscription = getattr(found, 'invoice', None), getattr(found, 'subscription', None)
        paid = found.status == 'complete' and found.payment_status in ('paid', 'no_payment_required')
        whole = Payment(
            reference=reference,
            state='paid' if paid else 'failed' if found.status == 'expired' else 'open',
            amount_cents=found.amount_total,
            currency=found.currency,
            provider_ref=str(invoice) if invoice else None,
            subscription_ref=str(subscription) if subscription else None,
        )
        if invoice:
            return _with(
                whole, self._of_invoice(self._stripe.invoices.retrieve(str(invoice), {'expand': ['payments']}))
            )
        return _with(whole, _of_intent(found.payment_intent) if getattr(found, 'payment_intent', None) else None)

    def _of_invoice(self, found: Any) -> Payment | None:
        details = getattr(getattr(found, 'parent', None), 'subscription_details', None)
        reference = _said(details, 'reference')
        if details is None or not reference:
            return None
        intent = self._intent_of(found)
        return Payment(
            reference=reference,
            state='paid' if found.status == 'paid' else 'failed' if _has_failed(found) else 'open',
            amount_cents=found.amount_paid if found.status == 'paid' else found.amount_due,
            currency=found.currency,
            provider_ref=found.id,
            payment_ref=intent.payment_ref if intent else None,
            refunded_cents=intent.refunded_cents if intent else 0,
            subscription_ref=str(details.subscription),
            again=found.billing_reason != 'subscription_create',
        )

    def _intent_of(self, invoice: Any) -> Payment | None:
        made = getattr(getattr(invoice, 'payments', None), 'data', ())
        refs = [one.payment.payment_intent for one in made if getattr(one.payment, 'payment_intent', None)]
        if not refs:
            return None
        return _of_intent(self._stripe.payment_intents.retrieve(str(refs[-1]), {'expand': ['latest_charge']}))


CHARGE = 'payment_intent.latest_charge'
INTENT_STATE: dict[str, Any] = {'succeeded': 'paid', 'canceled': 'failed'}


def _with(whole: Payment, part: Payment | None) -> Payment:
    """A checkout, with what its payment says of a refund."""
    if part is None:
        return whole
    known = part.provider_ref or part.payment_ref
    return replace(whole, provider_ref=known, payment_ref=part.payment_ref, refunded_cents=part.refunded_cents)


def _of_intent(found: Any) -> Payment:
    charge = getattr(found, 'latest_charge', None)
    return Payment(
        reference=_said(found, 'reference'),
        state=INTENT_STATE.get(found.status, 'open'),
        amount_cents=found.amount,
        currency=found.currency,
        provider_ref=found.id,
        payment_ref=found.id,
        refunded_cents=getattr(charge, 'amount_refunded', 0) or 0,
    )


def _said(found: Any, name: str) -> str:
    """One of the ids of ours that Stripe keeps with a thing; empty where there is none."""
    return str(getattr(getattr(found, 'metadata', None), name, None) or '')


def _has_failed(invoice: Any) -> bool:
    return bool(invoice.status in ('void', 'uncollectible') or invoice.attempt_count)


def _moment(found: Any, name: str) -> datetime | None:
    seconds = getattr(found, name, None)
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def _price(line: Line) -> dict[str, Any]:
    return {'price': line.price_ref} if line.price_ref else {'price_data': _price_data(line)}


def _price_data(line: Line) -> dict[str, Any]:
    again = {'recurring': {'interval': line.interval}} if line.interval else {}
    return {
        'currency': line.currency, 'unit_amount': line.amount_cents, 'product_data': {'name': line.name}, **again
    }  # fmt: skip
