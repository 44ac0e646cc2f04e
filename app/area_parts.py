"""Parts of what an area tells the core about itself: see `app.areas`, which has them all."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from sqlmodel import Session

from models import BillingTransaction, User, WebhookFailure


def nothing(*_: Any) -> None:
    """Do nothing: what an area has that adds nothing of its own."""


def free(_: Any) -> int:
    """What a job costs that costs nothing."""
    return 0


def no_notice(*_: Any) -> str:
    """What strangers are told where there is nothing to tell."""
    return ''


def none_offered(_: str) -> 'Sequence[Offered]':
    """The sounds of a kind whose sounds lie in the library."""
    return ()


def nothing_to_erase(_: str) -> bool:
    """Rows say nothing of somebody who leaves."""
    return True


def read_by_nobody(*_: Any) -> bool:
    """Whether somebody else than who has paid reads the receipts of a thing."""
    return False


def no_heading(*_: Any) -> 'Heading | None':
    """The heading of receipts that are headed by the house."""
    return None


class Chapter(Protocol):
    """A part of a sound."""

    @property
    def title(self) -> str:
        """What it is called."""

    @property
    def start_s(self) -> float:
        """When it begins, in seconds."""


SESSION, OWED, FREE, FILE, NOTE = 'session', 'owed', 'free', 'file', 'note'
"""What an area may know of a user: what they come to, what they have to pay, what they could book, what they were
handed over, what was written for them."""


@dataclass(frozen=True, slots=True)
class Known:
    """One thing that an area knows of a user, so that others can tell it and lead there.

    Parameters
    ----------
    kind : one of the words above.
    id, page : its row, and the address at which its user sees it.
    title, text, by : what it is called, what it says, and who wrote or sent it.
    at, until, zone : when it is, by the clock of which place.
    place, state : where, and how it stands, in words.
    cents, currency : an amount, in the smallest unit.
    lufs : how loud a sound is.
    links : where else it leads, by what a button says, like “Pay”.
    """

    kind: str
    id: str
    page: str
    title: str = ''
    text: str = ''
    by: str = ''
    at: datetime | None = None
    until: datetime | None = None
    zone: str = 'UTC'
    place: str = ''
    state: str = ''
    cents: int = 0
    currency: str = ''
    lufs: float | None = None
    links: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Offered:
    """A sound that somebody has here beside their library: the job that it is known by, what it is called, where it is
    from, how long it is in seconds, and since when they have it."""

    job_id: str
    title: str
    origin: str
    seconds: float | None
    since: datetime


@dataclass(frozen=True, slots=True)
class Place:
    """One public page: its address, and when it last changed, if that is known."""

    path: str
    changed: datetime | None = None


@dataclass(frozen=True, slots=True)
class Public:
    """What an area shows to everybody: see `app.public` for how such a page is made.

    Parameters
    ----------
    prefixes : what the addresses of its pages begin with, like '/artist/'.
    routes : imports and returns the routers of these pages, with whole addresses. Only the web server asks for them.
    places : those of its pages that search engines shall know.
    """

    prefixes: tuple[str, ...]
    routes: Callable[[], Sequence[Any]]
    places: Callable[[], Iterable[Place]] = tuple


@dataclass(frozen=True, slots=True)
class Front:
    """How the landing page tells visitors of an area, beside what it does.

    Parameters
    ----------
    whom : for whom it is, like “For DJs”.
    example : the template of an example that is tried on the page itself; only the area whose example leads has one.
    """

    whom: str
    example: str = ''


@dataclass(frozen=True, slots=True)
class Errand:
    """What an area asks other servers by itself, as often as that: it may take its time, and keeps jobs from nothing.

    Parameters
    ----------
    due : whether there is anything to ask now; short, like `Area.often`.
    run : asks; called in a process of its own, while no other errand of this worker is run.
    every_s : seconds from one time to the next.
    """

    due: Callable[[], bool]
    run: Callable[[], object]
    every_s: float


@dataclass(frozen=True, slots=True)
class Heading:
    """Who gives a receipt, and to whom: the seller's name, the lines below it, whose clock tells its day, the buyer."""

    name: str
    lines: tuple[str, ...]
    zone: str
    buyer: str


@dataclass(frozen=True, slots=True)
class Payee:
    """What an area wants to be told of payments for a thing of its own, like a booking.

    Parameters
    ----------
    told : called in the transaction that writes down how a payment stands, however often the provider says it: with
        the payment's row as it is now, the status that this row had before, and what the provider says.
    unmatched : called in the transaction that keeps a payment that cannot be accepted, once: with the id of the thing
        and what the admin sees of it.
    page : the address at which staff find the thing, with `{id}` for its id.
    reads : whether a user reads the receipts of a thing, given its id, beside who has paid for it.
    heads : by whom the receipts of a thing are headed, given its id; None where it is the house.
    """

    told: Callable[[Session, BillingTransaction, str, Any], None]
    unmatched: Callable[[Session, str, WebhookFailure], None]
    page: str = ''
    reads: Callable[[Session, User, str], bool] = read_by_nobody
    heads: Callable[[Session, str], Heading | None] = no_heading
