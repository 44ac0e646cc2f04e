"""Coupons of a studio as its owner keeps them: made, switched off and on, taken away. How they count says `coupons`."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts import audit
from app.db import reading, transaction
from app.errors import Invalid, NotAllowed, NotFound, OverLimit
from app.studio import coupons, forms, people
from app.studio.times import walls
from models import BookingCoupon, Studio
from models.types import utc_now

MOST = 500
LONGEST = 40
GONE = 'This coupon does not exist any more.'


@dataclass(frozen=True, slots=True)
class Draft:
    """A coupon that is to be made.

    Parameters
    ----------
    percent_off, amount_off_cents : one of the two.
    covers_fees : whether it also takes off of fees, not only of the session's hours.
    may_stack : whether it counts together with others that may.
    min_session_cents : the least a session costs before fees.
    most_uses, most_per_person : None is without limit.
    until : the last day of the studio on which it counts; None is for good.
    """

    code: str
    percent_off: int | None = None
    amount_off_cents: int | None = None
    covers_fees: bool = False
    may_stack: bool = False
    min_session_cents: int = 0
    most_uses: int | None = None
    most_per_person: int | None = None
    until: date | None = None


def make(user_id: str, studio_id: str, draft: Draft) -> BookingCoupon:
    """Make a coupon, as the owner.

    Raises
    ------
    Invalid
        Something cannot be taken, as its fields say; the code is one that there is, or was, already.
    OverLimit
        There are too many.
    """
    values = _read(draft)
    with transaction() as session:
        user, studio, _ = people.working(session, user_id, studio_id, owner=True)
        _check_new(session, studio, values['code'])
        row = BookingCoupon(studio_id=studio.id, expires_at=_ends(studio, draft.until), **values)
        session.add(row)
        session.flush()
        audit.note(session, 'studio_coupon.made', user, target=row.id, after=values)
        return row


def of_studio(user_id: str, studio_id: str) -> list[BookingCoupon]:
    """All coupons, the newest first, for staff."""
    with reading() as session:
        studio, _ = people.seeing(session, user_id, studio_id)
        mine = _mine(studio).order_by(col(BookingCoupon.created_at).desc(), col(BookingCoupon.id).desc())
        return list(session.scalars(mine.limit(MOST)))


def switch(user_id: str, coupon_id: str, *, on: bool) -> BookingCoupon:
    """Let a coupon count, or not any more; sessions that are held already keep what it took off."""
    return _change(user_id, coupon_id, 'studio_coupon.switched', is_active=on)


def delete(user_id: str, coupon_id: str) -> None:
    """Take a coupon away for good; its code is not given out again."""
    _change(user_id, coupon_id, 'studio_coupon.deleted', is_active=False, deleted_at=utc_now())


def _change(user_id: str, coupon_id: str, action: str, **values: Any) -> BookingCoupon:
    with transaction() as session:
        row = session.get(BookingCoupon, coupon_id)
        if row is None or row.deleted_at is not None:
            raise NotFound(GONE)
        user, _, _ = people.working(session, user_id, row.studio_id, owner=True)
        before = {name: getattr(row, name) for name in values}
        for name, value in values.items():
            setattr(row, name, value)
        session.add(row)
        audit.note(session, action, user, target=row.id, before=before, after=values)
        return row


def _mine(studio: Studio) -> Any:
    return sa.select(BookingCoupon).where(
        col(BookingCoupon.studio_id) == studio.id, col(BookingCoupon.deleted_at).is_(None)
    )


def _check_new(session: Session, studio: Studio, code: str) -> None:
    named = sa.select(BookingCoupon).where(col(BookingCoupon.studio_id) == studio.id, col(BookingCoupon.code) == code)
    if session.scalar(named) is not None:
        raise Invalid({'code': 'There is a coupon with this code, or there was one. Choose another.'})
    if (session.scalar(sa.select(sa.func.count()).select_from(_mine(studio).subquery())) or 0) >= MOST:
        raise OverLimit(f'A studio keeps up to {MOST} coupons. Delete some that do not count any more.')


def _ends(studio: Studio, until: date | None) -> datetime | None:
    """The end of the last day, by the studio's clock."""
    if until is None:
        return None
    return walls.utc(walls.moment(ZoneInfo(studio.zone), until + timedelta(days=1), 0))


def _read(draft: Draft) -> dict[str, Any]:
    return Invalid.read(
        {
            'code': lambda: _code(draft.code),
            'percent_off': lambda: _off(draft),
            'amount_off_cents': lambda: draft.amount_off_cents,
            'covers_fees': lambda: draft.covers_fees,
            'may_stack': lambda: draft.may_stack,
            'min_session_cents': lambda: forms.cents(draft.min_session_cents, 'A price'),
            'most_uses': lambda: _limit(draft.most_uses),
            'most_per_person': lambda: _limit(draft.most_per_person),
        }
    )


def _code(given: str) -> str:
    code = coupons.code_of(given)
    if not 3 <= len(code) <= LONGEST or not code.isprintable() or ',' in code or ';' in code:
        raise NotAllowed(f'A code has 3 to {LONGEST} letters and digits.')
    return code


def _off(draft: Draft) -> int | None:
    if (draft.percent_off is None) == (draft.amount_off_cents is None):
        raise NotAllowed('A coupon takes off a share or an amount.')
    if draft.percent_off is not None:
        return forms.within(draft.percent_off, 1, 100, 'A share is 1 to 100 percent.')
    forms.within(draft.amount_off_cents or 0, 1, 100_000_000, 'An amount is more than nothing.')
    return None


def _limit(given: int | None) -> int | None:
    return None if given is None else forms.within(given, 1, 1_000_000, 'A limit is 1 to 1,000,000; leave it empty.')
