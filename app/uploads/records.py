"""Uploads that are known: whose they are, where their bytes lie, how long they stay, and who else needs the bytes."""

import logging
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app import areas, files, storage
from app.clocks import bring_back, is_recent
from app.config import settings
from app.db import in_pages, reading, transaction
from app.errors import Changed, InUse, NotFound
from app.files import UNTAKEN, UPLOAD, Need
from app.unchanged import still
from app.uploads import partial_file
from app.uploads.naming import stored_suffix
from models import JobColumns, Upload
from models.types import utc_now

log = logging.getLogger(__name__)

TOUCH_EVERY = timedelta(minutes=10)
"""How exactly it is kept when something last came: a write for each request would make every one a writer."""

ORIGINALS = 'originals'
"""The folder in which what people send lies, before and after a job has taken it."""
GONE = 'This upload is no longer there. Please drop the file again.'
TAKEN = 'A job has taken this upload, or it was removed.'


def get(user_id: str, upload_id: str) -> Upload:
    """A complete upload of this user.

    Raises
    ------
    NotFound
        There is none by this id, it is not complete, or it is somebody else's.
    """
    with reading() as session:
        return _complete(session, user_id, upload_id)


def any_of(user_id: str, upload_id: str) -> Upload:
    """An upload of this user, complete or not; NotFound like `get`."""
    with reading() as session:
        upload = session.get(Upload, upload_id)
    if upload is None or upload.user_id != user_id:
        raise NotFound(GONE)
    return upload


def purpose_of(user_id: str, upload_id: str) -> str:
    """The area that shall take an upload of this user; empty where nobody has said so, or there is none."""
    with reading() as session:
        upload = session.get(Upload, upload_id)
    return (upload.purpose or '') if upload is not None and upload.user_id == user_id else ''


def take(session: Session, upload: Upload, job: JobColumns) -> None:
    """Hand over what was looked at to a job, inside that job's transaction; from then on the job needs the file.

    Raises
    ------
    NotFound
        It was removed meanwhile, or another job has taken it.
    """
    session.delete(check_still_there(session, upload))
    files.take_over(session, upload.id, job)


def check_still_there(session: Session, upload: Upload) -> Upload:
    """A complete upload as it stands in this transaction; NotFound where it is not what was looked at any more."""
    return still(session, upload, 'user_id', 'content_hash', 'stored_as', or_else=NotFound(TAKEN))


def discard(user_id: str, upload_id: str) -> None:
    """Remove an upload that is not wanted after all; one that still comes in is broken off."""
    upload = any_of(user_id, upload_id)
    try:
        held = partial_file.PartialFile.open(upload_id)
    except FileNotFoundError:
        forget(upload)
        return
    try:
        forget(upload)
    finally:
        held.close()


def drop_all(user_id: str) -> None:
    """Remove the uploads of somebody who leaves, complete or not."""
    with reading() as session:
        theirs = sa.select(Upload).where(col(Upload.user_id) == user_id)
        found = [row.Upload for row in in_pages(session, theirs, col(Upload.id))]
    for upload in found:
        forget(upload)


def expire() -> int:
    """Remove uploads that nobody used or went on with in time, and parts that belong to none; returns how many."""
    oldest = utc_now() - timedelta(hours=settings().upload_keep_hours)
    with transaction() as session:
        bring_back(session, Upload, 'touched_at')
    present = {
        path.stem for path in partial_file.folder().iterdir()
    }  # looked at first: what begins meanwhile has its row
    with reading() as session:
        unused = sa.select(Upload).where(col(Upload.touched_at) < oldest)
        old = [row.Upload for row in in_pages(session, unused, col(Upload.id))]
        known = {row.id for row in in_pages(session, sa.select(col(Upload.id)), col(Upload.id))}
    resting = [upload for upload in old if not _is_coming(upload) and not _came_to_the_bucket(upload, oldest)]
    stale = [upload for upload in resting if forget(upload, unless_touched=True)]
    orphans = present - known
    for upload_id in orphans:
        partial_file.remove(upload_id)
    if stale or orphans:
        log.info('Removed %d unused uploads and %d broken ones.', len(stale), len(orphans))
    return len(stale) + len(orphans)


def expires_at(upload: Upload) -> datetime:
    """When an upload is removed if nobody uses it or goes on with it."""
    return upload.touched_at + timedelta(hours=settings().upload_keep_hours)


