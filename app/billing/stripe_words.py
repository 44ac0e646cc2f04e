"""What Stripe says, in the words of the port, and what we ask, in Stripe's."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from app.billing.provider import Line, Payment

STATUS = {
    'trialing': 'TRIALING',
    'active': 'ACTIVE',
    'past_due': 'PAST_DUE',
    'canceled': 'CANCELED',
    'unpaid': 'UNPAID',
}
"""Everything else, like a first payment that is not made yet, is INACTIVE."""

CHARGE = 'payment_intent.latest_charge'
INTENT_STATE: dict[str, Any] = {'succeeded': 'paid', 'canceled': 'failed', 'processing': 'coming'}
NOT_COMING = ('requires_payment_method', 'canceled')
"""How the payment of a checkout stands that somebody has been through, if its money will never be here."""


def with_intent(whole: Payment, part: Payment | None) -> Payment:
    """A checkout, with what its payment says of a refund."""
    if part is None:
        return whole
    known = part.provider_ref or part.payment_ref
    return replace(
        whole, provider_ref=known, payment_ref=part.payment_ref, refunded_cents=part.refunded_cents,
        method_ref=part.method_ref, disputed=part.disputed,
    )  # fmt: skip


def of_intent(found: Any) -> Payment:
    """How a payment stands, by its intent."""
    charge = getattr(found, 'latest_charge', None)
    return Payment(
        reference=said(found, 'reference'),
        state=INTENT_STATE.get(found.status, 'open'),
        amount_cents=found.amount,
        currency=found.currency,
        provider_ref=found.id,
        payment_ref=found.id,
        refunded_cents=getattr(charge, 'amount_refunded', 0) or 0,
        method_ref=str(found.payment_method) if getattr(found, 'payment_method', None) else None,
        disputed=bool(getattr(charge, 'disputed', False)),
    )


def state_of(checkout: Any) -> Any:
    """How a checkout stands, in our words."""
    if checkout.status != 'complete':
        return 'failed' if checkout.status == 'expired' else 'open'
    if checkout.payment_status in ('paid', 'no_payment_required'):
        return 'paid'
    intent = getattr(checkout, 'payment_intent', None)
    return 'failed' if intent is not None and intent.status in NOT_COMING else 'coming'


def said(found: Any, name: str) -> str:
    """One of the ids of ours that Stripe keeps with a thing; empty where there is none."""
    return str(getattr(getattr(found, 'metadata', None), name, None) or '')


def has_failed(invoice: Any) -> bool:
    """Whether an invoice was not paid."""
    return bool(invoice.status in ('void', 'uncollectible') or invoice.attempt_count)


def moment(found: Any, name: str) -> datetime | None:
    """A moment that a thing names; None where it names none."""
    seconds = getattr(found, name, None)
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)


def price(line: Line) -> dict[str, Any]:
    """The price of a line, as Stripe wants it."""
    return {'price': line.price_ref} if line.price_ref else {'price_data': price_data(line)}


def price_data(line: Line) -> dict[str, Any]:
    """The same of one that has no price at Stripe yet."""
    again = {'recurring': {'interval': line.interval}} if line.interval else {}
    return {
        'currency': line.currency, 'unit_amount': line.amount_cents, 'product_data': {'name': line.name}, **again
    }  # fmt: skip
