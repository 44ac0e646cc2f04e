"""What an address must look like before anything is asked for it."""

import re
from dataclasses import dataclass
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from urllib.parse import SplitResult, quote, urljoin, urlsplit

import idna

from app.errors import AddressRefused

LONGEST = 2000
DEFAULT_PORTS = {'https': 443, 'http': 80}
_LABEL = re.compile(r'[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?')
_SEPARATING = re.compile(r'[\x00-\x20\x7f\\<>"{}|^`]')
"""What no address has written plainly, and what one program skips while the next one takes it for the end."""
_SAFE = "/?:@!$&'()*+,;=-._~%[]"
NO_ADDRESS = 'This is no address that can be called. Write it whole, like https://example.org/path.'


@dataclass(frozen=True, slots=True)
class Address:
    """An address, taken apart; `host` as it stands in DNS, or a number as the standard writes it."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def netloc(self) -> str:
        """What the `Host` header says."""
        host = f'[{self.host}]' if ':' in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f'{host}:{self.port}'

    def __str__(self) -> str:
        return f'{self.scheme}://{self.netloc}{self.path}'

    def join(self, target: str) -> 'Address':
        """Where a redirect from here leads; raises as `read`."""
        if len(target) > LONGEST:
            raise AddressRefused(NO_ADDRESS)
        try:
            return read(urljoin(str(self), quote(target, safe=_SAFE + '#')))
        except ValueError:
            raise AddressRefused(NO_ADDRESS) from None


def read(url: str) -> Address:
    """Take an address apart.

    Raises
    ------
    AddressRefused
        It is none, or one that could be read in two ways.
    """
    url = url.strip(' ')
    if len(url) > LONGEST:
        raise AddressRefused(f'This address has more than {LONGEST:,} characters.')
    if _SEPARATING.search(url):
        raise AddressRefused(NO_ADDRESS)
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise AddressRefused(NO_ADDRESS) from None
    if parts.scheme not in DEFAULT_PORTS:
        raise AddressRefused('This address has to begin with https://.')
    if '@' in parts.netloc:
        raise AddressRefused('Leave the name and the password out of the address; none are sent.')
    host = _host(parts)
    path = quote(parts.path or '/', safe=_SAFE) + (f'?{quote(parts.query, safe=_SAFE)}' if parts.query else '')
    return Address(parts.scheme, host, DEFAULT_PORTS[parts.scheme] if port is None else port, path)


def _host(parts: SplitResult) -> str:
    """The host as DNS knows it.

    Numbers are taken in their one plain form: 127.1, 2130706433, 0x7f.1 and 0177.0.0.1 are all read as an address by
    some resolver, and by no check.
    """
    said = parts.hostname or ''
    if '[' in parts.netloc:
        return _ipv6(said)
    try:
        host = idna.encode(said.removesuffix('.'), uts46=True).decode() if not said.isascii() else said.lower()
    except (idna.IDNAError, UnicodeError):
        raise AddressRefused(NO_ADDRESS) from None
    host = host.removesuffix('.')
    labels = host.split('.')
    if len(host) > 253 or not all(map(_LABEL.fullmatch, labels)):
        raise AddressRefused(NO_ADDRESS)
    if labels[-1].isdigit() or re.fullmatch('0x[0-9a-f]*', labels[-1]):
        try:
            return str(IPv4Address(host))
        except AddressValueError:
            raise AddressRefused(NO_ADDRESS) from None
    return host


def _ipv6(said: str) -> str:
    try:
        found = IPv6Address(said)
    except AddressValueError:
        raise AddressRefused(NO_ADDRESS) from None
    if found.scope_id is not None:
        raise AddressRefused(NO_ADDRESS)
    return str(found)
