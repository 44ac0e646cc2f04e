"""How long files stay: they expire by their owner's tier, and ledger and storage are held together, whichever is alone.

A job's row outlives its files, with its numbers, and says why they are gone. No area has to tell what it keeps: the
ledger knows (see `files`).
"""

import logging
from collections import Counter
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app import accounts, areas, files, storage, uploads
from app.clocks import bring_back
from app.db import PAGE, reading, transaction
from app.errors import NotFound
from app.ops import ledger_check
from models import FilesGone, FileUse, KeptFiles, StoredObject
from models.job import ACTIVE
from models.types import utc_now

log = logging.getLogger(__name__)


def upkeep(*, compare: bool = True) -> None:
    """Remove what has run out or belongs to nobody, note what is missing, and say what was done.

    Parameters
    ----------
    compare : also hold the ledger and all files together, for which the storage lists everything it has.
    """
    uploads.expire()
    done = Counter({'halves of files removed': storage.remove_leftovers(uploads.coming())})
    done['files whose time was over'] += _remove_expired()
    for table in areas.tables():
        done['jobs whose files expired'] += _expire(table)
    if compare:
        done.update(ledger_check.compare())
    said = ', '.join(f'{what}: {count}' for what, count in done.items() if count)
    if said:
        log.info('Upkeep of files. %s.', said)


def check_there(job: Any) -> None:
    """Raise NotFound, with the reason, where the files of a job are gone."""
    if job.files_gone_at is None:
        return
    if job.files_gone_why == FilesGone.EXPIRED:
        raise NotFound(f'The files of this job expired on {accounts.day(job.files_gone_at)}. Upload the mix again.')
    if job.files_gone_why == FilesGone.DELETED:
        raise NotFound(f'The result of this job was deleted on {accounts.day(job.files_gone_at)}. Run the job again.')
    raise NotFound('The result of this job is no longer in the storage. Run the job again.')


def _remove_expired() -> int:
    """Remove files that say themselves until when they are kept."""
    removed = 0
    with transaction() as session:
        limited = col(StoredObject.expires_at).is_not(None)
        bring_back(session, StoredObject, 'created_at', 'expires_at', which=limited)
    over = sa.select(col(StoredObject.id)).where(col(StoredObject.expires_at) <= utc_now()).limit(PAGE)
    while True:
        with transaction() as session:
            object_ids = list(session.scalars(over))
            files.remove(session, object_ids)
        removed += len(object_ids)
        if len(object_ids) < PAGE:
            return removed


def _expire(table: Any) -> int:
    with transaction() as session:
        bring_back(session, table, 'completed_at')
    shortest = accounts.shortest_keeping()
    if shortest is None:
        return 0
    ended = (
        col(table.completed_at) < utc_now() - shortest,  # or else every user would be asked for, each time
        col(table.status).not_in(ACTIVE),
        _may_expire(table),
        col(table.user_id).is_not(None),
    )
    with reading() as session:
        users = session.exec(select(table.user_id).where(*ended).distinct()).all()
        kept = {user: accounts.keeping_of(session, user) for user in users}
        old = [
            job_id
            for user, keeping in kept.items()
            if keeping.days is not None
            for job_id, ended_at in session.execute(
                sa.select(table.id, table.completed_at).where(*ended, col(table.user_id) == user)
            )
            if _is_over(keeping.until(ended_at))
        ]
    for job_id in old:
        _expire_one(table, job_id)
    return len(old)


def _may_expire(table: Any) -> sa.ColumnElement[bool]:
    """Of jobs: whose files have not expired yet, as their rows say, or the ledger where they do not."""
    if issubclass(table, KeptFiles):
        return col(table.files_gone_why).is_distinct_from(FilesGone.EXPIRED)
    used = sa.select(col(FileUse.job_id)).join(StoredObject, col(StoredObject.id) == col(FileUse.object_id))
    return used.where(col(FileUse.job_id) == col(table.id), col(StoredObject.lasting).is_(False)).exists()


def _is_over(until: datetime | None) -> bool:
    return until is not None and until < utc_now()


def _has_expired(session: Session, job: Any) -> bool:
    if job.status in ACTIVE or job.user_id is None:
        return False
    return _is_over(accounts.keeping_of(session, job.user_id).until(job.completed_at))


def _expire_one(table: Any, job_id: str) -> None:
    with transaction() as session:
        job = session.get(table, job_id)
        if job is None or not _has_expired(session, job):  # deleted, or tried again, or paid for, meanwhile
            return
        if isinstance(job, KeptFiles):
            job.files_gone_at, job.files_gone_why = utc_now(), FilesGone.EXPIRED
            session.add(job)
        files.release(session, job_id, lasting=False)
