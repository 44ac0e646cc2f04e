"""Who asks: what came with a request. The middleware sets it for every request and every socket."""

import ipaddress
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A session that was valid when the request came, and whose it is; no time zone is that of their browser."""

    session_id: str
    user_id: str
    email: str
    name: str
    is_admin: bool
    picture: str = ''
    time_zone: str = ''
    language: str = 'en'


@dataclass(frozen=True, slots=True)
class Visitor:
    """One request's sender: the token of its cookie, its address, what it calls itself, who it turned out to be.

    `marks` tell who has signed in with this browser before. A program brings an API key instead; `writes` tells whether
    its request changes something.
    """

    token: str = ''
    address: str = ''
    agent: str = ''
    signed_in: SignedIn | None = None
    api_key: str = ''
    writes: bool = False
    marks: str = ''

    @property
    def place(self) -> str:
        """Where tries are counted: the address, or the network of an IPv6 one, of which one customer has all 2**64."""
        try:
            address = ipaddress.ip_address(self.address)
        except ValueError:
            return self.address
        if address.version == 4:
            return str(address)
        return str(address.ipv4_mapped or ipaddress.ip_network((int(address), 64), strict=False))


NOBODY = Visitor()
_visitor: ContextVar[Visitor] = ContextVar('visitor', default=NOBODY)


def visitor() -> Visitor:
    """The sender of the request that is being answered; tasks and threads started from it inherit it."""
    return _visitor.get()


def let_in(who: Visitor) -> None:
    """Set the sender, for whatever follows from here."""
    _visitor.set(who)
