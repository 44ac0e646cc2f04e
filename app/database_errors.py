"""What keeps a database from working, in a file or on a server: a sentence for people, and a line for the log."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from app import libsql
from app.errors import DatabaseAway, UnsafeSettings
from app.outages import Outage


@dataclass(frozen=True, slots=True)
class Trouble:
    """One kind of trouble.

    Attributes
    ----------
    told : what users read.
    advice : what to do, for the person who starts the server; `{place}` is the file or the server's address.
    outage : logs once that it has begun, and maybe that it is over.
    """

    told: str
    advice: str
    outage: Outage


_MEANWHILE = 'Whatever needs it waits or says so.'
_AWAY = Outage('The database', _MEANWHILE)
_NOT_WRITTEN = Outage('The database, for writing,', _MEANWHILE)
_SPOILT = Outage('A part of the database', 'levelmix doctor checks whether the file is damaged.')
"""It is never logged as over, because other parts of the database answer all the while."""

AWAY = Trouble(
    'The database of this server does not answer right now. Try again in a minute.',
    'Check that {place} is a file in a folder that LevelMix may write to.',
    _AWAY,
)
FULL = Trouble(
    'The disk of this server is full. Nothing was changed; try again later.',
    'There is no room for the database. Free some space on the disk of {place}, then start again.',
    _NOT_WRITTEN,
)
HELD = Trouble(
    'The database of this server is busy right now. Nothing was changed; try again in a minute.',
    'Another program has locked {place}. Start again when it is done.',
    _NOT_WRITTEN,
)
CLOSED = Trouble(
    'The database of this server cannot be written to right now. Nothing was changed; try again later.',
    'LevelMix may not write to {place}, or to the folder around it. Give these rights to the user who runs it.',
    _NOT_WRITTEN,
)
FAILING = Trouble(
    'The disk of this server has failed. Nothing was changed; try again later.',
    'The disk of {place} could not be read or written. Check what the system’s log says about it.',
    _SPOILT,
)
DAMAGED = Trouble(
    'The database of this server is damaged. Ask the person who looks after it to restore a backup.',
    '{place} is damaged: move it away, and restore the last backup.',
    _SPOILT,
)

_KINDS = {
    'FULL': FULL,
    'BUSY': HELD,
    'LOCKED': HELD,
    'PROTOCOL': HELD,
    'READONLY': CLOSED,
    'PERM': CLOSED,
    'CANTOPEN': AWAY,
    'IOERR': FAILING,
    'CORRUPT': DAMAGED,
    'NOTADB': DAMAGED,
}
"""Kinds of trouble by SQLite's names of errors, as file and server give them, without their extensions."""
_NUMBERS = {getattr(sqlite3, f'SQLITE_{name}'): trouble for name, trouble in _KINDS.items()}


def trouble_of(error: BaseException) -> Trouble | None:
    """The kind of trouble that an error of SQLAlchemy or of a driver means; None if it is a fault of ours."""
    if isinstance(error, sa.exc.TimeoutError):  # all connections of the pool are in use
        return HELD
    cause = error.orig if isinstance(error, sa.exc.DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return _NUMBERS.get(getattr(cause, 'sqlite_errorcode', 0) & 0xFF)
    if not isinstance(cause, libsql.Error):
        return None
    if cause.code in ('UNREACHABLE', 'AUTH') or cause.code.startswith('HTTP_5'):
        return AWAY
    if cause.code == 'TRANSACTION_BUSY' or cause.disconnected:  # the server ended a transaction that stood still
        return HELD
    return _KINDS.get(cause.code.removeprefix('SQLITE_').partition('_')[0])


@contextmanager
def in_reach(*, writing: bool) -> Iterator[None]:
    """Turn what keeps the database from working into an error with a sentence; it is logged once when it begins.

    Raises
    ------
    DatabaseAway
    """
    try:
        yield
    except (sa.exc.DBAPIError, sa.exc.TimeoutError) as error:
        trouble = trouble_of(error)
        if trouble is None:
            raise
        trouble.outage.met(getattr(error, 'orig', None) or error)
        raise DatabaseAway(trouble.told) from error
    _AWAY.over()
    if writing:
        _NOT_WRITTEN.over()


@contextmanager
def at_the_start(place: Path | str) -> Iterator[None]:
    """Around the first use of the database: what prevents it becomes a sentence for the person who starts the program.

    Raises
    ------
    UnsafeSettings
    """
    try:
        yield
    except sa.exc.DBAPIError as error:
        if isinstance(error.orig, libsql.OperationalError) and error.orig.disconnected:
            raise UnsafeSettings(f'{error.orig} {_AT_THE_SERVER.get(error.orig.code, _AT_THE_SERVER[""])}') from error
        trouble = trouble_of(error)
        if trouble is None:
            raise
        raise unusable(error.orig, trouble, place) from error


_AT_THE_SERVER = {
    'AUTH': 'Set LEVELMIX_DATABASE_TOKEN to a token that it accepts.',
    '': 'Check that it runs, and that LEVELMIX_DATABASE_URL is right.',
}


def unusable(why: object, trouble: Trouble, place: Path | str) -> UnsafeSettings:
    """The error for the person who starts the program."""
    return UnsafeSettings(f'The database cannot be used ({why}). {trouble.advice.format(place=place)}')
