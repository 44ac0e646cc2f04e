"""Single payments for things of areas, like the deposit of a booking: by whoever, with an account or without one.

The row is made in the transaction in which the payment is decided. Everything at the provider follows the commit, under
a key that is the row's, so that whoever is killed in between does the same again and it is done once. What has become
of it is booked by `booking.book_payment`, which tells the area.
"""

import json
from dataclasses import asdict
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from app.billing import asking, booking, shop
from app.billing.provider import About, Line, Payment, Provider
from app.billing.provider import Session as Checkout
from app.billing.providers import may_pay, named, provider
from app.billing.stand_in import StandIn
from app.config import settings
from app.db import reading, transaction
from app.errors import ConfirmPayment, NotAllowed, PaymentAway, PaymentFailed
from models import BillingTransaction, User
from models.types import new_id


def check_open(user: User | None) -> None:
    """Raise NotAllowed where somebody, or a guest, cannot pay here."""
    provider()
    if user is None and settings().payments == StandIn.name and settings().faces_outside:
        raise NotAllowed(shop.ONLY_TESTS)
    if user is not None and not may_pay(user):
        raise NotAllowed(shop.ONLY_TESTS)


def pending(
    session: Session, line: Line, kind: str, entity: str, entity_id: str, user_id: str | None = None
) -> BillingTransaction:
    """The row of a payment that is to be made, in this transaction; raises NotAllowed where nothing can be paid."""
    made = BillingTransaction(
        id=new_id(),
        user_id=user_id,
        provider=provider().name,
        amount_cents=line.amount_cents * line.quantity,
        currency=line.currency,
        type=kind,
        lines=json.dumps([asdict(line)]),
        related_entity_type=entity,
        related_entity_id=entity_id,
    )
    session.add(made)
    session.flush()
    return made


def customer(made: BillingTransaction, email: str, known: str | None = None) -> str:
    """Who pays, as the provider of a payment knows them: a user, or whoever the thing is for."""
    taker = named(made.provider)
    if known is not None and _is_of(taker, known):
        return known
    if made.user_id is not None:
        with reading() as session:
            user = session.get(User, made.user_id)
        if user is not None:
            return shop.known_customer(taker, user)
    return taker.customer(f'{made.related_entity_type}-{made.related_entity_id}', email)


def begin(
    made: BillingTransaction,
    customer_ref: str,
    back: tuple[str, str],
    *,
    expires_at: datetime | None = None,
    at_once: bool = False,
) -> Checkout:
    """Begin the checkout of a payment; asked again, it is the same one.

    Parameters
    ----------
    back : where whoever has paid, and whoever leaves, goes next.
    expires_at, at_once : see `Provider.checkout`.

    Raises
    ------
    PaymentFailed
        The provider refuses, and the payment is given up; or it does not answer, and the same may be asked again.
    """
    taker, lines = named(made.provider), [Line(**line) for line in json.loads(made.lines)]
    about = About(made.id, made.user_id or '')
    try:
        begun = taker.checkout(
            lines, customer_ref, 'payment', *back, about=about, expires_at=expires_at, at_once=at_once, key=made.id
        )
    except PaymentAway:
        raise
    except PaymentFailed:
        booking.give_up(made.id)
        raise
    with transaction() as session:
        mine = (col(BillingTransaction.id) == made.id, col(BillingTransaction.session_ref).is_(None))
        session.execute(sa.update(BillingTransaction).where(*mine).values(session_ref=begun.ref))
    return begun


def page(made: BillingTransaction) -> str:
    """Where its checkout is paid; raises PaymentFailed."""
    return named(made.provider).page(made.session_ref or '')


def ask(made: BillingTransaction) -> Payment | None:
    """Ask the provider how a payment stands, and write it down; None where it has not been begun, as far as is known.

    Raises
    ------
    Unmatched
        What was paid is not what was asked.
    PaymentFailed
        The provider does not answer.
    """
    if made.payment_ref is not None:
        return asking.bring_up(made.provider, 'payment', made.payment_ref)
    if made.session_ref is not None:
        return asking.bring_up(made.provider, 'checkout', made.session_ref)
    return None


def close(made: BillingTransaction) -> Payment | None:
    """Close a checkout that nobody shall pay any more; returns how the payment stands then. Raises as `ask`."""
    if made.session_ref is None:
        return None
    taker = named(made.provider)
    try:
        taker.expire(made.session_ref)
    except PaymentAway:
        raise
    except PaymentFailed:  # somebody has just paid it
        pass
    return ask(made)


def charge(made: BillingTransaction, customer_ref: str, method_ref: str) -> Payment | None:
    """Take money by a way to pay that was kept; asked again, it is taken once. None where the bank asks the person.

    Raises
    ------
    PaymentAway
        It is not known whether it was taken: the same is to be asked again.
    PaymentFailed
        It was declined, and is given up.
    """
    taker, line = named(made.provider), Line(**json.loads(made.lines)[0])
    try:
        payment = taker.charge_later(customer_ref, method_ref, line, About(made.id, made.user_id or ''))
    except PaymentAway:
        raise
    except ConfirmPayment:
        booking.give_up(made.id)
        return None
    except PaymentFailed:
        booking.give_up(made.id)
        raise
    with transaction() as session:
        booking.book_payment(session, taker.name, payment)
    return payment


def give_back(made: BillingTransaction, in_all: int) -> int:
    """Have so many cents of a payment given back in all, with what went back already; returns how many these are now.

    The provider is asked first: what it has given back counts, whoever did it. Done by several at once, or again after
    a death, it is given once, because the key says how much it is in all.

    Raises
    ------
    PaymentFailed
        The provider refuses, or does not answer.
    """
    if made.payment_ref is None:
        return 0
    stands = ask(made)
    gone = stands.refunded_cents if stands else made.refunded_cents
    if gone >= in_all:
        return gone
    named(made.provider).refund(made.payment_ref, in_all - gone, key=f'{made.id}-{in_all}')
    stands = ask(made)
    return stands.refunded_cents if stands else in_all


def _is_of(taker: Provider, customer_ref: str) -> bool:
    return customer_ref.startswith('standin_') == (taker.name == StandIn.name)
