"""Cursors as PEP 249 has them, and every error as the exception that it is."""

from collections.abc import Callable

import pytest

from app import libsql

Connect = Callable[..., libsql.Connection]


def test_the_module_is_a_pep_249_driver() -> None:
    assert (libsql.apilevel, libsql.threadsafety, libsql.paramstyle) == ('2.0', 1, 'qmark')
    below = [libsql.DataError, libsql.OperationalError, libsql.IntegrityError, libsql.InternalError]
    assert all(issubclass(kind, libsql.DatabaseError) for kind in [*below, libsql.ProgrammingError])
    assert issubclass(libsql.NotSupportedError, libsql.DatabaseError)
    assert issubclass(libsql.InterfaceError, libsql.Error)
    assert libsql.Binary(b'\0') == b'\0'


def test_rows_are_fetched_in_every_way(connect: Connect) -> None:
    cursor = connect().cursor()
    cursor.execute('VALUES (1, 10), (2, 20), (3, 30), (4, 40), (5, 50)')
    assert cursor.fetchone() == (1, 10)
    assert cursor.fetchmany() == [(2, 20)]
    assert cursor.fetchmany(2) == [(3, 30), (4, 40)]
    assert list(cursor) == [(5, 50)]
    assert (cursor.fetchone(), cursor.fetchmany(3), cursor.fetchall()) == (None, [], [])


def test_what_a_cursor_tells_of_the_last_statement(connect: Connect, table: str) -> None:
    cursor = connect().cursor()
    assert (cursor.description, cursor.rowcount, cursor.lastrowid) == (None, -1, None)
    cursor.execute(f'INSERT INTO {table} (id) VALUES (7), (8)')
    assert (cursor.description, cursor.rowcount, cursor.lastrowid) == (None, 2, 8)
    cursor.execute(f'UPDATE {table} SET anything = 1 WHERE id = 7 RETURNING id, anything AS "as"')
    assert (cursor.rowcount, cursor.fetchall()) == (1, [(7, 1)])
    cursor.execute(f'SELECT id, word FROM {table}')
    assert [column[0] for column in cursor.description or ()] == ['id', 'word']
    assert cursor.rowcount == -1
    cursor.execute(f'DELETE FROM {table} WHERE id > 100')
    assert cursor.rowcount == 0


@pytest.mark.parametrize('level', ['READ COMMITTED', 'SERIALIZABLE', 'AUTOCOMMIT'])
def test_many_rows_at_once(connect: Connect, table: str, level: str) -> None:
    connection = connect(isolation_level=level)
    cursor = connection.cursor()
    cursor.executemany(f'INSERT INTO {table} (word) VALUES (?)', [[f'word {n}'] for n in range(1203)])
    assert cursor.rowcount == 1203
    connection.commit()
    assert cursor.execute(f'SELECT count(*), count(DISTINCT word) FROM {table}').fetchone() == (1203, 1203)


def test_many_rows_stop_at_the_first_that_is_wrong(connect: Connect, table: str) -> None:
    connection = connect()
    with pytest.raises(libsql.IntegrityError):
        connection.cursor().executemany(f'INSERT INTO {table} (id, word) VALUES (?, ?)', [(1, 'a'), (2, 'a'), (3, 'b')])
    assert connection.cursor().execute(f'SELECT id FROM {table}').fetchall() == [(1,)]
    connection.rollback()
    assert connection.cursor().execute(f'SELECT id FROM {table}').fetchall() == []


@pytest.mark.parametrize(
    ('sql', 'kind', 'word'),
    [
        ('SELECT * FROM nowhere', libsql.OperationalError, 'no such table'),
        ('SELEC 1', libsql.OperationalError, 'syntax'),
        ('', libsql.ProgrammingError, 'statement'),
        ('SELECT 1; SELECT 2', libsql.ProgrammingError, 'more than one'),
        ('SELECT ?, ?', libsql.Error, 'parameter|arg'),
        ('INSERT INTO {table} (id) VALUES (1), (1)', libsql.IntegrityError, 'UNIQUE'),
        ("INSERT INTO {table} (id) VALUES ('no number')", libsql.IntegrityError, 'mismatch'),
        ('VACUUM', libsql.OperationalError, 'unsupported'),
    ],
)
def test_errors_are_what_they_are(connect: Connect, table: str, sql: str, kind: type[Exception], word: str) -> None:
    connection = connect()
    with pytest.raises(kind, match=word):
        connection.cursor().execute(sql.format(table=table), [1, 2, 3] if '?' in sql else [])
    assert connection.cursor().execute('SELECT 1').fetchone() == (1,), 'the connection lives on'


def test_a_result_that_is_too_large_is_an_error_not_a_torn_result(connect: Connect) -> None:
    with pytest.raises(libsql.OperationalError) as caught:
        connect().cursor().execute(f'SELECT zeroblob(1000000) FROM (VALUES {", ".join(["(1)"] * 20)})')
    assert caught.value.code == 'RESPONSE_TOO_LARGE'


def test_what_is_closed_stays_closed(connect: Connect) -> None:
    connection = connect()
    cursor = connection.cursor()
    with pytest.raises(libsql.ProgrammingError, match='no rows'):
        cursor.fetchall()
    cursor.close()
    with pytest.raises(libsql.ProgrammingError, match='cursor is closed'):
        cursor.execute('SELECT 1')
    connection.close()
    connection.close()
    for use in (connection.cursor, connection.commit, connection.rollback):
        with pytest.raises(libsql.ProgrammingError, match='connection is closed'):
            use()


def test_executemany_is_for_writing(connect: Connect) -> None:
    with pytest.raises(libsql.ProgrammingError, match='write'):
        connect().cursor().executemany('SELECT ?', [[1]])
