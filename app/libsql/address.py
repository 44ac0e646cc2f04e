"""Where the server is: `libsql://host[:port][?tls=0]`."""

from dataclasses import dataclass
from urllib.parse import parse_qsl, urlsplit

from app.libsql.errors import InterfaceError


@dataclass(frozen=True, slots=True)
class Address:
    """A server's address."""

    host: str
    port: int
    tls: bool

    @property
    def http(self) -> str:
        """Where its HTTP API begins."""
        host = f'[{self.host}]' if ':' in self.host else self.host
        return f'{"https" if self.tls else "http"}://{host}:{self.port}'


def parse(url: str) -> Address:
    """Read an address; TLS unless it says `tls=0`, which needs a port, as with libSQL's own clients.

    Raises
    ------
    InterfaceError
        With the reason; it never repeats what may be a secret.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
        options = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
    except ValueError as error:
        raise InterfaceError(f'The address of the database cannot be read: {error}.') from None
    if parts.scheme != 'libsql' or not host:
        raise InterfaceError('The address of the database is written like libsql://host or libsql://host:port?tls=0.')
    if parts.username or parts.password or 'authToken' in options:
        raise InterfaceError('The token does not belong in the address of the database, because logs show that.')
    if parts.path.strip('/') or parts.fragment:
        raise InterfaceError('The address of the database ends with host and port: nothing may follow but ?tls=0.')
    tls = options.pop('tls', '1')
    if tls not in ('0', '1') or options:
        raise InterfaceError('The address of the database takes one option: tls=0 or tls=1.')
    if tls == '0' and port is None:
        raise InterfaceError('Without TLS the address of the database needs a port: libsql://host:port?tls=0.')
    return Address(host, port or 443, tls == '1')
