"""Coupons as admins make them, see how often they were used, and call them back."""

import re
from datetime import datetime

from sqlmodel import Session, col, select

from app.accounts import audit
from app.accounts.admins import administering, require_admin
from app.billing.money import checked, parsed, read_as, words
from app.billing.offers import PRODUCTS
from app.db import reading
from app.errors import Invalid, NotAllowed, NotFound
from models import Coupon

CODE = re.compile('[A-Z0-9][A-Z0-9_-]{2,39}')
SHARE = re.compile(r'([0-9]{1,3})\s*%')
MOST_SHOWN = 200
PACKS = {'credits': 'Packs of credits'}
FOR = {**PRODUCTS, **PACKS}
"""What a coupon may be limited to, in words."""


def every() -> list[Coupon]:
    """All coupons, the newest first."""
    require_admin()
    newest = select(Coupon).order_by(col(Coupon.created_at).desc(), col(Coupon.code))
    with reading() as session:
        return list(session.exec(newest.limit(MOST_SHOWN)))


def make(code: str, off: str, currency: str, product: str, max_uses: str, until: datetime | None) -> str:
    """Make a coupon; returns its code as it is stored.

    Parameters
    ----------
    off : a share, like 20%, or an amount in the currency, like 5.00.
    product : what it is for; empty is everything.
    max_uses : how often it may be used by all together; empty is without end.

    Raises
    ------
    Invalid
        With a sentence for each field that cannot be taken.
    """
    said = Invalid.read({
        'code': lambda: _checked_code(code), 'off': lambda: _checked_off(off, currency),
        'currency': lambda: checked(currency), 'product': lambda: _checked_product(product),
        'max_uses': lambda: _checked_uses(max_uses),
    })  # fmt: skip
    share, cents = said['off']
    made = Coupon(code=said['code'], percent_off=share, amount_off_cents=cents, expires_at=until)
    made.currency = said['currency'] if cents else None
    made.product, made.max_uses = said['product'], said['max_uses']
    with administering() as (session, admin):
        if session.get(Coupon, made.code) is not None:
            raise Invalid({'code': 'There is a coupon of this code already. Choose another one.'})
        session.add(made)
        after = {'off': takes_off(made), 'product': made.product, 'max_uses': made.max_uses, 'until': until}
        audit.note(session, 'coupon.made', admin, target=made.code, after=after)
    return made.code


def switch(code: str, *, on: bool) -> None:
    """Let a coupon count no more, or again; who is paying with it already still has it."""
    with administering() as (session, admin):
        found = _found(session, code)
        before, found.is_active = found.is_active, on
        session.add(found)
        audit.note(session, 'coupon.switched', admin, target=code, before={'on': before}, after={'on': on})


def takes_off(coupon: Coupon) -> str:
    """What it takes off, as people read it."""
    if coupon.percent_off is not None:
        return f'{coupon.percent_off}%'
    return words(coupon.amount_off_cents or 0, coupon.currency or 'eur')


def _found(session: Session, code: str) -> Coupon:
    found = session.get(Coupon, code)
    if found is None:
        raise NotFound('This coupon does not exist any more.')
    return found


def _checked_code(said: str) -> str:
    code = said.strip().upper()
    if not CODE.fullmatch(code):
        raise NotAllowed('A code has 3 to 40 letters from A to Z, digits, - and _, and begins with a letter or digit.')
    return code


def _checked_off(said: str, currency: str) -> tuple[int | None, int | None]:
    """The share, or the amount in the smallest unit of the currency."""
    share = SHARE.fullmatch(said.strip())
    if share is not None:
        if not 1 <= int(share[1]) <= 100:
            raise NotAllowed('A share is from 1% to 100%.')
        return int(share[1]), None
    try:
        cents = parsed(said, read_as(currency))
    except NotAllowed:
        cents = 0
    if not cents:
        raise NotAllowed('Write what it takes off: a share like 20%, or an amount above zero like 5.00.')
    return None, cents


def _checked_product(said: str) -> str | None:
    if said and said not in FOR:
        raise NotAllowed('There is nothing of this name to buy. Choose one of the list.')
    return said or None


def _checked_uses(said: str) -> int | None:
    said = said.strip()
    if said and not (said.isdecimal() and len(said) < 8 and int(said)):
        raise NotAllowed('Write how often it may be used as a number from 1, or leave it empty for no limit.')
    return int(said) if said else None
