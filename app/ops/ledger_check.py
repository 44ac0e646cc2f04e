"""Holds the ledger of files and the storage together: what only one of them knows is found here, once an hour.

Rows come first: what one names that the ledger has missed, it learns, before anything is removed that it does not know.
"""

import logging
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import PurePath
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from app import areas, files, storage, uploads
from app.db import in_pages, reading, transaction
from app.files import UNTAKEN, UPLOAD, Need, NewFile
from app.storage import Stored
from models import FilesGone, FileUse, KeptFiles, StoredObject, Upload, User
from models.types import StorageKey, utc_now

log = logging.getLogger(__name__)

SETTLED_AFTER = timedelta(minutes=10)
"""A file that is not found sooner after it was written down may not be listed yet."""
MADE = ('timelines', 'forecasts', 'analyses')
"""Folders with files that were worked out, named by their job or upload: a row of that id keeps them as well."""
BEFORE = ('originals', 'results', *MADE)
"""Folders with files whose keys do not begin with their area."""
OF_PEOPLE = 'accounts'
"""The folder with the pictures of people, which belong to no area."""
MOST_RELEASED = 10_000
"""Jobs that are gone, whose files are released at a time."""
MOST_ASKED = 1000
"""Of so many files that were only worked out the storage is asked at most, one by one, whether they are gone."""


def compare() -> Counter[str]:
    """Bring both together; returns how much of what was done."""
    there = {
        folder: list(storage.each(folder)) for folder in (*BEFORE, OF_PEOPLE, *(area.name for area in areas.each()))
    }
    listed = {file.key: file for found in there.values() for file in found}
    done = Counter({'files written down anew that only a row had named': _learn(listed)})
    done['jobs and uploads that are gone, whose files were released'] = _release_dead()
    found = _held_against(listed)  # asked after the listing: what is written down meanwhile counts, whatever its date
    done.update(_look_after(found))
    for folder, files_there in there.items():
        known = found.known | _named_by_a_row(folder, files_there, found.known) if folder in MADE else found.known
        removed = storage.remove_unused(folder, files_there, known, files.remove_bytes)
        done[f'files in {folder} that no row knows, removed'] += removed
    return done


def key_columns() -> list[Any]:
    """The columns that hold keys of stored files: the schema says which."""
    return [
        column for table in SQLModel.metadata.sorted_tables for column in table.c if isinstance(column.type, StorageKey)
    ]


def unwritten(column: Any) -> sa.Select[Any]:
    """Rows of which the ledger does not know that they need the file that they name: id, key, user and kind of each.

    Those of somebody who has left, or whose files are going, still name some, and need none.
    """
    table = column.table
    written = (
        sa.select(col(FileUse.job_id))
        .join(StoredObject, col(StoredObject.id) == col(FileUse.object_id))
        .where(col(StoredObject.key) == column, col(FileUse.job_id) == table.c.id)
    )
    kind = table.c.kind if 'kind' in table.c else sa.literal(UPLOAD)
    rows = sa.select(table.c.id, column.label('key'), table.c.user_id, kind.label('kind'))
    stays = sa.exists().where(col(User.id) == table.c.user_id, col(User.ending_since).is_(None))
    rows = rows.where(column.is_not(None), ~written.exists(), stays)
    if 'files_gone_why' in table.c:
        rows = rows.where(table.c.files_gone_why.is_distinct_from(FilesGone.EXPIRED))
    return rows


def _learn(listed: Mapping[str, Stored]) -> int:
    """Write down what only rows know, which a program from before the ledger has made; returns how much."""
    learned = 0
    for column in key_columns():
        with reading() as session:
            named: list[Any] = list(in_pages(session, unwritten(column), column.table.c.id))
        ids = [row.id for row in named if row.key in listed and _area_of(row.kind)]
        for some in files.parts(ids):
            with transaction() as session:
                for row in session.execute(unwritten(column).where(column.table.c.id.in_(some))).all():
                    need = Need(row.kind, row.id, row.user_id, _area_of(row.kind))
                    if not files.use(session, row.key, need, column.type.role):
                        files.note(session, NewFile(row.key, column.type.role, listed[row.key].size), need)
                    learned += 1
    return learned


def _area_of(kind: str) -> str:
    if kind == UPLOAD:
        return UNTAKEN
    return next((area.name for area in areas.each() if any(known.name == kind for known in area.kinds)), '')


def _release_dead() -> int:
    """Release what jobs and uploads needed that are gone, because somebody deleted a row and did not say so.

    Jobs without an owner are gone as well: a worker that was thought dead may store something for one afterwards.
    """
    tables: list[Any] = [*areas.tables(), Upload]
    alive = [sa.exists().where(col(table.id) == col(FileUse.job_id), _has_owner(table)) for table in tables]
    ours = col(FileUse.kind).in_([*areas.kinds(), UPLOAD])
    dead = sa.select(col(FileUse.job_id)).where(ours, *(~one for one in alive)).distinct()
    with reading() as session:
        found = list(session.scalars(dead.limit(MOST_RELEASED)))
    for some in files.parts(found):
        with transaction() as session:
            files.release(session, *session.scalars(dead.where(col(FileUse.job_id).in_(some))))
    return len(found)


