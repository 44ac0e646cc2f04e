"""Payments that wait for the person: their bank wants them to confirm one that was begun while they were away."""

import json

from sqlmodel import Session

from app.accounts import mail
from app.accounts.mail import Letter
from app.billing.booking import book_payment
from app.billing.money import words
from app.billing.provider import Line
from app.billing.providers import named
from app.billing.shop import payer, send_to_pay
from app.db import transaction
from app.errors import NotAllowed, NotFound
from models import BillingTransaction, User

PATH = '/account/plan'
ENDING = 'Nothing was charged so far. The same stands on your account page, under Payments.'


def ask(transaction_id: str) -> None:
    """Write to whoever has to confirm a payment, and tell them where."""
    with transaction() as session:
        found = session.get_one(BillingTransaction, transaction_id)
        user = session.get(User, found.user_id) if found.user_id else None
        if user is None:
            return
        what, amount = json.loads(found.lines)[0]['name'], words(found.amount_cents, found.currency)
        said = f'Your bank wants you to confirm a payment of {amount} for “{what}”, before it can be made.'
        mail.post(session, user.email, Letter('Please confirm a payment', (said,), 'Pay it', PATH, ENDING))


def pay(user_id: str, transaction_id: str) -> str:
    """Begin to pay one that waits; returns the address where that is done.

    Raises
    ------
    NotFound
        It is none of theirs, or does not wait any more.
    NotAllowed
        It was paid already.
    PaymentFailed
        The provider does not answer. Nothing was charged.
    """
    with transaction() as session:
        user, found = payer(session, user_id), _waiting(session, user_id, transaction_id)
        found.status, found.processed_at = 'pending', None
        session.add(found)
        begun, taker = found.session_ref, named(found.provider)
    if begun is not None:
        taker.expire(begun)  # so that it cannot be paid twice
        payment = taker.payment_of('checkout', begun)
        if payment is not None and payment.state == 'paid':
            with transaction() as session:
                book_payment(session, taker.name, payment)
            raise NotAllowed('This was paid already. Thank you.')
    return send_to_pay(taker, user, found, [Line(**line) for line in json.loads(found.lines)])


def is_due(found: BillingTransaction) -> bool:
    """Whether a payment waits for its person: a single one, not for a plan or a pack, which are chosen again."""
    again = found.status == 'failed' and found.type == 'remainder' and found.session_ref is not None
    return found.plan_code is None and (found.status == 'pending' or again)


def _waiting(session: Session, user_id: str, transaction_id: str) -> BillingTransaction:
    found = session.get(BillingTransaction, transaction_id)
    if found is None or found.user_id != user_id or not is_due(found):
        raise NotFound('This payment does not wait any more. Look at your payments.')
    return found
