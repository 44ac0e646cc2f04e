"""Where a name leads, and whether anything may be called there."""

import socket
from collections.abc import Sequence
from concurrent.futures import TimeoutError as TookTooLong
from contextlib import suppress
from functools import partial
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from app.config import settings
from app.config.outbound import Inside, inside
from app.errors import AddressRefused, NoAnswer, NoServer
from app.outbound.addresses import Address
from app.runtime.thread_pools import FairPool

IP = IPv4Address | IPv6Address
PORTS = (443, 8443)
"""The ports that are called outside: what answers at others was seldom made to be called by strangers."""
MOST = 16
"""So many addresses of one name are looked at."""
_NAMES = FairPool('name', 16, each=4)
"""Looking up a name cannot be broken off, so it happens here, by name."""

_PUBLIC_V6 = ip_network('2000::/3')
_NOT_PUBLIC = tuple(
    ip_network(network)
    for network in (
        '168.63.129.16/32',  # the host of a machine at Azure, at an address that looks public
        '192.0.0.0/24',  # the protocols' own; Oracle's machines are told their secrets here
        '192.88.99.0/24',  # relays of 6to4
        '2001::/23',  # Teredo, ORCHID and the other protocols' own
        '2002::/16',  # 6to4: an IPv4 address inside
        '2620:4f:8000::/48',
        '3fff::/20',
    )
)


def find(address: Address, timeout: float) -> list[str]:
    """The addresses to connect to, in their order, once all of them were found to be public, or allowed.

    Raises
    ------
    NoServer
        The name leads inside, or to nothing.
    AddressRefused
        Scheme or port are not those that are called.
    NoAnswer
        Nobody said in time where it leads.
    """
    found = _look_up(address, timeout)
    known = inside(settings().outbound_allow)
    if not found or not all(is_public(ip) or _is_allowed(ip, address.host, known) for ip in found):
        raise NoServer(f'“{address.host}” leads to no server on the internet. Check the address.')
    if not all(_is_named(ip, address.host, known) for ip in found):
        _check_ordinary(address)
    return [str(ip) for ip in found]


def is_public(ip: IP) -> bool:
    """Whether an address is one of the internet, and of nothing that could be inside.

    IPv6 is public in one block alone. What is outside of that are loopback, local and site addresses, and those that
    carry an IPv4 address in them, with which NAT64 and others get to the inside.
    """
    if isinstance(ip, IPv6Address) and ip not in _PUBLIC_V6:
        return False
    if any(ip in network for network in _NOT_PUBLIC):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved)


def look_up(host: str, port: int) -> list[str]:
    """What the resolver of this machine says."""
    answers = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(place[0]) for *_, place in answers))


def _look_up(address: Address, timeout: float) -> Sequence[IP]:
    with suppress(ValueError):  # it is a name
        return [ip_address(address.host)]
    looking = _NAMES.submit(address.host, partial(look_up, address.host, address.port))
    try:
        return [ip_address(found.partition('%')[0]) for found in looking.result(timeout)[:MOST]]
    except TookTooLong:
        looking.cancel()
        raise NoAnswer(f'Nobody could say in time where “{address.host}” leads.') from None
    except socket.gaierror as error:
        if error.errno == socket.EAI_AGAIN:
            raise NoAnswer(f'Nobody could say now where “{address.host}” leads.') from None
        return []
    except (OSError, UnicodeError, ValueError):
        return []


def _is_allowed(ip: IP, host: str, known: Inside) -> bool:
    """Whether an address inside may be reached: by its network; or by its host's name, and then it is no broadcast, and
    nothing of the link, where machines of clouds tell their secrets."""
    if any(ip in network for network in known.networks):
        return True
    odd = ip.is_multicast or ip.is_unspecified or ip.is_link_local or (ip.is_reserved and not ip.is_loopback)
    return host in known.hosts and not ip.is_global and not odd


def _is_named(ip: IP, host: str, known: Inside) -> bool:
    return host in known.hosts or any(ip in network for network in known.networks)


def _check_ordinary(address: Address) -> None:
    if address.scheme != 'https':
        raise AddressRefused('This address has to begin with https://.')
    if address.port not in PORTS:
        raise AddressRefused(f'Port {address.port} is not called from here. Use {PORTS[0]} or {PORTS[1]}.')
