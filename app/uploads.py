"""Files on their way in: straight to disk, limited by the server, hashed while they come, expiring if nobody uses them.

A file's name is only ever a text in a row; on disk it goes by our id and a suffix from a fixed list.
"""

import hashlib
import logging
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from sqlmodel import Session, col, select

from app import pauses, storage
from app.config import MIB, settings
from app.db import reading, transaction
from app.errors import NotAllowed, NotFound, TooLarge
from models import Upload
from models.types import utc_now

log = logging.getLogger(__name__)

SUFFIXES = frozenset(
    {'.wav', '.wave', '.bwf', '.rf64', '.w64', '.aif', '.aiff', '.aifc', '.caf', '.flac', '.mp3'}
    | {'.ogg', '.oga', '.opus', '.m4a', '.mp4', '.aac', '.alac'}
)
NAME_LIMIT = 255


def begin(user_id: str, filename: str, size: int | None) -> 'Receiver':
    """Open the door for one file of `size` bytes (None: not said).

    Raises
    ------
    TooLarge
        Over the size limit, or the disk has no room for it.
    Paused
        Nothing is taken now.
    """
    with reading() as session:
        pauses.check_intake(session)
    if size is not None:
        _check_size(size)
    if storage.free_bytes() < (size or 0):
        raise TooLarge('There is not enough free space on the server for this file. Delete old jobs and try again.')
    upload = Upload(user_id=user_id, filename=clean_name(filename))
    path = _incoming() / upload.id
    with transaction() as session:
        session.add(upload)  # before there is a file: `expire` removes files that have no row
    try:
        return Receiver(upload, path, path.open('xb'), size)
    except OSError as error:
        _forget(upload)
        raise TooLarge(f'The server could not store the file ({error.strerror}). Nothing was kept.') from error


class Receiver:
    """Takes the bytes of one upload; `finish` makes it usable, `abort` leaves nothing behind."""

    def __init__(self, upload: Upload, path: Path, file: BinaryIO, size: int | None) -> None:
        self.upload = upload
        self._path, self._file, self._expected = path, file, size
        self._hash = hashlib.sha256()
        self._received = 0
        self._next_look = 0

    def write(self, chunk: bytes) -> None:
        """Add bytes.

        Raises
        ------
        TooLarge
            More than the limit, or the disk is full. Nothing is kept then.
        """
        self._received += len(chunk)
        _check_size(self._received)
        if self._received >= self._next_look:
            self._next_look = self._received + 64 * MIB
            if storage.free_bytes() < len(chunk):
                raise TooLarge('The disk of the server is full. Nothing was kept; delete old jobs and try again.')
        try:
            self._file.write(chunk)
        except OSError as error:
            raise TooLarge(f'The server could not store the file ({error.strerror}). Nothing was kept.') from error
        self._hash.update(chunk)

    def finish(self) -> Upload:
        """Store the file and make the upload usable.

        Raises
        ------
        NotAllowed
            Fewer or more bytes came than were announced.
        """
        try:
            self._file.close()
        except OSError as error:
            raise TooLarge(f'The server could not store the file ({error.strerror}). Nothing was kept.') from error
        if self._expected is not None and self._received != self._expected:
            raise NotAllowed(
                f'The upload broke off after {self._received:,} of {self._expected:,} bytes. Please send it again.'
            )
        storage.put(storage_key(self.upload), self._path)
        with transaction() as session:
            upload = session.get_one(Upload, self.upload.id)
            upload.size_bytes = self._received
            upload.content_hash = self._hash.hexdigest()
            session.add(upload)
        return upload

    def abort(self) -> None:
        """Forget the upload and remove what came of it."""
        with suppress(OSError):  # a full disk refuses the last bytes once more
            self._file.close()
        self._path.unlink(missing_ok=True)
        _forget(self.upload)


def get(user_id: str, upload_id: str) -> Upload:
    """A finished upload of this user.

    Raises
    ------
    NotFound
        There is none by this id, it is not complete, or it is somebody else's.
    """
    with reading() as session:
        return _owned(session, user_id, upload_id)


def take(session: Session, user_id: str, upload_id: str) -> Upload:
    """Hand a finished upload over to a job, inside that job's transaction; from then on the job owns the file."""
    upload = _owned(session, user_id, upload_id)
    session.delete(upload)
    return upload


def discard(user_id: str, upload_id: str) -> None:
    """Remove an upload that is not wanted after all."""
    _forget(get(user_id, upload_id))


def drop(upload_id: str) -> None:
    """Remove an upload of somebody who leaves, complete or not."""
    with reading() as session:
        upload = session.get(Upload, upload_id)
    if upload is not None:
        _forget(upload)


def expire() -> int:
    """Remove uploads that nobody used in time, and what a killed server left half received; returns how many."""
    oldest = utc_now() - timedelta(hours=settings().upload_keep_hours)
    present = list(_incoming().iterdir())  # looked at first, so that what begins meanwhile has its row
    with reading() as session:
        old = list(session.exec(select(Upload).where(col(Upload.created_at) < oldest)))
        known = set(session.exec(select(Upload.id)))
    stale = [upload for upload in old if not _still_coming(upload, oldest)]
    for upload in stale:
        _forget(upload)
    orphans = [path for path in present if path.name not in known]
    for path in orphans:
        path.unlink(missing_ok=True)
    if stale or orphans:
        log.info('Removed %d unused uploads and %d broken ones.', len(stale), len(orphans))
    return len(stale) + len(orphans)


def storage_key(upload: Upload) -> str:
    """Where the bytes of an upload are stored."""
    suffix = Path(upload.filename).suffix.lower()
    return f'originals/{upload.id}{suffix if suffix in SUFFIXES else ".bin"}'


def clean_name(filename: str) -> str:
    """The last part of a name without control characters, at most 255 characters: for showing, never for a path."""
    last = filename.replace('\\', '/').rsplit('/', 1)[-1]
    shown = ''.join(c for c in last if c.isprintable()).strip() or 'untitled'
    if len(shown) > NAME_LIMIT:
        suffix = Path(shown).suffix[:10]
        shown = shown[: NAME_LIMIT - len(suffix)] + suffix
    return shown


def _owned(session: Session, user_id: str, upload_id: str) -> Upload:
    upload = session.get(Upload, upload_id)
    if upload is None or upload.user_id != user_id or upload.content_hash is None:
        raise NotFound('This upload is no longer there. Please drop the file again.')
    return upload


def _forget(upload: Upload) -> None:
    (_incoming() / upload.id).unlink(missing_ok=True)
    with transaction() as session:
        row = session.get(Upload, upload.id)
        if row is None:
            return  # a job took it, and its file
        session.delete(row)
    storage.delete(storage_key(upload))


def _still_coming(upload: Upload, oldest: datetime) -> bool:
    """Whether bytes of a slow upload have arrived since."""
    path = _incoming() / upload.id
    return upload.content_hash is None and path.exists() and path.stat().st_mtime >= oldest.timestamp()


def _incoming() -> Path:
    folder = settings().data_dir / 'incoming'
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _check_size(size: int) -> None:
    if size > settings().max_upload_bytes:
        raise TooLarge(f'This file is larger than the {settings().max_upload_mb:,} MB that are taken here.')
