"""What can go wrong, as PEP 249 orders it.

Error                     carries `code`, the server's name of what happened, and `disconnected`
├── InterfaceError        this package was used in a wrong way
└── DatabaseError
    ├── DataError         a value that no column can hold
    ├── OperationalError  the server, the network, a lock, or SQL that the server cannot run
    ├── IntegrityError    a constraint
    ├── InternalError     the database is damaged, or the server is at fault
    ├── ProgrammingError  a mistake of the calling program
    └── NotSupportedError what this package or the server does not do
"""

from collections.abc import Iterator
from contextlib import contextmanager


class Warning(Exception):  # PEP 249 names it so
    """Never raised here; PEP 249 asks for it."""


class Error(Exception):
    """Base of everything that this package raises.

    Attributes
    ----------
    code : the server's name of what happened, like `SQLITE_CONSTRAINT`; empty where it gave none.
    disconnected : the stream to the server is lost, and an open transaction with it. The connection itself can be used
        again after `rollback()`.
    """

    def __init__(self, message: str, *, code: str = '', disconnected: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.disconnected = disconnected


class InterfaceError(Error):
    """This package was used in a wrong way."""


class DatabaseError(Error):
    """Base of what has to do with the database."""


class DataError(DatabaseError):
    """A value that cannot be stored or read as it is."""


class OperationalError(DatabaseError):
    """The server, the network, a lock, or SQL that the server cannot run."""


class IntegrityError(DatabaseError):
    """A constraint would be broken."""


class InternalError(DatabaseError):
    """The database is damaged, or the server's answer cannot be read."""


class ProgrammingError(DatabaseError):
    """A mistake of the calling program."""


class NotSupportedError(DatabaseError):
    """Neither this package nor the server does that."""


_KINDS: dict[str, type[DatabaseError]] = {
    'SQLITE_CONSTRAINT': IntegrityError,
    'SQLITE_MISMATCH': IntegrityError,
    'SQLITE_TOOBIG': DataError,
    'SQLITE_INTERNAL': InternalError,
    'SQLITE_CORRUPT': InternalError,
    'SQLITE_NOTADB': InternalError,
    'SQLITE_MISUSE': ProgrammingError,
    'SQLITE_RANGE': ProgrammingError,
    'ARGS_INVALID': ProgrammingError,
    'ARGS_BOTH_POSITIONAL_AND_NAMED': ProgrammingError,
    'SQL_NO_STATEMENT': ProgrammingError,
    'SQL_MANY_STATEMENTS': ProgrammingError,
}
_LOST = ('STREAM_', 'TRANSACTION_TIMEOUT', 'BATON_')


def from_server(message: str, code: str) -> DatabaseError:
    """The server's error as an exception; codes may come extended (`SQLITE_CONSTRAINT_UNIQUE`)."""
    kind = next(
        (kind for name, kind in _KINDS.items() if code == name or code.startswith(f'{name}_')), OperationalError
    )
    return kind(message, code=code, disconnected=code.startswith(_LOST))


@contextmanager
def understood() -> Iterator[None]:
    """Around the reading of an answer: one in another form than the protocol's is the server's fault, not a crash."""
    try:
        yield
    except (KeyError, IndexError, TypeError, AttributeError, ValueError) as error:
        raise InternalError('The database server answered in an unknown form.') from error
