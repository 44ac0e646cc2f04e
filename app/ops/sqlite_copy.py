"""A copy of an SQLite database: of one moment however much is written meanwhile, checked, complete or not there."""

import sqlite3
from contextlib import closing
from pathlib import Path

from app.errors import NotAllowed


def snapshot(source: sqlite3.Connection, target: Path) -> None:
    """Copy a database into a file that only its owner reads; an existing file is replaced once the copy is found sound.

    Raises
    ------
    NotAllowed
        It is damaged, or no database of LevelMix.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f'.{target.name}.new')
    fresh.unlink(missing_ok=True)
    fresh.touch(mode=0o600)
    try:
        with closing(sqlite3.connect(fresh)) as copy:
            _fill(copy, source, target)
        fresh.replace(target)
    except BaseException:
        fresh.unlink(missing_ok=True)
        raise


def _fill(copy: sqlite3.Connection, source: sqlite3.Connection, file: Path) -> None:
    try:
        source.backup(copy, pages=1000, sleep=0.005)
        copy.execute('PRAGMA journal_mode = DELETE')  # one file, complete
    except sqlite3.DatabaseError as error:
        raise NotAllowed(f'The database could not be copied: {error}.') from error
    check(copy, file)


def check(copy: sqlite3.Connection, file: Path) -> None:
    """Refuse what is damaged or no database of LevelMix; the error names `file`."""
    try:
        found = copy.execute('PRAGMA integrity_check').fetchall()
        orphans = copy.execute('PRAGMA foreign_key_check').fetchall()
        copy.execute('SELECT version_num FROM alembic_version').fetchone()
    except sqlite3.DatabaseError:
        raise NotAllowed(f'{file} is no copy of a LevelMix database.') from None
    if found != [('ok',)] or orphans:
        raise NotAllowed(f'{file} is damaged: take another copy.')
