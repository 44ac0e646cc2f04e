"""What goes from the ledger and from the storage: rows first, their bytes once that is committed."""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app import areas, db, storage
from app.db import after_commit, reading, transaction
from app.errors import LevelMixError
from app.files.roles import RESULT
from models import FilesGone, FileUse, KeptFiles, Status, StoredObject
from models.types import utc_now

log = logging.getLogger(__name__)
BATCH = 200
"""Files that go together: one request to a bucket takes a thousand keys, and nobody waits long for a writer."""


def unneeded(session: Session, object_ids: Sequence[str]) -> list[str]:
    """Which of some files nothing needs."""
    needed = sa.exists().where(col(FileUse.object_id) == col(StoredObject.id))
    some = (col(StoredObject.id).in_(object_ids), col(StoredObject.source_id).is_(None))
    return list(session.scalars(sa.select(col(StoredObject.id)).where(*some, ~needed)))


def remove(session: Session, object_ids: Sequence[str]) -> None:
    """Forget files, and what was worked out of them; their bytes go once that is committed."""
    for some in parts(object_ids):
        keys = _keys(session, some)
        do(session, sa.delete(StoredObject).where(col(StoredObject.source_id).in_(some)))
        do(session, sa.delete(StoredObject).where(col(StoredObject.id).in_(some)))
        if keys:
            after_commit(session, partial(_remove_bytes, keys))


def remove_bytes(keys: Sequence[str]) -> None:
    """Remove files of which the ledger knew nothing a moment ago; what was stored anew under such a key stays.

    No storage does that in one step with a row. So whoever removes looks again after removing, and whoever stores after
    writing down: one of the two sees what the other has done, and the ledger never says that a file is there that went.
    """
    for some in parts(keys):
        wanted = (col(StoredObject.key).in_(some), col(StoredObject.deleted_at).is_(None))
        with reading() as session:
            known = set(session.scalars(sa.select(col(StoredObject.key)).where(*wanted)))
        storage.delete(*(key for key in some if key not in known))
        note_lost(some)


def note_lost(keys: Sequence[str]) -> None:
    """Write down of files that are thought to be there, at most as many as one statement names, which are not."""
    there = (col(StoredObject.key).in_(keys), col(StoredObject.gone_at).is_(None))
    with reading() as session:
        known = session.execute(sa.select(col(StoredObject.id), col(StoredObject.key)).where(*there)).all()
    lost = [row.id for row in known if not storage.exists(row.key)]
    if lost:
        with transaction() as session:
            do(session, sa.update(StoredObject).where(col(StoredObject.id).in_(lost)).values(gone_at=utc_now()))


def delete(session: Session, row: StoredObject) -> None:
    """Take a file from all that needs it, because its owner wants it gone: its bytes go once that is committed.

    What was worked out of it goes with it, and so do the light copies that its jobs have had made, which go by
    themselves anyway. Jobs stay, and so does the row as long as they do: it says what became of the file.
    """
    jobs = sa.select(col(FileUse.job_id)).where(col(FileUse.object_id) == row.id)
    copies = sa.select(col(FileUse.object_id)).join(StoredObject, col(StoredObject.id) == col(FileUse.object_id))
    copies = copies.where(col(FileUse.job_id).in_(jobs), col(StoredObject.expires_at).is_not(None))
    worked_out = sa.select(col(StoredObject.id)).where(col(StoredObject.source_id) == row.id)
    remove(session, list(session.scalars(sa.union(copies, worked_out))))
    if unneeded(session, [row.id]):
        remove(session, [row.id])
        return
    row.gone_at = row.deleted_at = utc_now()
    session.add(row)
    tell_gone(session, [row.id], row.gone_at, FilesGone.DELETED)
    after_commit(session, partial(_remove_bytes, [row.key]))


def tell_gone(session: Session, object_ids: Sequence[str], at: datetime | None, why: FilesGone | None) -> int:
    """Say in the rows of jobs whose results these are that they are gone, or there again; returns how many."""
    results = sa.select(col(FileUse.job_id)).where(col(FileUse.object_id).in_(object_ids), col(FileUse.role) == RESULT)
    told = 0
    tables: list[Any] = list(areas.tables())
    for table in tables:
        if issubclass(table, KeptFiles):
            done = sa.update(table).where(
                col(table.id).in_(results),
                col(table.status) == Status.COMPLETED,
                col(table.files_gone_why).is_distinct_from(FilesGone.EXPIRED),
            )
            told += do(session, done.values(files_gone_at=at, files_gone_why=why)).rowcount
    return told


def erase(user_id: str) -> None:
    """Remove all files of a user who leaves: the bytes first, so that what a stop leaves here is found again.

    They go once more after the rows, because a worker that was thought dead may have stored one anew in between.
    """
    some = sa.select(col(StoredObject.id)).where(col(StoredObject.user_id) == user_id).order_by(col(StoredObject.id))
    while True:
        with reading() as session:
            object_ids = list(session.scalars(some.limit(min(BATCH, db.PAGE))))
            keys = _keys(session, object_ids)
        if not object_ids:
            return
        storage.delete(*keys)
        with transaction() as session:
            remove(session, object_ids)


def _keys(session: Session, object_ids: Sequence[str]) -> list[str]:
    """The keys of files, and of what was worked out of them, which goes with them."""
    these = sa.or_(col(StoredObject.id).in_(object_ids), col(StoredObject.source_id).in_(object_ids))
    return list(session.scalars(sa.select(col(StoredObject.key)).where(these)))


def _remove_bytes(keys: Sequence[str]) -> None:
    try:
        remove_bytes(keys)
    except LevelMixError as error:
        log.warning('%d files that nothing needs are left to the upkeep: %s', len(keys), error)


def parts(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """Ids, as many at a time as one statement names."""
    return (ids[start : start + db.PAGE] for start in range(0, len(ids), db.PAGE))


def do(session: Session, statement: Any) -> Any:
    """Run an UPDATE or DELETE past the rows that the session holds."""
    return session.execute(statement.execution_options(synchronize_session=False))