def touch(upload: Upload) -> Upload:
    """Note that something came, so that it does not expire; returns the row as it is then."""
    if is_recent(upload.touched_at, utc_now(), TOUCH_EVERY):
        return upload
    with transaction() as session:
        row = session.get(Upload, upload.id)
        if row is None:
            return upload
        row.touched_at = utc_now()
        session.add(row)
    return row


def coming() -> set[str]:
    """The keys of what goes straight to the storage and is not complete."""
    with reading() as session:
        straight = (col(Upload.multipart).is_not(None), col(Upload.content_hash).is_(None))
        return {own_key(upload) for upload in session.exec(select(Upload).where(*straight))}


def storage_key(upload: Upload) -> str:
    """Where the bytes of an upload are stored: under its own key, or another one of its user's with the same bytes."""
    return upload.stored_as or own_key(upload)


def is_shared(upload: Upload) -> bool:
    """Whether a complete upload turned out to be what its user has sent before."""
    return upload.stored_as not in (None, own_key(upload))


def own_key(upload: Upload) -> str:
    """Where its bytes are stored if they are new."""
    return f'{ORIGINALS}/{upload.id}{stored_suffix(upload.filename)}'


def need(upload: Upload) -> Need:
    """What an upload needs of the ledger of files."""
    return Need(UPLOAD, upload.id, upload.user_id, upload.purpose or UNTAKEN)


def used(session: Session) -> set[str]:
    """Where the bytes of all uploads lie, or will lie once they have come."""
    return {own_key(row.Upload) for row in in_pages(session, sa.select(Upload), col(Upload.id))}


def same_bytes(session: Session, upload: Upload, content_hash: str) -> list[str]:
    """Keys under which its user has these bytes already, with the suffix that a file of its name gets."""
    known = files.same_bytes(session, upload.user_id, content_hash)
    return [key for key in known if key.endswith(stored_suffix(upload.filename))]


def forget(upload: Upload, *, unless_touched: bool = False) -> bool:
    """Remove an upload and its bytes, unless somebody else needs them or a job took them meanwhile.

    `unless_touched` lets it stay where somebody went on with it since it was looked at. Returns whether it went.
    """
    relied_on = ('touched_at', 'content_hash') if unless_touched else ()
    row = None
    with suppress(Changed), transaction() as session:
        row = still(session, upload, *relied_on)
        session.delete(row)
        session.flush()
        _let_go(session, row)
    if row is None and unless_touched:
        return False
    partial_file.remove(upload.id)
    if row is None:
        return False  # a job took it, and its file
    if row.content_hash is None:
        storage.delete(own_key(row))  # it may have arrived in a bucket, and nobody has written that down
    parts = storage.parts()
    if row.multipart is not None and row.content_hash is None and parts is not None:
        parts.abort(own_key(row), row.multipart)
    return True


def _let_go(session: Session, upload: Upload) -> None:
    """Need its file no more; but a job of its id does, if an area has made one and has not taken the upload."""
    rows: Iterator[Any] = (session.get(table, upload.id) for table in areas.tables())
    job = next((row for row in rows if row is not None), None)
    if job is None:
        files.release(session, upload.id)
    else:
        files.take_over(session, upload.id, job)


def forget_lost(upload: Upload) -> None:
    """Let an upload whose bytes are gone count no more, so that its user can begin anew; one that is complete stays."""
    partial_file.remove(upload.id)
    with transaction() as session:
        row = session.get(Upload, upload.id)
        if row is not None and row.content_hash is None and row.multipart is None:
            session.delete(row)


def _complete(session: Session, user_id: str, upload_id: str) -> Upload:
    upload = session.get(Upload, upload_id)
    if upload is None or upload.user_id != user_id or upload.content_hash is None:
        raise NotFound(GONE)
    return upload


def _is_coming(upload: Upload) -> bool:
    """Whether somebody is sending it right now."""
    try:
        with suppress(FileNotFoundError):
            partial_file.PartialFile.open(upload.id, wait_s=0).close()
    except InUse:
        return True
    return False


def _came_to_the_bucket(upload: Upload, since: datetime) -> bool:
    """Whether parts of it have arrived in the bucket since then, which then is written down: only the bucket sees them
    come, so it is asked before an upload is removed, and whoever asks for addresses without end keeps nothing."""
    parts = storage.parts()
    if upload.multipart is None or upload.content_hash is not None or parts is None:
        return False
    try:
        arrived = parts.arrived(own_key(upload), upload.multipart)
    except NotFound:
        return False
    if not any(part.at > since.timestamp() for part in arrived):
        return False
    touch(upload)
    return True
