"""The database: one engine per process, one `transaction()`, one `reading()`; nothing else commits.

A local SQLite file in WAL mode, or a libSQL server (`LEVELMIX_DATABASE_URL`, by the driver in `app.libsql`). Writers
begin with `BEGIN IMMEDIATE` on both, because with a deferred begin, read-then-write of two processes loses updates or
ends in a busy error whatever the timeout is.
"""

import errno
import fcntl
import logging
import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

import alembic.command
import alembic.config
import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import Session

from app import database_engines
from app.config import settings
from app.database_errors import CLOSED, FULL, at_the_start, in_reach, unusable
from app.errors import UnsafeSettings

log = logging.getLogger(__name__)

MIGRATIONS = Path(__file__).parent.parent / 'models' / 'migrations'
DB_NOW = "((julianday('now') - 2440587.5) * 86400.0)"
"""SQL for this moment in seconds since 1970, by the database's clock: the clocks of workers may differ."""

_engines: dict[tuple[int, str], sa.Engine] = {}


@contextmanager
def transaction() -> Iterator[Session]:
    """A session that writes: everything inside happens together, or not at all.

    Keep it short, without storage, engine or network work inside, because there is one writer at a time.

    Raises
    ------
    DatabaseAway
        The database does not answer, or cannot be written to; if a server went away at the very end, it is not known
        whether the change was made.
    """
    if (around := _around.get()) is not None:
        yield around
        around.flush()
        return
    with in_reach(writing=True), Session(engine(), expire_on_commit=False) as session:
        _meet_condition(session)
        yield session
        session.commit()
    for do in session.info.get(_AFTER, ()):
        try:
            do()
        except Exception:  # the change was made all the same, and the caller must not be told otherwise
            log.exception('Something that follows from a change in the database could not be done.')


@contextmanager
def only_if(condition: Callable[[], object]) -> Iterator[None]:
    """What the block writes is written only if a condition does not raise: it is asked in the first transaction, when
    that has the database for itself. It may read as always; there is one writer, so what it sees is what is changed."""
    before = _condition.set(condition)
    try:
        yield
    finally:
        _condition.reset(before)


@contextmanager
def together() -> Iterator[None]:
    """What the block does in several transactions happens in one: all of it, or nothing. None of them may go on after
    an error of its own."""
    with transaction() as session:
        before = _around.set(session)
        try:
            yield
        finally:
            _around.reset(before)


def _meet_condition(session: Session) -> None:
    condition = _condition.get()
    if condition is not None:
        _condition.set(None)
        session.connection().exec_driver_sql('SELECT 1')  # a server begins the transaction with its first statement
        condition()


_condition: ContextVar[Callable[[], object] | None] = ContextVar('condition', default=None)
_around: ContextVar[Session | None] = ContextVar('around', default=None)


def after_commit(session: Session, do: Callable[[], object]) -> None:
    """Have something done once the transaction of this session is committed, and only if that is certain.

    What must not get lost needs something else that makes up for it, because the process may be killed in between.
    """
    session.info.setdefault(_AFTER, []).append(do)


_AFTER = 'after_commit'


@contextmanager
def reading() -> Iterator[Session]:
    """A session that only reads: it sees one state of the database and keeps no writer waiting. Raises DatabaseAway."""
    with in_reach(writing=False):
        source = engine().execution_options(**_READING[is_remote()])
        with Session(source, expire_on_commit=False) as session:
            yield session


_READING: dict[bool, dict[str, Any]] = {False: {'readonly': True}, True: {'isolation_level': 'REPEATABLE READ'}}


PAGE = 1000
"""The most rows that one statement returns or names: some MB, and SQLite takes 32,766 parameters."""


def in_pages(session: Session, statement: Any, *key: Any) -> Iterator[Any]:
    """The rows of a SELECT that may be long, in the order of `key`, which is different for each of them.

    A libSQL server gives no answer of more than 10 MB. Each row carries its key once more, at the end.
    """
    page = (
        statement.add_columns(*(part.label(f'page_key_{n}') for n, part in enumerate(key))).order_by(*key).limit(PAGE)
    )
    rows = session.execute(page).all()
    while rows:
        yield from rows
        behind = sa.tuple_(*key) > sa.tuple_(*map(sa.literal, rows[-1][-len(key) :], (part.type for part in key)))
        rows = session.execute(page.where(behind)).all() if len(rows) == PAGE else []


def is_remote() -> bool:
    """Whether the database is on a server, not in a file here."""
    return bool(settings().database_url)


def engine() -> sa.Engine:
    """The engine of this process; a fork gets its own, because connections must not be shared."""
    key = os.getpid(), settings().database_url or str(settings().database_file)
    if key not in _engines:
        # Threads may do this at once; an engine that is not used holds nothing.
        _engines.setdefault(key, database_engines.opened())
    return _engines[key]


def dispose() -> None:
    """Close this process's connections."""
    for key in [key for key in _engines if key[0] == os.getpid()]:
        _engines.pop(key).dispose()


