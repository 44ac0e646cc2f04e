"""Rows that were deleted softly stay for thirty days and are gone then."""

from datetime import timedelta

import pytest
from sqlmodel import SQLModel

from app.db import reading, transaction
from app.ops import purging
from models import UserProfile
from models.types import utc_now
from tests.app.accounts_support import person

pytestmark = pytest.mark.usefixtures('with_accounts')


def deleted(address: str, days_ago: int | None) -> str:
    row = UserProfile(user_id=person(address))
    row.deleted_at = None if days_ago is None else utc_now() - timedelta(days=days_ago)
    with transaction() as session:
        session.add(row)
    return row.id


def test_what_was_deleted_a_month_ago_is_gone_and_what_was_lately_can_be_brought_back() -> None:
    kept, lately, long_ago = deleted('a@example.org', None), deleted('b@example.org', 29), deleted('c@example.org', 31)
    assert purging.purge() == 1
    with reading() as session:
        left = {one for one in (kept, lately, long_ago) if session.get(UserProfile, one) is not None}
    assert left == {kept, lately}
    assert purging.purge() == 0


def test_every_table_with_soft_deletes_is_purged_or_says_why_not() -> None:
    having = {name for name, table in SQLModel.metadata.tables.items() if 'deleted_at' in table.c}
    assert having == {table.name for table in purging.tables()} | {*purging.OTHERWISE}
