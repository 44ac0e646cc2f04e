"""Files in a bucket of any S3 service. Only this module and `s3_parts` know boto3; both are imported when needed.

Every part carries its MD5, which every service checks; checksums of newer kinds are refused by older services. With a
file goes its SHA-256, and a copy that a worker fetches is checked against it.
"""

import hashlib
import logging
import shutil
import tempfile
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError
from urllib3.exceptions import HTTPError

from app.config import Settings
from app.errors import NotFound, StorageFailed, TooLarge
from app.storage import s3_transfer
from app.storage.base import CHUNK, LINK_S, Moved, Stored, checked, disposition, ignore, media_type
from app.storage.folder import GONE, KEPT
from app.storage.local_cache import LocalCache
from app.storage.room import Room
from app.storage.s3_client import asking, is_missing, new_client
from app.storage.s3_parts import BucketParts

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

log = logging.getLogger(__name__)

SHA256 = 'levelmix-sha256'
PATIENCE_S = 60.0
BREAKS = 5
"""So many broken connections in one reading without a byte between them, and it is given up."""
NO_ROOM = 'There is not enough free space on the server to work on this file: it needs {needs}. Try again later.'
BATCH = 1000
"""Keys in one request to delete; S3 takes no more."""


class Bucket:
    """Keys are names in the bucket below the prefix.

    Parameters
    ----------
    known : where the service is and who we are there.
    room : what this machine has for copies.
    """

    remote = True

    def __init__(self, known: Settings, room: Callable[[str], Room]) -> None:
        self._bucket, self._prefix = known.bucket
        self._known, self._room = known, room
        self._client: S3Client = new_client(known, known.s3_endpoint)
        seen_from_outside = known.s3_public_endpoint or known.s3_endpoint
        same = seen_from_outside == known.s3_endpoint
        self._for_links: S3Client = self._client if same else new_client(known, seen_from_outside)
        self._kept = LocalCache(known.data_dir / 'fetched' / 'kept')
        self.parts = BucketParts(self._client, self._for_links, self._bucket, self._name)

    def put(self, key: str, source: Path, moved: Moved, cache_locally: bool) -> int:
        size = source.stat().st_size
        with source.open('rb') as file:
            digest = hashlib.file_digest(file, 'sha256').hexdigest()
        about = {'ContentType': media_type(key), 'Metadata': {SHA256: digest}}
        _patiently(lambda: self._send(source, key, about, moved), moved)
        if cache_locally:
            self._kept.keep(key, source)
        source.unlink(missing_ok=True)
        return size

    def _send(self, source: Path, key: str, about: dict[str, Any], moved: Moved) -> None:
        with asking():
            s3_transfer.send(self._client, source, self._bucket, self._name(key), about, moved)

    @contextmanager
    def local(self, key: str, into: Path | None, moved: Moved, cache_locally: bool) -> Iterator[Path]:
        parent = into or self._known.data_dir / 'fetched'
        parent.mkdir(parents=True, exist_ok=True)
        folder = Path(tempfile.mkdtemp(prefix='fetched.', dir=parent))
        try:
            path = folder / PurePath(key).name
            _patiently(lambda: self._fetch(key, path, moved), moved)
            yield path
            if cache_locally:
                self._kept.keep(key, path)
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _fetch(self, key: str, path: Path, moved: Moved) -> None:
        for _ in range(2):  # it may be replaced while it comes
            head = self._head(key)
            if head is None:
                raise NotFound(GONE)
            if self._kept.take(key, head['ContentLength'], path):
                return
            room = self._room_for(head['ContentLength'])
            with asking():
                s3_transfer.fetch(self._client, self._bucket, self._name(key), path, _asking_for(room, moved))
            if _is_whole(path, head):
                return
            log.warning('%s did not arrive as it was stored.', key)
        raise StorageFailed('The file could not be read from the storage as it was stored there. Try again.')

    def _room_for(self, size: int) -> Room:
        """Room for a copy; where there is none, copies that are only kept make some."""
        room = self._room(NO_ROOM)
        try:
            room.need(size)
        except TooLarge:
            self._kept.drop()
            room.need(size)
        return room

    def read(self, key: str, start: int, end: int | None) -> Iterator[bytes]:
        at, version, breaks = start, '', 0
        while end is None or at < end:
            answer = self._open(key, at, end, version)
            if answer is None:
                return
            version = answer['ETag']
            chunks = answer['Body'].iter_chunks(CHUNK)
            while True:
                try:
                    chunk = next(chunks, b'')
                except (BotoCoreError, HTTPError, OSError) as error:
                    breaks += 1
                    if breaks > BREAKS:
                        raise StorageFailed('The storage broke off. Try again in a minute.') from error
                    log.warning('Reading %s broke off at byte %d and goes on.', key, at)
                    time.sleep(0.2 * breaks)
                    break
                if not chunk:
                    return
                at, breaks = at + len(chunk), 0
                yield chunk

    def _open(self, key: str, start: int, end: int | None, version: str) -> Any:
        """The answer that brings the bytes; None where the file ends before `start`."""
        wanted: dict[str, Any] = {'IfMatch': version} if version else {}
        if start or end is not None:
            wanted['Range'] = f'bytes={start}-{"" if end is None else end - 1}'
        try:
            with asking():
                return self._client.get_object(Bucket=self._bucket, Key=self._name(key), **wanted)
        except ClientError as error:
            if is_missing(error):
                raise NotFound(GONE) from None
            if error.response['Error']['Code'] in ('InvalidRange', '416'):
                return None
            raise

    def stat(self, key: str) -> Stored | None:
        head = self._head(key)
        if head is None:
            return None
        return Stored(key, head['ContentLength'], head['ETag'].strip('"'), head['LastModified'].timestamp())

    def _head(self, key: str) -> Any:
        try:
            with asking():
                return self._client.head_object(Bucket=self._bucket, Key=self._name(key))
        except ClientError as error:
            if is_missing(error):
                return None
            raise

    def delete(self, keys: Sequence[str]) -> None:
        names = [self._name(key) for key in keys]
        kept: list[Any] = []
        for first in range(0, len(names), BATCH):
            batch: Any = {'Objects': [{'Key': name} for name in names[first : first + BATCH]], 'Quiet': True}
            with asking():
                answer = self._client.delete_objects(Bucket=self._bucket, Delete=batch)
            kept += [error for error in answer.get('Errors', []) if error.get('Code') != 'NoSuchKey']
        if kept:
            log.error('The storage kept %d files that were to be deleted: %s', len(kept), kept[0])
            raise StorageFailed(KEPT)

    def each(self, folder: str) -> Iterator[Stored]:
        pages = self._client.get_paginator('list_objects_v2').paginate(
            Bucket=self._bucket, Prefix=f'{self._name(folder)}/' if folder else self._prefix
        )
        with asking():
            for page in pages:
                for found in page.get('Contents', []):
                    key = found['Key'].removeprefix(self._prefix)
                    yield Stored(key, found['Size'], found['ETag'].strip('"'), found['LastModified'].timestamp())

    def link(self, key: str, name: str) -> str | None:
        wanted = {
            'Bucket': self._bucket,
            'Key': self._name(key),
            'ResponseContentDisposition': disposition(name),
            'ResponseContentType': media_type(name),
        }
        return self._for_links.generate_presigned_url('get_object', Params=wanted, ExpiresIn=LINK_S)

    def remove_leftovers(self, older_than: float, coming: Collection[str]) -> int:
        return self.parts.abort_older(older_than, self._prefix, coming)

    def close(self) -> None:
        for client in {self._client, self._for_links}:
            client.close()

    def _name(self, key: str) -> str:
        return self._prefix + checked(key)


def _asking_for(room: Room, moved: Moved) -> Moved:
    """Hears how far a copy is, and stops it where it would take what must stay free."""

    def heard(count: int) -> None:
        room.take(max(0, count))
        moved(count)

    return heard


def _patiently(transfer: Callable[[], None], moved: Moved) -> None:
    """Try again while the service does not answer, where somebody hears how far it is: a worker has a minute to wait,
    a screen has not."""
    deadline = time.monotonic() + (0 if moved is ignore else PATIENCE_S)
    while True:
        try:
            return transfer()
        except StorageFailed:
            if time.monotonic() > deadline:
                raise
        moved(0)
        time.sleep(1)


def _is_whole(path: Path, head: Any) -> bool:
    if path.stat().st_size != head['ContentLength']:
        return False
    expected: str | None = head['Metadata'].get(SHA256)
    if expected is None:  # came from a browser in parts
        return True
    with path.open('rb') as file:
        return hashlib.file_digest(file, 'sha256').hexdigest() == expected
