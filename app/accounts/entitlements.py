"""What a user may, by name: the best of what their tier, their subscriptions and an admin grant them.

Nothing else asks for a plan. What nobody says anything about has no limit.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.config import settings
from models import EntitlementOverride, Plan, Subscription
from models.types import utc_now

Limits = Mapping[str, int | None]
"""How much of what, by name; None is without end."""
CREDITS = 'voice.credits_monthly'
"""How many credits begin each month."""
TIER_PLANS = {1: 'levelmix_free', 2: 'levelmix_premium', 3: 'levelmix_premium_plus'}
"""The plan that says what each tier of the whole product grants."""


def granted(session: Session, user_id: str, tier: int, usual: Limits) -> Limits:
    """All that a user may today.

    Parameters
    ----------
    tier : their tier of the whole product.
    usual : what that tier grants where its plan says nothing.
    """
    now = utc_now()
    mine = sa.select(col(Subscription.plan_code)).where(col(Subscription.user_id) == user_id, is_active(now))
    for_everybody = (col(Plan.tier) == 'FREE') & (col(Plan.product) != 'levelmix')
    counting = sa.or_(col(Plan.code) == TIER_PLANS[tier], for_everybody, col(Plan.code).in_(mine))
    said = [dict[str, int | None](usual)]
    for code, limits in session.execute(sa.select(col(Plan.code), col(Plan.limits)).where(counting)):
        if code == TIER_PLANS[tier]:
            said[0].update(json.loads(limits))
        else:
            said.append(json.loads(limits))
    return best([*said, *_overrides(session, user_id, now)])


def best(said: Iterable[Limits]) -> dict[str, int | None]:
    """The most that any of them grants, by name."""
    found: dict[str, int | None] = {}
    for limits in said:
        for key, value in limits.items():
            before = found.get(key, 0)
            found[key] = None if value is None or before is None else max(value, before)
    return found


def is_active(now: datetime) -> Any:
    """SQL for subscriptions that count: paid or on trial, or so shortly unpaid that it may still be put right.

    The provider tells of a renewal a little after the period has ended, so an end that is not meant to be one is
    waited for as long as a missed payment.
    """
    until, grace = col(Subscription.current_period_end), timedelta(days=settings().payment_grace_days)
    running = col(Subscription.status).in_(('ACTIVE', 'TRIALING'))
    ends = col(Subscription.cancel_at_period_end)
    return col(Subscription.deleted_at).is_(None) & sa.or_(
        running & until.is_(None),
        running & ends & (until > now),
        running & ~ends & (until > now - grace),
        (col(Subscription.status) == 'PAST_DUE') & (col(Subscription.past_due_since) > now - grace),
    )


def counts_until(row: Subscription) -> datetime | None:
    """The same of one that runs, as the moment until which it counts; None is without end."""
    grace = timedelta(days=settings().payment_grace_days)
    if row.status == 'PAST_DUE':
        return (row.past_due_since or utc_now()) + grace
    if row.current_period_end is None:
        return None
    return row.current_period_end if row.cancel_at_period_end else row.current_period_end + grace


def _overrides(session: Session, user_id: str, now: datetime) -> list[Limits]:
    until = col(EntitlementOverride.until)
    mine = (col(EntitlementOverride.user_id) == user_id, sa.or_(until.is_(None), until > now))
    rows = session.execute(sa.select(col(EntitlementOverride.key), col(EntitlementOverride.value)).where(*mine))
    return [{row.key: row.value} for row in rows]
