"""Engines of SQLAlchemy, on a local file or on a server; `app.db` keeps the one of this process."""

from typing import Any

import sqlalchemy as sa

from app.config import settings
from app.errors import UnsafeSettings
from app.libsql import dialect  # noqa: F401  registers libsql: addresses with SQLAlchemy


def opened(*, foreign_keys: bool = True) -> sa.Engine:
    """A new engine on the database that the settings name.

    Raises
    ------
    UnsafeSettings
        Its folder cannot be used.
    """
    folder = settings().data_dir
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UnsafeSettings(
            f'LEVELMIX_DATA_DIR={folder} cannot be used ({error.strerror}): choose a folder that you may write to.'
        ) from None
    return _open_server(foreign_keys) if settings().database_url else _open_file(foreign_keys)


def _open_file(foreign_keys: bool) -> sa.Engine:
    url = sa.URL.create('sqlite', database=str(settings().database_file))
    opened = sa.create_engine(url, connect_args={'timeout': 15})

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


def _open_server(foreign_keys: bool) -> sa.Engine:
    """The driver begins transactions itself, with their first statement; foreign keys are on at the server."""
    secret = {'token': settings().database_token.get_secret_value(), 'ca_file': settings().database_ca}
    opened = sa.create_engine(
        settings().database_url, connect_args=secret, isolation_level='SERIALIZABLE', pool_size=8, max_overflow=32
    )
    if not foreign_keys:

        @sa.event.listens_for(opened, 'connect')
        def prepare(connection: Any, _: Any) -> None:
            connection.cursor().execute('PRAGMA foreign_keys = OFF')

    return opened
