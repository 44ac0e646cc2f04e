"""Writers of one process take turns before they ask the server."""

import gc
import queue
import threading
from collections.abc import Callable

import pytest

from app import libsql
from app.libsql.address import parse
from app.libsql.turns import Turn

Connect = Callable[..., libsql.Connection]


def insert(connection: libsql.Connection, table: str) -> None:
    connection.cursor().execute(f'INSERT INTO {table} (word) VALUES (NULL)')


def test_writers_of_one_process_do_not_ask_while_one_of_them_is_at_it(
    connect: Connect, table: str, requests: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fifty that ask again and again keep the one that has the lock from going on, until the server takes it away."""
    connections, come = [connect() for _ in range(12)], queue.SimpleQueue[str]()
    insert(connections[0], table)
    take = Turn.take

    def come_and_take(turn: Turn, longest_s: float) -> bool:
        come.put('one more')
        return take(turn, longest_s)

    monkeypatch.setattr(Turn, 'take', come_and_take)

    def write(connection: libsql.Connection) -> None:
        insert(connection, table)
        connection.commit()

    others = [threading.Thread(target=write, args=(connection,)) for connection in connections[1:]]
    for other in others:
        other.start()
    for _ in others:
        come.get(timeout=30)
    assert len(requests) == 1
    connections[0].commit()
    for other in others:
        other.join()
    assert len(requests) == 2 * len(connections)
    assert connections[0].cursor().execute(f'SELECT count(*) FROM {table}').fetchone() == (len(connections),)


def test_a_writer_that_was_forgotten_in_the_middle_keeps_nobody_waiting() -> None:
    server = parse('libsql://db.example.org')
    forgotten, other = Turn(server), Turn(server)
    assert forgotten.take(0)
    assert not other.take(0)
    del forgotten
    gc.collect()
    assert other.take(0)
