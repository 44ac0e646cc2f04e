"""What the account page shows: the plans of each product, what one has of them, credits, meters and payments."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from app import accounts, areas
from app.accounts import credits, quota
from app.accounts.own_time import day_of
from app.billing import dues
from app.billing.booking import ACTIVE
from app.billing.money import words
from app.billing.providers import may_pay
from app.config import settings
from app.db import reading
from models import BillingTransaction, CreditEntry, Plan, Subscription, User

PRODUCTS = {'levelmix': 'Level', 'voice': 'Voice', 'practice': 'Practice', 'drums': 'Drums'}
AREA_OF = {'levelmix': 'leveling'}
WHAT = {
    'leveling.uploads': ('new mix a month', 'new mixes a month'),
    'voice.credits_monthly': ('credit a month', 'credits a month'),
    'voice.characters_at_once': ('character of text at once', 'characters of text at once'),
    'practice.generations_a_day': ('piece to practise a day', 'pieces to practise a day'),
    'practice.students_at_once': ('student', 'students'),
    'drums.ai_maps': ('drum map a month', 'drum maps a month'),
    'drums.steps_ahead': ('place ahead in the queue', 'places ahead in the queue'),
    'credits': ('credit', 'credits'),
}
"""What people read of each name in the limits of a plan, of one and of several."""
STATUS = {'succeeded': 'Paid', 'pending': 'Not paid yet', 'failed': 'Not paid', 'refunded': 'Given back'}
KINDS = {
    'subscription': 'Plan',
    'bundle_purchase': 'Credits',
    'donation': 'Donation',
    'deposit': 'Deposit',
    'remainder': 'Rest',
}


@dataclass(frozen=True, slots=True)
class Offer:
    """One plan or pack: `way` is what its button does: buy, change or nothing."""

    code: str
    name: str
    price: str
    grants: str
    way: str = ''
    current: bool = False


@dataclass(frozen=True, slots=True)
class Had:
    """What somebody has of a product, as a sentence, and what they may do with it."""

    product: str
    label: str
    plan: str
    said: str
    offers: tuple[Offer, ...]
    may_end: bool = False
    may_resume: bool = False


@dataclass(frozen=True, slots=True)
class Paid:
    """One line of the payments; `receipt` says whether there is one, `due` whether it waits for who is to pay."""

    id: str
    what: str
    amount: str
    status: str
    at: datetime
    receipt: bool
    due: bool = False


@dataclass(frozen=True, slots=True)
class Overview:
    """All that the page shows."""

    had: tuple[Had, ...]
    packs: tuple[Offer, ...]
    credits: int
    entries: tuple[CreditEntry, ...]
    entries_in_all: int
    meters: tuple[quota.Meter, ...]
    paid: tuple[Paid, ...]
    test: bool
    open: bool
    customer: bool


def overview(user_id: str, page: int = 1) -> Overview:
    """What a user has, may have and has paid; `page` is that of the statement of credits."""
    left = credits.balance(user_id)
    entries, in_all = credits.statement(user_id, page)
    with reading() as session:
        user = session.get_one(User, user_id)
        tier, taking = accounts.tiers.tier_number(user), may_pay(user)
        plans = session.exec(select(Plan).order_by(col(Plan.position), col(Plan.code))).all()
        rows = session.exec(select(Subscription).where(col(Subscription.user_id) == user_id)).all()
        named = {plan.code: plan for plan in plans}
        mine = {row.product: row for row in rows}
        had = [_had(user, mine[product], named, tier) for product in _here() if product in mine]
        packs = [_offer(plan, 'buy') for plan in plans if plan.product == 'credits' and plan.is_public]
        paid = _paid(session, user_id, named)
    return Overview(
        had=tuple(had),
        packs=tuple(packs) if taking else (),
        credits=left,
        entries=tuple(entries),
        entries_in_all=in_all,
        meters=tuple(quota.meters(user_id)),
        paid=tuple(paid),
        test=taking and settings().payments == 'stand-in',
        open=taking,
        customer=user.stripe_customer_id is not None and settings().payments == 'stripe',
    )


def status_of(user_id: str, transaction_id: str) -> str:
    """What became of a payment of this user; empty if there is none."""
    with reading() as session:
        found = session.get(BillingTransaction, transaction_id)
        return found.status if found is not None and found.user_id == user_id else ''


def grants(limits: str) -> str:
    """What a plan grants, as people read it."""
    said = json.loads(limits).items()
    return ', '.join(f'{"unlimited" if n is None else format(n, ",")} {what(key, n)}' for key, n in said if n != 0)


def what(key: str, much: int | None) -> str:
    """The words for something that is limited by name, of so many."""
    return WHAT.get(key, (key, key))[much != 1]


def price(plan: Plan) -> str:
    """What a plan costs, as people read it."""
    if plan.price_cents == 0:
        return 'free'
    often = {'month': ' a month', 'year': ' a year', 'once': ''}[plan.interval]
    days = f', {plan.trial_days} days free' if plan.trial_days else ''
    return f'{words(plan.price_cents, plan.currency)}{often}{days}'


def _here() -> list[str]:
    """The products whose areas this installation has."""
    there = {area.name for area in areas.each()}
    return [product for product in PRODUCTS if AREA_OF.get(product, product) in there]


def _had(user: User, row: Subscription, named: dict[str, Plan], tier: int) -> Had:
    running = row.status in ACTIVE
    ours = [plan for plan in named.values() if plan.product == row.product]
    given = None if running or row.product != 'levelmix' else accounts.entitlements.TIER_PLANS.get(tier)
    now = named[row.plan_code] if running else named.get(given or '') or next(p for p in ours if p.tier == 'FREE')
    offers = [
        _offer(plan, _way(plan, now, running=running), plan is now) for plan in ours if plan.is_public or plan is now
    ]
    return Had(
        row.product,
        PRODUCTS[row.product],
        now.name,
        _said(user, row, now, running),
        tuple(offers),
        may_end=running and not row.cancel_at_period_end,
        may_resume=running and row.cancel_at_period_end,
    )


def _way(plan: Plan, now: Plan, *, running: bool) -> str:
    """What the button of a plan does; none where it gives less than an admin has given already."""
    if plan is now or plan.price_cents == 0 or (not running and plan.position < now.position):
        return ''
    return 'change' if running else 'buy'


def _said(user: User, row: Subscription, plan: Plan, running: bool) -> str:
    until = row.current_period_end
    day = day_of(user, until) if until else ''
    if row.status == 'PAST_DUE' and row.past_due_since is not None:
        last = row.past_due_since + timedelta(days=settings().payment_grace_days)
        return f'A payment was missed. Your plan goes on until {day_of(user, last)}: see to how you pay before then.'
    if running and row.cancel_at_period_end:
        return f'Ends on {day}; until then you keep all of it.'
    if row.status == 'TRIALING':
        return f'Free until {day}, then {words(plan.price_cents, plan.currency)}.'
    if running and day:
        return f'Renews on {day}, for {words(plan.price_cents, plan.currency)}.'
    return 'Your earlier plan has ended.' if row.status == 'CANCELED' else ''


def _offer(plan: Plan, way: str, current: bool = False) -> Offer:
    return Offer(plan.code, plan.name, price(plan), grants(plan.limits), way, current)


def _paid(session: Session, user_id: str, named: dict[str, Plan]) -> list[Paid]:
    mine = select(BillingTransaction).where(col(BillingTransaction.user_id) == user_id)
    rows = session.exec(mine.order_by(col(BillingTransaction.created_at).desc()).limit(100)).all()
    return [as_line(one, named) for one in rows]


def as_line(one: BillingTransaction, named: dict[str, Plan]) -> Paid:
    """A transaction as a line of a list."""
    plan = named.get(one.plan_code or '')
    status = STATUS[one.status]
    if one.refunded_cents and one.status == 'succeeded':
        status = f'Paid, {words(one.refunded_cents, one.currency)} given back'
    return Paid(
        one.id,
        plan.name if plan else _single(one),
        words(one.amount_cents, one.currency),
        status,
        one.created_at,
        one.status in ('succeeded', 'refunded'),
        dues.is_due(one),
    )


def _single(one: BillingTransaction) -> str:
    """What a payment was for that is of no plan."""
    lines = json.loads(one.lines)
    kind = KINDS[one.type]
    name = lines[0]['name'] if lines else kind
    return name if name.startswith(kind) else f'{kind}: {name}'  # that of a session says already which part it is
