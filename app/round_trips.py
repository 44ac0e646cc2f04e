"""Fewer round trips to a database on a server; on a file, where a statement takes no journey, this does nothing.

What is run is the same on both, and so is what it answers: only when it travels is another matter.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

from sqlmodel import Session

from app import libsql
from app.db import is_remote


def foresee(session: Session, *statements: Any) -> None:
    """Have what these SELECTs will find fetched in one go: run later in this transaction, they cost no journey.

    They have to be the very statements that are run then; one that is not is asked when it comes.
    """
    if (server := _server(session)) is None:
        return
    session.flush()  # or it would be noted, too
    with server.foresee():
        for statement in statements:
            with suppress(libsql.Noted):
                session.execute(statement)


def gather(session: Session) -> None:
    """From now on in this transaction, new rows travel together with what follows them, or with the commit.

    Only for rows of which nobody catches an error: it comes with what they travel with.
    """
    if (server := _server(session)) is not None:
        server.gather()


@contextmanager
def at_once(session: Session) -> Iterator[None]:
    """What the block writes is sent as it comes, so that an error of it comes there."""
    server = _server(session)
    if server is None or not server.is_gathering:
        yield
        return
    session.flush()  # what was gathered so far travels with the first of it
    server.gather(False)
    try:
        yield
    finally:
        server.gather()


def _server(session: Session) -> libsql.Connection | None:
    if not is_remote():
        return None
    found = session.connection().connection.dbapi_connection
    return found if isinstance(found, libsql.Connection) else None
