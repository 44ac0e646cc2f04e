"""A file that is stored already, handed in once more: no byte moves, and what takes uploads takes it like any other."""

import hashlib

from sqlmodel import Session, col, select

from app import accounts, files, storage
from app.db import reading, transaction
from app.errors import NotFound
from app.files import UNTAKEN, UPLOAD, Need
from app.uploads.records import GONE
from models import StoredObject, Upload
from models.types import new_id


def hand_in(user_id: str, key: str, name: str) -> str:
    """Make a complete upload of a stored file of this user; returns its id. It is forgotten like others if unused.

    Raises
    ------
    NotFound
        The file is gone, or it is somebody else's.
    """
    with reading() as session:
        known = _stored(session, user_id, key)
    found = storage.stat(key)
    if found is None:
        raise NotFound(GONE)
    content_hash = known.content_hash or _hash_of(key)
    upload = Upload(id=new_id(), user_id=user_id, filename=name, size_bytes=found.size)
    upload.content_hash, upload.stored_as = content_hash, key
    with transaction() as session:
        accounts.acting(session, user_id)
        row = _stored(session, user_id, key)
        row.content_hash = content_hash
        session.add(upload)
        session.add(row)
        session.flush()
        files.use(session, key, Need(UPLOAD, upload.id, user_id, UNTAKEN))
    return upload.id


def _stored(session: Session, user_id: str, key: str) -> StoredObject:
    row = session.exec(select(StoredObject).where(col(StoredObject.key) == key)).first()
    if row is None or row.user_id != user_id or row.gone_at is not None:
        raise NotFound(GONE)
    return row


def _hash_of(key: str) -> str:
    with storage.local(key) as path, path.open('rb') as file:
        return hashlib.file_digest(file, 'sha256').hexdigest()
