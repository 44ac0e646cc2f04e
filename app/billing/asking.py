"""Asks a provider how a payment stands, because something is to be known now, or no word of it has come."""

from app.billing import failing
from app.billing.booking import Unmatched, book_payment
from app.billing.provider import Payment
from app.billing.providers import named
from app.db import transaction


def bring_up(provider: str, subject: str, ref: str) -> Payment | None:
    """Ask about a checkout or a payment, and write down what is said; None where it is none of ours.

    Raises
    ------
    Unmatched
        What was paid is not what was asked: the admin sees it.
    PaymentFailed
        The provider does not answer.
    """
    payment = named(provider).payment_of(subject, ref)
    if payment is None:
        return None
    try:
        with transaction() as session:
            book_payment(session, provider, payment)
    except Unmatched as error:
        failing.keep_asked(provider, subject, ref, error)
        raise
    return payment
