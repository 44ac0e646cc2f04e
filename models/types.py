"""Column types and defaults that the tables share."""

import secrets
import threading
import time
import uuid
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlmodel import Field, SQLModel

NAMING = {
    'ix': 'ix_%(column_0_N_label)s',
    'uq': 'uq_%(table_name)s_%(column_0_N_name)s',
    'ck': 'ck_%(table_name)s_%(constraint_name)s',
    'fk': 'fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s',
    'pk': 'pk_%(table_name)s',
}
"""Names for constraints, by which Alembic's batch mode finds them; set here, where every table looks first."""
SQLModel.metadata.naming_convention = NAMING


class Timestamp(sa.types.UserDefinedType[datetime]):
    """A moment in UTC, stored as the text 'YYYY-MM-DD HH:MM:SS' in a TIMESTAMP column, aware in Python."""

    cache_ok = True

    def get_col_spec(self, **_: Any) -> str:
        return 'TIMESTAMP'

    def bind_processor(self, dialect: Dialect) -> Any:
        def store(value: datetime | None) -> str | None:
            return None if value is None else value.astimezone(UTC).strftime('%Y-%m-%d %H:%M:%S')

        return store

    def result_processor(self, dialect: Dialect, coltype: object) -> Any:
        def load(value: str | None) -> datetime | None:
            return None if value is None else datetime.fromisoformat(value).replace(tzinfo=UTC)

        return load


class StorageKey(sa.Text):
    """A column that holds the key of a stored file: what stands in one is never taken for a file that nobody needs."""

    role = 'original'
    """What the file is to its row."""


class ResultKey(StorageKey):
    """The same for what comes out of a job."""

    role = 'result'


NOW = sa.text('CURRENT_TIMESTAMP')


def utc_now() -> datetime:
    """This moment, in UTC and to the second, as the tables store it."""
    return datetime.now(UTC).replace(microsecond=0)


def created_now() -> Any:
    """A column with the moment at which its row was made."""
    return Field(default_factory=utc_now, sa_type=Timestamp, sa_column_kwargs={'server_default': NOW})


def updated_now() -> Any:
    """A column with the moment at which its row was last changed; it follows by itself."""
    return Field(
        default_factory=utc_now, sa_type=Timestamp, sa_column_kwargs={'server_default': NOW, 'onupdate': utc_now}
    )


def new_id() -> str:
    """A fresh UUID as text: what every id of ours is. Those that one process makes sort by when it made them."""
    global _last_id
    with _one_at_a_time:
        _last_id = id_after(_last_id)
        return _last_id


_last_id = str(uuid.UUID(int=0))
_one_at_a_time = threading.Lock()


def id_after(last: str) -> str:
    """A fresh UUID of version 7 that sorts behind this one, even where the clock that made that was ahead of ours.

    It begins with the time in milliseconds, then a number that counts within one of them; the rest is random.
    """
    before = uuid.UUID(last).int
    counted = max(time.time_ns() // 1_000_000 << 12, (before >> 80 << 12 | before >> 64 & 0xFFF) + 1)
    moment, number = counted >> 12, counted & 0xFFF
    return str(uuid.UUID(int=moment << 80 | 7 << 76 | number << 64 | 2 << 62 | secrets.randbits(62)))
