"""From a chosen start to a booking: held while it is paid, asked for where nothing is to be paid, booked by staff.

Everything happens in one transaction: holds that are over go, the time is checked by the rules that list it, the room
is taken, the price is written down. A form that is sent twice makes one booking.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel import Session

from app import accounts
from app.accounts import audit, throttle
from app.db import reading, transaction
from app.round_trips import gather
from app.studio import (
    access,
    booker,
    booking_ahead,
    coupons,
    expiring,
    free,
    open_sessions,
    people,
    pricing,
    reservations,
    rooms,
    states,
    step_mails,
    steps,
    telling,
)
from app.studio.access import By
from app.studio.booker import Booker
from app.studio.prices import Quote
from app.studio.wishes import Held as Held
from app.studio.wishes import Wish as Wish
from app.studio.wishes import view
from models import Booking, Studio, StudioRoom
from models.types import new_id, utc_now

GUESTS = throttle.Limit('studio-hold', free=10, window_s=3600.0, pause_s=600.0, longest_s=3600.0)
"""How many sessions are held from one address within an hour by people without an account."""
KEY_MOST = 200


def hold(wish: Wish, user_id: str = '', *, is_proven: bool = False, now: datetime | None = None) -> Held:
    """Book a session: hold it until its deposit is paid, or ask for it where nothing is paid at once.

    Parameters
    ----------
    user_id : whose it is; empty for a guest.
    is_proven : whether a guest has shown that the address is theirs.

    Raises
    ------
    TimeRefused
        The time is not free, with the nearest that are.
    Invalid
        Something about whoever books cannot be taken.
    Changed
        The address is to be confirmed first, because nothing is paid.
    OverLimit
        They have too many sessions already that are neither paid nor answered.
    TooManyTries
        Many sessions were held from this address lately.
    """
    now, told = now or utc_now(), booker.read(wish.who, guest=not user_id)
    key = _key(wish.key, user_id or told.email)
    if not user_id:
        if (known := _repeated(wish.studio_id, key)) is not None:
            return known
        throttle.count(GUESTS, accounts.visitor().address)
    with transaction() as session:
        booking_ahead.first(session, wish, user_id, key)
        user = accounts.acting(session, user_id) if user_id else None
        by = By(states.CLIENT, user) if user else By(states.GUEST, told.email)
        return _held(session, wish, told, by, key, now, is_proven)


def book_for(user_id: str, wish: Wish, *, now: datetime | None = None) -> Held:
    """Book a session for a client, as staff: confirmed at once, at any hour that is free; it is paid later.

    Raises
    ------
    TimeRefused
        The room is taken or blocked.
    NotAllowed
        They do not work there.
    """
    now, told = now or utc_now(), booker.read(wish.who, guest=False)
    key = _key(wish.key, user_id)
    with transaction() as session:
        booking_ahead.first(session, wish, user_id, key)
        user, _, part = people.working(session, user_id, wish.studio_id)
        return _held(session, wish, told, By(part, user), key, now, is_proven=True)


def _held(session: Session, wish: Wish, told: Booker, by: By, key: str | None, now: datetime, is_proven: bool) -> Held:
    if (known := _of_key(session, wish.studio_id, key)) is not None:
        return view(known, is_new=False)
    studio = people.there(session, wish.studio_id)
    room = rooms.room_of(session, studio.id, wish.room_id)
    booking_ahead.of_room(session, wish, studio, room, by, told, now)
    expiring.let_go(session, room, now)
    if not by.is_staff:
        if (known := open_sessions.same(session, wish, room, by, told, now)) is not None:
            return view(known, is_new=False)
        open_sessions.check(session, wish, room, by, told, now)
    engineer_id = wish.engineer_id
    free.check(session, studio, room, wish.start, wish.minutes, now, by_staff=by.is_staff, engineer_id=engineer_id)
    found = pricing.quote(session, studio, room, wish.start, wish.minutes, now)
    booking = _booking(session, wish, told, by, studio, room, found, now, is_proven)
    codes, keys = _codes(session, wish, booking)
    if codes:
        offs = coupons.taken(session, studio.id, codes, keys, found.base)
        _reprice(booking, pricing.by_card(found.card, studio, wish.start, wish.minutes, now, offs))
    booking.idempotency_key = key
    _take(session, booking, studio, room, by, now)
    if codes:
        coupons.reserve(session, booking.id, studio.id, codes, keys, found.base)
        if booking.status != states.PENDING_PAYMENT:
            coupons.use(session, booking.id)
    return view(booking, is_new=True)


def _booking(
    session: Session,
    wish: Wish,
    told: Booker,
    by: By,
    studio: Studio,
    room: StudioRoom,
    found: Quote,
    now: datetime,
    is_proven: bool,
) -> Booking:
    """The row of a new booking, in no state yet."""
    engineer = rooms.engineer_of(session, studio.id, wish.engineer_id)
    owner = by.user_id if by.role == states.CLIENT else booker.account(session, told) if by.is_staff else None
    booking = Booking(
        id=new_id(),
        user_id=owner,
        **told.columns(),
        studio_id=studio.id,
        room_id=room.id,
        engineer_id=engineer.id if engineer else None,
        currency=studio.currency,
        status=states.NEW,
        **pricing.columns(found),
        deposit_amount=found.deposit,
        remainder_amount=found.total,
        person_zone=booker.zone(wish.person_zone),
        email_proven_at=now if is_proven else None,
    )
    booking.created_at = now
    if owner is None:
        booking.claim_token_hash = access.hash_of(booking.id)
    return booking


def _codes(session: Session, wish: Wish, booking: Booking) -> tuple[Sequence[str], list[str]]:
    """The codes of a wish, as they are stored, and what whoever books is told apart by."""
    codes = coupons.codes_of(','.join(wish.coupons))
    booking.coupon_code = ', '.join(codes) or None
    return codes, coupons.person_keys(session, booking.user_id, booking.customer_email, booking.customer_phone)


def _reprice(booking: Booking, found: Quote) -> None:
    for name, value in pricing.columns(found).items():
        setattr(booking, name, value)
    booking.deposit_amount, booking.remainder_amount = found.deposit, found.total


def _take(session: Session, booking: Booking, studio: Studio, room: StudioRoom, by: By, now: datetime) -> None:
    """Give a new booking its state and its room; what it may not be is refused."""
    policy = steps.policy_of(studio)
    after = _first_state(booking, by, policy.auto_approve)
    steps.check(booking, after, by, steps.facts(booking, policy, now))
    booking.status = after
    if after == states.PENDING_PAYMENT:
        booking.hold_expires_at = now + timedelta(minutes=policy.hold_minutes)
    elif after == states.PENDING_APPROVAL:
        booking.hold_expires_at = steps.waiting(policy, now, booking.start_time)['hold_expires_at']
    else:
        booking.approved_at = now
    session.add(booking)
    gather(session)
    unpaid = after == states.PENDING_PAYMENT
    kind, until = (reservations.HOLD, booking.hold_expires_at) if unpaid else (reservations.BOOKING, None)
    reservations.take(session, room, booking.id, booking.start_time, booking.end_time, kind, until=until)
    noted = {'status': after, 'start': booking.start_time, 'minutes': booking.duration, 'total': booking.total_amount}
    action = steps.ACTIONS[after]
    audit.note(session, action, by.actor, target=booking.id, entity='booking', after=noted, details={'as': by.role})
    if not unpaid:
        telling.tell(session, booking, studio, action, but=by.user_id)
        step_mails.tell(session, booking, studio, states.NEW, by, now=now)


def _first_state(booking: Booking, by: By, auto_approve: bool) -> str:
    if by.is_staff:
        return states.CONFIRMED
    if booking.deposit_amount:
        return states.PENDING_PAYMENT
    return states.CONFIRMED if auto_approve else states.PENDING_APPROVAL


def _key(given: str, whose: str) -> str | None:
    """What a request is known by: a stranger with the same key gets nothing to see."""
    return hashlib.sha256(f'{whose}\0{given[:KEY_MOST]}'.encode()).hexdigest() if given else None


def _repeated(studio_id: str, key: str | None) -> Held | None:
    with reading() as session:
        known = _of_key(session, studio_id, key)
        return None if known is None else view(known, is_new=False)


def _of_key(session: Session, studio_id: str, key: str | None) -> Booking | None:
    found: Booking | None = session.scalar(booking_ahead.of_key(studio_id, key)) if key else None
    return found
