"""What the ledger of stored files says, for tests."""

import os
from datetime import timedelta

import sqlalchemy as sa
from sqlmodel import col, select

from app import storage
from app.config import settings
from app.db import reading, transaction
from app.ops.ledger_check import key_columns, unwritten
from models import FileUse, StoredObject
from models.types import utc_now


def ledger() -> dict[str, set[str]]:
    """The keys that the ledger has, and the jobs and uploads that need each."""
    with reading() as session:
        found: dict[str, set[str]] = {key: set() for key in session.exec(select(StoredObject.key))}
        uses = sa.select(col(StoredObject.key), col(FileUse.job_id))
        for key, job_id in session.execute(uses.join(FileUse, col(FileUse.object_id) == col(StoredObject.id))):
            found[key].add(job_id)
    return found


def check_agreed() -> None:
    """What the rows name, what the ledger has and what lies in the storage is the same."""
    columns = key_columns()
    assert {column.name for column in columns} >= {'original_file_path', 'processed_file_path', 'stored_as'}
    with reading() as session:
        named = [found.key for column in columns for found in session.execute(unwritten(column))]
    assert named == [], 'a row names these, and the ledger does not know that it needs them'
    assert set(ledger()) == {file.key for file in storage.each('')}


def long_ago() -> None:
    """Let all files and all rows of the ledger be old enough to be judged."""
    for path in (settings().data_dir / 'files').rglob('*'):
        os.utime(path, (0, 0))
    with transaction() as session:
        session.execute(sa.update(StoredObject).values(created_at=utc_now() - timedelta(days=1)))
