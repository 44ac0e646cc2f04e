"""What was read in one transaction and is acted on in another: read again there, and compared.

Between the two, a password is hashed, a file is probed, somebody else is quicker. Whoever acts checks here first.
"""

from collections.abc import Callable
from typing import Any, TypeVar

import sqlalchemy as sa
from sqlmodel import Session, SQLModel

from app.errors import Changed, LevelMixError

MEANWHILE = (
    'This has just been changed from somewhere else, and nothing was done. Look at it again, then try once more.'
)
Look = Callable[[Any], object]
"""Looks at something as it is in the transaction that changes it; raises where that is not what somebody has seen."""
Row = TypeVar('Row', bound=SQLModel)


def unseen(_: object) -> None:
    """The look of whoever changes something however it is."""


def still(session: Session, seen: Row, *columns: str, or_else: LevelMixError | None = None) -> Row:
    """The row as it is in this transaction, if it exists and these columns have the values that they had when seen.

    Parameters
    ----------
    seen : the row as another transaction read it.
    columns : what the decision to act relied on.
    or_else : what is raised if they do not; None is `Changed`.
    """
    (*key,) = sa.inspect(type(seen)).primary_key_from_instance(seen)
    now = session.get(type(seen), tuple(key), populate_existing=True)
    if now is None or any(getattr(now, name) != getattr(seen, name) for name in columns):
        raise or_else or Changed(MEANWHILE)
    return now
