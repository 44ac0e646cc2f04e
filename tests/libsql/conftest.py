"""One libSQL server for the tests of the driver; each test has tables of its own name."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest

from app import libsql
from app.libsql.wire import Wire
from tests.databases import LibSQLServer, database_server

Connect = Callable[..., libsql.Connection]


@pytest.fixture(scope='package')
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LibSQLServer]:
    """A server that wants a token."""
    with database_server(tmp_path_factory.mktemp('libsql')) as running:
        yield running


@pytest.fixture
def connect(server: LibSQLServer) -> Iterator[Connect]:
    """Opens connections that are closed at the end of the test."""
    opened = []

    def open_one(url: str = '', **options: object) -> libsql.Connection:
        token = server.token()
        connection = libsql.connect(url or server.url, **{'token': token, **options})  # type: ignore[arg-type]
        opened.append(connection)
        return connection

    yield open_one
    for connection in opened:
        connection.close()


@pytest.fixture
def table(connect: Connect) -> str:
    """A table with a key, a value of any type and a unique text."""
    name = f't{uuid4().hex}'
    connect(isolation_level='AUTOCOMMIT').cursor().execute(
        f'CREATE TABLE {name} (id INTEGER PRIMARY KEY, anything, word TEXT UNIQUE)'
    )
    return name


@pytest.fixture
def requests(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many requests each POST carried."""
    sent: list[int] = []
    post = Wire.post

    def count(self: Wire, requests, stream, *, repeatable):  # type: ignore[no-untyped-def]
        sent.append(len(requests))
        return post(self, requests, stream, repeatable=repeatable)

    monkeypatch.setattr(Wire, 'post', count)
    return sent
