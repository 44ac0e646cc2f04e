"""Coupons: whether a code counts for a session, and its uses, of which there are never more than may be.

A use is set aside when a session is held, in its transaction, by one conditional UPDATE: of many who book at once only
as many have it as may. It counts once the deposit is paid. Where nobody pays, or the studio does not take the session,
it comes back; whoever cancels themselves has used it. What changes about a coupon later leaves a held session alone.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts import throttle
from app.accounts.visitor import visitor
from app.billing import money
from app.db import reading
from app.errors import Invalid
from app.studio.prices import Off, StacksBadly
from models import BookingCoupon, CouponUse, Studio, User
from models.types import utc_now

FIELD = 'coupon'
MOST_AT_ONCE = 3
WRONG_CODES = throttle.Limit('studio-coupon', free=30, window_s=3600.0, pause_s=600.0)
"""Codes that are tried out from one address."""
UNKNOWN = 'There is no such coupon for you. Check how it is written, or go on without it.'
USED_UP = 'This coupon has been used up. Go on without it.'
USED_BY_YOU = 'You have used this coupon as often as it may be. Go on without it.'
RESERVED, USED, RETURNED = 'reserved', 'used', 'returned'


def wrong(said: str) -> Invalid:
    """Why a coupon does not count, to be told beside its field."""
    return Invalid({FIELD: said})


def codes_of(text: str) -> tuple[str, ...]:
    """The codes that somebody has written, as they are stored: case and blanks do not matter, commas are between them.

    Raises
    ------
    Invalid
        There are too many.
    """
    codes = tuple(dict.fromkeys(filter(None, map(code_of, text[:200].replace(';', ',').split(',')))))
    if len(codes) > MOST_AT_ONCE:
        raise wrong(f'Up to {MOST_AT_ONCE} coupons count together.')
    return codes


def code_of(text: str) -> str:
    """A code as it is stored."""
    return ''.join(text.split()).upper()


def plain_mail(email: str) -> str:
    """A mail address as one person has it: small, and without what stands behind a plus."""
    name, _, host = email.strip().lower().rpartition('@')
    return f'{name.partition("+")[0]}@{host}'


def person_keys(session: Session, user_id: str | None, email: str | None, phone: str | None) -> list[str]:
    """What tells that it is the same person: their account, their mail address, their phone number; of an account, its
    own address and number as well. Whoever has one of them in common with an earlier use counts as who had it."""
    found = [f'user:{user_id}'] if user_id else []
    user = session.get(User, user_id) if user_id else None
    mails, phones = [email], [phone]
    if user is not None:
        mails, phones = [*mails, user.email], [*phones, user.phone if user.phone_verified_at else None]
    found += [f'mail:{plain_mail(one)}' for one in mails if one]
    found += [f'phone:{"".join(filter(str.isdigit, one))}' for one in phones if one]
    return list(dict.fromkeys(found))


def looked_up(studio_id: str, text: str, user_id: str | None, email: str, phone: str, base_cents: int) -> list[Off]:
    """What the codes take off that somebody has written, before they book. Wrong ones are counted.

    Parameters
    ----------
    base_cents : the price of the session without fees.

    Raises
    ------
    Invalid
        One of them does not count, or not together with the others.
    TooManyTries
        Many wrong ones came from this address.
    """
    codes = codes_of(text)
    if not codes:
        return []
    throttle.count(WRONG_CODES, visitor().place)
    with reading() as session:
        keys = person_keys(session, user_id, email, phone)
        offs = taken(session, studio_id, codes, keys, base_cents)
    throttle.give_back(WRONG_CODES, visitor().place)
    return offs


def taken(session: Session, studio_id: str, codes: Sequence[str], keys: Sequence[str], base_cents: int) -> list[Off]:
    """What these codes take off; nothing is set aside yet.

    Raises
    ------
    Invalid
        One of them does not count for this person, this session or now, or not together with the others.
    """
    rows = [_found(session, studio_id, code, keys, base_cents) for code in codes]
    if len(rows) > 1 and not all(row.may_stack for row in rows):
        raise wrong(str(StacksBadly()))
    return [Off(row.code, row.percent_off, row.amount_off_cents, row.covers_fees, row.may_stack) for row in rows]


def reserve(
    session: Session, booking_id: str, studio_id: str, codes: Sequence[str], keys: Sequence[str], base_cents: int
) -> list[Off]:
    """Set a use of each code aside for a booking that is being held, which is in the database already.

    Raises
    ------
    Invalid
        As `taken` does; also if others have just used it up.
    """
    offs = taken(session, studio_id, codes, keys, base_cents)
    now = utc_now()
    for code in codes:
        one = sa.update(BookingCoupon).where(*_there(studio_id, code), *_counts_at(now), _left(), _left_for(keys))
        counted = one.values(reserved=col(BookingCoupon.reserved) + 1).returning(col(BookingCoupon.id))
        coupon_id = session.scalar(counted)
        if coupon_id is None:
            raise wrong(USED_UP)
        kept = CouponUse(coupon_id=coupon_id, booking_id=booking_id, person_keys=json.dumps(list(keys)), state=RESERVED)
        session.add(kept)
    session.flush()
    return offs


def use(session: Session, booking_id: str) -> None:
    """The deposit is paid: what was set aside is used. Once more does nothing."""
    _move(session, booking_id, RESERVED, USED)


def use_again(session: Session, booking_id: str) -> None:
    """A session that had expired is paid after all, for less: what came back is used, also beyond the limit."""
    _move(session, booking_id, RETURNED, USED)


def give_back(session: Session, booking_id: str) -> None:
    """The hold has ended, or the studio has rejected or cancelled the session: whoever had the coupon has it again."""
    _move(session, booking_id, RESERVED, RETURNED)
    _move(session, booking_id, USED, RETURNED)


def _move(session: Session, booking_id: str, before: str, after: str) -> None:
    """Bring the uses of a booking from one state to another, and count them there."""
    mine = sa.update(CouponUse).where(col(CouponUse.booking_id) == booking_id, col(CouponUse.state) == before)
    moved = session.scalars(mine.values(state=after, updated_at=utc_now()).returning(col(CouponUse.coupon_id))).all()
    change: dict[str, Any] = {}
    for state, by in ((before, -1), (after, 1)):
        if state != RETURNED:
            change[state] = getattr(BookingCoupon, state) + by
    for coupon_id in moved:
        session.execute(sa.update(BookingCoupon).where(col(BookingCoupon.id) == coupon_id).values(**change))


def _found(session: Session, studio_id: str, code: str, keys: Sequence[str], base_cents: int) -> BookingCoupon:
    """A coupon that counts; raises Invalid."""
    now = utc_now()
    row = session.scalar(sa.select(BookingCoupon).where(*_there(studio_id, code)))
    if row is None or not row.is_active or (row.starts_at is not None and row.starts_at > now):
        raise wrong(UNKNOWN)
    if row.only_for and f'mail:{plain_mail(row.only_for)}' not in keys:
        raise wrong(UNKNOWN)
    studio = session.get(Studio, studio_id)
    assert studio is not None  # the coupon goes with it
    if row.expires_at is not None and row.expires_at <= now:
        ended = row.expires_at.astimezone(ZoneInfo(studio.zone))
        raise wrong(f'This coupon ran out on {ended.day} {ended:%B %Y, %H:%M}. Go on without it.')
    if base_cents < row.min_session_cents:
        least = money.words(row.min_session_cents, studio.currency)
        raise wrong(f'This coupon counts for sessions from {least}, before fees. Go on without it, or book longer.')
    mine = (col(BookingCoupon.id) == row.id,)
    if session.scalar(sa.select(col(BookingCoupon.id)).where(*mine, _left())) is None:
        raise wrong(USED_UP)
    if session.scalar(sa.select(col(BookingCoupon.id)).where(*mine, _left_for(keys))) is None:
        raise wrong(USED_BY_YOU)
    return row


def _there(studio_id: str, code: str) -> list[Any]:
    return [
        col(BookingCoupon.studio_id) == studio_id,
        col(BookingCoupon.code) == code,
        col(BookingCoupon.deleted_at).is_(None),
    ]


def _counts_at(now: datetime) -> list[Any]:
    return [
        col(BookingCoupon.is_active),
        sa.or_(col(BookingCoupon.starts_at).is_(None), col(BookingCoupon.starts_at) <= now),
        sa.or_(col(BookingCoupon.expires_at).is_(None), col(BookingCoupon.expires_at) > now),
    ]


def _left() -> Any:
    """There are uses left for somebody."""
    counted = col(BookingCoupon.used) + col(BookingCoupon.reserved)
    return sa.or_(col(BookingCoupon.most_uses).is_(None), counted < col(BookingCoupon.most_uses))


def _left_for(keys: Sequence[str]) -> Any:
    """There are uses left for this person, whichever of their keys they used it by."""
    kept = sa.func.json_each(col(CouponUse.person_keys)).table_valued('value')
    theirs = sa.exists(sa.select(sa.literal(1)).select_from(kept).where(kept.c.value.in_(list(keys))))
    count = (
        sa.select(sa.func.count())
        .select_from(CouponUse)
        .where(col(CouponUse.coupon_id) == col(BookingCoupon.id), col(CouponUse.state) != RETURNED, theirs)
        .correlate(BookingCoupon)
        .scalar_subquery()
    )
    return sa.or_(col(BookingCoupon.most_per_person).is_(None), count < col(BookingCoupon.most_per_person))