@dataclass(slots=True)
class _Found:
    """The keys of all that may lie in the storage, and the ids of files by what was found out about them."""

    known: set[str]
    missing: list[str] = field(default_factory=list)
    back: list[str] = field(default_factory=list)
    forgotten: list[str] = field(default_factory=list)
    sizes: dict[str, int] = field(default_factory=dict)


def _held_against(listed: Mapping[str, Stored]) -> _Found:
    """Go through the ledger once; what its owner has deleted may be in the storage no more."""
    settled, theirs = col(StoredObject.created_at) < _settled_before(), files.theirs()
    columns = map(col, (StoredObject.id, StoredObject.key, StoredObject.gone_at, StoredObject.size_bytes))
    rows: Any = sa.select(*columns, settled.label('settled'), theirs.label('theirs'))
    rows = rows.where(col(StoredObject.deleted_at).is_(None))
    found, to_ask = _Found(set()), list[Any]()
    with reading() as session:
        found.known |= uploads.used(session)
        for row in in_pages(session, rows, col(StoredObject.id)):
            found.known.add(row.key)
            file = listed.get(row.key)
            if file is None and row.settled and row.gone_at is None:
                to_ask.append(row)
            elif file is not None and row.gone_at is not None:
                found.back.append(row.id)
            elif file is not None and row.size_bytes is None and row.theirs:
                found.sizes[row.id] = file.size
    _ask(to_ask, found)
    return found


def _ask(rows: Sequence[Any], found: _Found) -> None:
    """Find out which files are really gone of those that were not listed. Of one whose size nobody knows, the row was
    only a guess of the migration; all others may be back, once the storage is the right one again."""
    made = 0
    for row in rows:
        made += not row.theirs
        if (row.theirs or made <= MOST_ASKED) and not storage.exists(row.key):
            guessed = row.size_bytes is None and not row.theirs
            (found.forgotten if guessed else found.missing).append(row.id)


def _look_after(found: _Found) -> Counter[str]:
    """Note which files are missing, and which of these are back; forget those that never were."""
    done: Counter[str] = Counter()
    for what, ids, at, why in (
        ('missing', found.missing, utc_now(), FilesGone.MISSING),
        ('back', found.back, None, None),
    ):
        for some in files.parts(ids):
            with transaction() as session:
                objects = _old(session, some) if at else some
                done[f'jobs whose result is {what}'] += _note_gone(session, objects, at, why)
    for some in files.parts(found.forgotten):
        with transaction() as session:
            files.do(session, sa.delete(StoredObject).where(col(StoredObject.id).in_(_old(session, some))))
    for some in files.parts(list(found.sizes)):
        with transaction() as session:  # of those that are still there, and have not been stored anew
            for object_id in some:
                one = (col(StoredObject.id) == object_id, col(StoredObject.size_bytes).is_(None))
                files.do(session, sa.update(StoredObject).where(*one).values(size_bytes=found.sizes[object_id]))
    return done


def _old(session: Session, object_ids: Sequence[str]) -> Sequence[str]:
    """Of files: those that have not been stored anew since they were looked for, which makes them young again."""
    old = (col(StoredObject.id).in_(object_ids), col(StoredObject.created_at) < _settled_before())
    return list(session.scalars(sa.select(col(StoredObject.id)).where(*old)))


def _settled_before() -> datetime:
    return utc_now() - SETTLED_AFTER


def _note_gone(session: Session, object_ids: Sequence[str], at: datetime | None, why: FilesGone | None) -> int:
    """Let files be gone, or there again, and say so in the rows of jobs whose results these are; returns how many."""
    files.do(session, sa.update(StoredObject).where(col(StoredObject.id).in_(object_ids)).values(gone_at=at))
    return files.tell_gone(session, object_ids, at, why)


def _named_by_a_row(folder: str, found: Sequence[Stored], known: set[str]) -> set[str]:
    """Of files that the ledger does not know: those that have the id of a job or upload that may still need them."""
    ids = {PurePath(file.key).stem: file.key for file in found if file.key not in known}
    tables: list[Any] = [*areas.tables(), Upload]
    with reading() as session:
        return {
            ids[row_id]
            for some in files.parts(list(ids))
            for table in tables
            for row_id in session.scalars(
                sa.select(col(table.id)).where(col(table.id).in_(some), _has_owner(table), _may_need(table, folder))
            )
        }


def _has_owner(table: Any) -> sa.ColumnElement[bool]:
    """Of jobs and uploads: whether they are somebody's, who has not left."""
    return col(table.user_id).is_not(None)


def _may_need(table: Any, folder: str) -> sa.ColumnElement[bool]:
    """Of jobs and uploads: whether they need what lies in a folder; an analysis goes with the original when that
    expires, what is drawn of a job stays."""
    if folder == 'analyses' and issubclass(table, KeptFiles):
        return col(table.files_gone_why).is_distinct_from(FilesGone.EXPIRED)
    return sa.true()
