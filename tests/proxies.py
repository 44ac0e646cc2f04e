"""Somebody between a client and a server: with TLS if wanted, and ready to misbehave."""

import asyncio
import datetime
import ssl
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address
from pathlib import Path
from typing import Any, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.places import free_port

T = TypeVar('T')


class Proxy:
    """Stands between client and server, with TLS if it was given a certificate.

    Attributes
    ----------
    accepted : how many connections there were.
    """

    def __init__(self, to_port: int, certificate: Path | None = None) -> None:
        self.port = free_port()
        self.accepted = 0
        self._to_port = to_port
        self._open: set[asyncio.StreamWriter] = set()
        self._tls = None
        if certificate is not None:
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._tls.load_cert_chain(certificate)
        self._loop = asyncio.new_event_loop()
        self._delay = 0.0
        self._deaf = False

    def cut(self) -> None:
        """Close every open connection."""
        self._call(self._cut())

    def delay(self, seconds: float) -> None:
        """Let every answer take longer."""
        self._delay = seconds

    def lose_next_answer(self) -> None:
        """Pass the next request on, and cut the connection instead of bringing the answer."""
        self._deaf = True

    @contextmanager
    def running(self) -> Iterator['Proxy']:
        """Pass everything on until the block is left."""
        thread = threading.Thread(target=self._loop.run_forever, name='proxy', daemon=True)
        thread.start()
        server = self._call(asyncio.start_server(self._serve, '127.0.0.1', self.port, ssl=self._tls))
        try:
            yield self
        finally:
            self._call(self._stop(server))
            self._loop.call_soon_threadsafe(self._loop.stop)
            thread.join()
            self._loop.close()

    def _call(self, coroutine: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop).result(60)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted += 1
        there, back = await asyncio.open_connection('127.0.0.1', self._to_port)
        both = {writer, back}
        self._open |= both
        await asyncio.gather(self._pump(reader, back, answers=False), self._pump(there, writer, answers=True))
        self._open -= both

    async def _pump(self, source: asyncio.StreamReader, target: asyncio.StreamWriter, *, answers: bool) -> None:
        with suppress(OSError, ssl.SSLError):
            while data := await source.read(65536):
                if answers:
                    await asyncio.sleep(self._delay)
                    if self._deaf:
                        self._deaf = False
                        await self._cut()
                        break
                target.write(data)
                await target.drain()
        target.close()

    async def _cut(self) -> None:
        """Return when they are closed, not only told to close: whoever cuts expects that the next one finds them so."""
        writers = list(self._open)
        for writer in writers:
            writer.transport.abort()
        await asyncio.gather(*(writer.wait_closed() for writer in writers), return_exceptions=True)

    async def _stop(self, server: asyncio.Server) -> None:
        server.close()
        await asyncio.sleep(0)
        await self._cut()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        if others:
            await asyncio.wait(others, timeout=5)


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """An authority that nobody knows, and a certificate by it for 127.0.0.1 with its key: two PEM files."""
    now = datetime.datetime.now(datetime.UTC)

    def certificate(name: str, issuer: str, key: ec.EllipticCurvePrivateKey) -> x509.CertificateBuilder:
        names = [x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, word)]) for word in (name, issuer)]
        made = x509.CertificateBuilder(serial_number=x509.random_serial_number()).subject_name(names[0])
        made = made.issuer_name(names[1]).public_key(key.public_key())
        return made.not_valid_before(now - datetime.timedelta(1)).not_valid_after(now + datetime.timedelta(1))

    authority, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    root = certificate('authority of the tests', 'authority of the tests', authority)
    root = root.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
    root = root.add_extension(usage, critical=True)
    here = x509.SubjectAlternativeName([x509.IPAddress(ip_address('127.0.0.1'))])
    leaf = certificate('127.0.0.1', 'authority of the tests', key).add_extension(here, critical=False)
    ca_file, server_file = folder / 'authority.pem', folder / 'server.pem'
    ca_file.write_bytes(root.sign(authority, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    server_file.write_bytes(
        leaf.sign(authority, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return ca_file, server_file
