"""Lists that are read page by page, by time, so that whatever comes or goes meanwhile moves nothing."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from models.types import Timestamp

Last = tuple[datetime, str] | None
"""The time and the id of the last row that was told; None begins with the newest, or the oldest."""


def behind(statement: Any, made: Any, key: Any, last: Any, limit: Any) -> Any:
    """A SELECT from the row behind `last` on, newest first.

    Parameters
    ----------
    made, key : the columns with the moment at which a row was made, and with its id.
    last, limit : `Last`, and how many; or what stands for them in a statement that is made once.
    """
    if last is not None:
        statement = statement.where(sa.tuple_(made, key) < sa.tuple_(*map(_value, last, (Timestamp(), sa.Text()))))
    return statement.order_by(made.desc(), key.desc()).limit(limit)


def after(statement: Any, made: Any, key: Any, last: Last, limit: int) -> Any:
    """The same for a list that begins with the oldest."""
    if last is not None:
        statement = statement.where(sa.tuple_(made, key) > sa.tuple_(*map(_value, last, (Timestamp(), sa.Text()))))
    return statement.order_by(made, key).limit(limit)


def _value(said: Any, kind: Any) -> Any:
    return said if isinstance(said, sa.BindParameter) else sa.literal(said, kind)
