"""The database: one engine per process, one `transaction()`, one `reading()`; nothing else commits.

A local SQLite file in WAL mode. Writers begin with `BEGIN IMMEDIATE`: with a deferred begin, read-then-write of two
processes loses updates or ends in a busy error that no timeout cures.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import alembic.command
import alembic.config
import sqlalchemy as sa
from sqlmodel import Session

from app.config import settings
from app.errors import UnsafeSettings

MIGRATIONS = Path(__file__).parent.parent / 'models' / 'migrations'
DB_NOW = "((julianday('now') - 2440587.5) * 86400.0)"
"""SQL for this moment in seconds since 1970, by the database's clock: the clocks of workers may differ."""

_engines: dict[tuple[int, Path], sa.Engine] = {}


@contextmanager
def transaction() -> Iterator[Session]:
    """A session that writes: everything inside happens together, or not at all.

    Keep it short: no storage, engine or network work inside, for there is one writer at a time.
    """
    with Session(engine(), expire_on_commit=False) as session:
        yield session
        session.commit()


@contextmanager
def reading() -> Iterator[Session]:
    """A session that only reads: it sees one state of the database and keeps no writer waiting."""
    with Session(engine().execution_options(readonly=True), expire_on_commit=False) as session:
        yield session


def engine() -> sa.Engine:
    """The engine of this process; a fork gets its own, for connections must not be shared."""
    key = (os.getpid(), settings().database_file)
    if key not in _engines:
        settings().data_dir.mkdir(parents=True, exist_ok=True)
        _engines[key] = _open(key[1])
    return _engines[key]


def dispose() -> None:
    """Close this process's connections."""
    for key in [key for key in _engines if key[0] == os.getpid()]:
        _engines.pop(key).dispose()


def upgrade(revision: str = 'head') -> None:
    """Bring the database to the newest revision, or to the one named."""
    _alembic(alembic.command.upgrade, revision)


def downgrade(revision: str) -> None:
    """Take the database back to an older revision."""
    _alembic(alembic.command.downgrade, revision)


def _alembic(command: Any, revision: str) -> None:
    with _alone():
        _migrate(command, revision)


@contextmanager
def _alone() -> Iterator[None]:
    """While the block runs, no other process migrates: server and workers may start side by side."""
    folder = settings().data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / 'migrating.lock').open('w')
    except OSError as error:
        raise UnsafeSettings(
            f'LEVELMIX_DATA_DIR={folder} cannot be used ({error.strerror}): choose a folder that you may write to.'
        ) from None
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _migrate(command: Any, revision: str) -> None:
    config = alembic.config.Config()
    config.set_main_option('script_location', str(MIGRATIONS).replace('%', '%%'))
    # Alembic's batch mode drops and remakes a table; with foreign keys on, that drop would delete its children's rows.
    migrating = _open(settings().database_file, foreign_keys=False)
    with migrating.connect() as connection:
        config.attributes['connection'] = connection
        command(config, revision)
        orphans = connection.exec_driver_sql('PRAGMA foreign_key_check').fetchall()
    migrating.dispose()
    if orphans:
        raise RuntimeError(f'After the migration to {revision}, rows point to rows that are gone: {orphans[:5]}')


def _open(file: Path, *, foreign_keys: bool = True) -> sa.Engine:
    opened = sa.create_engine(sa.URL.create('sqlite', database=str(file)), connect_args={'timeout': 15})

    @sa.event.listens_for(opened, 'connect')
    def prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves, below
        for pragma in ('journal_mode=WAL', 'synchronous=NORMAL', f'foreign_keys={int(foreign_keys)}'):
            connection.execute(f'PRAGMA {pragma}')

    @sa.event.listens_for(opened, 'begin')
    def begin(connection: sa.Connection) -> None:
        readonly = connection.get_execution_options().get('readonly')
        connection.exec_driver_sql('BEGIN' if readonly else 'BEGIN IMMEDIATE')

    return opened
