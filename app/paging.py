"""Lists that are read page by page, newest first, so that whatever comes or goes meanwhile moves nothing."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from models.types import Timestamp

Last = tuple[datetime, str] | None
"""The time and the id of the last row that was told; None begins with the newest."""


def behind(statement: Any, made: Any, key: Any, last: Last, limit: int) -> Any:
    """A SELECT from the row behind `last` on, newest first.

    Parameters
    ----------
    made, key : the columns with the moment at which a row was made, and with its id.
    """
    if last is not None:
        place = sa.tuple_(sa.literal(last[0], Timestamp()), sa.literal(last[1]))
        statement = statement.where(sa.tuple_(made, key) < place)
    return statement.order_by(made.desc(), key.desc()).limit(limit)
