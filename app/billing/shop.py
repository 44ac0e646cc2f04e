"""What people do with plans and packs: choose, pay, change, end, go on. What it grants comes once it is paid."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app import accounts
from app.accounts import audit
from app.billing import coupons, money
from app.billing.booking import ACTIVE, give_up
from app.billing.provider import About, Line, Provider
from app.billing.providers import may_pay, named, provider
from app.billing.webhooks import bring_up_to_date
from app.config import settings
from app.db import reading, transaction
from app.errors import Invalid, NotAllowed, NotFound, PaymentFailed
from models import BillingTransaction, Plan, Subscription, User
from models.types import new_id

ONLY_TESTS = (
    'This server takes test payments only, in which no money moves, and only its admin may make them. '
    'Ask whoever runs it for a plan.'
)

LEAST_GIFT, MOST_GIFT = 1, 1000
"""Of the currency that plans are priced in."""


def buy(user_id: str, plan_code: str, coupon: str = '') -> str:
    """Begin to pay for a plan or a pack; returns the address where that is done.

    Raises
    ------
    NotAllowed
        It cannot be had, or they have it already; the coupon does not count; or nothing can be paid here.
    PaymentFailed
        The provider does not answer. Nothing was charged.
    """
    taker = provider()
    with transaction() as session:
        user = payer(session, user_id)
        plan = _offered(session, plan_code)
        days = 0 if plan.interval == 'once' else _check_new(session, user, plan)
        code, off = coupons.taken_off(session, user, coupon, plan)
        if days and code:
            raise coupons.wrong('The first days are free, so it takes nothing off. Keep it, and go on without it.')
        superseded = _unpaid(session, user_id, plan, code)
        coupons.count(session, code)
        made = _pending(user.id, plan, taker.name, 0 if days else plan.price_cents - off)
        made.coupon_code = code
        session.add(made)
    return send_to_pay(taker, user, made, [_line(plan)], days=days, off=off, superseded=superseded)


def pay(user_id: str, line: Line, kind: str, entity: str, entity_id: str) -> str:
    """Begin a single payment for something of an area, like a deposit; returns the address where it is made."""
    taker = provider()
    with transaction() as session:
        user = payer(session, user_id)
        made = BillingTransaction(
            id=new_id(),
            user_id=user_id,
            provider=taker.name,
            amount_cents=line.amount_cents * line.quantity,
            currency=line.currency,
            type=kind,
            lines=json.dumps([asdict(line)]),
            related_entity_type=entity or None,
            related_entity_id=entity_id or None,
        )
        session.add(made)
    return send_to_pay(taker, user, made, [line])


def donate(user_id: str, said: str) -> str:
    """Give whoever runs the server some money for nothing in return; returns the address where it is paid.

    Raises
    ------
    Invalid
        It is no amount, or less or more than is taken.
    """
    with reading() as session:
        priced = select(Plan).where(col(Plan.price_cents) > 0, col(Plan.is_public)).order_by(col(Plan.code))
        first = session.exec(priced).first()
    currency = first.currency if first is not None else 'eur'
    unit = 10 ** money.places(currency)
    cents: int = Invalid.read({'donation': lambda: money.parsed(said, currency)})['donation']
    if not LEAST_GIFT * unit <= cents <= MOST_GIFT * unit:
        between = f'{money.words(LEAST_GIFT * unit, currency)} to {money.words(MOST_GIFT * unit, currency)}'
        raise Invalid({'donation': f'Write an amount of {between}.'})
    return pay(user_id, Line('to keep this server up', cents, currency), 'donation', '', '')


def change(user_id: str, plan_code: str) -> None:
    """Have another plan of the same product instead, from now on and pro rata; raises as `buy`."""
    with transaction() as session:
        accounts.acting(session, user_id)
        plan = _offered(session, plan_code)
        row, ref = _running(session, user_id, plan.product)
        if row.plan_code == plan_code:
            raise NotAllowed(f'You have {plan.name} already.')
        if plan.price_cents == 0:
            raise NotAllowed(f'To go back to {plan.name}, end your plan: it stays until the end of what is paid.')
        taker = named(row.provider or '')
        audit.note(session, 'subscription.change', session.get(User, user_id), target=user_id,
                   before={'plan': row.plan_code}, after={'plan': plan_code})  # fmt: skip
    taker.change_plan(ref, _line(plan), About(row.id, user_id, plan_code))
    bring_up_to_date(taker, ref)


def cancel(user_id: str, product: str) -> None:
    """End a plan when what is paid for is over."""
    _tell(user_id, product, 'subscription.cancel', lambda taker, ref: taker.cancel(ref, at_period_end=True))


def resume(user_id: str, product: str) -> None:
    """Go on with a plan that was to end."""
    _tell(user_id, product, 'subscription.resume', lambda taker, ref: taker.resume(ref))


def portal(user_id: str) -> str:
    """The address where a user sees their invoices and changes how they pay."""
    taker = provider()
    with transaction() as session:
        customer = accounts.acting(session, user_id).stripe_customer_id
    if customer is None:
        raise NotFound('You have paid nothing yet, so there is nothing to see.')
    return taker.portal(customer, f'{settings().address}/account/plan')


def _tell(user_id: str, product: str, action: str, deed: Any) -> None:
    with transaction() as session:
        user = accounts.acting(session, user_id)
        row, ref = _running(session, user_id, product)
        taker = named(row.provider or '')
        audit.note(session, action, user, target=user_id, after={'plan': row.plan_code})
    deed(taker, ref)
    bring_up_to_date(taker, ref)


def payer(session: Session, user_id: str) -> User:
    """The user, if they may pay here; raises NotAllowed."""
    user = accounts.acting(session, user_id)
    if not may_pay(user):
        raise NotAllowed(ONLY_TESTS)
    return user


def _offered(session: Session, code: str) -> Plan:
    plan = session.get(Plan, code)
    if plan is None or not plan.is_public:
        raise NotFound('This plan is not offered any more. Look at those that are.')
    return plan


def _check_new(session: Session, user: User, plan: Plan) -> int:
    """Raise NotAllowed where this plan cannot be begun; returns how many days are free at its beginning."""
    row = _row(session, user.id, plan.product)
    if plan.price_cents == 0:
        raise NotAllowed(f'{plan.name} costs nothing: you have it whenever you have no other plan.')
    if row.status in ACTIVE:
        raise NotAllowed('You have a plan already. Change it instead of paying for a second one.')
    tier = {'PREMIUM': 2, 'PREMIUM_PLUS': 3}.get(plan.tier, 0) if plan.product == 'levelmix' else 0
    if tier and accounts.tiers.tier_number(user) >= tier:
        raise NotAllowed(f'What {plan.name} gives, you have already.')
    return plan.trial_days if row.trial_start is None else 0


def _row(session: Session, user_id: str, product: str) -> Subscription:
    mine = select(Subscription).where(col(Subscription.user_id) == user_id, col(Subscription.product) == product)
    return session.exec(mine).one()


def _running(session: Session, user_id: str, product: str) -> tuple[Subscription, str]:
    row = _row(session, user_id, product)
    if row.status not in ACTIVE or row.stripe_subscription_id is None:
        raise NotAllowed('You have no plan that could be changed or ended. Choose one first.')
    return row, row.stripe_subscription_id


def _pending(user_id: str, plan: Plan, taker: str, amount: int) -> BillingTransaction:
    return BillingTransaction(
        id=new_id(),
        user_id=user_id,
        provider=taker,
        amount_cents=amount,
        currency=plan.currency,
        type='bundle_purchase' if plan.interval == 'once' else 'subscription',
        plan_code=plan.code,
        credits=json.loads(plan.limits).get('credits', 0) if plan.interval == 'once' else 0,
        lines=json.dumps([asdict(_line(plan))]),
    )


def _line(plan: Plan) -> Line:
    again: Any = None if plan.interval == 'once' else plan.interval
    return Line(plan.name, plan.price_cents, plan.currency, 1, again, plan.stripe_price_id)


def _unpaid(session: Session, user_id: str, plan: Plan, coupon: str | None) -> Sequence[str]:
    """Their open checkouts for the same product or with the same coupon, which could be paid as well: to be closed.

    Those with the coupon give it back at once, because it is to be used for the new one.
    """
    same = sa.select(col(Plan.code)).where(col(Plan.product) == plan.product, col(Plan.interval) != 'once')
    instead = col(BillingTransaction.plan_code).in_(same) if plan.interval != 'once' else sa.false()
    mine = (
        col(BillingTransaction.user_id) == user_id,
        col(BillingTransaction.status) == 'pending',
        sa.or_(instead, col(BillingTransaction.coupon_code) == coupon),
    )
    found = session.exec(select(BillingTransaction).where(*mine)).all()
    for one in found:
        if coupon is not None and one.coupon_code == coupon:
            coupons.fail(session, one)
    return [one.session_ref for one in found if one.session_ref]


def send_to_pay(
    taker: Provider,
    user: User,
    made: BillingTransaction,
    lines: Sequence[Line],
    *,
    days: int = 0,
    off: int = 0,
    superseded: Sequence[str] = (),
) -> str:
    """Begin the checkout of a transaction, after those that it replaces are closed; returns where it is paid."""
    back = f'{settings().address}/account/plan'
    about = About(made.id, user.id, made.plan_code or '')
    try:
        for ref in superseded:
            taker.expire(ref)
        customer = known_customer(taker, user)
        begun = taker.checkout(
            lines,
            customer,
            'subscription' if lines[0].interval else 'payment',
            f'{back}?paid={made.id}',
            f'{back}?left={made.id}',
            about=about,
            trial_days=days,
            discount_cents=off,
        )
    except PaymentFailed:
        give_up(made.id)
        raise
    with transaction() as session:
        mine = sa.update(BillingTransaction).where(col(BillingTransaction.id) == made.id)
        session.execute(mine.where(col(BillingTransaction.status) == 'pending').values(session_ref=begun.ref))
    return begun.url


def known_customer(taker: Provider, user: User) -> str:
    """Who the user is at the provider; the first one who asks makes it known, and all others use that."""
    kept = user.stripe_customer_id
    if kept is not None and kept.startswith('standin_') == (taker.name == 'stand-in'):
        return kept
    made = taker.customer(user.id, user.email)
    with transaction() as session:
        row = session.get_one(User, user.id)
        if row.stripe_customer_id == kept:
            row.stripe_customer_id = made
            session.add(row)
        return row.stripe_customer_id or made
