"""What LevelMix asks of whoever takes the payments, and what they tell: the one port for Stripe and the stand-in.

An event only says that something has changed. What it is now is asked for, so that events may come twice, late, and in
any order.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

Mode = Literal['payment', 'subscription']
SHORTEST = timedelta(minutes=30)
"""No provider closes a checkout sooner by itself."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of what is paid for; with an `interval`, again and again. `price_ref` is its price at the provider."""

    name: str
    amount_cents: int
    currency: str
    quantity: int = 1
    interval: Literal['month', 'year'] | None = None
    price_ref: str | None = None


@dataclass(frozen=True, slots=True)
class About:
    """What the provider keeps with a payment, so that it can be told apart later: ids of ours, nothing personal.

    `reference` is the id of the transaction.
    """

    reference: str
    user_id: str = ''
    plan_code: str = ''

    def fields(self) -> dict[str, str]:
        """As the provider keeps them."""
        return {'reference': self.reference, 'user_id': self.user_id, 'plan_code': self.plan_code}


@dataclass(frozen=True, slots=True)
class Session:
    """A checkout that somebody can be sent to; with `expires_at` it is closed then."""

    ref: str
    url: str
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """Something has changed: `subject` says of what sort, `ref` which; no subject where it is nothing of ours."""

    id: str
    type: str
    told_at: datetime
    subject: Literal['checkout', 'subscription', 'invoice', 'payment', ''] = ''
    ref: str = ''


@dataclass(frozen=True, slots=True)
class Payment:
    """How a payment stands now.

    `provider_ref` is what its receipt is known by there, `payment_ref` what a refund is asked of. `checkout_ref` is
    the checkout it was made in, where that is known. It is `coming` once somebody has been through the checkout, and
    pays in a way that takes days. `method_ref` is the way to pay that may be charged again later.
    """

    reference: str
    state: Literal['open', 'coming', 'paid', 'failed']
    amount_cents: int
    currency: str
    provider_ref: str | None = None
    payment_ref: str | None = None
    refunded_cents: int = 0
    subscription_ref: str | None = None
    again: bool = False
    """Whether it is a later payment of a subscription, which no checkout of ours has begun."""
    checkout_ref: str | None = None
    method_ref: str | None = None
    disputed: bool = False
    """Whether whoever paid has asked their bank to take it back."""


@dataclass(frozen=True, slots=True)
class State:
    """How a subscription stands now; `status` is one of ours."""

    ref: str
    customer: str
    status: str
    user_id: str
    plan_code: str
    price_ref: str | None
    period_start: datetime | None
    period_end: datetime | None
    cancel_at_period_end: bool = False
    canceled_at: datetime | None = None
    trial_start: datetime | None = None
    trial_end: datetime | None = None


class Provider(Protocol):
    """Whoever takes the payments.

    Every method raises PaymentFailed where the provider refuses or does not answer; what was done before stays.
    """

    name: str

    def customer(self, user_id: str, email: str) -> str:
        """Make a customer for a user, or for what else has an id; asked twice for the same one, it is one."""
        ...

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
        """Begin a checkout.

        Parameters
        ----------
        discount_cents : come off the first payment.
        expires_at : when it closes, if nobody has paid; not before `SHORTEST` from now.
        at_once : whether only ways to pay are taken whose money comes at once.
        key : asked twice with the same one, it is one checkout.
        """
        ...

    def page(self, session_ref: str) -> str:
        """Where an open checkout is paid."""
        ...

    def expire(self, session_ref: str) -> None:
        """Close a checkout that nobody shall pay any more; one that was paid stays paid."""
        ...

    def portal(self, customer: str, back: str) -> str:
        """Where the customer sees their invoices and changes how they pay."""
        ...

    def refund(self, payment_ref: str, amount_cents: int, key: str) -> None:
        """Give money back; asked twice with the same key, it is given once."""
        ...

    def charge_later(self, customer: str, payment_method: str, line: Line, about: About) -> Payment:
        """Take money by a way to pay that was kept at an earlier checkout; about the same transaction, it is once.

        Raises
        ------
        PaymentAway
            It is not known whether it was taken: ask again about the same.
        """
        ...

    def change_plan(self, subscription_ref: str, line: Line, about: About) -> None:
        """Have another plan from now on, pro rata; PaymentFailed, and nothing is changed, if that cannot be paid."""
        ...

    def cancel(self, subscription_ref: str, *, at_period_end: bool) -> None:
        """End a subscription, at once or when what is paid for is over."""
        ...

    def resume(self, subscription_ref: str) -> None:
        """Go on after all, before the period has ended."""
        ...

    def read_event(self, body: bytes, signature: str) -> Event:
        """What an event says; raises Forged where the signature is not theirs."""
        ...

    def understood(self, body: bytes) -> Event:
        """The same of an event whose signature was checked when it came."""
        ...

    def payment_of(self, subject: str, ref: str) -> Payment | None:
        """How the payment of a checkout or invoice stands, or the one with this `payment_ref`.

        None if it is not ours. Of one with a `payment_ref` that may be unknown: then its reference is empty.
        """
        ...

    def subscription(self, ref: str) -> State | None:
        """How a subscription stands; None if it is not ours."""
        ...


SUBJECTS = {'checkout.session.': 'checkout', 'customer.subscription.': 'subscription', 'invoice.': 'invoice'}
PAYMENTS = ('charge.', 'payment_intent.', 'refund.')


def event_of(told: dict[str, Any], told_at: datetime) -> Event:
    """An event out of the form that Stripe gives it, which the stand-in uses, too."""
    kind, thing = str(told.get('type', '')), told.get('data', {}).get('object', {})
    subject = next((name for beginning, name in SUBJECTS.items() if kind.startswith(beginning)), '')
    ref = thing.get('id')
    if kind.startswith(PAYMENTS):
        itself = ref if kind.startswith('payment_intent.') else None
        subject, ref = 'payment', thing.get('payment_intent') or itself
    known: Any = subject if isinstance(ref, str) else ''
    return Event(str(told['id']), kind, told_at, known, ref if known else '')
