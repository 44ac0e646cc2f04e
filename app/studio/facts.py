"""What is known of a booking's payments, and what follows from it: facts in, one state out. Knows no database.

A provider's events are facts, not commands. Facts about one payment are joined, and what is known of it never gets
less: so they may come in any order, late and again. Only what becomes of a booking that had ended depends on which came
first, its end or the money.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from app.studio import states

DEPOSIT, REMAINDER = 'deposit', 'remainder'
OPEN, COMING, FAILED, PAID = 'open', 'coming', 'failed', 'paid'
RANKS = (OPEN, COMING, FAILED, PAID)
"""What is known of a payment, the less certain first: who sent money that has not come may still lose it, and what was
given up may be paid after all."""
GONE, CLOSED, SURPLUS = 'gone', 'closed', 'surplus'
"""Why money goes back by itself: the time was given to somebody else, nobody comes any more, more came than is due."""
OVER = (states.COMPLETED, states.NO_SHOW)
ENDED = (states.REJECTED, states.CANCELLED, states.EXPIRED)
"""Nothing is to be paid any more."""


@dataclass(frozen=True, slots=True)
class Fact:
    """What is known of one payment: `cents` were asked for, `refunded` of them went back so far."""

    id: str
    kind: str
    state: str
    cents: int
    refunded: int = 0


def joined(first: Fact, second: Fact) -> Fact:
    """Two facts about the same payment as one; in whatever order, and however often."""
    state = max(first.state, second.state, key=RANKS.index)
    return replace(first, state=state, refunded=max(first.refunded, second.refunded))


def known(facts: Iterable[Fact]) -> tuple[Fact, ...]:
    """All facts, one for each payment, in the order in which payments were begun: ids sort so."""
    found: dict[str, Fact] = {}
    for fact in facts:
        found[fact.id] = joined(found[fact.id], fact) if fact.id in found else fact
    return tuple(found[one] for one in sorted(found))


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a booking.

    Parameters
    ----------
    total : its price with all that came on top, in cents.
    facts : its payments at a provider, one each.
    arrived : how many cents of them have just come.
    on_site : what was paid otherwise.
    back : how much goes back in all, as was decided so far.
    hold_over : whether the time is over for which it is held unpaid.
    slot_free : whether its time is free again, if it had expired.
    """

    status: str
    total: int
    facts: tuple[Fact, ...]
    arrived: int = 0
    on_site: int = 0
    back: int = 0
    rest_status: str = 'none'
    hold_over: bool = False
    slot_free: bool = False
    auto_approve: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """What follows: the state and the money of a booking, in cents.

    `back` is what goes back in all, and `why` says why more of it does; `is_coming`: it is held until money comes that
    is on its way.
    """

    status: str
    deposit: int
    paid: int
    back: int
    rest: int
    rest_status: str
    why: str = ''
    is_coming: bool = False


def standing(about: Known) -> Standing:
    """The one answer to what is known."""
    by_provider = sum(fact.cents for fact in about.facts if fact.state == PAID)
    paid = about.on_site + by_provider
    back = max(about.back, sum(fact.refunded for fact in about.facts))
    deposit = sum(fact.cents for fact in about.facts if fact.state == PAID and fact.kind == DEPOSIT)
    status, coming = _state(about, deposit, paid - back)
    more, why = _too_much(about, status, min(paid - back, by_provider))
    back += more
    rest = 0 if status in ENDED or about.rest_status == 'waived' else max(0, about.total - paid + back)
    return Standing(status, deposit, paid, back, rest, _rest_status(about, status, rest, paid, deposit), why, coming)


def _state(about: Known, deposit: int, kept: int) -> tuple[str, bool]:
    """The state, and whether it waits for money that is on its way."""
    if about.status == states.EXPIRED and about.slot_free and kept > 0 and deposit:
        return states.PENDING_APPROVAL, False
    if about.status != states.PENDING_PAYMENT:
        return about.status, False
    if deposit:
        return (states.CONFIRMED if about.auto_approve else states.PENDING_APPROVAL), False
    ways = {fact.state for fact in about.facts if fact.kind == DEPOSIT}
    if COMING in ways and not about.hold_over:
        return about.status, True
    is_over = ways == {FAILED} or (OPEN not in ways and about.hold_over)
    return (states.EXPIRED if is_over else about.status), False


def _too_much(about: Known, status: str, kept: int) -> tuple[int, str]:
    """How much goes back by itself of what is kept of payments, and why."""
    if kept <= 0:
        return 0, ''
    if status == states.EXPIRED:
        return kept, GONE
    if status in (states.REJECTED, states.CANCELLED):
        return (min(about.arrived, kept), CLOSED) if about.arrived else (0, '')
    over = min(about.arrived, kept, kept + about.on_site - about.total)
    return (over, SURPLUS) if over > 0 else (0, '')


def _rest_status(about: Known, status: str, rest: int, paid: int, deposit: int) -> str:
    if status in ENDED:
        return 'none'
    if about.rest_status == 'waived':
        return 'waived'
    if not rest:
        return 'paid' if paid > deposit else 'none'
    if about.rest_status == 'failed':
        return 'failed'
    return 'due' if status in OVER else 'none'


def refunds(facts: Sequence[Fact], back: int) -> list[tuple[str, int]]:
    """Of which payments money goes back so that it is so much in all: their ids, and how much of each in all. The
    latest gives first; what went back already counts."""
    left = back - sum(fact.refunded for fact in facts)
    found = []
    for fact in sorted(facts, key=lambda one: one.id, reverse=True):
        part = min(left, fact.cents - fact.refunded) if fact.state == PAID else 0
        if part > 0:
            found.append((fact.id, fact.refunded + part))
            left -= part
    return found
