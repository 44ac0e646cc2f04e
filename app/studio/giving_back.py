"""Money that goes back: decided in the transaction that ends a session, given by whoever took it, after the commit.

What is decided here is only noted: whoever moves money at a provider says by `through` who does it.
"""

from collections.abc import Callable

from sqlmodel import Session

from models import Booking

Giver = Callable[[Session, Booking, int, str], None]
_givers: list[Giver] = []


def through(giver: Giver) -> None:
    """Let this give back what is owed: called in the transaction that decides it, with the cents and what for."""
    _givers[:] = [giver]


def owe(session: Session, booking: Booking, cents: int, what_for: str) -> None:
    """Have so many cents given back of what was paid for a booking."""
    for give in _givers:
        give(session, booking, cents, what_for)
