"""Whoever takes the payments in the stories of bookings: the stand-in, and Stripe by its double. Both do the same."""

import json
import random
from typing import Any, Protocol

from app.billing import signing, stand_in, webhooks
from app.billing.stand_in import StandIn
from app.billing.stand_in_store import change, due, sent, take_event
from app.db import transaction
from app.errors import LevelMixError
from models.types import new_id
from tests.app.billing_support import checkout_of, let_all_be_due
from tests.stripe_double import StripeDouble, signed


class Taker(Protocol):
    """What whoever pays, the time and the provider's own screens do, and what the provider tells of it."""

    def pay(self, address: str, card: str = 'card') -> None:
        """Pay a checkout, in a way that may be charged later."""

    def send(self, address: str) -> None:
        """Pay in a way whose money comes later."""

    def arrive(self, address: str, *, paid: bool = True) -> None:
        """That money comes, or is lost."""

    def run_out(self, address: str) -> None:
        """The time of a checkout is over."""

    def give_back(self, payment_ref: str, cents: int) -> None:
        """Somebody gives money back on the provider's own screens."""

    def dispute(self, payment_ref: str) -> None:
        """Whoever paid wants it back from their bank."""

    def misprice(self, address: str, cents: int) -> None:
        """A checkout takes another amount than was asked."""

    def pay_in(self, address: str, currency: str) -> None:
        """A checkout takes another currency than was asked."""

    def refunded(self, payment_ref: str) -> int:
        """How much of a payment went back."""

    def paid(self) -> list[int]:
        """All that was taken, payment by payment."""

    def tell(self, *, order: int | None = None, times: int = 1) -> list[bool]:
        """Tell what there is to be told, in any order and so many times; whether each was taken."""

    def lose_all(self) -> None:
        """What there is to be told gets lost."""


class ByStandIn:
    """The stand-in."""

    name = 'stand-in'

    def pay(self, address: str, card: str = 'card') -> None:
        stand_in.press(checkout_of(address), 'pay', card=card)

    def send(self, address: str) -> None:
        stand_in.press(checkout_of(address), 'send')

    def arrive(self, address: str, *, paid: bool = True) -> None:
        stand_in.arrive(checkout_of(address), is_paid=paid)

    def run_out(self, address: str) -> None:
        StandIn().expire(checkout_of(address))

    def give_back(self, payment_ref: str, cents: int) -> None:
        StandIn().refund(payment_ref, cents, new_id())

    def dispute(self, payment_ref: str) -> None:
        stand_in.dispute(payment_ref)

    def misprice(self, address: str, cents: int) -> None:
        with transaction() as session:
            change(session, checkout_of(address), amount=cents)

    def pay_in(self, address: str, currency: str) -> None:
        with transaction() as session:
            change(session, checkout_of(address), currency=currency)

    def refunded(self, payment_ref: str) -> int:
        return int(stand_in.checkout_state(payment_ref)['refunded'])

    def paid(self) -> list[int]:
        with transaction() as session:
            rows = session.connection().exec_driver_sql("SELECT state FROM stand_in_objects WHERE kind = 'payment'")
            return sorted(int(json.loads(state)['amount']) for (state,) in rows)

    def tell(self, *, order: int | None = None, times: int = 1) -> list[bool]:
        let_all_be_due('event')
        refs = due('event')
        bodies = [body for body in map(take_event, refs) if body]
        for ref in refs:
            sent(ref, heard=True)
        return [_heard('stand-in', body, signing.signature(body)) for body in _mixed(bodies * times, order)]

    def lose_all(self) -> None:
        for ref in due('event'):
            take_event(ref)
            sent(ref, heard=True)


class ByStripe:
    """Stripe's own library, and the double behind it."""

    name = 'stripe'

    def __init__(self, double: StripeDouble) -> None:
        self.double = double

    def pay(self, address: str, card: str = 'card') -> None:
        self.double.pay(checkout_of(address))
        self.double.declines = card == stand_in.DECLINED
        self.double.asks_bank = card == stand_in.TO_CONFIRM

    def send(self, address: str) -> None:
        self.double.pay(checkout_of(address), later=True)

    def arrive(self, address: str, *, paid: bool = True) -> None:
        self.double.arrive(checkout_of(address), paid=paid)

    def run_out(self, address: str) -> None:
        self.double._checkout_sessions_expire(checkout_of(address), {})

    def give_back(self, payment_ref: str, cents: int) -> None:
        self.double._refunds({'payment_intent': payment_ref, 'amount': str(cents)})

    def dispute(self, payment_ref: str) -> None:
        self.double.dispute(payment_ref)

    def misprice(self, address: str, cents: int) -> None:
        self.double.things[checkout_of(address)]['amount_total'] = cents

    def pay_in(self, address: str, currency: str) -> None:
        self.double.things[checkout_of(address)]['currency'] = currency

    def refunded(self, payment_ref: str) -> int:
        charge = self.double.things[self.double.things[payment_ref]['latest_charge']]
        return int(charge['amount_refunded'])

    def paid(self) -> list[int]:
        return sorted(int(one['amount']) for one in self.double.things.values() if one['object'] == 'charge')

    def tell(self, *, order: int | None = None, times: int = 1) -> list[bool]:
        waiting: list[Any] = [*self.double.told] * times
        self.double.told.clear()
        return [_heard('stripe', *signed(event)) for event in _mixed(waiting, order)]

    def lose_all(self) -> None:
        self.double.told.clear()


def _mixed(things: list[Any], order: int | None) -> list[Any]:
    if order is not None:
        random.Random(order).shuffle(things)
    return things


def _heard(name: str, body: bytes, signature: str) -> bool:
    try:
        webhooks.receive(name, body, signature)
    except (LevelMixError, ZeroDivisionError):
        return False
    return True
