"""Asks what a user named, within limits, and gives the answer piece by piece."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPException, HTTPResponse

from app.errors import NoAnswer
from app.outbound import places
from app.outbound.addresses import Address, read
from app.outbound.wire import Clock, connect, words
from app.version import engine_version

BLOCK = 64 * 1024
REDIRECTS = (301, 302, 303, 307, 308)
BROKEN = (OSError, HTTPException, ValueError)
"""What a connection raises that breaks off, or over which something comes that is no answer."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one exchange: seconds in all, seconds in which nothing comes, and how often another address may be named."""

    whole_s: float = 15.0
    silence_s: float = 10.0
    redirects: int = 0


class Answer:
    """An answer whose body is still to come; header names in small letters."""

    def __init__(self, address: Address, response: HTTPResponse) -> None:
        self.address, self.status = address, response.status
        self.headers = {name.lower(): value for name, value in reversed(response.getheaders())}
        self._response = response

    def blocks(self) -> Iterator[bytes]:
        """The body, as it comes; raises NoAnswer where it breaks off."""
        try:
            while block := self._response.read1(BLOCK):
                yield block
            if self._response.length:
                raise NoAnswer(f'{self.address.netloc} broke off before all had come.')
        except BROKEN as error:
            raise NoAnswer(words(error, self.address)) from error

    def start(self, most: int) -> bytes:
        """At most so much of the body; what comes after it is not read."""
        found = b''
        for block in self.blocks():
            found += block
            if len(found) >= most:
                break
        return found[:most]


def check(url: str, timeout: float = 5.0) -> Address:
    """The address, if it leads to where something may be called now; it is looked at again when it is.

    Raises
    ------
    AddressRefused
        It is none, or leads inside.
    NoAnswer
        Nobody says where it leads.
    """
    address = read(url)
    places.find(address, timeout)
    return address


@contextmanager
def post(url: str, body: bytes, headers: Mapping[str, str], limits: Limits) -> Iterator[Answer]:
    """Send something; a redirect is an answer like any other, because whoever is named there was not chosen.

    Raises
    ------
    AddressRefused, NoAnswer
        As `check`, or there is no answer that can be read.
    """
    clock = Clock(limits.whole_s, limits.silence_s)
    with _ask(read(url), 'POST', {'Content-Length': str(len(body)), **headers}, body, clock) as answer:
        yield answer


@contextmanager
def fetch(url: str, headers: Mapping[str, str], limits: Limits) -> Iterator[Answer]:
    """Ask for something, and follow where it says that it has moved to; each address is looked at like the first one.

    Raises
    ------
    AddressRefused, NoAnswer
        As `post`; or it leads on and on.
    """
    address, clock = read(url), Clock(limits.whole_s, limits.silence_s)
    for _ in range(limits.redirects + 1):
        with _ask(address, 'GET', headers, None, clock) as answer:
            target = answer.headers.get('location', '') if answer.status in REDIRECTS else ''
            if not target:
                yield answer
                return
        address = address.join(target.encode('latin-1', 'replace').decode('utf-8', 'replace'))
    raise NoAnswer(f'This address leads on to another one more than {limits.redirects} times.')


@contextmanager
def _ask(
    address: Address, method: str, headers: Mapping[str, str], body: bytes | None, clock: Clock
) -> Iterator[Answer]:
    wanted = {
        'Host': address.netloc,
        'User-Agent': f'LevelMix/{engine_version()}',
        'Accept': '*/*',
        'Accept-Encoding': 'identity',
        'Connection': 'close',
        **headers,
    }
    try:
        found = places.find(address, clock.left())
        connection, wire = connect(address, found, clock)
        try:
            connection.request(method, address.path, body, wanted)
            response = connection.getresponse()
        except BaseException:
            wire.makefile().close()
            raise
        wire.head_is_over()
    except BROKEN as error:
        raise NoAnswer(words(error, address)) from error
    with closing(response):
        yield Answer(address, response)
