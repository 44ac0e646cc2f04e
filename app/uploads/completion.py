"""The end of an upload: its bytes are stored, or found to be stored already, and that is written down."""

import hashlib
from pathlib import Path

from sqlmodel import Session

from app import files, storage
from app.db import reading, transaction
from app.errors import Damaged, NotFound
from app.files import ORIGINAL, NewFile
from app.uploads import partial_file, records
from models import Upload
from models.types import utc_now


def store(upload: Upload, content_hash: str, path: Path) -> Upload:
    """Store what has come, unless its user has the same bytes already; `path` is gone then."""
    settled = _share(upload, content_hash)
    if settled is None:
        storage.put(records.own_key(upload), path, cache_locally=True)
        settled = _settle_own(upload, content_hash)
    partial_file.remove(upload.id)
    return settled


def recover(upload: Upload) -> Upload:
    """Write down what is stored and not written down: by a killed server, or straight from a browser.

    It is read once, for its hash; the copy stays here for a while, as whoever sent it wants it looked at next.

    Raises
    ------
    NotFound
        Nothing is stored.
    Damaged
        It is not as long as was announced; it is forgotten then.
    """
    with reading() as session:
        row = session.get(Upload, upload.id)
    if row is not None and row.content_hash is not None:
        return row  # another request has just completed it
    key = records.own_key(upload)
    found = storage.stat(key)
    if found is None:
        raise NotFound(records.GONE)
    if found.size != upload.size_bytes:
        records.forget(upload)
        raise Damaged(f'{found.size:,} bytes came instead of {upload.size_bytes:,}. Please send the file again.')
    with storage.local(key, cache_locally=True) as path, path.open('rb') as file:
        content_hash = hashlib.file_digest(file, 'sha256').hexdigest()
    settled = _share(upload, content_hash) or _settle_own(upload, content_hash)
    partial_file.remove(upload.id)
    if records.storage_key(settled) != key:
        storage.delete(key)
    return settled


def _share(upload: Upload, content_hash: str) -> Upload | None:
    """Let an upload point to the same bytes, where its user has them already; None where not."""
    with reading() as session:
        known = records.same_bytes(session, upload, content_hash)
    for key in known:
        if storage.exists(key) and (settled := _settle(upload, content_hash, key)) is not None:
            return settled
    return None


def _settle_own(upload: Upload, content_hash: str) -> Upload:
    key = records.own_key(upload)
    settled = _settle(upload, content_hash, key)
    if settled is None:  # its owner left meanwhile, or does not want it any more
        partial_file.remove(upload.id)
        storage.delete(key)
        raise NotFound(records.GONE)
    return settled


def _settle(upload: Upload, content_hash: str, key: str) -> Upload | None:
    """Write down that an upload is complete and where its bytes lie; None if it, or what it would share, is gone.

    Where two do this at once, the first one counts.
    """
    with transaction() as session:
        row = session.get(Upload, upload.id)
        if row is None or (key != records.own_key(upload) and not files.is_known(session, key)):
            return None
        if row.content_hash is None:
            row.content_hash, row.stored_as, row.touched_at = content_hash, key, utc_now()
            session.add(row)
            _write_down(session, row, key)
    return row


def _write_down(session: Session, upload: Upload, key: str) -> None:
    if key != records.own_key(upload):
        files.use(session, key, records.need(upload))
        return
    file = NewFile(key, ORIGINAL, upload.size_bytes, upload.filename, upload.content_hash)
    files.note(session, file, records.need(upload))
