"""Uploads whose bytes go straight from the browser to the bucket, in parts, each to an address signed for it alone.

What has arrived is what the bucket lists; any web server can go on with it. Nothing the browser says of its bytes
counts: the length of each part is signed, the bucket is asked for all lengths at the end, and the file is read once for
its hash.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from app import storage
from app.config import settings
from app.db import transaction
from app.errors import InUse, NotAllowed, NotFound, WrongOffset
from app.storage import Parts, part_size, part_sizes
from app.uploads import records
from app.uploads.completion import recover
from app.uploads.lifecycle import NOTHING, Wanted, admit
from models import Upload


@dataclass(frozen=True, slots=True)
class Coming:
    """How far an upload is: the size of its parts in bytes, and the numbers of those that have arrived whole."""

    upload: Upload
    part_bytes: int
    arrived: tuple[int, ...]


def begin(user_id: str, filename: str, size: int, wanted: Wanted = NOTHING) -> Coming:
    """Make an upload of `size` bytes, within the same limits as any other.

    Raises
    ------
    TooLarge, OverLimit, NotAllowed, Paused
        As for `lifecycle.begin`; NotAllowed also where browsers may not send to the bucket.
    """
    parts = storage.parts()
    if parts is None or not settings().s3_direct:
        raise NotAllowed('Files are not sent straight to the storage here: send them by tus instead.')
    upload = admit(user_id, filename, size, wanted=wanted)
    try:
        multipart = parts.begin(records.own_key(upload))
    except BaseException:
        records.forget(upload)
        raise
    with transaction() as session:
        row = session.get(Upload, upload.id)
        if row is None:
            raise NotFound(records.GONE)  # its owner has just left; upkeep ends what the bucket knows of it
        row.multipart = multipart
        session.add(row)
    return Coming(row, part_size(size), ())


def look(user_id: str, upload_id: str) -> Coming:
    """How far an upload is, as the bucket says; NotFound where it is gone, or somebody else's."""
    upload = _of(user_id, upload_id)
    sizes = part_sizes(upload.size_bytes)
    try:
        there = sizes if upload.content_hash is not None else _arrived(upload)
    except NotFound:
        if not storage.exists(records.own_key(upload)):
            raise
        there = sizes  # put together, by a server that was killed before it could write that down
    arrived = tuple(number for number, length in sizes.items() if there.get(number) == length)
    return Coming(upload, part_size(upload.size_bytes), arrived)


def sign(user_id: str, upload_id: str, number: int) -> str:
    """The address to which one part is sent by PUT, for some minutes; NotAllowed where the file has no such part."""
    upload = _of(user_id, upload_id)
    length = part_sizes(upload.size_bytes).get(number)
    if length is None or upload.content_hash is not None:
        raise NotAllowed('No such part of this file is missing.')
    parts, multipart = _in_bucket(upload)
    return parts.link(records.own_key(upload), multipart, number, length)


def finish(user_id: str, upload_id: str) -> Upload:
    """Make the file of its parts; asked again, it goes on where it was.

    Raises
    ------
    WrongOffset
        Parts are missing, or not as long as they must be.
    InUse
        Another request is at it.
    NotFound, Damaged, TooLarge, StorageFailed
        It is gone, or could not be read; in the last two cases it is kept, and may be asked again.
    """
    upload = _of(user_id, upload_id)
    if upload.content_hash is not None:
        return upload
    with _alone(upload_id):
        with suppress(NotFound):  # done already, by this server or another one; or else `recover` says it is gone
            _put_together(upload)
        return recover(upload)


def _put_together(upload: Upload) -> None:
    if _arrived(upload) != part_sizes(upload.size_bytes):
        raise WrongOffset('Parts of this file are still missing.')
    parts, multipart = _in_bucket(upload)
    parts.finish(records.own_key(upload), multipart)


def _arrived(upload: Upload) -> dict[int, int]:
    """The bytes of each part that the bucket has, by its number."""
    parts, multipart = _in_bucket(upload)
    return {part.number: part.size for part in parts.arrived(records.own_key(upload), multipart)}


def _in_bucket(upload: Upload) -> tuple[Parts, str]:
    """Who keeps the parts, and under which id; NotFound where files lie in a folder by now."""
    parts = storage.parts()
    if parts is None or upload.multipart is None:
        raise NotFound(records.GONE)
    return parts, upload.multipart


def _of(user_id: str, upload_id: str) -> Upload:
    upload = records.any_of(user_id, upload_id)
    if upload.multipart is None:
        raise NotFound(records.GONE)
    return upload


_finishing: set[str] = set()
_guard = threading.Lock()


@contextmanager
def _alone(upload_id: str) -> Iterator[None]:
    """Keep other requests of this process out: two would read the whole file."""
    with _guard:
        if upload_id in _finishing:
            raise InUse('Another request is finishing this file. Try again in a moment.')
        _finishing.add(upload_id)
    try:
        yield
    finally:
        with _guard:
            _finishing.discard(upload_id)
