"""What is looked after now and then: payments and plans of which no event came, and events that are long done."""

import logging
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import col, select

from app.billing import asking
from app.billing.booking import ACTIVE, give_up
from app.billing.providers import named
from app.billing.webhooks import bring_up_to_date, sweep
from app.config import settings
from app.db import reading
from app.errors import DatabaseAway, LevelMixError
from models import BillingTransaction, Subscription
from models.types import utc_now

log = logging.getLogger(__name__)

SILENT = timedelta(hours=1)
"""How long an event is waited for before the provider is asked."""
AT_ONCE = 50
OPEN = timedelta(days=1)
"""How long a checkout stays open; nobody pays a day later what they have chosen."""


def upkeep() -> None:
    """Ask about what should have been told by now; any number of processes may do this side by side."""
    sweep()
    _give_up_unbegun()
    if settings().payments == 'off':
        return
    for provider, ref in [*_silent_checkouts(), *_overdue_plans()]:
        try:
            _ask(provider, ref)
        except DatabaseAway:
            raise
        except LevelMixError as error:
            log.warning('What became of %s is not known yet: %s', ref, error)


def _ask(provider: str, ref: str) -> None:
    taker = named(provider)
    if not ref.startswith('cs_'):
        bring_up_to_date(taker, ref)
        return
    payment = taker.payment_of('checkout', ref)
    if payment is None:
        return
    if payment.state == 'open' and _is_stale(ref):
        taker.expire(ref)
    if payment.subscription_ref is not None:
        bring_up_to_date(taker, payment.subscription_ref)
    asking.bring_up(provider, 'checkout', ref)


def _is_stale(ref: str) -> bool:
    """Whether a checkout is open for so long that nobody comes back to it: what it holds, like a coupon, is let go."""
    old = (col(BillingTransaction.session_ref) == ref, col(BillingTransaction.created_at) < utc_now() - OPEN)
    with reading() as session:
        return session.exec(select(BillingTransaction.id).where(*old)).first() is not None


def _give_up_unbegun() -> None:
    """Payments of plans and packs whose server died before anybody could be sent to pay."""
    lost = (
        col(BillingTransaction.status) == 'pending',
        col(BillingTransaction.session_ref).is_(None),
        col(BillingTransaction.plan_code).is_not(None),
        col(BillingTransaction.created_at) < utc_now() - OPEN,
    )
    with reading() as session:
        found = session.exec(select(BillingTransaction.id).where(*lost).limit(AT_ONCE)).all()
    for transaction_id in found:
        give_up(transaction_id)


def _silent_checkouts() -> list[tuple[str, str]]:
    """Checkouts that are open for longer than anybody takes; providers close them after a day."""
    waits = (
        col(BillingTransaction.status) == 'pending',
        col(BillingTransaction.session_ref).is_not(None),
        col(BillingTransaction.created_at) < utc_now() - SILENT,
        col(BillingTransaction.created_at) > utc_now() - 3 * timedelta(days=1),
    )
    rows = select(BillingTransaction.provider, BillingTransaction.session_ref).where(*waits).limit(AT_ONCE)
    with reading() as session:
        return [(provider, ref or '') for provider, ref in session.exec(rows)]


def _overdue_plans() -> list[tuple[str, str]]:
    """Plans whose period is over without a word of what follows; of a silent one, each is asked about once an hour."""
    now = utc_now()
    silent = (
        col(Subscription.status).in_(ACTIVE),
        col(Subscription.current_period_end) < now - SILENT,
        sa.or_(col(Subscription.last_synced_at).is_(None), col(Subscription.last_synced_at) < now - SILENT),
        col(Subscription.stripe_subscription_id).is_not(None),
    )
    rows = select(Subscription.provider, Subscription.stripe_subscription_id).where(*silent).limit(AT_ONCE)
    with reading() as session:
        return [(provider or '', ref or '') for provider, ref in session.exec(rows)]
