"""Rows that were deleted softly go for good after a while; until then whoever runs the server can bring one back."""

from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import SQLModel

from app.db import transaction
from models.types import utc_now

KEPT = timedelta(days=30)
OTHERWISE = {
    'users': 'an account that ends goes after seven days, with all that belongs to it',
    'stored_objects': 'the row says what became of a file for as long as a job names it',
    'subscriptions': 'everybody has one for each product, and payments name it',
}
"""Tables that have the column, and why their rows go by another rule."""


def tables() -> list[sa.Table]:
    """Those whose rows are deleted softly and purged."""
    every = SQLModel.metadata.sorted_tables
    return [table for table in every if 'deleted_at' in table.c and table.name not in OTHERWISE]


def purge() -> int:
    """Delete for good what was deleted long ago; returns how many rows went."""
    gone = 0
    with transaction() as session:
        for table in reversed(tables()):  # what depends on others goes first
            old = table.c.deleted_at < utc_now() - KEPT
            gone += len(session.execute(sa.delete(table).where(old).returning(*table.primary_key)).all())
    return gone
