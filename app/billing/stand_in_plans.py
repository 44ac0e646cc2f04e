"""Plans at the stand-in: they begin, are paid again, and end."""

import calendar
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session as Database

from app.billing.provider import Line
from app.billing.stand_in_store import Behaviour, change, get, make, told
from models.types import utc_now


def renew(session: Database, ref: str, *, declined: bool = False) -> None:
    """The period of a subscription is over: end it as was asked, or have the next one paid."""
    had = get(session, ref)
    if had['ends']:
        end(session, ref)
        return
    start, line = at(had['end']), Line(**had['line'])
    until = later(start, line.interval or 'month')
    status = 'PAST_DUE' if declined else 'ACTIVE'
    change(session, ref, due_at=until, start=text(start), end=text(until), status=status)
    settle(session, ref, line.amount_cents, line.currency, declined=declined)
    told(session, 'customer.subscription.updated', ref)


def settle(session: Database, ref: str, due: int, currency: str, *, declined: bool = False) -> None:
    """Have an amount paid; what is below zero is kept, and comes off what is due later."""
    owed = due - get(session, ref).get('kept', 0)
    change(session, ref, kept=max(0, -owed))
    if owed > 0:
        _invoice(session, ref, owed, currency, again=True, declined=declined)


def end(session: Database, ref: str) -> None:
    """End a subscription now."""
    change(session, ref, due_at=None, status='CANCELED', canceled=text(utc_now()))
    told(session, 'customer.subscription.deleted', ref)


def begin(session: Database, found: dict[str, Any], how: Behaviour) -> dict[str, Any]:
    """Begin the subscription of a checkout, with its first invoice."""
    now, line, days = utc_now(), Line(**found['lines'][0]), found['trial_days']
    until = now + timedelta(days=days) if days else later(now, line.interval or 'month')
    trial = {'trial_start': text(now), 'trial_end': text(until)} if days else {'trial_start': None, 'trial_end': None}
    state = {
        'customer': found['customer'], 'about': found['about'], 'line': asdict(line), 'ends': False, 'canceled': None,
        'status': 'TRIALING' if days else 'ACTIVE', 'start': text(now), 'end': text(until), **trial,
    }  # fmt: skip
    ref = make(session, 'subscription', state, due_at=until)
    told(session, 'customer.subscription.created', ref, how=how)
    invoice = _invoice(session, ref, found['amount'], found['currency'], again=False, how=how)
    return {'subscription': ref, 'invoice': invoice, 'payment': get(session, invoice)['payment']}


def _invoice(
    session: Database,
    subscription_ref: str,
    amount: int,
    currency: str,
    *,
    again: bool,
    declined: bool = False,
    how: Behaviour | None = None,
) -> str:
    about = get(session, subscription_ref)['about']
    payment = None if declined or not amount else paid(session, amount, currency, '')
    state = {
        'about': about, 'amount': amount, 'currency': currency, 'state': 'failed' if declined else 'paid',
        'payment': payment, 'subscription': subscription_ref, 'again': again,
    }  # fmt: skip
    ref = make(session, 'invoice', state)
    told(session, 'invoice.payment_failed' if declined else 'invoice.paid', ref, how=how)
    return ref


def paid(
    session: Database, amount: int, currency: str, reference: str, *, name: str = '', method: str | None = None
) -> str:
    """Remember a payment that was made; `method` is the way to pay that may be charged later."""
    state = {
        'amount': amount, 'currency': currency, 'reference': reference, 'refunded': 0, 'refunds': [], 'method': method,
    }  # fmt: skip
    return make(session, 'payment', state, name=name)


def later(start: datetime, interval: str) -> datetime:
    """A month or year later, on the same day of the month or on its last."""
    months = start.month - 1 + (12 if interval == 'year' else 1)
    year, month = start.year + months // 12, months % 12 + 1
    return start.replace(year=year, month=month, day=min(start.day, calendar.monthrange(year, month)[1]))


def text(moment: datetime) -> str:
    """A moment as it is remembered."""
    return moment.isoformat()


def at(said: str) -> datetime:
    """The same as a moment."""
    return datetime.fromisoformat(said)
