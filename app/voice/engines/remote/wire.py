"""One request over one connection, which ends in time, and at once when it is asked to."""

import io
import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from http.client import HTTPConnection, HTTPException
from threading import Event
from typing import Any
from urllib.parse import SplitResult, urlsplit

CONNECT_S, LOOK_S = 5.0, 0.2
"""How long a connection may take, and how often somebody is asked whether to go on."""
BLOCK = 64 * 1024
BROKEN = (OSError, HTTPException, ValueError)
"""What a connection raises that breaks off, or over which something comes that is no answer."""


class Halted(Exception):
    """Whoever asked wants no answer any more."""


class Slow(Exception):
    """The time is over."""


class Huge(Exception):
    """More comes than is taken."""


class Broken(Exception):
    """The connection ended, or what came is no answer; `begun` if some of the sound had come before."""

    def __init__(self, begun: bool) -> None:
        super().__init__()
        self.begun = begun


class Unknown(Exception):
    """Nobody takes the connection, or it is somebody else's; says why."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for, and within which bounds.

    Attributes
    ----------
    most : bytes of an answer.
    seconds : until all of it is there.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    most: int
    seconds: float
    stop: Event | None


@dataclass(frozen=True, slots=True)
class Came:
    """An answer, all of it; header names in small letters."""

    status: int
    headers: Mapping[str, str]
    content: bytes


def exchange(asked: Asked) -> Came:
    """The answer to a request.

    Raises
    ------
    Halted, Slow, Huge, Broken, Unknown
    """
    url = urlsplit(asked.url)
    end = time.monotonic() + asked.seconds
    sock = _connected(url, min(CONNECT_S, asked.seconds))
    line = _Line(sock, end, asked.stop)
    connection = HTTPConnection(str(url.hostname))
    connection.sock = line
    begun = False
    try:
        path = f'{url.path or "/"}{"?" + url.query if url.query else ""}'
        connection.request(asked.method, path, asked.body or None, {'Host': url.netloc, **asked.headers})
        response = connection.getresponse()
        content = bytearray()
        if (response.length or 0) > asked.most:
            raise Huge
        while block := response.read1(BLOCK):
            begun = True
            content += block
            if len(content) > asked.most:
                raise Huge
        if response.length:
            raise Broken(begun)
        headers = {name.lower(): value for name, value in response.getheaders()}
        return Came(response.status, headers, bytes(content))
    except TimeoutError:
        raise Slow from None
    except BROKEN:
        raise Broken(begun) from None
    finally:
        sock.close()


class _Line(io.RawIOBase):
    """What `http.client` takes for its socket; it wakes often, to see whether there is still time and a wish."""

    def __init__(self, sock: socket.socket, end: float, stop: Event | None) -> None:
        self._sock, self._end, self._stop = sock, end, stop
        sock.settimeout(LOOK_S)

    def readable(self) -> bool:
        return True

    def makefile(self, *_: Any, **__: Any) -> io.BufferedReader:
        """What the answer is read from."""
        return io.BufferedReader(self)

    def close(self) -> None:
        """The answer still reads from it; whoever has opened the connection closes it."""

    def readinto(self, buffer: Any) -> int:
        while True:
            self._look()
            try:
                return self._sock.recv_into(buffer)
            except TimeoutError:
                continue

    def sendall(self, data: Any) -> None:
        """Send all of it."""
        left = memoryview(data).cast('B')
        while left:
            self._look()
            try:
                left = left[self._sock.send(left) :]
            except TimeoutError:
                continue

    def _look(self) -> None:
        if self._stop is not None and self._stop.is_set():
            raise Halted
        if time.monotonic() > self._end:
            raise TimeoutError


def _connected(url: SplitResult, seconds: float) -> socket.socket:
    secure = url.scheme == 'https'
    host = str(url.hostname)
    try:
        sock = socket.create_connection((host, url.port or (443 if secure else 80)), seconds)
    except socket.gaierror:
        raise Unknown('its name leads nowhere') from None
    except TimeoutError:
        raise Unknown('nobody takes the connection') from None
    except OSError as error:
        raise Unknown(
            'it refused the connection' if isinstance(error, ConnectionRefusedError) else 'it is away'
        ) from None
    try:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return _trusted().wrap_socket(sock, server_hostname=host) if secure else sock
    except OSError as error:
        sock.close()
        wrong = isinstance(error, ssl.SSLCertVerificationError)
        raise Unknown('its certificate is not valid' if wrong else 'it does not speak TLS as it should') from None


@cache
def _trusted() -> ssl.SSLContext:
    """The certificate authorities of this system, read once."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
