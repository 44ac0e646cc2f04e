"""What keeps a database from working, the file's and the server's alike: a sentence for people, a line for the log."""

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
    """One kind of it.

    Attributes
    ----------
    told : what everybody reads.
    advice : what whoever runs the server should do, at the start; `{place}` is the file or the server's address.
    outage : says once that it has begun, and maybe that it is over.
    """

    told: str
    advice: str
    outage: Outage


_MEANWHILE = 'What needs it waits or says so.'
_AWAY = Outage('The database', _MEANWHILE)
_NOT_WRITTEN = Outage('The database, for writing,', _MEANWHILE)
_SPOILT = Outage('A part of the database', 'levelmix doctor looks whether the file is damaged.')
"""Nobody says that this one is over: other parts answer all the while."""

AWAY = Trouble(
    'The database of this server does not answer right now. Try again in a minute.',
    'Look whether {place} is a file in a folder that LevelMix may write to.',
    _AWAY,
)
FULL = Trouble(
    'The disk of this server is full, so nothing can be written down. Nothing was changed; try again later.',
    'There is no room for the database. Make some on the disk of {place}, then start again.',
    _NOT_WRITTEN,
)
HELD = Trouble(
    'The database of this server is busy right now. Nothing was changed; try again in a minute.',
    'Another program holds {place}. Start again when it is done.',
    _NOT_WRITTEN,
)
CLOSED = Trouble(
    'The database of this server cannot be written to right now. Nothing was changed; try again later.',
    'LevelMix may not write to {place}, or to the folder around it. Give the user who runs it that right.',
    _NOT_WRITTEN,
)
FAILING = Trouble(
    'The disk of this server does not do what it should. Nothing was changed; try again later.',
    'The disk of {place} could not be read or written. Look at what the system’s log says of it.',
    _SPOILT,
)
DAMAGED = Trouble(
    'The database of this server is damaged: whoever looks after it must bring a backup back.',
    '{place} is damaged: move it away, and bring the last backup back.',
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
"""By SQLite's names of what happened, as the file and the server tell them, without what extends them."""
_NUMBERS = {getattr(sqlite3, f'SQLITE_{name}'): trouble for name, trouble in _KINDS.items()}


def trouble_of(error: BaseException) -> Trouble | None:
    """What kind of trouble an error of SQLAlchemy or of a driver tells; None where it is a fault of ours."""
    if isinstance(error, sa.exc.TimeoutError):  # all connections of the pool wait for somebody
        return HELD
    cause = error.orig if isinstance(error, sa.exc.DBAPIError) else error
    if isinstance(cause, sqlite3.Error):
        return _NUMBERS.get(getattr(cause, 'sqlite_errorcode', 0) & 0xFF)
    if not isinstance(cause, libsql.Error):
        return None
    if cause.code in ('UNREACHABLE', 'AUTH') or cause.code.startswith('HTTP_5'):
        return AWAY
    if cause.code == 'TRANSACTION_BUSY':
        return HELD
    return _KINDS.get(cause.code.removeprefix('SQLITE_').partition('_')[0])


@contextmanager
def in_reach(*, writing: bool) -> Iterator[None]:
    """What keeps the database from working is one line in the log when it begins, and a sentence.

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
    """Around the first work with the database: what keeps it from being used is said to whoever starts the program.

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
    'AUTH': 'Set LEVELMIX_DATABASE_TOKEN to one that it takes.',
    '': 'Look whether it runs, and at LEVELMIX_DATABASE_URL.',
}


def unusable(why: object, trouble: Trouble, place: Path | str) -> UnsafeSettings:
    """The sentence for whoever starts the program."""
    return UnsafeSettings(f'The database cannot be used ({why}). {trouble.advice.format(place=place)}')
