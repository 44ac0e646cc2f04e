"""Moments written by a clock that may have been wrong: none of them reaches further than its own period.

A clock that was a day ahead leaves leases, pauses and dates behind that lie a day away once it is right again. What is
read often is compared with its period when it is read; dates that order rows, or end them, are brought back.
"""

from datetime import timedelta
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from models.types import utc_now

SLACK = timedelta(minutes=2)
"""How far apart the clocks of well-kept machines may be: a date this far ahead is no mistake."""


def is_over(until: Any, now: Any, within: Any) -> Any:
    """Whether something that lasts until a moment is over: the moment has passed, or is further ahead than it can be.

    For numbers, dates and columns alike; for a column it is SQL.

    Parameters
    ----------
    within : how far ahead such a moment is set at most. Twice as far is believed, because whoever set it may have read
        the clock a moment later than whoever asks.
    """
    return (until <= now) | (until > now + 2 * within)


def is_recent(then: Any, now: Any, within: Any) -> Any:
    """Whether something happened within this time; what is as far ahead was written by a wrong clock, and did not."""
    return (then > now - within) & (then < now + within)


def bring_back(session: Session, table: type[SQLModel], made: str, *others: str, which: Any = None) -> int:
    """Set the dates of rows that a clock ahead of time has made to now; returns how many.

    Parameters
    ----------
    made : the column with the moment at which a row was made, or last touched.
    others : columns that were counted from that moment, and move along.
    which : of which rows that is asked, by an index; None is all.
    """
    now = utc_now()
    ahead_of_us = select(table).where(col(getattr(table, made)) > now + SLACK)
    rows = session.exec(ahead_of_us if which is None else ahead_of_us.where(which)).all()
    for row in rows:
        ahead = getattr(row, made) - now
        for name in (made, *others):
            if (moment := getattr(row, name)) is not None:
                setattr(row, name, moment - ahead)
        session.add(row)
    return len(rows)
