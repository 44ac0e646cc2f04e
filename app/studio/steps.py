"""One step of a booking from a state to the next: checked by the table of `states`, written once, told.

Every step goes through `take`: a conditional UPDATE, so that of two who do it at once only one has done it; one line of
the audit log; what follows for the room, the coupon and the money; whom it concerns is told. All in one transaction.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app import areas
from app.accounts import audit
from app.errors import Changed
from app.studio import coupons, giving_back, policies, pricing, reservations, states, step_mails, telling
from app.studio.access import By
from app.studio.policies import Policy
from models import Booking, Studio

ACTIONS = {
    states.PENDING_PAYMENT: 'booking.held',
    states.PENDING_APPROVAL: telling.REQUESTED,
    states.CONFIRMED: telling.CONFIRMED,
    states.COMPLETED: telling.COMPLETED,
    states.REJECTED: telling.REJECTED,
    states.CANCELLED: telling.CANCELLED,
    states.NO_SHOW: telling.NO_SHOW,
    states.EXPIRED: telling.EXPIRED,
}
"""What the audit log calls the step into each state, and programs, too."""
OFF = (states.REJECTED, states.CANCELLED, states.EXPIRED)
"""Nobody comes any more: the room is free, and nothing is to be paid."""


@dataclass(frozen=True, slots=True)
class Given:
    """What is known of a step beside the booking itself.

    Parameters
    ----------
    reason : why, for whoever booked.
    is_paid : what was asked for came.
    session_closed : nobody can pay any more.
    slot_free : the room is free for it, and the rules allow it.
    values : columns that change with it, like what was paid.
    back : how many cents go back.
    body : what those who are told read besides.
    details : what else the audit log keeps.
    """

    reason: str = ''
    is_paid: bool = False
    session_closed: bool = False
    slot_free: bool = True
    values: dict[str, Any] = field(default_factory=dict)
    back: int = 0
    body: str = ''
    details: dict[str, Any] | None = None


def take(
    session: Session, booking: Booking, studio: Studio, after: str, by: By, now: datetime, given: Given = Given()
) -> None:
    """Bring a booking from its state to another, in this transaction; `booking` is as it is afterwards.

    Raises
    ------
    Changed
        It cannot come there from where it is, with what can be done instead, or somebody else was faster.
    """
    policy, before, owed = policy_of(studio), booking.status, booking.remainder_amount
    check(booking, after, by, facts(booking, policy, now, given))
    values = _columns(booking, after, policy, now, given) | given.values
    write(session, booking, values | {'status': after}, ACTIONS[after], by, given)
    _room(session, booking, before, after)
    _coupon(session, booking, before, after, by)
    if given.back:
        giving_back.owe(session, booking, given.back, ACTIONS[after])
    _tell_areas(session, booking, before, after)
    telling.tell(session, booking, studio, ACTIONS[after], body=given.body or given.reason, but=by.user_id)
    step_mails.tell(session, booking, studio, before, by, now=now, reason=given.reason, back=given.back, owed=owed)


def write(
    session: Session, booking: Booking, values: dict[str, Any], action: str, by: By, given: Given = Given()
) -> None:
    """Change columns of a booking if it is still in the state that it was read in, with one line of the audit log."""
    before = {name: getattr(booking, name) for name in values if getattr(booking, name) != values[name]}
    mine = sa.update(Booking).where(col(Booking.id) == booking.id, col(Booking.status) == booking.status)
    changed = session.execute(
        mine.values(**values).returning(col(Booking.id)).execution_options(synchronize_session=False)
    )
    if changed.first() is None:
        raise Changed('Somebody else has just done something with this booking. Look at it again.')
    session.refresh(booking)
    noted = {'reason': given.reason} if given.reason else {}
    if given.back:
        noted['back'] = str(given.back)
    audit.note(
        session,
        action,
        by.actor,
        target=booking.id,
        entity='booking',
        before={name: value for name, value in before.items() if name != 'quote'},
        after={name: values[name] for name in before if name != 'quote'},
        details=noted | {'as': by.role} | (given.details or {}),
    )


def check(booking: Booking, after: str, by: By, known: states.Facts) -> None:
    """Raise Changed where this step is not taken, with the steps that are."""
    try:
        states.check(booking.status, after, by.role, known)
    except states.NotPossible as error:
        raise Changed(str(error)) from error


def facts(booking: Booking, policy: Policy, now: datetime, given: Given = Given()) -> states.Facts:
    """What is known about a booking for the table of steps."""
    return states.Facts(
        now=now,
        start=booking.start_time,
        end=booking.end_time,
        deposit=booking.deposit_amount,
        is_paid=given.is_paid,
        is_proven=booking.user_id is not None or booking.email_proven_at is not None,
        slot_free=given.slot_free,
        reason=given.reason,
        hold_ends=booking.hold_expires_at,
        session_closed=given.session_closed,
        asked_at=_asked_at(booking, policy),
        ended_at=booking.completed_at or booking.cancelled_at or booking.rejected_at or booking.updated_at,
        moves=booking.moves,
        policy=policy,
    )


def policy_of(studio: Studio) -> Policy:
    """What a studio has decided about cancelling, moving and paying."""
    return Policy.from_json(studio.policy)


def waiting(policy: Policy, now: datetime, start: datetime) -> dict[str, Any]:
    """The columns of a booking that waits for approval from now on: until when it is answered."""
    return {'hold_expires_at': policies.answer_by(policy, now, start)}


def _asked_at(booking: Booking, policy: Policy) -> datetime | None:
    """Since when it waits for approval: until when it is answered is what is kept."""
    if booking.status != states.PENDING_APPROVAL or booking.hold_expires_at is None:
        return None
    return booking.hold_expires_at - policy.approval_hours * policies.HOUR


def _columns(booking: Booking, after: str, policy: Policy, now: datetime, given: Given) -> dict[str, Any]:
    """What else changes with the state."""
    rest = pricing.remaining(booking.total_amount, booking.paid_amount, booking.refunded_amount)
    ended = {'remainder_amount': 0, 'remainder_status': 'none'}
    if after == states.PENDING_APPROVAL:
        return waiting(policy, now, booking.start_time) | {'remainder_amount': rest}
    if after == states.CONFIRMED:
        return {'approved_at': now, 'hold_expires_at': None}
    if after == states.REJECTED:
        return ended | {'rejected_at': now, 'rejected_reason': given.reason or None}
    if after == states.CANCELLED:
        return ended | {'cancelled_at': now, 'cancelled_reason': given.reason or None}
    if after == states.COMPLETED:
        return {'completed_at': now, 'remainder_amount': rest, 'remainder_status': _owed(booking, rest)}
    if after == states.NO_SHOW:
        if rest and policies.is_waived_at_no_show(policy):
            return {'completed_at': now, 'remainder_amount': 0, 'remainder_status': 'waived'}
        return {'completed_at': now, 'remainder_amount': rest, 'remainder_status': _owed(booking, rest)}
    return ended


def _owed(booking: Booking, rest: int) -> str:
    """How what is left to pay stands once a session is over."""
    if rest:
        return 'failed' if booking.remainder_status == 'failed' else 'due'
    return 'paid' if booking.paid_amount > booking.actual_deposit_paid else 'none'


def _room(session: Session, booking: Booking, before: str, after: str) -> None:
    """What the step means for the room."""
    if after in OFF:
        reservations.release(session, booking.id)
    elif before == states.PENDING_PAYMENT:
        reservations.keep(session, booking.id)
    elif after in (states.COMPLETED, states.NO_SHOW):
        reservations.release(session, booking.id, reservations.MOVE)


def _tell_areas(session: Session, booking: Booking, before: str, after: str) -> None:
    """Let other areas hear that somebody was here, or after all was not."""
    if booking.user_id is None:
        return
    if after == states.COMPLETED:
        areas.happened(session, 'studio.session_completed', booking.user_id, booking.id)
    elif before == states.COMPLETED:
        areas.happened(session, 'studio.session_missed', booking.user_id, booking.id)


def _coupon(session: Session, booking: Booking, before: str, after: str, by: By) -> None:
    """What the step means for a coupon: used once it is paid; back again unless whoever booked cancels."""
    if booking.coupon_code is None:
        return
    if before == states.EXPIRED:
        coupons.use_again(session, booking.id)
    elif before == states.PENDING_PAYMENT and after not in OFF:
        coupons.use(session, booking.id)
    elif after in OFF and (before == states.PENDING_PAYMENT or by.role not in states.PEOPLE):
        coupons.give_back(session, booking.id)
