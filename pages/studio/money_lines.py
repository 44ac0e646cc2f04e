"""What becomes of the money of a booking, told to staff before they do something about it."""

from functools import partial

from app.billing import money
from app.studio import policies, states
from app.studio.desk import Desk
from app.studio.extras import Longer
from app.studio.policies import Policy
from components.studio.words import length, times
from models import Booking

ENDED = (states.REJECTED, states.CANCELLED, states.EXPIRED)
OVER = (states.COMPLETED, states.NO_SHOW)
CHARGED = 'It is charged to the way they paid before; where that fails, they are asked for it by mail.'
ASKED = 'They are asked for it by mail.'


def missed(known: Desk, policy: Policy) -> list[str]:
    """Of a session to which nobody came, or after all did not."""
    booking = known.booking
    said = partial(money.words, currency=booking.currency)
    kept, rest = _kept(booking), _open(booking)
    lines = [f'{said(kept)} that they have paid stay with you.' if kept else 'They have paid nothing.']
    if rest and policies.is_waived_at_no_show(policy):
        lines.append(f'The rest, {said(rest)}, is waived, as your policy says.')
    elif rest:
        lines.append(f'The rest, {said(rest)}, is due, as your policy says. {_how(booking, policy)}')
    return lines


def held(known: Desk, policy: Policy) -> list[str]:
    """Of a session that was held, or after all was."""
    booking, rest = known.booking, _open(known.booking)
    if not rest:
        return ['Nothing is left to pay.']
    return [f'{money.words(rest, booking.currency)} are due then. {_how(booking, policy)}']


def overtime(known: Desk, found: Longer) -> list[str]:
    """Of a session that goes on."""
    booking = known.booking
    said = partial(money.words, currency=booking.currency)
    until = times(booking.start_time, found.ends, known.studio.zone)
    return [
        f'It counts {length(found.minutes)} more, which is {said(found.cents)}. It is {until} then.',
        f'In all it costs {said(booking.total_amount + found.cents)} then, of which '
        f'{said(_open(booking) + found.cents)} are still to be paid. They are told.',
    ]


def given_back(booking: Booking) -> str:
    """Of a session of which money is given back; empty where nothing follows from it."""
    if booking.status in ENDED or booking.remainder_status == 'waived':
        return ''
    if booking.status in OVER and not booking.remainder_amount:
        return 'They need not pay it again.'
    return 'The price stays as it is, so this is to be paid later. To charge less, correct the bill as well.'


def _kept(booking: Booking) -> int:
    return max(0, booking.paid_amount - booking.refunded_amount)


def _open(booking: Booking) -> int:
    return max(0, booking.total_amount - _kept(booking))


def _how(booking: Booking, policy: Policy) -> str:
    if policy.pay_rest == 'later' and booking.paid_amount and not booking.refunded_amount:
        return CHARGED
    return ASKED if policy.pay_rest != 'on_site' else 'It is paid at your place.'
