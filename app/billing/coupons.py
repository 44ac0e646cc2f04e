"""Coupons: what a code takes off a price, and why one does not count."""

from sqlmodel import Session

from app.errors import NotAllowed
from models import Coupon, Plan
from models.types import utc_now


def taken_off(session: Session, code: str, plan: Plan) -> tuple[str | None, int]:
    """The coupon as it is stored, and how many cents it takes off the first payment; nothing for an empty code.

    Raises
    ------
    NotAllowed
        There is none of this code, or it does not count for this plan or not now.
    """
    code = code.strip().upper()
    if not code:
        return None, 0
    found, now = session.get(Coupon, code), utc_now()
    if found is None or not found.is_active or (found.starts_at is not None and found.starts_at > now):
        raise NotAllowed('There is no such coupon. Check how it is written, or go on without one.')
    if found.expires_at is not None and found.expires_at <= now:
        raise NotAllowed(f'This coupon ran out on {found.expires_at:%d %B %Y}. Go on without it.')
    if found.max_uses is not None and found.uses >= found.max_uses:
        raise NotAllowed('This coupon has been used up. Go on without it.')
    if found.product not in (None, plan.product) or found.currency not in (None, plan.currency):
        raise NotAllowed(f'This coupon is not for {plan.name}. Go on without it.')
    if found.percent_off is not None:
        return code, (2 * plan.price_cents * found.percent_off + 100) // 200
    return code, min(plan.price_cents, found.amount_off_cents or 0)
