"""Renames and deletes what somebody has in the library; each asks whose it is, and what else needs it."""

from dataclasses import dataclass
from pathlib import PurePath

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts, areas, files, uploads
from app.db import reading, transaction
from app.errors import NotAllowed, NotFound
from app.files import RESULT, UPLOAD
from app.library.items import GONE, get, in_session
from app.unchanged import Look, unseen
from models import FileUse, StoredObject
from models.job import ACTIVE

NAME_CHARS = 200


@dataclass(frozen=True, slots=True)
class Needed:
    """What else needs a file: jobs that were given it, and whether it came out of one that is still listed."""

    given: int
    made: bool


def rename(user_id: str, item_id: str, name: str, look: Look = unseen) -> str:
    """Call a file something else; returns the name that it has now, which ends as the file's own kind does. `look` is
    shown it as it was.

    Raises
    ------
    NotAllowed
        This is no name for a file.
    NotFound
        As `get`.
    """
    item = get(user_id, item_id)
    wanted = _checked(name, PurePath(item.key).suffix)
    with transaction() as session:
        accounts.acting(session, user_id)
        row = _row(session, user_id, item.id)
        look(in_session(session, row))
        row.name = wanted
    return wanted


def needed(user_id: str, item_id: str) -> Needed:
    """What else needs this file, to be told before it is deleted."""
    item = get(user_id, item_id)
    uses = sa.select(col(FileUse.job_id), col(FileUse.role)).where(col(FileUse.object_id) == item.id)
    with reading() as session:
        found = session.execute(uses.where(col(FileUse.kind) != UPLOAD)).all()
    given = {use.job_id for use in found if use.role != RESULT}
    return Needed(len(given), any(use.role == RESULT for use in found))


def delete(user_id: str, item_id: str) -> None:
    """Delete a file for good. Jobs that needed it keep their numbers, and say that it was deleted.

    An upload that no job has taken goes altogether.

    Raises
    ------
    NotAllowed
        A job works on it.
    NotFound
        As `get`.
    """
    item = get(user_id, item_id)
    _check_idle(item.id)
    for upload_id in _uploads(item.id):
        uploads.discard(user_id, upload_id)
    with transaction() as session:
        accounts.acting(session, user_id)
        row = session.get(StoredObject, item.id)
        if row is None:
            return  # it went with its upload
        _check_idle_in(session, row.id)
        files.delete(session, _row(session, user_id, row.id))


def _uploads(object_id: str) -> list[str]:
    waiting = sa.select(col(FileUse.job_id)).where(col(FileUse.object_id) == object_id, col(FileUse.kind) == UPLOAD)
    with reading() as session:
        return list(session.scalars(waiting))


def _check_idle(object_id: str) -> None:
    with reading() as session:
        _check_idle_in(session, object_id)


def _check_idle_in(session: Session, object_id: str) -> None:
    using = sa.select(col(FileUse.job_id)).where(col(FileUse.object_id) == object_id)
    running = areas.union(
        lambda table, _: sa.select(col(table.id)).where(col(table.id).in_(using), col(table.status).in_(ACTIVE))
    )
    if session.scalar(sa.select(running.c.id).limit(1)) is not None:
        raise NotAllowed('A job is working with this file. Wait until it is done, or cancel it; then delete the file.')


def _row(session: Session, user_id: str, object_id: str) -> StoredObject:
    """The row in the transaction that changes it, still there and still theirs."""
    row = session.get(StoredObject, object_id)
    if row is None or row.user_id != user_id or row.gone_at is not None:
        raise NotFound(GONE)
    return row


def _checked(name: str, suffix: str) -> str:
    """A name on one line with the ending of the file: programs and areas know by it what is inside."""
    wanted = ' '.join(name.split())
    if any(not letter.isprintable() for letter in wanted) or '/' in wanted or '\\' in wanted:
        raise NotAllowed('A name has no slashes and no invisible characters. Choose another one.')
    stem = wanted[: -len(suffix)] if suffix and wanted.lower().endswith(suffix.lower()) else wanted
    if not stem.strip(' .'):
        raise NotAllowed('A file needs a name. Write one.')
    if len(stem) + len(suffix) > NAME_CHARS:
        raise NotAllowed(f'A name has at most {NAME_CHARS} characters.')
    return stem + suffix
