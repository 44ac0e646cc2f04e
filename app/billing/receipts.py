"""Receipts, to look at and to print: one page of HTML with its style, and nothing from elsewhere."""

import json
from html import escape

from sqlmodel import Session

from app.accounts.own_time import day_of
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
TEST = '<p class="test">Test payment: no money has moved.</p>'


def receipt(user: User, transaction_id: str) -> str:
    """The receipt of a payment, for whoever has made it, and for admins; raises NotFound for anybody else."""
    with reading() as session:
        paid = session.get(BillingTransaction, transaction_id)
        if paid is None or paid.processed_at is None or paid.status not in ('succeeded', 'refunded'):
            raise NotFound('There is no receipt for this payment.')
        if paid.user_id != user.id and not user.is_super_admin:
            raise NotFound('There is no receipt for this payment.')
        buyer = _buyer(session, paid)
    return _page(paid, buyer, user)


def number(paid: BillingTransaction) -> str:
    """What a receipt is called: the day, and the beginning of the transaction's id."""
    return f'{paid.processed_at or paid.created_at:%Y%m%d}-{paid.id[:8].upper()}'


def _buyer(session: Session, paid: BillingTransaction) -> str:
    found = session.get(User, paid.user_id) if paid.user_id else None
    if found is None:
        return 'An account that was closed'
    return f'{found.display_name}, {found.email}' if found.display_name else found.email


def _page(paid: BillingTransaction, buyer: str, reader: User) -> str:
    when = day_of(reader, paid.processed_at or paid.created_at)
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
        f'<title>Receipt {number(paid)} – LevelMix</title><style>{STYLE}</style>'
        f'<h1>Receipt {number(paid)}</h1>{TEST if paid.provider == "stand-in" else ""}'
        f'<p>LevelMix<br><span class="quiet">paid on {when} by</span> {escape(buyer)}</p>'
        f'<table><tr><th>What</th><th>Amount</th></tr>{told}{refunded}'
        f'<tr><th>Total</th><th>{words(paid.amount_cents - back, paid.currency)}</th></tr></table>'
        f'<p class="quiet">Print this page to keep it.</p></html>'
    )
