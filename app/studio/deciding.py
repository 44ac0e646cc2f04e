"""What is decided about a booking: approved or rejected, cancelled, held, missed; and what of the money comes back."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from app.accounts import audit
from app.db import reading, transaction
from app.errors import Changed
from app.studio import access, forms, policies, states, steps
from app.studio.access import Reached
from app.studio.steps import Given
from models.types import utc_now

APPROVED = 'This booking is already approved.'


@dataclass(frozen=True, slots=True)
class Cancelling:
    """What cancelling now would mean: of what was paid (cents), what comes back and what stays with the studio."""

    paid: int
    back: int
    kept: int
    currency: str
    is_withdrawn: bool


def approve(user_id: str, booking_id: str, *, now: datetime | None = None) -> None:
    """Accept a request, as staff.

    Raises
    ------
    Changed
        It is approved already, or it waits for no approval.
    """
    with transaction() as session:
        found = access.reached(session, user_id, booking_id, writing=True, staff=True)
        if found.booking.status == states.CONFIRMED:
            raise Changed(APPROVED)
        steps.take(session, found.booking, found.studio, states.CONFIRMED, found.by, now or utc_now())


def reject(user_id: str, booking_id: str, reason: str, *, now: datetime | None = None) -> None:
    """Reject a request, as staff; all that was paid goes back. Raises Changed where it waits for no approval."""
    said = forms.reason(reason)
    with transaction() as session:
        found = access.reached(session, user_id, booking_id, writing=True, staff=True)
        given = Given(reason=said, back=_all(found))
        steps.take(session, found.booking, found.studio, states.REJECTED, found.by, now or utc_now(), given)


def cancelling(user_id: str, booking_id: str, *, token: str = '', now: datetime | None = None) -> Cancelling:
    """What comes back to whoever asks, if they cancel now; raises NotFound."""
    with reading() as session:
        found = access.reached(session, user_id, booking_id, token=token)
        booking = found.booking
        back = coming_back(found, now or utc_now())
        kept = booking.paid_amount - booking.refunded_amount - back
        return Cancelling(booking.paid_amount, back, kept, booking.currency, booking.status == states.PENDING_APPROVAL)


def cancel(
    user_id: str,
    booking_id: str,
    reason: str = '',
    *,
    token: str = '',
    most_kept: int | None = None,
    now: datetime | None = None,
) -> int:
    """Cancel a session; returns what goes back, in cents.

    Clients get back what the policy says for this moment, all of it while it was not approved. What staff cancel, with
    a reason, is given back whole.

    Parameters
    ----------
    token : a guest's, from the link in their mail.
    most_kept : what they were told that stays with the studio: it is not cancelled if it is more by now.

    Raises
    ------
    Changed
        It cannot be cancelled any more, or less comes back than they were told.
    """
    said, now = forms.reason(reason) if reason.strip() else '', now or utc_now()
    with transaction() as session:
        found = access.reached(session, user_id, booking_id, token=token, writing=True)
        booking, back = found.booking, coming_back(found, now)
        if most_kept is not None and booking.paid_amount - booking.refunded_amount - back > most_kept:
            raise Changed('Less comes back by now than you were told. Nothing was cancelled: look at it again.')
        given = Given(reason=said, back=back)
        steps.take(session, booking, found.studio, states.CANCELLED, found.by, now, given)
        return back


def complete(user_id: str, booking_id: str, *, now: datetime | None = None) -> None:
    """Say that a session was held, as staff, once it has ended; what is not paid is due then. Raises Changed
    where it was said already."""
    _step(user_id, booking_id, states.COMPLETED, now=now)


def no_show(user_id: str, booking_id: str, *, now: datetime | None = None) -> None:
    """Say that nobody came, as staff, from shortly after the start on. Nothing goes back; the rest is waived or due, as
    the studio's policy has it."""
    _step(user_id, booking_id, states.NO_SHOW, now=now)


def correct(user_id: str, booking_id: str, reason: str, *, now: datetime | None = None) -> str:
    """Turn around whether somebody came, as the owner, for some days; returns what it is now."""
    with reading() as session:
        booking = access.reached(session, user_id, booking_id, staff=True).booking
    after = states.COMPLETED if booking.status == states.NO_SHOW else states.NO_SHOW
    _step(user_id, booking_id, after, forms.reason(reason), now=now, seen=booking.status)
    return after


def delete(user_id: str, booking_id: str, *, now: datetime | None = None) -> None:
    """Take a booking off all lists, as the owner, once it is over for 30 days; the books keep it."""
    now = now or utc_now()
    with transaction() as session:
        found = access.reached(session, user_id, booking_id, writing=True, staff=True)
        booking = found.booking
        steps.check(booking, states.DELETED, found.by, steps.facts(booking, steps.policy_of(found.studio), now))
        booking.deleted_at = now
        session.add(booking)
        audit.note(session, 'booking.deleted', found.by.actor, target=booking.id, before={'status': booking.status})


def _step(
    user_id: str, booking_id: str, after: str, reason: str = '', *, now: datetime | None = None, seen: str = ''
) -> None:
    with transaction() as session:
        found = access.reached(session, user_id, booking_id, writing=True, staff=True)
        access.check_unchanged(found.booking, seen)
        if found.booking.status == after:  # the table has it for what is added to a bill
            raise Changed(f'This booking is {states.WORDS[after]} already.')
        steps.take(session, found.booking, found.studio, after, found.by, now or utc_now(), Given(reason=reason))


def _all(found: Reached) -> int:
    """All that is still there of what was paid."""
    return max(0, found.booking.paid_amount - found.booking.refunded_amount)


def coming_back(found: Reached, now: datetime) -> int:
    """What goes back if it is cancelled now."""
    booking, policy = found.booking, steps.policy_of(found.studio)
    by = policies.STAFF if found.by.is_staff else policies.CLIENT
    approved = booking.status != states.PENDING_APPROVAL
    paid, refunded = booking.paid_amount, booking.refunded_amount
    return policies.refund(policy, paid, refunded, booking.start_time, now, by, approved=approved)


def by_clock(session: Session, booking_id: str, after: str, now: datetime) -> None:
    """What happens by itself: a request that nobody answered is rejected, a session that is over counts as held."""
    booking, studio = access.of_booking(session, booking_id)
    if after == states.REJECTED:
        back = max(0, booking.paid_amount - booking.refunded_amount)
        given = Given(back=back, body='The studio did not answer in time.', values={'rejected_reason': UNANSWERED})
    else:
        given = Given()
    steps.take(session, booking, studio, after, access.CLOCK, now, given)


UNANSWERED = 'The studio did not answer in time.'
