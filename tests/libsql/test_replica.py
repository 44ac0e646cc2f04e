"""A replica: an SQLite file that follows a server, also through TLS."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from app import libsql
from app.libsql import replica
from tests.databases import LibSQLServer
from tests.proxies import Proxy, make_certificate

Connect = Callable[..., libsql.Connection]

pytestmark = pytest.mark.skipif(not replica.available(), reason='no libsql-experimental for this Python or machine')


def words(file: Path, table: str) -> list[tuple[str]]:
    with closing(sqlite3.connect(file)) as base:
        return base.execute(f'SELECT word FROM {table} ORDER BY id').fetchall()


@pytest.mark.slow
def test_a_replica_follows_its_server_through_tls(
    server: LibSQLServer, connect: Connect, table: str, tmp_path: Path
) -> None:
    file, connection = tmp_path / 'replica.db', connect(isolation_level='AUTOCOMMIT')
    ca_file, certificate = make_certificate(tmp_path)
    with Proxy(server.port, certificate).running() as between:
        url = f'libsql://127.0.0.1:{between.port}'
        for word in ('first', 'second'):
            connection.cursor().execute(f'INSERT INTO {table} (word) VALUES (?)', [word])
            replica.sync(file, url, token=server.token(), ca_file=str(ca_file))
            assert words(file, table)[-1] == (word,)
        with pytest.raises(libsql.OperationalError, match='certificate'):
            replica.sync(file, url, token=server.token())
    assert words(file, table) == [('first',), ('second',)], 'what failed left the file as it was'
