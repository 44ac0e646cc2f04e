"""Stripe, by its own library: loaded only where it is used, because it is large."""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

import stripe

from app.billing.provider import About, Event, Line, Mode, Payment, Session, State, event_of
from app.billing.stripe_words import (
    CHARGE,
    STATUS,
    has_failed,
    moment,
    of_intent,
    price,
    price_data,
    said,
    state_of,
    with_intent,
)
from app.config import settings
from app.errors import ConfirmPayment, Forged, PaymentAway, PaymentFailed

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
    except (stripe.APIConnectionError, stripe.APIError, stripe.RateLimitError) as error:
        raise PaymentAway(AWAY) from error
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
        expires_at: datetime | None = None,
        at_once: bool = False,
        key: str = '',
    ) -> Session:
        asked: dict[str, Any] = {
            'mode': mode,
            'customer': customer,
            'line_items': [{**price(line), 'quantity': line.quantity} for line in lines],
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
        if expires_at is not None:
            asked['expires_at'] = int(expires_at.timestamp())
        if at_once:
            asked['payment_method_types'] = ['card']
        with asking():
            if discount_cents:
                once = {'amount_off': discount_cents, 'currency': lines[0].currency, 'duration': 'once'}
                coupon = self._stripe.coupons.create(once, {'idempotency_key': f'coupon-{about.reference}'})
                asked['discounts'] = [{'coupon': coupon.id}]
            once_only = {'idempotency_key': f'checkout-{key}'} if key else {}
            made = self._stripe.checkout.sessions.create(asked, once_only)
        return Session(made.id, made.url, moment(made, 'expires_at'))

    def page(self, session_ref: str) -> str:
        with asking():
            return str(self._stripe.checkout.sessions.retrieve(session_ref).url)

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
        return of_intent(made)

    def change_plan(self, subscription_ref: str, line: Line, about: About) -> None:
        with asking():
            item = self._stripe.subscriptions.retrieve(subscription_ref)['items'].data[0]
            price = line.price_ref or self._stripe.prices.create(price_data(line)).id
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
            return of_intent(self._stripe.payment_intents.retrieve(ref, {'expand': ['latest_charge']}))

    def subscription(self, ref: str) -> State | None:
        with asking():
            found = self._stripe.subscriptions.retrieve(ref)
        item, user_id = found['items'].data[0], said(found, 'user_id')
        if not user_id:
            return None
        return State(
            ref=found.id,
            customer=str(found.customer),
            status=STATUS.get(found.status, 'INACTIVE'),
            user_id=user_id,
            plan_code=said(found, 'plan_code'),
            price_ref=item.price.id,
            period_start=moment(item, 'current_period_start'),
            period_end=moment(item, 'current_period_end'),
            cancel_at_period_end=bool(found.cancel_at_period_end),
            **{name: moment(found, name) for name in ('canceled_at', 'trial_start', 'trial_end')},
        )

    def _of_checkout(self, found: Any) -> Payment | None:
        reference = said(found, 'reference')
        if not reference:
            return None
        invoice, subscription = getattr(found, 'invoice', None), getattr(found, 'subscription', None)
        whole = Payment(
            reference=reference,
            state=state_of(found),
            amount_cents=found.amount_total,
            currency=found.currency,
            provider_ref=str(invoice) if invoice else None,
            subscription_ref=str(subscription) if subscription else None,
            checkout_ref=found.id,
        )
        if invoice:
            return with_intent(
                whole, self._of_invoice(self._stripe.invoices.retrieve(str(invoice), {'expand': ['payments']}))
            )
        return with_intent(whole, of_intent(found.payment_intent) if getattr(found, 'payment_intent', None) else None)

    def _of_invoice(self, found: Any) -> Payment | None:
        details = getattr(getattr(found, 'parent', None), 'subscription_details', None)
        reference = said(details, 'reference')
        if details is None or not reference:
            return None
        intent = self._intent_of(found)
        return Payment(
            reference=reference,
            state='paid' if found.status == 'paid' else 'failed' if has_failed(found) else 'open',
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
        return of_intent(self._stripe.payment_intents.retrieve(str(refs[-1]), {'expand': ['latest_charge']}))
