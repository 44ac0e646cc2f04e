"""How long files stay: they expire by their owner's tier, and rows and files are held together, whichever is alone.

A job's row outlives its files, with its numbers, and says why they are gone. Each area registers what it keeps.
"""

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app import accounts, storage, uploads
from app.clocks import bring_back
from app.db import PAGE, in_pages, reading, transaction
from app.errors import NotFound
from models import FilesGone, Status
from models.job import ACTIVE
from models.types import utc_now

log = logging.getLogger(__name__)

SETTLED_AFTER = timedelta(minutes=10)
"""A result that is not found sooner after its job's end may not be listed yet."""


@dataclass(frozen=True, slots=True)
class Area:
    """What an area keeps.

    Parameters
    ----------
    table : its jobs, with `JobColumns` and `KeptFiles`.
    product : the column with the key of what comes out of a job, or None.
    own : the keys of a job that go when its files expire; it may ask the storage.
    shared : more of these, that others might have needed and do not; it is asked in the transaction.
    used : the keys that its rows know, by the folder they lie in; what else lies there is removed.
    tidy : whatever else it cleans away now and then.
    """

    table: Any
    product: Any
    own: Callable[[Any], list[str]]
    shared: Callable[[Session, Any], list[str]]
    used: Callable[[Session], dict[str, set[str]]]
    tidy: Callable[[], object]


_areas: list[Area] = []


def register(area: Area) -> None:
    """Make known what an area keeps."""
    _areas.append(area)


def upkeep(*, compare: bool = True) -> None:
    """Remove what has run out or belongs to nobody, note what is missing, and say what was done.

    Parameters
    ----------
    compare : also hold all rows and all files together, for which the storage lists everything it has.
    """
    uploads.expire()
    done = Counter({'halves of files removed': storage.remove_leftovers(uploads.coming())})
    for area in _areas:
        area.tidy()
        done['jobs whose files expired'] += _expire(area)
        if compare:
            missing, back = _compare(area)
            done.update({'jobs whose result is missing': missing, 'jobs whose result is back': back})
    if compare:
        done.update({f'files in {folder} that no row knows, removed': n for folder, n in _remove_orphans().items()})
    said = ', '.join(f'{what}: {count}' for what, count in done.items() if count)
    if said:
        log.info('Upkeep of files. %s.', said)


def check_there(job: Any) -> None:
    """Raise NotFound, with the reason, where the files of a job are gone."""
    if job.files_gone_at is None:
        return
    if job.files_gone_why == FilesGone.EXPIRED:
        raise NotFound(f'The files of this job expired on {accounts.day(job.files_gone_at)}. Upload the mix again.')
    raise NotFound('The result of this job is no longer in the storage. Run the job again.')


def _expire(area: Area) -> int:
    with transaction() as session:
        bring_back(session, area.table, 'completed_at')
    shortest = accounts.shortest_keeping()
    if shortest is None:
        return 0
    ended = (
        col(area.table.completed_at) < utc_now() - shortest,  # or else every user would be asked for, each time
        col(area.table.status).not_in(ACTIVE),
        col(area.table.files_gone_why).is_distinct_from(FilesGone.EXPIRED),
        col(area.table.user_id).is_not(None),
    )
    with reading() as session:
        users = session.exec(select(area.table.user_id).where(*ended).distinct()).all()
        kept = {user: accounts.keeping_of(session, user) for user in users}
        old = [
            job_id
            for user, keeping in kept.items()
            if keeping.days is not None
            for job_id, ended_at in session.execute(
                sa.select(area.table.id, area.table.completed_at).where(*ended, col(area.table.user_id) == user)
            )
            if _is_over(keeping.until(ended_at))
        ]
    for job_id in old:
        _expire_one(area, job_id)
    return len(old)


def _is_over(until: datetime | None) -> bool:
    return until is not None and until < utc_now()


def _has_expired(session: Session, job: Any) -> bool:
    if job.status in ACTIVE or job.user_id is None:
        return False
    return _is_over(accounts.keeping_of(session, job.user_id).until(job.completed_at))


def _expire_one(area: Area, job_id: str) -> None:
    with transaction() as session:
        job = session.get(area.table, job_id)
        if job is None or not _has_expired(session, job):  # deleted, or tried again, or paid for, meanwhile
            return
        job.files_gone_at, job.files_gone_why = utc_now(), FilesGone.EXPIRED
        session.add(job)
        session.flush()
        shared = area.shared(session, job)
    storage.delete(*area.own(job), *shared)  # what a stop leaves here, no row knows any more


def _compare(area: Area) -> tuple[int, int]:
    """Note which results are missing, and which of these are back; returns how many of each."""
    done = (
        col(area.table.status) == Status.COMPLETED,
        col(area.table.files_gone_why).is_distinct_from(FilesGone.EXPIRED),
        area.product.is_not(None),
        col(area.table.completed_at) < utc_now() - SETTLED_AFTER,
    )
    with reading() as session:
        known = sa.select(area.table.id, area.product, area.table.files_gone_at).where(*done)
        rows = [tuple(row)[:3] for row in in_pages(session, known, area.table.id)]
    folders = {key.partition('/')[0] for _, key, _ in rows}
    there = {file.key for folder in folders for file in storage.each(folder)}
    missing = [i for i, key, gone in rows if gone is None and key not in there and not storage.exists(key)]
    back = [i for i, key, gone in rows if gone is not None and key in there]
    for job_ids, at, why in ((missing, utc_now(), FilesGone.MISSING), (back, None, None)):
        for start in range(0, len(job_ids), PAGE):
            with transaction() as session:
                session.execute(
                    sa.update(area.table)
                    .where(col(area.table.id).in_(job_ids[start : start + PAGE]), *done)
                    .values(files_gone_at=at, files_gone_why=why)
                    .execution_options(synchronize_session=False)
                )
    return len(missing), len(back)


def _remove_orphans() -> dict[str, int]:
    there = {folder: list(storage.each(folder)) for folder in _used()}
    used = _used()  # asked afterwards: what is stored and written down meanwhile counts, whatever its date says
    return {folder: storage.remove_unused(folder, files, used[folder]) for folder, files in there.items()}


def _used() -> dict[str, set[str]]:
    used: dict[str, set[str]] = {}
    with reading() as session:
        for known in (uploads.used(session), *(area.used(session) for area in _areas)):
            for folder, keys in known.items():
                used.setdefault(folder, set()).update(keys)
    return used
