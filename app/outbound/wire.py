"""One connection to one address that was checked, with an end: whoever sends a byte a minute does not hold it."""

import io
import socket
import ssl
import time
from functools import cache
from http.client import HTTPConnection
from typing import Any

from app.errors import NoAnswer
from app.outbound.addresses import Address

HEAD_LIMIT = 64 * 1024
"""Bytes that come before the body, the connection's buffer among them."""
MOST_TRIED = 3
"""So many of the addresses of one name are tried."""


class Clock:
    """How long something may take in all, and how long nothing may come."""

    def __init__(self, whole: float, silence: float) -> None:
        self._end, self._silence = time.monotonic() + whole, silence

    def left(self) -> float:
        """For how long to wait now; raises TimeoutError when all the time is over."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError('timed out')
        return min(left, self._silence)


class Wire:
    """What `http.client` takes for its socket: each wait is as long as the clock allows, and a head has an end."""

    def __init__(self, sock: socket.socket, clock: Clock) -> None:
        self._sock, self._clock = sock, clock
        self._source = _Source(sock, clock)

    def sendall(self, data: Any) -> None:
        """Send all of it."""
        left = memoryview(data)
        while left:
            self._sock.settimeout(self._clock.left())
            left = left[self._sock.send(left) :]

    def makefile(self, *_: Any, **__: Any) -> io.BufferedReader:
        """What the answer is read from; it closes the connection when it is closed."""
        return io.BufferedReader(self._source)

    def head_is_over(self) -> None:
        """From here on comes the body, which its reader limits."""
        self._source.left = None

    def close(self) -> None:
        """The answer still reads from it; that closes it."""


class _Source(io.RawIOBase):
    def __init__(self, sock: socket.socket, clock: Clock) -> None:
        self._sock, self._clock = sock, clock
        self.left: int | None = HEAD_LIMIT

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._sock.settimeout(self._clock.left())
        size = self._sock.recv_into(buffer)
        if self.left is not None:
            self.left -= size
            if self.left < 0:
                raise OSError('a head without an end')
        return size

    def close(self) -> None:
        self._sock.close()
        super().close()


def connect(address: Address, places: list[str], clock: Clock) -> tuple[HTTPConnection, Wire]:
    """Connect to one of the places that were found for an address; its name is what a certificate must be for.

    Raises
    ------
    NoAnswer
        None of them takes the connection, or it is somebody else's.
    """
    said: OSError = OSError('nothing there')
    for place in places[:MOST_TRIED]:
        try:
            sock = socket.create_connection((place, address.port), timeout=clock.left())
        except OSError as error:
            said = error
            continue
        wire = Wire(_secured(sock, address, clock), clock)
        connection = HTTPConnection(address.host, address.port)
        connection.sock = wire
        return connection, wire
    raise NoAnswer(words(said, address)) from said


def words(error: Exception, address: Address) -> str:
    """What the owner of an address reads about why it did not work."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f'The certificate of {address.netloc} is not valid: {error.verify_message}.'
    if isinstance(error, ssl.SSLError):
        return f'{address.netloc} does not speak TLS as it should.'
    if isinstance(error, TimeoutError):
        return f'{address.netloc} did not answer in time.'
    if isinstance(error, ConnectionRefusedError):
        return f'{address.netloc} refused the connection.'
    return f'{address.netloc} broke off, or its answer cannot be read.'


@cache
def trusted() -> ssl.SSLContext:
    """The certificate authorities of this system: read once, because that takes longer than many an answer."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.set_alpn_protocols(['http/1.1'])
    return context


def _secured(sock: socket.socket, address: Address, clock: Clock) -> socket.socket:
    try:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if address.scheme == 'http':
            return sock
        sock.settimeout(clock.left())
        return trusted().wrap_socket(sock, server_hostname=address.host)
    except OSError as error:
        sock.close()
        raise NoAnswer(words(error, address)) from error
