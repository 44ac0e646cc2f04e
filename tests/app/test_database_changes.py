"""Whether anybody has written: told of each commit by anybody, and of nothing else."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.config import settings
from app.database_changes import Changes
from app.db import reading, transaction
from app.errors import OverLimit
from tests.databases import is_remote

pytestmark = pytest.mark.skipif(is_remote(), reason='a server does not tell whether anybody has written')
WRITE = "UPDATE users SET display_name = 'Ann'"


@pytest.fixture
def changes(owner: str) -> Iterator[Changes]:
    """One who has asked before."""
    made = Changes()
    made.since_last()
    yield made
    made.close()


def test_a_commit_of_this_process_is_told_once(changes: Changes) -> None:
    assert not changes.since_last()
    with transaction() as session:
        session.connection().exec_driver_sql(WRITE)
        assert not changes.since_last(), 'it is not committed yet'
    assert changes.since_last()
    assert not changes.since_last()


def test_what_another_program_writes_is_told(changes: Changes) -> None:
    other = sqlite3.connect(settings().database_file)
    with other:
        other.execute(WRITE)
    other.close()
    assert changes.since_last()


def test_what_is_taken_back_or_only_read_is_no_change(changes: Changes) -> None:
    with suppress(OverLimit), transaction() as session:
        session.connection().exec_driver_sql(WRITE)
        raise OverLimit('Not so many.')
    with reading() as session:
        session.execute(sa.text('SELECT * FROM users')).all()
    assert not changes.since_last()


def test_a_database_that_is_not_there_is_asked_for_and_not_made(data_dir: Path) -> None:
    changes = Changes()
    assert changes.since_last()
    assert changes.since_last()
    assert not settings().database_file.exists()


def test_of_a_server_it_is_never_known(changes: Changes, change_setting: Callable[[str, object], None]) -> None:
    change_setting('database_url', 'libsql://127.0.0.1:1?tls=0')
    assert changes.since_last()
    assert changes.since_last()
