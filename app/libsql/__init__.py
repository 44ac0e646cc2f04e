"""A driver for libSQL servers (Turso, or one's own `sqld`): PEP 249 over Hrana, in pure Python.

    connection = libsql.connect('libsql://db.example.org', token='...')
    connection.cursor().execute('SELECT ?', [2**62]).fetchone()

`app.libsql.dialect` brings it to SQLAlchemy. Imports nothing of LevelMix; docs/libsql.md says how it behaves and
why it is here.
"""

import datetime

from app.libsql import address
from app.libsql.ahead import Noted as Noted
from app.libsql.connection import LEVELS as LEVELS
from app.libsql.connection import Connection as Connection
from app.libsql.connection import IsolationLevel as IsolationLevel
from app.libsql.cursor import Cursor as Cursor
from app.libsql.errors import DatabaseError as DatabaseError
from app.libsql.errors import DataError as DataError
from app.libsql.errors import Error as Error
from app.libsql.errors import IntegrityError as IntegrityError
from app.libsql.errors import InterfaceError as InterfaceError
from app.libsql.errors import InternalError as InternalError
from app.libsql.errors import NotSupportedError as NotSupportedError
from app.libsql.errors import OperationalError as OperationalError
from app.libsql.errors import ProgrammingError as ProgrammingError
from app.libsql.errors import Warning as Warning
from app.libsql.wire import Wire

apilevel = '2.0'
threadsafety = 1
"""Threads may share the module, but not connections."""
paramstyle = 'qmark'
sqlite_version_info = (3, 45, 1)
"""The version of SQLite that libSQL is based on since 2024; SQLAlchemy asks for it."""

Binary = bytes
Date = datetime.date
Time = datetime.time
Timestamp = datetime.datetime


def connect(
    url: str,
    *,
    token: str = '',
    ca_file: str = '',
    isolation_level: IsolationLevel = 'READ COMMITTED',
    timeout: float = 30.0,
    busy_timeout: float = 15.0,
) -> Connection:
    """Open a connection; the server is not asked before the first statement.

    Parameters
    ----------
    url : `libsql://host[:port]` for TLS; `libsql://host:port?tls=0` without.
    token : a JWT, or whatever else the server accepts as a bearer token.
    ca_file : certificate authorities to trust instead of the system's, as a PEM file.
    isolation_level : when transactions begin, see `Connection`.
    timeout : how long the server may take for one answer, in seconds.
    busy_timeout : how long to wait for the write lock, in seconds.
    """
    return Connection(Wire(address.parse(url), token, ca_file, timeout), isolation_level, busy_timeout)
