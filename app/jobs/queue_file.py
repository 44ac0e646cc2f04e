"""The queue in a file of its own, which repairs itself: nothing in it must last, because the rows know every job.

A damaged file is set aside and a new one made, by whichever process meets it first; `reaper.reap` fills it from the
rows. Processes that have the old one open must not go on with it, nor leave anything of it beside the new one. So
everything is done under a lock beside the file, each time on the file that has its name then, and without a WAL, which
the last process to close a file deletes by its name alone.
"""

import fcntl
import logging
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from huey.storage import SqliteStorage

log = logging.getLogger(__name__)

DAMAGED = frozenset((sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB))
TABLES = ('kv', 'schedule', 'task', 'counter')
BUSY_S = 5.0
BESIDE = ('-journal', '-wal', '-shm')
T = TypeVar('T')


class QueueFile(SqliteStorage):  # type: ignore[misc]
    """What Huey keeps in SQLite, in a file that may be replaced under it at any time."""

    _conn: sqlite3.Connection | None

    def __init__(self, name: str, filename: str, **options: Any) -> None:
        self._opened_as: tuple[int, int] | None = None
        self._place = Path(filename)
        super().__init__(name, filename=filename, create_tables=False, **options)

    @contextmanager
    def db(self, commit: bool = False, close: bool = False) -> Iterator[Any]:
        """A cursor; a file that turns out to be damaged is replaced, and the next call gets the new one."""
        met = None
        try:
            with self._held(fcntl.LOCK_SH):
                try:
                    with super().db(commit=commit, close=close) as cursor:
                        yield cursor
                finally:
                    met = self._opened_as
        except sqlite3.DatabaseError as error:
            if _is_damage(error) and met is not None:
                self._set_aside(met, error)
            raise

    def sql(self, *asked: Any, **options: Any) -> Any:
        """Run one statement, on a new file if the old one is damaged."""
        return _twice(lambda: SqliteStorage.sql(self, *asked, **options))

    def dequeue(self) -> Any:
        """Take the next message, if there is one."""
        return _twice(lambda: SqliteStorage.dequeue(self))

    @property
    def conn(self) -> sqlite3.Connection:
        """The connection to the file that has our name now."""
        if self._conn is not None and self._opened_as != _identity(self._place):
            self._forget()
        if self._conn is None:
            if not self._place.exists():
                self._place.touch()
            self._opened_as = _identity(self._place)
            self._conn = self._create_connection()
        return self._conn

    def _create_connection(self) -> sqlite3.Connection:
        opened = sqlite3.connect(self._place, timeout=BUSY_S, isolation_level=None, check_same_thread=False)
        try:
            _leave_wal(opened)
            opened.execute('PRAGMA synchronous = OFF')  # a power cut may damage the file, which is then replaced
            known = 'SELECT count(*) FROM sqlite_master WHERE name IN (?, ?, ?, ?)'
            if opened.execute(known, TABLES).fetchone() != (len(TABLES),):
                opened.execute('BEGIN EXCLUSIVE')
                for statement in self.ddl:
                    opened.execute(statement)
                opened.execute('COMMIT')
        except BaseException:
            opened.close()
            raise
        return opened

    def _set_aside(self, damaged: tuple[int, int], error: sqlite3.DatabaseError) -> None:
        """Give the damaged file another name, unless somebody has done so meanwhile."""
        kept = self._place.with_name(f'{self._place.stem}.damaged{self._place.suffix}')
        with self._held(fcntl.LOCK_EX), self.lock:
            self._forget()
            if damaged != _identity(self._place):
                return
            for suffix in BESIDE:
                _beside(kept, suffix).unlink(missing_ok=True)
                with suppress(FileNotFoundError):
                    _beside(self._place, suffix).replace(_beside(kept, suffix))
            self._place.replace(kept)
        log.warning(
            'The file of the queue was damaged (%s) and is replaced; jobs that wait are sent again. The old one is '
            'kept as %s.',
            error,
            kept,
        )

    def _forget(self) -> None:
        if self._conn is not None:
            self._conn.close()
            self._conn = None

    @contextmanager
    def _held(self, how: int) -> Iterator[None]:
        """While the block runs, the file keeps its name (LOCK_SH), or nobody else uses it (LOCK_EX)."""
        lock = os.open(self._place.with_name(f'{self._place.stem}.lock'), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(lock, how)
            yield
        finally:
            os.close(lock)


def _leave_wal(opened: sqlite3.Connection) -> None:
    """Convert a file of an older version; if another process still uses it, that is done the next time."""
    try:
        opened.execute('PRAGMA journal_mode = truncate')
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise


def _identity(place: Path) -> tuple[int, int] | None:
    """Which file has this name now."""
    try:
        found = place.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    lost = {f'no such table: {name}' for name in TABLES}
    return getattr(error, 'sqlite_errorcode', 0) & 0xFF in DAMAGED or str(error) in lost


def _twice(act: Callable[[], T]) -> T:
    try:
        return act()
    except sqlite3.DatabaseError as error:
        if not _is_damage(error):
            raise
    return act()


def _beside(path: Path, suffix: str) -> Path:
    return path.with_name(f'{path.name}{suffix}')
