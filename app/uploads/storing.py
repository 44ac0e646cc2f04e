"""The end of an upload: its bytes are stored, or found to be stored already, and that is written down."""

import hashlib
from pathlib import Path

from app import storage
from app.db import reading, transaction
from app.errors import NotFound
from app.uploads import keeping, part
from models import Upload
from models.types import utc_now


def store(upload: Upload, content_hash: str, path: Path) -> Upload:
    """Store what has come, unless its user has the same bytes already; `path` is gone then."""
    with reading() as session:
        known = keeping.same_bytes(session, upload, content_hash)
    for key in known:
        if storage.exists(key) and (settled := _settle(upload, content_hash, key)) is not None:
            part.remove(upload.id)
            return settled
    key = keeping.own_key(upload)
    storage.put(key, path, keep=True)
    return _settle_own(upload, content_hash)


def recover(upload: Upload) -> None:
    """Write down what a killed server had stored and could not write down any more.

    Raises
    ------
    NotFound
        It had stored nothing.
    """
    with reading() as session:
        row = session.get(Upload, upload.id)
    if row is not None and row.content_hash is not None:
        return  # another request has just completed it
    key = keeping.own_key(upload)
    if not storage.exists(key):
        raise NotFound(keeping.GONE)
    running = hashlib.sha256()
    for block in storage.read(key):
        running.update(block)
    _settle_own(upload, running.hexdigest())


def _settle_own(upload: Upload, content_hash: str) -> Upload:
    key = keeping.own_key(upload)
    settled = _settle(upload, content_hash, key)
    part.remove(upload.id)
    if settled is None:  # its owner left meanwhile
        storage.delete(key)
        raise NotFound(keeping.GONE)
    return settled


def _settle(upload: Upload, content_hash: str, key: str) -> Upload | None:
    """Write down that an upload is complete and where its bytes lie; None if it, or what it would share, is gone."""
    with transaction() as session:
        row = session.get(Upload, upload.id)
        if row is None or (key != keeping.own_key(upload) and not keeping.is_needed(session, key)):
            return None
        row.content_hash, row.stored_as, row.touched_at = content_hash, key, utc_now()
        session.add(row)
    return row
