"""Writes down what a provider says: a payment that was made, failed or given back, and how a subscription stands.

Each of these may be called any number of times with the same, and late: what stands in the row already is not done
again. Nothing is granted before it is paid.
"""

import json
from typing import Any

from sqlmodel import Session, col, select

from app import areas
from app.accounts import audit, credits, entitlements
from app.billing import coupons
from app.billing.provider import Payment, State
from app.db import transaction
from app.errors import NotAllowed
from models import BillingTransaction, Plan, Subscription, User
from models.types import utc_now

TIERS = {plan: tier for tier, plan in entitlements.TIER_PLANS.items()}
ACTIVE = ('ACTIVE', 'TRIALING', 'PAST_DUE')


TWICE = '{plan} was paid twice: {first} goes on already. Cancel {second} at the provider, and refund it.'


class Overtaken(Exception):
    """A subscription was brought to a newer state while this one was asked for: ask again."""


class Unmatched(NotAllowed):
    """Money that fits none of what was asked: it is not accepted, and the admin sees it.

    `transaction_id` is the payment that it does not fit; `cents` and `currency` are what came.
    """

    def __init__(self, said: str, transaction_id: str, payment: Payment) -> None:
        super().__init__(said)
        self.transaction_id, self.cents, self.currency = transaction_id, payment.amount_cents, payment.currency


def book_payment(session: Session, provider: str, payment: Payment) -> BillingTransaction | None:
    """Bring a payment's transaction to what the provider says; None if it is none of ours.

    Raises
    ------
    Unmatched
        It was paid, but not what was asked, or for something else.
    """
    found = transaction_of(session, provider, payment)
    if found is None:
        return None
    _check_whose(session, found, payment)
    was = found.status
    if payment.state == 'paid' and found.status in ('pending', 'failed'):
        _check_amount(found, payment)
        _succeed(session, found, payment)
    elif payment.state == 'failed' and found.status == 'pending' and _is_of_last(found, payment):
        coupons.fail(session, found)
    if found.status in ('succeeded', 'refunded'):
        _give_back(session, found, payment.refunded_cents)
    if (payee := areas.payee(found.related_entity_type)) is not None:
        session.flush()
        payee.told(session, found, was, payment)
    return found


def give_up(transaction_id: str) -> None:
    """Write down that a payment could not even be begun."""
    with transaction() as session:
        found = session.get(BillingTransaction, transaction_id)
        if found is not None and found.status == 'pending':
            coupons.fail(session, found)


def transaction_of(session: Session, provider: str, payment: Payment) -> BillingTransaction | None:
    """The transaction of a payment; a later one of a subscription gets a row of its own when it is first heard of."""
    mine = col(BillingTransaction.provider) == provider
    for column, value in (('provider_ref', payment.provider_ref), ('payment_ref', payment.payment_ref)):
        if value is not None:
            which = (mine, col(getattr(BillingTransaction, column)) == value)
            if (found := session.exec(select(BillingTransaction).where(*which)).first()) is not None:
                return found
    if not payment.again:
        return session.get(BillingTransaction, payment.reference) if payment.reference else None
    return _again(session, provider, payment)


def book_subscription(session: Session, provider: str, state: State, synced: int | None) -> str | None:
    """Bring a subscription to how it stands; returns what an admin must see to, if there is something.

    Parameters
    ----------
    synced : how often it had been brought so far before its state was asked for; None if it was not known then.

    Raises
    ------
    Overtaken
        It has been brought to a state since that may be newer.
    """
    plan = _plan_of(session, state)
    if plan is None or session.get(User, state.user_id) is None:
        return None
    row = _row(session, state.user_id, plan.product)
    known = row.stripe_subscription_id == state.ref
    if known and row.synced != synced:
        raise Overtaken
    if not known and row.stripe_subscription_id is not None:
        if state.status not in ACTIVE:
            return None  # an old one ends
        if row.status in ACTIVE:
            return TWICE.format(plan=plan.name, first=row.stripe_subscription_id, second=state.ref)
    before = (row.plan_code, row.status, row.cancel_at_period_end)
    had = session.get_one(Plan, row.plan_code)
    _take_over(row, plan, state, provider)
    session.add(row)
    session.flush()
    _set_tier(session, row, had)
    if row.status in ACTIVE:
        credits.renew(session, row.user_id, at_once=True)
    after = (row.plan_code, row.status, row.cancel_at_period_end)
    if after != before:
        names = ('plan', 'status', 'ends')
        was, now = (dict(zip(names, values, strict=True)) for values in (before, after))
        _note(session, 'subscription.changed', row.user_id, was, now)
    return None


def synced_of(session: Session, ref: str) -> int | None:
    """How often the subscription with this id was brought to what the provider says; None if it is not known yet."""
    return session.exec(select(Subscription.synced).where(col(Subscription.stripe_subscription_id) == ref)).first()


def _check_amount(found: BillingTransaction, payment: Payment) -> None:
    if (payment.amount_cents, payment.currency) != (found.amount_cents, found.currency):
        said = (
            f'{payment.amount_cents} {payment.currency} were paid, but {found.amount_cents} {found.currency} were '
            'asked. Nothing was granted: look at it together with the provider.'
        )
        raise Unmatched(said, found.id, payment)


