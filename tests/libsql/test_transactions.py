"""Transactions: when they begin, what others see of them, how they end, and that none ends unnoticed."""

import os
import threading
import time
from collections.abc import Callable

import pytest

from app import libsql
from app.libsql.statements import Kind, kind_of, setting_of

Connect = Callable[..., libsql.Connection]


def count(connection: libsql.Connection, table: str) -> object:
    return (connection.cursor().execute(f'SELECT count(*) FROM {table}').fetchone() or ())[0]


def insert(connection: libsql.Connection, table: str, word: str | None = None) -> None:
    connection.cursor().execute(f'INSERT INTO {table} (word) VALUES (?)', [word])


def test_others_see_a_transaction_when_it_is_committed(connect: Connect, table: str) -> None:
    one, other = connect(), connect()
    insert(one, table)
    assert (count(one, table), count(other, table)) == (1, 0)
    one.commit()
    assert count(other, table) == 1
    insert(one, table)
    one.rollback()
    assert count(other, table) == 1
    insert(one, table)
    one.close()
    assert count(other, table) == 1


def test_a_written_transaction_takes_two_requests_a_read_one(connect: Connect, table: str, requests: list[int]) -> None:
    connection = connect()
    count(connection, table)
    assert requests == [2]  # the statement, and the end of the stream
    connection.commit()
    assert requests == [2]
    insert(connection, table)
    assert requests == [2, 1]  # BEGIN IMMEDIATE and the statement are one batch
    connection.commit()
    assert requests == [2, 1, 2]
    connection.rollback()
    assert requests == [2, 1, 2]


