"""Servers on this machine that play one of a user's: they answer as a test says, and keep what they were sent."""

import ssl
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from app.outbound import places, wire


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it came; header names in small letters."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Receiver:
    """A server; `answers` is called with each request and says status, headers and body: as bytes, or piece by piece
    without a word about how many come, until whoever asked hangs up."""

    port: int
    scheme: str
    asked: list[Asked] = field(default_factory=list)
    answers: Callable[[Asked], tuple[int, Mapping[str, str], bytes | Iterable[bytes]]] = lambda asked: (200, {}, b'ok')

    def url(self, path: str = '/', host: str = '127.0.0.1') -> str:
        """An address at it."""
        return f'{self.scheme}://{host}:{self.port}{path}'


class _Handler(BaseHTTPRequestHandler):
    receiver: Receiver
    protocol_version = 'HTTP/1.1'

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get('content-length', 0)))
        asked = Asked(self.command, self.path, {name.lower(): value for name, value in self.headers.items()}, body)
        self.receiver.asked.append(asked)
        status, headers, said = self.receiver.answers(asked)
        self.send_response(status)
        whole = isinstance(said, bytes)
        for name, value in {
            **({'Content-Length': str(len(said))} if isinstance(said, bytes) else {}),
            **headers,
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.close_connection = self.close_connection or not whole
        for piece in (said,) if isinstance(said, bytes) else said:
            self.wfile.write(piece)

    do_GET = do_POST = _answer

    def log_message(self, *_: object) -> None:
        """Say nothing."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Whoever asked has hung up: that is what some tests are about."""


@contextmanager
def receiver(certificate: Path | None = None) -> Iterator[Receiver]:
    """One that runs; with a certificate it speaks TLS."""
    handler = type('Handler', (_Handler,), {})
    server = _Server(('127.0.0.1', 0), handler)
    made = Receiver(server.server_address[1], 'https' if certificate else 'http')
    handler.receiver = made  # type: ignore[attr-defined]
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={'poll_interval': 0.02})
    thread.start()
    try:
        yield made
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def resolved(patch: pytest.MonkeyPatch, **hosts: str | list[str]) -> list[str]:
    """From now on these names lead there, and no other leads anywhere; write a dot as `__`. Returns what is asked."""
    known = {name.replace('__', '.'): [to] if isinstance(to, str) else to for name, to in hosts.items()}
    asked: list[str] = []

    def look_up(host: str, port: int) -> list[str]:
        asked.append(host)
        return known.get(host, [])

    patch.setattr(places, 'look_up', look_up)
    return asked


@cache
def _certificates() -> tuple[TemporaryDirectory[str], Path]:
    """A key and a certificate for hooks.example.org, which is its own authority."""
    folder = TemporaryDirectory()
    key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, 'hooks')])
    now = datetime.now(UTC)
    made: Any = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=2))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName('hooks.example.org')]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = Path(folder.name) / 'hooks.pem'
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return folder, path


def certificate(patch: pytest.MonkeyPatch) -> Path:
    """A certificate for hooks.example.org that is trusted from now on."""
    _, path = _certificates()
    context = ssl.create_default_context(cafile=str(path))
    patch.setattr(wire, 'trusted', lambda: context)
    return path
