"""What is asked together and what travels together: fewer requests, and never another answer."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest

from app import libsql
from app.libsql.wire import Wire

Connect = Callable[..., libsql.Connection]


@pytest.fixture
def requests(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many statements each journey carried in its batch."""
    sent: list[int] = []
    post = Wire.post

    def count(self: Wire, requests: list[dict[str, Any]], *args: Any, **more: Any) -> Any:
        sent.append(sum(len(one['batch']['steps']) for one in requests if one['type'] == 'batch'))
        return post(self, requests, *args, **more)

    monkeypatch.setattr(Wire, 'post', count)
    return sent


def add(connection: libsql.Connection, table: str, word: str) -> None:
    connection.cursor().execute(f'INSERT INTO {table} (word) VALUES (?)', [word])


def words(connection: libsql.Connection, table: str, least: str = '') -> list[object]:
    found = connection.cursor().execute(f'SELECT word FROM {table} WHERE word > ? ORDER BY word', [least])
    return [word for (word,) in found]


def noted(connection: libsql.Connection, *asked: Callable[[], object]) -> None:
    with connection.foresee():
        for ask in asked:
            with suppress(libsql.Noted):
                ask()


def test_what_is_foreseen_is_one_journey_and_answers_once_what_was_asked(
    connect: Connect, table: str, requests: list[int]
) -> None:
    connection = connect(isolation_level='SERIALIZABLE')
    add(connection, table, 'b')
    connection.commit()
    requests.clear()
    noted(connection, lambda: words(connection, table), lambda: words(connection, table, 'b'))
    assert requests == [3]  # with the BEGIN
    assert (words(connection, table, 'b'), words(connection, table)) == ([], ['b'])
    assert requests == [3]
    assert words(connection, table) == ['b']
    assert requests == [3, 1], 'the second time it is asked'


def test_what_was_written_since_is_never_hidden_by_what_was_foreseen(connect: Connect, table: str) -> None:
    connection = connect(isolation_level='SERIALIZABLE')
    noted(connection, lambda: words(connection, table))
    add(connection, table, 'a')
    assert words(connection, table) == ['a']
    noted(connection, lambda: words(connection, table))
    connection.cursor().execute(f"UPDATE {table} SET word = 'b'")
    assert words(connection, table) == ['b']
    noted(connection, lambda: words(connection, table))
    connection.rollback()
    assert words(connection, table) == []


def test_new_rows_of_one_table_leave_what_is_known_of_others(connect: Connect, table: str, requests: list[int]) -> None:
    other = f'other_{table[:8]}'
    connect(isolation_level='AUTOCOMMIT').cursor().execute(f'CREATE TABLE {other} (word TEXT)')
    connection = connect(isolation_level='SERIALIZABLE')
    noted(connection, lambda: words(connection, other))
    requests.clear()
    add(connection, table, 'a')
    assert words(connection, other) == []
    assert requests == [1]


def test_gathered_rows_travel_with_the_next_question_and_with_the_commit(
    connect: Connect, table: str, requests: list[int]
) -> None:
    connection = connect(isolation_level='SERIALIZABLE')
    assert words(connection, table) == []
    requests.clear()
    connection.gather()
    add(connection, table, 'a')
    connection.cursor().executemany(f'INSERT INTO {table} (word) VALUES (?)', [['b'], ['c']])
    assert requests == []
    assert words(connection, table) == ['a', 'b', 'c']
    assert requests == [4]
    add(connection, table, 'd')
    connection.commit()
    assert requests == [4, 2]
    assert words(connect(), table) == ['a', 'b', 'c', 'd']
    requests.clear()
    add(connection, table, 'e')
    assert requests == [2], 'the next transaction gathers nothing by itself'


def test_where_a_gathered_row_is_refused_nothing_of_the_transaction_lasts(connect: Connect, table: str) -> None:
    connection = connect(isolation_level='SERIALIZABLE')
    add(connection, table, 'a')
    connection.gather()
    for word in ('b', 'a', 'c'):
        add(connection, table, word)
    with pytest.raises(libsql.IntegrityError):
        words(connection, table)
    with pytest.raises(libsql.OperationalError):
        add(connection, table, 'd')
    connection.rollback()
    connection.gather()
    assert words(connection, table) == []
    connection.gather()
    for word in ('b', 'b'):
        add(connection, table, word)
    with pytest.raises(libsql.IntegrityError):
        connection.commit()
    assert words(connection, table) == []


def test_what_returns_something_does_not_wait(connect: Connect, table: str, requests: list[int]) -> None:
    connection = connect(isolation_level='SERIALIZABLE')
    words(connection, table)
    connection.gather()
    requests.clear()
    made = connection.cursor().execute(f'INSERT INTO {table} (word) VALUES (?) RETURNING word', ['a'])
    assert (made.fetchone(), requests) == (('a',), [1])