def test_serializable_reads_decides_and_writes_under_one_lock(connect: Connect, table: str) -> None:
    """Without the lock from the first read on, threads that count up lose most of their steps."""
    start = connect()
    start.cursor().execute(f'INSERT INTO {table} (id, anything) VALUES (1, 0)')
    start.commit()

    def count_up() -> None:
        connection = connect(isolation_level='SERIALIZABLE')
        for _ in range(15):
            cursor = connection.cursor()
            ((value,),) = cursor.execute(f'SELECT anything FROM {table}').fetchall()
            assert isinstance(value, int)
            cursor.execute(f'UPDATE {table} SET anything = ?', [value + 1])
            connection.commit()

    threads = [threading.Thread(target=count_up) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert start.cursor().execute(f'SELECT anything FROM {table}').fetchone() == (60,)


def test_repeatable_reads_see_one_state_and_keep_no_writer_waiting(connect: Connect, table: str) -> None:
    reader, writer = connect(isolation_level='REPEATABLE READ'), connect()
    assert count(reader, table) == 0
    insert(writer, table)
    writer.commit()
    assert count(reader, table) == 0
    reader.rollback()
    assert count(reader, table) == 1


def test_autocommit_has_no_transactions(connect: Connect, table: str) -> None:
    connection = connect(isolation_level='AUTOCOMMIT')
    insert(connection, table)
    connection.rollback()
    assert count(connection, table) == 1
    with pytest.raises(libsql.NotSupportedError, match='savepoints'):
        connection.cursor().execute('SAVEPOINT here')


def test_a_writer_waits_for_the_lock_and_gives_up_in_the_end(connect: Connect, table: str) -> None:
    one, other = connect(), connect()
    insert(one, table, 'first')
    timer = threading.Timer(0.3, one.commit)
    started = time.monotonic()
    timer.start()
    insert(other, table, 'second')
    other.commit()
    timer.join()
    assert time.monotonic() - started > 0.2
    assert count(one, table) == 2


def test_a_constraint_leaves_the_transaction_open(connect: Connect, table: str) -> None:
    connection = connect()
    insert(connection, table, 'same')
    with pytest.raises(libsql.IntegrityError, match='UNIQUE') as caught:
        insert(connection, table, 'same')
    assert caught.value.code.startswith('SQLITE_CONSTRAINT')
    assert connection.in_transaction
    insert(connection, table, 'other')
    connection.commit()
    assert count(connection, table) == 2


def test_savepoints(connect: Connect, table: str) -> None:
    connection = connect()
    cursor = connection.cursor()
    cursor.execute('SAVEPOINT here')
    insert(connection, table)
    cursor.execute('ROLLBACK TO SAVEPOINT here')
    insert(connection, table, 'kept')
    cursor.execute('RELEASE here')
    connection.commit()
    assert cursor.execute(f'SELECT word FROM {table}').fetchall() == [('kept',)]


def test_a_transaction_that_the_server_ended_is_not_carried_on_outside_of_one(connect: Connect, table: str) -> None:
    """SQLite ends a transaction by itself at some errors; what follows must not be written for good one by one."""
    connection = connect()
    insert(connection, table, 'same')
    with pytest.raises(libsql.IntegrityError):
        connection.cursor().execute(f"INSERT OR ROLLBACK INTO {table} (word) VALUES ('same')")
    for _ in range(2):
        with pytest.raises(libsql.OperationalError, match='ended the transaction'):
            insert(connection, table, 'after')
    with pytest.raises(libsql.OperationalError, match='ended the transaction'):
        connection.commit()
    assert count(connection, table) == 0
    insert(connection, table, 'anew')
    connection.commit()
    assert count(connection, table) == 1


@pytest.mark.parametrize('first', [True, False])
def test_a_transaction_that_an_error_ends_lets_go_of_its_lock(connect: Connect, table: str, first: bool) -> None:
    """The server would keep it for five seconds more, and every writer waiting."""
    connection, other = connect(isolation_level='SERIALIZABLE'), connect()
    if not first:
        insert(connection, table, 'mine')
    with pytest.raises(libsql.OperationalError):
        connection.cursor().execute(f'SELECT zeroblob(1000000) FROM (VALUES {", ".join(["(1)"] * 20)})')
    began = time.monotonic()
    insert(other, table, 'other')
    assert time.monotonic() - began < 3
    other.commit()
    connection.rollback()
    assert connection.cursor().execute(f'SELECT word FROM {table}').fetchall() == [('other',)]


@pytest.mark.nightly
@pytest.mark.slow
def test_a_transaction_whose_lock_was_taken_away_is_lost_as_a_whole(connect: Connect, table: str) -> None:
    """The server ends a transaction of more than 5 s when another writer waits."""
    slow, other = connect(), connect()
    insert(slow, table, 'slow')
    insert(other, table, 'other')  # waits for those 5 s
    other.commit()
    with pytest.raises(libsql.OperationalError) as caught:
        insert(slow, table, 'after')
    assert caught.value.disconnected
    with pytest.raises(libsql.OperationalError):
        insert(slow, table, 'still')
    with pytest.raises(libsql.OperationalError):
        slow.commit()
    slow.rollback()
    assert slow.cursor().execute(f'SELECT word FROM {table}').fetchall() == [('other',)]


@pytest.mark.nightly
@pytest.mark.slow
def test_a_transaction_that_idles_expires_and_the_connection_lives_on(connect: Connect, table: str) -> None:
    connection = connect()
    insert(connection, table, 'early')
    time.sleep(12)
    with pytest.raises(libsql.OperationalError) as caught:
        insert(connection, table, 'late')
    assert (caught.value.code, caught.value.disconnected) == ('STREAM_EXPIRED', True)
    with pytest.raises(libsql.OperationalError, match='roll it back first'):
        connection.commit()
    connection.rollback()
    assert count(connection, table) == 0


def test_settings_hold_for_the_connection(connect: Connect, table: str) -> None:
    connection = connect()
    cursor = connection.cursor()
    assert cursor.execute('PRAGMA foreign_keys').fetchone() == (1,), 'libSQL has them on by default'
    cursor.execute('PRAGMA foreign_keys = OFF')
    insert(connection, table)
    assert cursor.execute('PRAGMA foreign_keys').fetchone() == (0,)
    connection.commit()
    assert cursor.execute('PRAGMA foreign_keys').fetchone() == (0,)
    assert connect().cursor().execute('PRAGMA foreign_keys').fetchone() == (1,)


def test_the_level_changes_between_transactions_only(connect: Connect, table: str) -> None:
    connection = connect()
    insert(connection, table)
    with pytest.raises(libsql.ProgrammingError, match='inside a transaction'):
        connection.isolation_level = 'AUTOCOMMIT'
    connection.rollback()
    connection.isolation_level = 'AUTOCOMMIT'
    with pytest.raises(libsql.ProgrammingError, match='one of'):
        connection.isolation_level = 'DIRTY'  # type: ignore[assignment]


@pytest.mark.parametrize('sql', ['BEGIN', 'commit', ' END', '/* now */ ROLLBACK', 'ROLLBACK TRANSACTION;'])
def test_transactions_are_the_connections_own_business(connect: Connect, sql: str) -> None:
    with pytest.raises(libsql.NotSupportedError):
        connect().cursor().execute(sql)


def test_a_child_process_neither_uses_nor_ends_its_parents_transaction(connect: Connect, table: str) -> None:
    connection = connect()
    insert(connection, table, 'parent')
    counted, count_told = os.pipe()
    child = os.fork()
    if not child:  # no test framework in here: only the code that ends it counts
        try:
            insert(connection, table, 'child')
        except libsql.InterfaceError:
            connection.rollback()
            seen = count(connection, table)
            os.write(count_told, b'.')
            insert(connection, table, 'parent' * 2) if seen == 0 else os._exit(2)
            connection.rollback()
            os._exit(0)
        os._exit(3)
    assert os.read(counted, 1)  # and now it waits for the lock that the parent holds
    insert(connection, table, 'parent again')
    connection.commit()
    _, status = os.waitpid(child, 0)
    os.close(counted)
    os.close(count_told)
    assert os.waitstatus_to_exitcode(status) == 0
    assert count(connection, table) == 2


@pytest.mark.parametrize(
    ('sql', 'kind'),
    [
        ('SELECT 1', Kind.READ),
        ('  -- why\n/* and\nhow */ select(1)', Kind.READ),
        ('VALUES (1)', Kind.READ),
        ('WITH a AS (SELECT 1) SELECT * FROM a', Kind.WRITE),
        ('insert into t values (1)', Kind.WRITE),
        ('PRAGMA table_info(t)', Kind.PRAGMA),
        ('ROLLBACK TO here', Kind.WRITE),
        ('ROLLBACK TRANSACTION TO SAVEPOINT here', Kind.WRITE),
        ('rollback', Kind.CONTROL),
        ('savepoint here', Kind.SAVEPOINT),
        ('', Kind.WRITE),
    ],
)
def test_kinds_of_statements(sql: str, kind: Kind) -> None:
    assert kind_of(sql) is kind


def test_settings_among_pragmas() -> None:
    assert setting_of('pragma main.Foreign_Keys=off') == 'foreign_keys'
    assert setting_of('PRAGMA table_info(t)') is setting_of('SELECT 1 = 1') is None
