"""Copies of a server's database, made now and then into the data folder, and the way back from one.

A replica is brought up to date in a process of its own, and then copied: a replica alone repeats every mistake. An
installation with a file is copied by `app.ops.backup`, files and all; its database can be brought into a server from
here.
"""

import fcntl
import logging
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from app import db, storage
from app.clocks import is_recent
from app.config import settings
from app.errors import DatabaseAway, NotAllowed, NotFound
from app.libsql import Error, replica
from app.ops.sqlite_copy import check, snapshot

log = logging.getLogger(__name__)

KEPT, KEPT_DAYS = 24, 30
"""How many copies are kept: this many of the last ones, and the last one of each of this many days."""
AGAIN_S = 300.0
"""How long after a copy that failed the next one is tried, in seconds."""
ROWS_AT_ONCE = 200
PROGRAM = Path(__file__).parents[2] / 'main.py'
NO_REPLICAS = (
    'A copy of the database server needs the package libsql-experimental, which is there for Linux on x86_64 and '
    'Python 3.11 to 3.13; make setup installs it there.'
)


def folder() -> Path:
    """Where the dated copies are."""
    return settings().data_dir / 'replica' / 'copies'


def replicate() -> Path:
    """Make a copy of the server's whole database, check it, and remove the oldest ones.

    Raises
    ------
    NotAllowed
        The database is a file, or the server's could not be copied.
    """
    if not db.is_remote():
        raise NotAllowed('The database is a file in the data folder: levelmix backup copies it, with all mixes.')
    target = folder() / f'levelmix-{datetime.now(UTC):%Y%m%d-%H%M%S}.db'
    if not replica.available():
        raise NotAllowed(NO_REPLICAS)
    with _alone():
        known = _replica_file()
        if storage.free_bytes() < 2 * (known.stat().st_size if known.exists() else 1):
            raise NotAllowed(f'There is no room for a copy of the database. Older copies are in {folder()}.')
        try:
            _copy(target)
        except NotAllowed as error:
            if not _answers():
                raise
            log.warning('The replica is damaged and is made again: %s', error)
            for path in _replica_file().parent.glob(f'{_replica_file().name}*'):
                path.unlink()
            _copy(target)
        _let_go()
    return target


def _copy(target: Path) -> None:
    with closing(_connect(_replica())) as source:
        snapshot(source, target)


def _answers() -> bool:
    """Whether the server answers and lets us in: then it is the replica that is at fault."""
    try:
        db.size_bytes()
    except (DatabaseAway, sa.exc.DBAPIError):
        return False
    return True


def restore(source: Path) -> None:
    """Fill the database, which must be empty, from a copy, and bring it to the newest revision.

    Raises
    ------
    NotFound
        There is no such file.
    NotAllowed
        It is no copy of a LevelMix database, or the database is not empty.
    """
    if not source.is_file():
        raise NotFound(f'There is no file {source}.')
    with closing(_connect(source)) as copy:
        check(copy, source)
        with db.filling() as connection:
            if sa.inspect(connection).get_table_names():
                raise NotAllowed(
                    'The database is not empty. Restore into a new one: move levelmix.db away, or name another server '
                    'or data folder in the settings.'
                )
            _fill(connection, copy)
    db.upgrade()


class Periodic:
    """Makes a copy of the server's database now and then, in a process beside the one that calls `look`."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None
        self._not_before = 0.0

    def look(self) -> bool:
        """Start a copy if one is due; returns at once, with whether one is being made."""
        if self._child is not None and (code := self._child.poll()) is not None:
            self._child = None
            if code:
                log.warning('The database server could not be copied; trying again in %g s.', AGAIN_S)
        if self._child is None and time.monotonic() >= self._not_before and is_due():
            self._not_before = time.monotonic() + AGAIN_S
            command = [sys.executable, str(PROGRAM), 'db', 'replicate']
            self._child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        return self._child is not None


def is_due() -> bool:
    """Whether the server's database should be copied now; never if that is impossible or not wanted."""
    every_s = settings().replicate_minutes * 60
    if not every_s or not db.is_remote() or not replica.available():
        return False
    made, now = (path.stat().st_mtime for path in folder().glob('levelmix-*.db')), time.time()
    return not any(is_recent(then, now, every_s) for then in made)


def _fill(connection: sa.Connection, copy: sqlite3.Connection) -> None:
    """Put all tables and rows of a copy into an empty database; what searches words is made anew from them."""
    made = copy.execute(
        'SELECT master.name, kept.type, master.type, sql FROM sqlite_master master'
        ' LEFT JOIN pragma_table_list kept ON kept.name = master.name'
        " WHERE sql NOT NULL AND master.name NOT GLOB 'sqlite_*' AND master.name NOT GLOB 'libsql_*'"
        " AND kept.type IS NOT 'shadow' ORDER BY master.type = 'table' DESC, kept.type IS 'virtual', master.rowid"
    )
    for name, table, kind, sql in made.fetchall():
        connection.exec_driver_sql(sql)
        if table == 'virtual':
            connection.exec_driver_sql(f'INSERT INTO "{name}" ("{name}") VALUES (\'rebuild\')')
        elif kind == 'table':
            _pour(connection, copy, name)
    connection.exec_driver_sql('DELETE FROM sqlite_sequence')
    _pour(connection, copy, 'sqlite_sequence')


def _pour(connection: sa.Connection, copy: sqlite3.Connection, table: str) -> None:
    rows = copy.execute(f'SELECT * FROM "{table}"')
    insert = f'INSERT INTO "{table}" VALUES ({", ".join("?" * len(rows.description))})'
    while some := rows.fetchmany(ROWS_AT_ONCE):
        connection.exec_driver_sql(insert, some)


@contextmanager
def _alone() -> Iterator[None]:
    """Keep out whoever else makes a copy here: two that update one replica would damage it."""
    place = folder().parent
    place.mkdir(parents=True, exist_ok=True)
    place.chmod(0o700)
    with (place / 'copying.lock').open('w') as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NotAllowed('A copy of the database is being made right now: wait for that one.') from None
        yield


def _replica() -> Path:
    """The server's database as a file, brought up to date."""
    known, file = settings(), _replica_file()
    try:
        token = known.database_token.get_secret_value()
        replica.sync(file, known.database_url, token=token, ca_file=known.database_ca)
    except Error as error:
        raise NotAllowed(f'{error} Older copies are in {folder()}.') from error
    return file


def _replica_file() -> Path:
    return settings().data_dir / 'replica' / 'levelmix.db'


def _connect(file: Path) -> sqlite3.Connection:
    return sqlite3.connect(f'{file.absolute().as_uri()}?mode=ro', uri=True)


def _let_go() -> None:
    """Remove the copies that need not be kept any more."""
    copies = sorted(folder().glob('levelmix-*.db'), reverse=True)
    last_of_day: dict[str, Path] = {}
    for path in copies:
        last_of_day.setdefault(path.stem.split('-')[1], path)
    kept = {*copies[:KEPT], *list(last_of_day.values())[:KEPT_DAYS]}
    for path in copies:
        if path not in kept:
            path.unlink()
            log.info('The copy %s of the database is old and was removed.', path.name)