def size_bytes() -> int:
    """How large the database is, here or on a server; what is not yet in its pages does not count."""
    pages = sa.text('SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()')
    with reading() as session:
        return int(session.connection().execute(pages).scalar_one())


@contextmanager
def filling() -> Iterator[sa.Connection]:
    """One transaction without foreign keys, in which tables may be made and filled in any order."""
    opened = database_engines.opened(foreign_keys=False)
    try:
        with opened.begin() as connection:
            yield connection
    finally:
        opened.dispose()


def upgrade(revision: str = 'head') -> None:
    """Bring the database to the newest revision, or to the one named.

    Raises
    ------
    UnsafeSettings
        The settings name a database that cannot be used.
    """
    _alembic(alembic.command.upgrade, revision)


def downgrade(revision: str) -> None:
    """Take the database back to an older revision; raises what `upgrade` does."""
    _alembic(alembic.command.downgrade, revision)


def _alembic(command: Any, revision: str) -> None:
    # Alembic's batch mode drops and remakes a table; with foreign keys on, that drop would delete its children's rows.
    migrating = database_engines.opened(foreign_keys=False)
    try:
        with at_the_start(settings().database_url or settings().database_file):
            config = _alembic_config()
            if is_remote() and revision == 'head' and _is_newest(migrating, config):
                return
            with _alone_at_server(migrating, config) if is_remote() else _alone_here():
                _migrate(migrating, config, command, revision)
    finally:
        migrating.dispose()


def _alembic_config() -> alembic.config.Config:
    config = alembic.config.Config()
    config.set_main_option('script_location', str(MIGRATIONS).replace('%', '%%'))
    return config


def _migrate(migrating: sa.Engine, config: alembic.config.Config, command: Any, revision: str) -> None:
    with migrating.connect() as connection:
        config.attributes['connection'] = connection
        command(config, revision)
        orphans = connection.exec_driver_sql('PRAGMA foreign_key_check').fetchall()
    if orphans:
        raise RuntimeError(f'After the migration to {revision}, rows point to rows that are gone: {orphans[:5]}')


@contextmanager
def _alone_here() -> Iterator[None]:
    """While the block runs, no other process migrates the file; server and workers may start at the same time."""
    try:
        lock = (settings().data_dir / 'migrating.lock').open('w')
    except OSError as error:
        trouble = FULL if error.errno in (errno.ENOSPC, errno.EDQUOT) else CLOSED
        raise unusable(error.strerror, trouble, settings().database_file) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _is_newest(migrating: sa.Engine, config: alembic.config.Config) -> bool:
    """Whether the server's database is at the newest revision already, as at most starts."""
    with migrating.execution_options(**_READING[True]).connect() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    return current == ScriptDirectory.from_config(config).get_current_head()


@contextmanager
def _alone_at_server(migrating: sa.Engine, config: alembic.config.Config) -> Iterator[None]:
    """While the block runs, no other machine migrates the server's database.

    A table of its own says whose turn it is, for a while that every step of a migration renews in its transaction. A
    machine that was thought dead and lost its turn therefore cannot finish a step either.
    """
    me = secrets.token_hex(8)
    patience = time.monotonic() + 5 * TURN_S
    while not _take_turn(migrating, me):
        if time.monotonic() > patience:
            raise UnsafeSettings(
                'Somebody else has been migrating the database for minutes. Try again when that is done.'
            )
        time.sleep(0.3)
    config.attributes['after_step'] = lambda connection: _keep_turn(connection, me)
    try:
        yield
    finally:
        with migrating.begin() as connection:
            if connection.execute(sa.text(f'DELETE FROM {TURN} WHERE holder = :me'), {'me': me}).rowcount:
                connection.exec_driver_sql(f'DROP TABLE {TURN}')


TURN = 'migrating'
TURN_S = 60.0
"""After so many seconds without a step, a migrating machine is taken for dead; no turn reaches further ahead."""


def _take_turn(migrating: sa.Engine, me: str) -> bool:
    with migrating.begin() as connection:
        connection.exec_driver_sql(
            f'CREATE TABLE IF NOT EXISTS {TURN} (one INTEGER PRIMARY KEY, holder TEXT NOT NULL, until REAL NOT NULL)'
        )
        taken = connection.execute(
            sa.text(
                f'INSERT INTO {TURN} VALUES (1, :me, {DB_NOW} + {TURN_S}) ON CONFLICT (one) DO UPDATE'
                f' SET holder = :me, until = {DB_NOW} + {TURN_S}'
                f' WHERE until < {DB_NOW} OR until > {DB_NOW} + {TURN_S} RETURNING holder'
            ),
            {'me': me},
        )
        return taken.first() is not None


def _keep_turn(connection: sa.Connection, me: str) -> None:
    renewed = sa.text(f'UPDATE {TURN} SET until = {DB_NOW} + {TURN_S} WHERE holder = :me')
    if not connection.execute(renewed, {'me': me}).rowcount:
        raise RuntimeError('Another server took the migration over, because this one was silent for too long.')
