"""Engines of databases in tests: there is a new one for nearly every test, and what others worked out holds.

SQLAlchemy puts a statement into SQL once for each engine and keeps it there. A product has one engine for days; here
that work would be a third of what tests of services do.
"""

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from app import database_engines

STATEMENTS = 3000
"""How many statements are kept, where SQLAlchemy keeps 500 of an engine: these are of all areas."""
_first: dict[str, sa.Engine] = {}


def install() -> None:
    """Let all engines of a kind that this process opens know what the first of them has worked out."""
    for name in ('_open_file', '_open_server'):
        setattr(database_engines, name, _knowing(name, getattr(database_engines, name)))


def _knowing(kind: str, opened: Callable[[bool], sa.Engine]) -> Callable[[bool], sa.Engine]:
    def open_knowing(foreign_keys: bool) -> sa.Engine:
        engine = opened(foreign_keys)
        if kind == '_open_file':
            sa.event.listen(engine, 'connect', _trust_the_disk)
        first = _first.get(kind)
        if first is not None and first.dialect.server_version_info:
            vars(engine.dialect)['initialize'] = _known_already
            engine.dialect = first.dialect
            engine._compiled_cache = first._compiled_cache
        else:
            kept: Any = engine._compiled_cache
            kept.capacity = STATEMENTS
            _first[kind] = engine
        return engine

    return open_knowing


def _known_already(_: sa.Connection) -> None:
    """What a dialect asks a database of first, its version and the like, is the same for all of them."""


def _trust_the_disk(connection: Any, _: Any) -> None:
    """No machine loses its power in a test, and each end of a connection would wait for the disk."""
    connection.execute('PRAGMA synchronous=OFF')
