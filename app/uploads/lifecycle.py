"""An upload from its beginning to its end, over any number of requests, connections and restarts."""

import json
import time
from collections.abc import Iterator
from contextlib import suppress

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts, areas, files, storage
from app.config import settings
from app.db import reading, transaction
from app.errors import NotAllowed, NotFound, TooLarge, WrongOffset
from app.installation import pauses
from app.uploads import other_server, partial_file, records
from app.uploads.checksum import Checksum
from app.uploads.completion import recover
from app.uploads.naming import clean_name
from app.uploads.partial_file import PartialFile
from app.uploads.writer import UploadWriter
from models import Upload

Wanted = tuple[str | None, str | None]
"""Purpose and choice of an upload; the choice as JSON, as `choosing.checked` gives it."""
NOTHING: Wanted = (None, None)


def begin(user_id: str, filename: str, size: int, metadata: str = '', wanted: Wanted = NOTHING) -> UploadWriter:
    """Make an upload of `size` bytes and take its first ones.

    Parameters
    ----------
    metadata : what the client wants to be told again, as it wrote it.
    wanted : which area shall make a job of it, and what of it; checked before.

    Raises
    ------
    TooLarge
        Over the size limit, or the disk has no room for it besides what others have begun.
    OverLimit
        Under hard limits: more than the tier of the user allows.
    NotAllowed
        The file is empty.
    Paused
        Nothing is taken now.
    """
    upload = admit(user_id, filename, size, metadata, wanted)
    try:
        return UploadWriter(upload, PartialFile.make(upload.id))
    except OSError as error:
        records.forget(upload)
        raise TooLarge(f'The server could not store the file ({error.strerror}). Nothing was kept.') from error


def admit(user_id: str, filename: str, size: int, metadata: str = '', wanted: Wanted = NOTHING) -> Upload:
    """The row of an upload that may come, whichever way; it counts from here on. Errors as for `begin`."""
    check_size(user_id, size)
    upload = Upload(user_id=user_id, filename=clean_name(filename), size_bytes=size, sent_metadata=metadata)
    upload.purpose, upload.choice = wanted
    with transaction() as session:
        check_allowed(session, user_id, size, wanted=wanted)
        session.add(upload)  # before there is a file: `expire` removes files that have no row
    return upload


def check_size(user_id: str, size: int) -> None:
    """Refuse a file that is empty, larger than any may be, or has no room. Errors as for `begin`."""
    if size <= 0:
        raise NotAllowed('This file is empty: there is nothing in it.')
    if size > settings().max_upload_bytes:
        raise TooLarge(f'This file is larger than the {settings().max_upload_mb:,} MB that are taken here.')
    _check_room(user_id, size)


def check_allowed(session: Session, user_id: str, size: int, but: str = '', wanted: Wanted = NOTHING) -> None:
    """Refuse what a user may not send now, besides all that they have sent but this one. Errors as for `begin`.

    What is `wanted` of it may be kept by somebody else: then it counts to them.
    """
    accounts.acting(session, user_id)
    pauses.check_intake(session)
    to_come = sa.case((col(Upload.content_hash).is_(None), col(Upload.size_bytes)), else_=0)
    others = (col(Upload.user_id) == user_id, col(Upload.id) != but)
    waiting, announced = session.execute(
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(to_come), 0)).where(*others)
    ).one()
    purpose, choice = wanted
    area = areas.taking(purpose) if purpose else None
    if area is None or area.keeps is None:
        stored = announced + files.bytes_of(session, user_id)
        accounts.admit_upload(session, user_id, size, waiting=waiting, stored_bytes=stored)
    else:
        accounts.admit_upload(session, user_id, size, waiting=waiting, stored_bytes=0)
        area.admits(session, size, json.loads(choice or '{}'))


def resume(user_id: str, upload_id: str, offset: int, checksum: Checksum | None = None) -> UploadWriter:
    """Go on with an upload, from byte `offset`.

    Raises
    ------
    NotFound
        There is none by this id, it is somebody else's, or its bytes are gone.
    InUse
        Another request is at it, and does not let go; or another web server has it and is away.
    WrongOffset
        Not the byte that comes next.
    """
    upload = records.any_of(user_id, upload_id)
    writer = _open(upload)
    length = upload.size_bytes if writer is None else writer.offset
    if writer is None or length != offset:
        if writer is not None:
            writer.break_off()
        raise WrongOffset(f'{length:,} bytes of this file have come, so byte {offset:,} is not the next one.')
    if checksum is not None:
        writer.expect(checksum)
    return writer


def get_with_offset(user_id: str, upload_id: str) -> tuple[Upload, int]:
    """An upload and how many of its bytes have come. All of them means: it is complete, and can become a job.

    Whoever sends bytes meanwhile is broken off, so that the number holds. Raises NotFound and InUse like `resume`.
    """
    upload = records.any_of(user_id, upload_id)
    writer = _open(upload)
    if writer is None:
        upload = records.any_of(user_id, upload_id)
        return upload, upload.size_bytes
    upload = writer.keep()
    return upload, writer.offset


def _open(upload: Upload) -> UploadWriter | None:
    """The receiver of an upload that is not complete, or None: it is, perhaps since a killed server had got so far."""
    if upload.content_hash is not None:
        return None
    try:
        return UploadWriter(upload, PartialFile.open(upload.id))
    except FileNotFoundError:
        try:
            recover(upload)
        except NotFound:
            other_server.wait_for(upload.id)
            records.forget_lost(upload)
            raise
        return None


SILENT_S = 600.0
"""An upload that brings nothing for so long holds no room until it goes on, in seconds."""


def _check_room(user_id: str, size: int) -> None:
    """Refuse what would not fit besides what is on its way.

    Announcing costs nothing, so it holds nothing against others: an upload of somebody else holds as much room again as
    it has brought already. One's own hold all that they announced: nobody is let in to meet the end of the disk.
    """
    coming = sum(missing if theirs == user_id else min(missing, come) for theirs, come, missing in _on_their_way())
    storage.room(NO_ROOM).need(coming + size)


NO_ROOM = 'There is not enough free space on the server for this file. Delete old jobs and try again.'


def _on_their_way() -> Iterator[tuple[str, int, int]]:
    """Of each upload to this machine that brought something lately, or has just begun: whose it is, and how many bytes
    have come and are missing."""
    with reading() as session:
        columns = sa.select(col(Upload.id), col(Upload.user_id), col(Upload.size_bytes))
        begun = session.execute(columns.where(col(Upload.content_hash).is_(None))).all()
    now = time.time()
    for upload_id, user_id, announced in begun:
        with suppress(FileNotFoundError):  # complete or discarded meanwhile, or on its way to a bucket
            part_file = (partial_file.folder() / upload_id).stat()
            if abs(now - part_file.st_mtime) < SILENT_S:
                yield user_id, part_file.st_size, max(0, announced - part_file.st_size)
