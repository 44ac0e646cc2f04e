"""What whoever pays does at the stand-in: pays, is declined, goes back, has the money sent, or wants it back."""

from datetime import timedelta
from typing import Any

from sqlmodel import Session as Database

from app.billing.stand_in_plans import begin, paid
from app.billing.stand_in_store import Behaviour, change, get, told
from app.db import reading, transaction
from app.errors import NotAllowed
from models.types import new_id, utc_now

CARD, DECLINED, TO_CONFIRM = 'card', 'card_declined', 'card_to_confirm'
"""Ways to pay that are kept for a later charge: taken, always declined then, and always to be confirmed by who pays."""
CARDS = {
    CARD: 'A card that may be charged again',
    DECLINED: 'A card that is declined when it is charged again',
    TO_CONFIRM: 'A card whose bank wants every later charge confirmed',
}
TRANSFER_TAKES = timedelta(minutes=1)
"""How long money is on its way here; a day or more elsewhere."""


def checkout_state(ref: str) -> dict[str, Any]:
    """What the pay page shows; raises NotFound."""
    with reading() as session:
        return get(session, ref)


def press(ref: str, button: str, behaviour: Behaviour | None = None, *, card: str = CARD) -> str:
    """Do what the page of a checkout offers; returns where the visitor goes next.

    Parameters
    ----------
    button : `pay`, `decline` or `cancel`; `send` and `send_nothing`: pay in a way that takes a while, and does or does
        not arrive.
    card : one of `CARDS`.

    Raises
    ------
    NotAllowed
        It is paid or closed already, or the card was declined: another try is open.
    """
    how = behaviour or Behaviour()
    with transaction() as session:
        found = get(session, ref)
        if found['state'] != 'open':
            raise NotAllowed('This checkout is closed: it was paid, or it has run out.')
        if button == 'decline':
            raise NotAllowed('The test card was declined. Nothing was charged: try again, or go back.')
        if button == 'cancel':
            if not found.get('expires'):  # the others may be paid until then, as elsewhere
                run_out(session, ref, how)
            return str(found['cancel'])
        if button in ('send', 'send_nothing'):
            _send(session, ref, found, arrives=button == 'send')
        else:
            _pay(session, ref, found, how, card)
        told(session, 'checkout.session.completed', ref, how=how)
        return str(found['success'])


def run_out(session: Database, ref: str, how: Behaviour | None = None) -> None:
    """Close a checkout that is open."""
    if get(session, ref)['state'] == 'open':
        change(session, ref, state='failed', due_at=None)
        told(session, 'checkout.session.expired', ref, how=how)


def elapse(session: Database, ref: str) -> None:
    """The time of a checkout is over: nobody has paid it, or the money that was sent is there or will never be."""
    found = get(session, ref)
    if found['state'] == 'coming':
        _arrive(session, ref, found, is_paid=found['arrives'])
    else:
        run_out(session, ref)
        change(session, ref, due_at=None)


def arrive(ref: str, *, is_paid: bool = True) -> None:
    """The money of a slow payment is there, or will never be."""
    with transaction() as session:
        _arrive(session, ref, get(session, ref), is_paid=is_paid)


def dispute(payment_ref: str) -> None:
    """Whoever has paid asks their bank to take it back."""
    with transaction() as session:
        change(session, payment_ref, disputed=True)
        told(session, 'charge.dispute.created', new_id(), payment_intent=payment_ref)


def _pay(session: Database, ref: str, found: dict[str, Any], how: Behaviour, card: str) -> None:
    made = {'state': 'paid'}
    if found['mode'] == 'subscription':
        made |= begin(session, found, how)
    elif found['amount']:
        reference = found['about']['reference']
        made |= {'payment': paid(session, found['amount'], found['currency'], reference, method=card)}
    change(session, ref, due_at=None, **made)


def _send(session: Database, ref: str, found: dict[str, Any], *, arrives: bool) -> None:
    if found.get('at_once'):
        raise NotAllowed('Here only what comes at once is taken: pay by card.')
    change(session, ref, state='coming', arrives=arrives, due_at=utc_now() + TRANSFER_TAKES)


def _arrive(session: Database, ref: str, found: dict[str, Any], *, is_paid: bool) -> None:
    if is_paid:
        payment = paid(session, found['amount'], found['currency'], found['about']['reference'])
        change(session, ref, state='paid', payment=payment, due_at=None)
    else:
        change(session, ref, state='failed', due_at=None)
    told(session, f'checkout.session.async_payment_{"succeeded" if is_paid else "failed"}', ref)
