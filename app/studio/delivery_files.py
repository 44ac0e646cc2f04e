"""The stored files of what is handed over: they are the studio's, not those of who sent them, and stay as long as it
keeps them, whatever anybody's plan keeps."""

import sqlalchemy as sa
from sqlmodel import Session, col

from app import files, storage, uploads
from app.db import transaction
from app.files import Need, NewFile
from models import Deliverable, DeliverableVersion, FileUse, StoredObject, Upload
from models.types import utc_now

AREA, KIND, USE = 'studio', 'studio.deliver', 'studio.delivery'
ORIGINAL, PREVIEW, PIECES, LOOK = 'delivered', 'preview', 'pieces', 'look'
LOST = 'This file is no longer in the storage. Ask the studio to send it again.'


def need(version_id: str) -> Need:
    """A version needs its files, whoever sent it."""
    return Need(USE, version_id, None, AREA)


def key(version_id: str, role: str, mark: str, suffix: str) -> str:
    """Where a file of a version lies; `mark` is another word for each run of its job."""
    return f'{AREA}/{role}/{version_id}-{mark}{suffix}'


def take(session: Session, upload: Upload, version: DeliverableVersion) -> None:
    """Take an upload over for a version. What somebody has in their library besides stays theirs, and is copied."""
    uploads.take(session, upload, version)
    ours = (col(FileUse.job_id) == version.id, col(FileUse.kind) == KIND)
    files.do(session, sa.update(FileUse).where(*ours).values(kind=USE))
    if not is_borrowed(session, version):
        mine = sa.update(StoredObject).where(col(StoredObject.key) == version.original_key)
        files.do(session, mine.values(user_id=None, area=AREA, role=ORIGINAL, lasting=True))


def is_borrowed(session: Session, version: DeliverableVersion) -> bool:
    """Whether anything but a version needs its file, too."""
    others = (
        sa.select(sa.literal(1))
        .select_from(FileUse)
        .join(StoredObject, col(StoredObject.id) == col(FileUse.object_id))
        .where(col(StoredObject.key) == version.original_key, col(FileUse.job_id) != version.id)
    )
    return session.scalar(others.limit(1)) is not None


def own(session: Session, version: DeliverableVersion, copied: NewFile) -> None:
    """Let a version have its own copy of what it has borrowed so far."""
    borrowed = sa.select(col(StoredObject.id)).where(col(StoredObject.key) == version.original_key).scalar_subquery()
    ours = (col(FileUse.job_id) == version.id, col(FileUse.kind) == USE, col(FileUse.object_id) == borrowed)
    files.do(session, sa.delete(FileUse).where(*ours))
    files.note(session, copied, need(version.id))
    row = session.get(Deliverable, version.deliverable_id)
    if row is not None and row.file_path == version.original_key:
        row.file_path = copied.key
        session.add(row)
    version.original_key = copied.key
    session.add(version)


def release(session: Session, version_ids: list[str]) -> None:
    """Let files of versions go; their bytes follow once that is committed."""
    files.release(session, *version_ids)


def forget(session: Session, row: Deliverable) -> None:
    """All files of a deliverable go, and it says when; what was said about it stays."""
    ids = list(session.scalars(sa.select(col(DeliverableVersion.id)).where(_of(row.id))))
    release(session, ids)
    gone = sa.update(DeliverableVersion).where(_of(row.id))
    files.do(session, gone.values(preview_key=None, pieces_key=None, look_key=None))
    row.gone_at, row.file_path = utc_now(), None
    session.add(row)


def release_dead(limit: int) -> int:
    """Release files of versions whose rows are gone, because a client, a studio or a file was; returns how many."""
    there = sa.exists().where(col(DeliverableVersion.id) == col(FileUse.job_id))
    dead = sa.select(col(FileUse.job_id)).where(col(FileUse.kind) == USE, ~there).distinct().limit(limit)
    with transaction() as session:
        ids = list(session.scalars(dead))
        if ids:
            files.release(session, *ids)
    return len(ids)


def exists(stored: str) -> bool:
    """Whether a file is in the storage."""
    return storage.exists(stored)


def _of(deliverable_id: str) -> sa.ColumnElement[bool]:
    return col(DeliverableVersion.deliverable_id) == deliverable_id