def _check_whose(session: Session, found: BillingTransaction, payment: Payment) -> None:
    """Raise Unmatched where a payment names another transaction than the one that its checkout was begun for."""
    if payment.again or not payment.reference:
        return
    owner = found
    if payment.checkout_ref is not None:
        begun = select(BillingTransaction).where(col(BillingTransaction.session_ref) == payment.checkout_ref)
        owner = session.exec(begun).first() or found
    if owner.id != payment.reference:
        said = 'A payment says that it is for something else than what its checkout was begun for. Nothing was granted.'
        raise Unmatched(said, owner.id, payment)


def _is_of_last(found: BillingTransaction, payment: Payment) -> bool:
    """Whether this is about the latest checkout of a transaction: an earlier one that was closed says nothing."""
    return payment.checkout_ref is None or found.session_ref in (None, payment.checkout_ref)


def _succeed(session: Session, found: BillingTransaction, payment: Payment) -> None:
    if found.status == 'failed':
        coupons.count_again(session, found)
    found.status, found.processed_at = 'succeeded', utc_now()
    found.provider_ref, found.payment_ref = payment.provider_ref or found.provider_ref, payment.payment_ref
    session.add(found)
    session.flush()
    if found.credits and found.user_id:
        credits.add(session, found.user_id, found.credits, 'pack', found.id, 'billing_transaction')
    paid = {'cents': found.amount_cents, 'currency': found.currency, 'type': found.type}
    _note(session, 'payment.succeeded', found.user_id, None, paid)


def _give_back(session: Session, found: BillingTransaction, refunded: int) -> None:
    """Write down what was given back of it so far, and take back the share of what it had brought."""
    if refunded <= found.refunded_cents:
        return
    share = [found.credits * cents // max(1, found.amount_cents) for cents in (found.refunded_cents, refunded)]
    if found.user_id and share[1] > share[0]:
        credits.add(session, found.user_id, share[0] - share[1], 'refund', found.id, 'billing_transaction')
    before, found.refunded_cents = found.refunded_cents, refunded
    if refunded >= found.amount_cents:
        found.status = 'refunded'
    session.add(found)
    _note(session, 'payment.refunded', found.user_id, {'refunded': before}, {'refunded': refunded})


def _again(session: Session, provider: str, payment: Payment) -> BillingTransaction | None:
    row = session.exec(
        select(Subscription).where(col(Subscription.stripe_subscription_id) == payment.subscription_ref)
    ).first()
    if row is None or not payment.amount_cents:
        return None
    plan = session.get_one(Plan, row.plan_code)
    line = {'name': plan.name, 'amount_cents': payment.amount_cents, 'quantity': 1}
    made = BillingTransaction(
        user_id=row.user_id,
        subscription_id=row.id,
        provider=provider,
        provider_ref=payment.provider_ref,
        amount_cents=payment.amount_cents,
        currency=payment.currency,
        type='subscription',
        plan_code=row.plan_code,
        lines=json.dumps([line]),
    )
    session.add(made)
    session.flush()
    return made


def _plan_of(session: Session, state: State) -> Plan | None:
    """Which plan it is: by the price at the provider, because customers may change it there; else as we began it."""
    by_price = select(Plan).where(col(Plan.stripe_price_id) == state.price_ref)
    found = session.exec(by_price).first() if state.price_ref else None
    return found or session.get(Plan, state.plan_code)


def _row(session: Session, user_id: str, product: str) -> Subscription:
    mine = select(Subscription).where(col(Subscription.user_id) == user_id, col(Subscription.product) == product)
    return session.exec(mine).one()


def _take_over(row: Subscription, plan: Plan, state: State, provider: str) -> None:
    now = utc_now()
    if state.status != 'PAST_DUE':
        row.past_due_since = None
    elif row.past_due_since is None:
        row.past_due_since = now
    new_period = row.current_period_start != state.period_start or row.plan_code != plan.code
    row.plan_code, row.tier, row.status, row.provider = plan.code, plan.tier, state.status, provider
    row.stripe_subscription_id, row.stripe_customer_id = state.ref, state.customer
    row.stripe_price_id = state.price_ref
    row.current_period_start, row.current_period_end = state.period_start, state.period_end
    row.cancel_at_period_end, row.canceled_at = state.cancel_at_period_end, state.canceled_at
    if state.trial_start is not None:  # what an earlier plan had stays known: nobody gets free days twice
        row.trial_start, row.trial_end = state.trial_start, state.trial_end
    if new_period and plan.product == 'drums':
        row.ai_quota_remaining = json.loads(plan.limits).get('drums.ai_maps')
    row.synced, row.last_synced_at, row.updated_at = row.synced + 1, now, now


def _set_tier(session: Session, row: Subscription, had: Plan) -> None:
    """LevelMix's own plans set the tier of the user; a higher one that an admin has given stays."""
    if row.product != 'levelmix':
        return
    user, mine = session.get_one(User, row.user_id, populate_existing=True), TIERS.get(row.plan_code, 1)
    ours = user.subscription_tier == TIERS.get(had.code, 1)
    if row.status in ACTIVE and (ours or mine >= user.subscription_tier):
        user.subscription_tier, user.subscription_expires_at = mine, entitlements.counts_until(row)
    elif row.status not in ACTIVE and ours:
        user.subscription_tier, user.subscription_expires_at = 1, None
    session.add(user)


def _note(
    session: Session, action: str, user_id: str | None, before: dict[str, Any] | None, after: dict[str, Any]
) -> None:
    audit.note(session, action, 'payments', target=user_id, before=before, after=after)
