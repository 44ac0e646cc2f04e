"""SQLAlchemy's SQLite dialect on this driver: `create_engine('libsql://host', connect_args={'token': ...})`.

Importing this module makes the `libsql:` addresses known to SQLAlchemy.
"""

from types import ModuleType
from typing import Any

from sqlalchemy import pool
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.base import SQLiteDialect
from sqlalchemy.engine import URL

from app import libsql

registry.register('libsql', __name__, 'LibSQLDialect')


class LibSQLDialect(SQLiteDialect):
    """SQLite as a libSQL server speaks it."""

    driver = 'libsql'
    default_paramstyle = 'qmark'
    supports_statement_cache = True
    returns_native_bytes = True

    @classmethod
    def import_dbapi(cls) -> ModuleType:
        """The driver."""
        return libsql

    @classmethod
    def get_pool_class(cls, url: URL) -> type[pool.Pool]:
        """Idle connections cost the server nothing, so they are kept."""
        return pool.QueuePool

    def create_connect_args(self, url: URL) -> tuple[list[Any], dict[str, Any]]:
        """The address goes to the driver as it is; token and the like come as `connect_args`."""
        return [url.render_as_string(hide_password=False)], {}

    def is_disconnect(self, e: Exception, connection: Any, cursor: Any) -> bool:
        """Whether the stream is lost."""
        return isinstance(e, libsql.Error) and e.disconnected

    def get_isolation_level_values(self, dbapi_conn: Any) -> list[libsql.IsolationLevel]:
        """What `isolation_level` may be."""
        return list(libsql.LEVELS)

    def get_isolation_level(self, dbapi_connection: Any) -> libsql.IsolationLevel:
        """The one of this connection."""
        level: libsql.IsolationLevel = dbapi_connection.isolation_level
        return level

    def set_isolation_level(self, dbapi_connection: Any, level: str) -> None:
        """Change it, between transactions."""
        dbapi_connection.isolation_level = level

    def _get_server_version_info(self, connection: Any) -> tuple[int, ...]:
        return libsql.sqlite_version_info
