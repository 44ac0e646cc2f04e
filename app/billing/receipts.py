"""Receipts, to look at and to print: one page of HTML with its style, and nothing from elsewhere."""

import json
from html import escape
from zoneinfo import ZoneInfo

from sqlmodel import Session

from app import areas
from app.accounts.own_time import day_in, day_of
from app.areas import Heading
from app.billing.money import words
from app.db import reading
from app.errors import NotFound
from models import BillingTransaction, User

STYLE = (
    'body{font:16px/1.5 system-ui,sans-serif;max-width:42rem;margin:3rem auto;padding:0 1rem;color:#1a1a1a}'
    'h1{font-size:1.5rem}table{width:100%;border-collapse:collapse;margin:2rem 0}'
    'td,th{text-align:left;padding:.5rem 0;border-bottom:1px solid #ccc}td:last-child,th:last-child{text-align:right}'
    '.quiet{color:#555}.test{border:2px solid #b45309;padding:.5rem 1rem;color:#92400e}'
    '@media print{body{margin:0 auto}}'
)
HOUSE = 'LevelMix'
NONE = 'There is no receipt for this payment.'
CLOSED = 'An account that was closed'
TEST = '<p class="test">Test payment: no money has moved.</p>'


def receipt(user: User, transaction_id: str) -> str:
    """The receipt of a payment, for whoever has made it, for whom its area lets read it, and for admins.

    Raises
    ------
    NotFound
        There is none, or it is somebody else's.
    """
    with reading() as session:
        paid = _paid(session, transaction_id)
        if paid.user_id != user.id and not user.is_super_admin and not _is_let(session, user, paid):
            raise NotFound(NONE)
        return _page(session, paid, user)


def of_thing(session: Session, transaction_id: str, entity: str, entity_id: str) -> str:
    """The receipt of a payment for a thing of an area, which has made sure that whoever asks may read it; raises
    NotFound where the payment is for something else."""
    paid = _paid(session, transaction_id)
    if (paid.related_entity_type, paid.related_entity_id) != (entity, entity_id):
        raise NotFound(NONE)
    return _page(session, paid, None)


def is_there(paid: BillingTransaction) -> bool:
    """Whether a payment has a receipt: it came, even if it has gone back."""
    return paid.processed_at is not None and paid.status in ('succeeded', 'refunded')


def number(paid: BillingTransaction) -> str:
    """What a receipt is called: the day, and both ends of the transaction's id. Ids begin with the time, so payments of
    the same minute differ in their ends alone."""
    return f'{paid.processed_at or paid.created_at:%Y%m%d}-{paid.id[:8]}-{paid.id[-6:]}'.upper()


def _paid(session: Session, transaction_id: str) -> BillingTransaction:
    paid = session.get(BillingTransaction, transaction_id)
    if paid is None or not is_there(paid):
        raise NotFound(NONE)
    return paid


def _is_let(session: Session, user: User, paid: BillingTransaction) -> bool:
    payee = areas.payee(paid.related_entity_type)
    return payee is not None and payee.reads(session, user, paid.related_entity_id or '')


def _heading(session: Session, paid: BillingTransaction) -> Heading | None:
    payee = areas.payee(paid.related_entity_type)
    return payee.heads(session, paid.related_entity_id or '') if payee else None


def _buyer(session: Session, paid: BillingTransaction) -> str:
    found = session.get(User, paid.user_id) if paid.user_id else None
    if found is None:
        return CLOSED
    return f'{found.display_name}, {found.email}' if found.display_name else found.email


def _page(session: Session, paid: BillingTransaction, reader: User | None) -> str:
    at, head = paid.processed_at or paid.created_at, _heading(session, paid)
    if head is None:
        seller, below, when, buyer = HOUSE, '', day_of(reader, at), _buyer(session, paid)
    else:
        seller, when, buyer = head.name, day_in(ZoneInfo(head.zone), at), head.buyer or CLOSED
        below = ''.join(f'<br><span class="quiet">{escape(line)}</span>' for line in head.lines)
    lines = json.loads(paid.lines)
    full = sum(line['amount_cents'] * line['quantity'] for line in lines)
    rows = [(line['name'], line['amount_cents'] * line['quantity']) for line in lines]
    if full != paid.amount_cents:
        less = f'Coupon {paid.coupon_code}' if paid.coupon_code else 'Free days, or already paid'
        rows.append((less, paid.amount_cents - full))
    told = ''.join(f'<tr><td>{escape(name)}</td><td>{words(cents, paid.currency)}</td></tr>' for name, cents in rows)
    back = paid.refunded_cents
    refunded = f'<tr><td>Given back</td><td>{words(-back, paid.currency)}</td></tr>' if back else ''
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f'<title>Receipt {number(paid)} – {escape(seller)}</title><style>{STYLE}</style>'
        f'<main><h1>Receipt {number(paid)}</h1>{TEST if paid.provider == "stand-in" else ""}'
        f'<p><strong>{escape(seller)}</strong>{below}</p>'
        f'<p><span class="quiet">paid on {when} by</span> {escape(buyer)}</p>'
        f'<table><tr><th>What</th><th>Amount</th></tr>{told}{refunded}'
        f'<tr><th>Total</th><th>{words(paid.amount_cents - back, paid.currency)}</th></tr></table>'
        f'<p class="quiet">Print this page to keep it.</p></main></html>'
    )
