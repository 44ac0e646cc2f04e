"""What happens to money without a checkout: a later charge, a refund by the admin, the end of an account."""

import json
import logging
from dataclasses import asdict

from sqlmodel import Session, col, select

from app import accounts
from app.accounts import audit
from app.billing import dues
from app.billing.booking import ACTIVE, book_payment, give_up
from app.billing.provider import About, Line
from app.billing.providers import named, provider
from app.billing.webhooks import bring_up_to_date
from app.db import reading, transaction
from app.errors import ConfirmPayment, NotAllowed, PaymentFailed
from models import BillingTransaction, Plan, Subscription, User
from models.types import new_id

log = logging.getLogger(__name__)


def charge_later(
    user_id: str, payment_method: str, line: Line, kind: str, entity: str = '', entity_id: str = ''
) -> str:
    """Take money by a way to pay that was kept; returns the transaction. Raises PaymentFailed where it is declined.

    Where the bank wants the person to confirm it, the payment waits for them, and they get a mail that says where.
    """
    taker = provider()
    with transaction() as session:
        user = session.get_one(User, user_id)
        made = BillingTransaction(
            id=new_id(), user_id=user_id, provider=taker.name, amount_cents=line.amount_cents * line.quantity,
            currency=line.currency, type=kind, lines=json.dumps([asdict(line)]),
            related_entity_type=entity or None, related_entity_id=entity_id or None,
        )  # fmt: skip
        session.add(made)
    about = About(made.id, user_id)
    try:
        payment = taker.charge_later(user.stripe_customer_id or '', payment_method, line, about)
    except ConfirmPayment:
        dues.ask(made.id)
        return made.id
    except PaymentFailed:
        give_up(made.id)
        raise
    with transaction() as session:
        book_payment(session, taker.name, payment)
    return made.id


def refund(transaction_id: str, amount_cents: int, *, end_plan: bool = False) -> None:
    """Give a payment back, or a part of it, as the admin decides; what it had brought goes in the same share.

    Raises
    ------
    NotAllowed
        It was not paid, or less is left of it.
    """
    with accounts.administering() as (session, admin):
        found = session.get(BillingTransaction, transaction_id)
        if found is None or found.payment_ref is None or found.status not in ('succeeded', 'refunded'):
            raise NotAllowed('Only what was paid can be given back.')
        left = found.amount_cents - found.refunded_cents
        if not 0 < amount_cents <= left:
            raise NotAllowed('Give back more than nothing, and not more than is left of it.')
        before, after = found.refunded_cents, found.refunded_cents + amount_cents
        audit.note(session, 'payment.refund', admin, target=found.id, before={'refunded': before},
                   after={'refunded': after})  # fmt: skip
        ref = _ref_of(session, found) if end_plan else None
        taker, paid_by = named(found.provider), found.payment_ref
    taker.refund(paid_by, amount_cents, key=f'{transaction_id}-{after}')
    if ref is not None:
        taker.cancel(ref, at_period_end=False)
        bring_up_to_date(taker, ref)
    with transaction() as session:
        payment = taker.payment_of('payment', paid_by)
        if payment is not None:
            book_payment(session, taker.name, payment)


def leave(user_id: str) -> bool:
    """End the plans of a leaving user at once, so that nothing is taken from them any more.

    False if a provider does not answer, and this must be called again.
    """
    mine = (col(Subscription.user_id) == user_id, col(Subscription.status).in_(ACTIVE))
    with reading() as session:
        running = session.exec(select(Subscription).where(*mine)).all()
    return all([_end(row.provider, row.stripe_subscription_id) for row in running])


def _end(name: str | None, ref: str | None) -> bool:
    if name is None or ref is None:
        return True
    try:
        taker = named(name)
    except NotAllowed as error:
        log.error('The plan %s of a user who leaves cannot be ended here: end it at %s. %s', ref, name, error)
        return True
    try:
        state = taker.subscription(ref)
        if state is not None and state.status in ACTIVE:
            taker.cancel(ref, at_period_end=False)
        bring_up_to_date(taker, ref)
    except PaymentFailed as error:
        log.warning('The plan %s of a user who leaves could not be ended yet: %s', ref, error)
        return False
    return True


def _ref_of(session: Session, found: BillingTransaction) -> str | None:
    """The subscription at the provider that a payment was for, while it goes on."""
    plan = session.get(Plan, found.plan_code) if found.plan_code else None
    if plan is None or plan.interval == 'once' or found.user_id is None:
        return None
    mine = (col(Subscription.user_id) == found.user_id, col(Subscription.product) == plan.product)
    row = session.exec(select(Subscription).where(*mine)).one()
    return row.stripe_subscription_id if row.status in ACTIVE else None
