"""The way to the server: tokens, TLS, servers that come and go, answers that get lost."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from app import libsql
from app.libsql.address import parse
from app.libsql.errors import InternalError
from app.libsql.wire import Wire
from tests.databases import LibSQLServer, database_server
from tests.places import free_port
from tests.proxies import Proxy, make_certificate

Connect = Callable[..., libsql.Connection]


@pytest.fixture
def proxy(server: LibSQLServer) -> Iterator[Proxy]:
    """Somebody between us and the server."""
    with Proxy(server.port).running() as between:
        yield between


@pytest.fixture
def through(connect: Connect, proxy: Proxy) -> libsql.Connection:
    """A connection through that somebody."""
    return connect(f'libsql://127.0.0.1:{proxy.port}?tls=0')


def one(connection: libsql.Connection) -> object:
    return connection.cursor().execute('SELECT 1').fetchone()


@pytest.mark.parametrize('wrong', ['', 'no-token', 'expired'])
def test_nobody_gets_in_without_a_good_token(server: LibSQLServer, connect: Connect, wrong: str) -> None:
    token = server.token(seconds=-600) if wrong == 'expired' else wrong
    with pytest.raises(libsql.OperationalError, match='refused the token') as caught:
        one(connect(token=token))
    assert caught.value.code == 'AUTH'
    assert not token or token not in str(caught.value)


def test_a_token_for_reading_only_reads(server: LibSQLServer, connect: Connect, table: str) -> None:
    connection = connect(token=server.token(a='ro'))
    assert one(connection) == (1,)
    with pytest.raises(libsql.OperationalError):
        connection.cursor().execute(f'INSERT INTO {table} (id) VALUES (1)')


def test_tls_with_an_authority_of_ones_own(server: LibSQLServer, connect: Connect, tmp_path: Path, table: str) -> None:
    ca_file, certificate = make_certificate(tmp_path)
    with Proxy(server.port, certificate).running() as between:
        connection = connect(f'libsql://127.0.0.1:{between.port}', ca_file=str(ca_file))
        connection.cursor().execute(f'INSERT INTO {table} (word) VALUES (?)', ['by TLS'])
        connection.commit()
        assert connection.cursor().execute(f'SELECT word FROM {table}').fetchall() == [('by TLS',)]
        assert between.accepted == 1, 'one HTTP connection serves all requests'
        connection.close()


def test_who_shows_a_certificate_that_nobody_vouches_for_gets_no_token(
    server: LibSQLServer, connect: Connect, tmp_path: Path
) -> None:
    _, certificate = make_certificate(tmp_path)
    with (
        Proxy(server.port, certificate).running() as between,
        pytest.raises(libsql.OperationalError, match='certificate verify failed'),
    ):
        one(connect(f'libsql://127.0.0.1:{between.port}'))


def test_tls_is_not_given_up_for_a_server_that_has_none(server: LibSQLServer, connect: Connect) -> None:
    with pytest.raises(libsql.OperationalError, match='did not answer'):
        one(connect(f'libsql://127.0.0.1:{server.port}'))


def test_no_server_is_told_as_such(connect: Connect) -> None:
    with pytest.raises(libsql.OperationalError, match='did not answer') as caught:
        one(connect(f'libsql://127.0.0.1:{free_port()}?tls=0'))
    assert caught.value.disconnected


def test_a_kept_connection_that_was_cut_costs_nothing(through: libsql.Connection, proxy: Proxy, table: str) -> None:
    for _ in range(3):
        assert one(through) == (1,)
        proxy.cut()
    through.cursor().execute(f'INSERT INTO {table} (id) VALUES (1)')
    through.commit()
    assert through.cursor().execute(f'SELECT id FROM {table}').fetchall() == [(1,)]


def test_what_harms_nobody_is_asked_again_when_its_answer_is_lost(
    through: libsql.Connection, proxy: Proxy, table: str
) -> None:
    one(through)
    proxy.lose_next_answer()
    assert one(through) == (1,)


def test_what_may_have_been_written_is_never_sent_twice(
    connect: Connect, through: libsql.Connection, proxy: Proxy, table: str
) -> None:
    direct = connect()
    sql = f'INSERT INTO {table} (word) VALUES (NULL)'

    through.isolation_level = 'AUTOCOMMIT'
    proxy.lose_next_answer()
    with pytest.raises(libsql.OperationalError, match='did not answer'):
        through.cursor().execute(sql)

    through.isolation_level = 'SERIALIZABLE'
    through.cursor().execute(sql)
    proxy.lose_next_answer()
    with pytest.raises(libsql.OperationalError, match='did not answer') as caught:
        through.commit()
    assert caught.value.disconnected
    assert direct.cursor().execute(f'SELECT count(*) FROM {table}').fetchone() == (2,), 'each happened, and once'


def test_a_server_that_is_restarted_in_a_transaction_loses_it_and_serves_on(tmp_path: Path) -> None:
    with database_server(tmp_path / 'own') as server:
        connection = libsql.connect(server.url, token=server.token())
        cursor = connection.cursor()
        cursor.execute('CREATE TABLE t (a)')
        connection.commit()
        cursor.execute('INSERT INTO t VALUES (1)')
        server.restart()
        with pytest.raises(libsql.OperationalError) as caught:
            cursor.execute('INSERT INTO t VALUES (2)')
        assert caught.value.disconnected
        connection.rollback()
        assert cursor.execute('SELECT a FROM t').fetchall() == []
        connection.close()


def test_a_slow_answer_ends_in_an_error(server: LibSQLServer, connect: Connect, proxy: Proxy) -> None:
    through = f'libsql://127.0.0.1:{proxy.port}?tls=0'
    assert one(connect(through)) == (1,)
    proxy.delay(2.0)
    with pytest.raises(libsql.OperationalError, match='did not answer'):
        one(connect(through, timeout=1.0))


def test_a_stream_that_moves_may_not_move_out_of_tls() -> None:
    wire = Wire(parse('libsql://db.example.org'), 'token', '', 1.0)
    assert wire._checked('https://other.example.org/', None) == 'https://other.example.org'
    assert wire._checked(None, 'https://before.example.org') == 'https://before.example.org'
    with pytest.raises(InternalError, match='without TLS'):
        wire._checked('http://other.example.org', None)


def answered(result: object) -> list[object]:
    return [{'type': 'ok', 'response': {'type': 'batch', 'result': result}}]


@pytest.mark.parametrize(
    'nonsense',
    [
        [],
        ['words'],
        [{'type': 'error'}],
        answered(None),
        answered({'step_errors': [None], 'step_results': [{}]}),
        answered({'step_errors': [None], 'step_results': [{'cols': [{'name': 'a'}], 'rows': [[{'type': 'moon'}]]}]}),
    ],
)
def test_an_answer_that_nobody_can_read_is_an_error_of_the_server(
    monkeypatch: pytest.MonkeyPatch, nonsense: list[object]
) -> None:
    def post(*_: object, **__: object) -> Any:
        return nonsense

    monkeypatch.setattr(Wire, 'post', post)
    connection = libsql.connect('libsql://db.example.org')
    with pytest.raises(InternalError):
        one(connection)
    connection.close()
