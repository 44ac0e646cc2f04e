"""What a booking costs, has paid and still owes, in words."""

from functools import partial

from app.billing import money
from models import Booking

ENDED = ('rejected', 'cancelled', 'expired')


def short(booking: Booking) -> str:
    """In a list: the price, and what is due of it."""
    said = partial(money.words, currency=booking.currency)
    if booking.status in ENDED:
        kept = booking.paid_amount - booking.refunded_amount
        return f'{said(kept)} kept' if kept else said(booking.total_amount)
    if booking.remainder_status in ('due', 'failed'):
        return f'{said(booking.total_amount)}, {said(booking.remainder_amount)} due'
    return said(booking.total_amount)


def told(booking: Booking) -> list[tuple[str, str]]:
    """On its page: what was paid, went back and is still to be paid."""
    said = partial(money.words, currency=booking.currency)
    lines = [('Paid', said(booking.paid_amount))]
    if booking.refunded_amount:
        lines.append(('Gone back', said(booking.refunded_amount)))
    if booking.remainder_status == 'waived':
        lines.append(('Still to be paid', 'waived'))
    elif booking.status not in ENDED:
        failed = ', the last try failed' if booking.remainder_status == 'failed' else ''
        lines.append(('Still to be paid', said(booking.remainder_amount) + failed))
    return lines
