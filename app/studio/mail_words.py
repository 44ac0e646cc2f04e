"""Words of mails about bookings: times, and what becomes of money."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from app.billing.money import words
from app.studio import times
from app.studio.policies import Policy
from models import Booking

CHARGED = 'It is charged to the way you have paid before; where that fails, you are asked for it.'


def span(begin: datetime, end: datetime, zone: ZoneInfo) -> str:
    """From when to when by a zone's clock; an hour that comes twice is named by its offset."""
    first, last = begin.astimezone(zone), end.astimezone(zone)
    start = times.Start(begin, first.date(), int((end - begin) / timedelta(minutes=1)), zone)
    finish = times.Start(end, last.date(), 0, zone)
    next_day = f' on {last:%A}' if last.date() != first.date() else ''
    return f'{first:%A, %-d %B %Y}, {start.label} to {finish.label}{next_day}'


def due(booking: Booking, policy: Policy, cents: int) -> str:
    """What is still to be paid, and how; empty where nothing is."""
    if not cents:
        return ''
    said = f'{words(cents, booking.currency)} are still to be paid.'
    by_itself = booking.remainder_status == 'due' and policy.pay_rest == 'later'
    return f'{said} {CHARGED}' if by_itself and booking.paid_amount and not booking.refunded_amount else said


def missed(booking: Booking) -> str:
    """What becomes of the money of a session to which nobody came."""
    kept = booking.paid_amount - booking.refunded_amount
    said = f'{words(kept, booking.currency)} that you have paid stay with the studio.' if kept > 0 else ''
    waived = 'The rest is waived: nothing more is to be paid.' if booking.remainder_status == 'waived' else ''
    return ' '.join(part for part in (said, waived) if part)
