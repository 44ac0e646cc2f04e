"""Coupons: what a code takes off a price, and why one does not count.

One that may be used so often is counted when a checkout begins, by one conditional UPDATE, because people who pay at
the same moment would all be let through otherwise. A checkout that is not paid gives it back.
"""

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts.own_time import day_of
from app.errors import Invalid
from models import BillingTransaction, Coupon, Plan, User
from models.types import utc_now

FIELD = 'coupon'
USED_UP = 'This coupon has been used up. Go on without it.'


def wrong(said: str) -> Invalid:
    """Why a coupon does not count, to be told beside its field."""
    return Invalid({FIELD: said})


def taken_off(session: Session, user: User, code: str, plan: Plan) -> tuple[str | None, int]:
    """The coupon as it is stored, and how many cents it takes off the first payment; nothing for an empty code.

    Raises
    ------
    Invalid
        There is none of this code, or it does not count for this plan or not now.
    """
    code = code.strip().upper()
    if not code:
        return None, 0
    found, now = session.get(Coupon, code), utc_now()
    if found is None or not found.is_active or (found.starts_at is not None and found.starts_at > now):
        raise wrong('There is no such coupon. Check how it is written, or go on without one.')
    if found.expires_at is not None and found.expires_at <= now:
        raise wrong(f'This coupon ran out on {day_of(user, found.expires_at)}. Go on without it.')
    if found.product not in (None, plan.product) or found.currency not in (None, plan.currency):
        raise wrong(f'This coupon is not for {plan.name}. Go on without it.')
    if found.percent_off is not None:
        return code, (2 * plan.price_cents * found.percent_off + 100) // 200
    return code, min(plan.price_cents, found.amount_off_cents or 0)


def count(session: Session, code: str | None) -> None:
    """Count a coupon for a checkout that begins, in its transaction.

    Raises
    ------
    Invalid
        Everybody who may use it has done so, or is just paying with it.
    """
    if code is None:
        return
    left = sa.or_(col(Coupon.max_uses).is_(None), col(Coupon.uses) < col(Coupon.max_uses))
    counted = sa.update(Coupon).where(col(Coupon.code) == code, left).values(uses=col(Coupon.uses) + 1)
    if session.execute(counted.returning(col(Coupon.code))).first() is None:
        raise wrong(USED_UP)


def fail(session: Session, payment: BillingTransaction) -> None:
    """Write down that a payment was not made: it gives back the coupon that it was to be made with."""
    payment.status, payment.processed_at = 'failed', utc_now()
    session.add(payment)
    _change_uses(session, payment, -1)


def count_again(session: Session, payment: BillingTransaction) -> None:
    """Count the coupon of a payment that was given up and is made after all: it was paid for less."""
    _change_uses(session, payment, 1)


def _change_uses(session: Session, payment: BillingTransaction, by: int) -> None:
    mine = sa.update(Coupon).where(col(Coupon.code) == payment.coupon_code, col(Coupon.uses) + by >= 0)
    session.execute(mine.values(uses=col(Coupon.uses) + by))
