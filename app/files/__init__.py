"""The ledger of stored files: whose each is, and what needs it. What follows from that, follows for every area.

What keeps bytes, names them here in the transaction of the row that holds their key; what needs them no more says
`release`. A row never goes after its bytes: whoever is killed in between leaves a file that no row knows, which the
upkeep removes (see `retention`), never a row whose file is gone.
"""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app import areas, storage
from app.db import in_pages, reading
from app.files.removal import delete as delete
from app.files.removal import do as do
from app.files.removal import erase as erase
from app.files.removal import note_lost as note_lost
from app.files.removal import parts as parts
from app.files.removal import remove as remove
from app.files.removal import remove_bytes as remove_bytes
from app.files.removal import tell_gone as tell_gone
from app.files.removal import unneeded as unneeded
from app.files.roles import ORIGINAL as ORIGINAL
from app.files.roles import PICTURE as PICTURE
from app.files.roles import RESULT as RESULT
from app.files.roles import UNTAKEN as UNTAKEN
from app.files.roles import UPLOAD as UPLOAD
from models import FileUse, JobColumns, StoredObject, User
from models.types import utc_now

log = logging.getLogger(__name__)

ID_LENGTH = 36


@dataclass(frozen=True, slots=True)
class NewFile:
    """What is to be known of a file that lies in the storage.

    Parameters
    ----------
    role : what it is to its job.
    name : what people call it.
    lasting : it stays as long as its job's row, whatever its owner's tier keeps.
    source : the key of the file that it was worked out of, with which it goes; then no job needs it by itself.
    expires_at : when it goes by itself.
    duration_s, loudness_lufs : what was measured of it, if it is a sound.
    """

    key: str
    role: str
    size_bytes: int | None = None
    name: str = ''
    content_hash: str | None = None
    lasting: bool = False
    source: str = ''
    expires_at: datetime | None = None
    duration_s: float | None = None
    loudness_lufs: float | None = None


@dataclass(frozen=True, slots=True)
class Need:
    """Who needs a file: a job by its kind and id, or an upload; and whose it is."""

    kind: str
    job_id: str
    user_id: str | None
    area: str

    @classmethod
    def of(cls, job: JobColumns) -> 'Need':
        """What a job needs."""
        return cls(job.kind, job.id, job.user_id, areas.area_of(job.kind).name)


def note(session: Session, file: NewFile, need: Need) -> bool:
    """Write down a file that was stored, or stored anew, and who needs it: in the transaction that holds its key.

    Returns whether the ledger did not know it. Whoever stores under a key that others use as well looks afterwards
    whether the file is there: somebody may just be removing an older one (see `remove_bytes`).
    """
    source = _row(session, file.source) if file.source else None
    row = _row(session, file.key)
    is_new = row is None
    if row is None:
        row = StoredObject(key=file.key, area=need.area, role=file.role, media_type=storage.media_type(file.key))
        row.user_id, row.name, row.lasting = _still_there(session, need.user_id), file.name, file.lasting
    row.size_bytes, row.content_hash, row.expires_at = file.size_bytes, file.content_hash, file.expires_at
    row.created_at, row.gone_at, row.source_id = utc_now(), None, source.id if source is not None else None
    row.deleted_at, row.duration_seconds, row.loudness_lufs = None, file.duration_s, file.loudness_lufs
    session.add(row)
    session.flush()
    if source is None:
        _need(session, row, need, file.role)
    return is_new


def renew(session: Session, file: NewFile) -> None:
    """Write down how large a file is that has grown meanwhile; one that was removed stays forgotten."""
    grown = sa.update(StoredObject).where(col(StoredObject.key) == file.key)
    do(session, grown.values(size_bytes=file.size_bytes, expires_at=file.expires_at))


def use(session: Session, key: str, need: Need, role: str = ORIGINAL) -> bool:
    """Let somebody else need a stored file, too; False where it is not there any more."""
    row = _row(session, key)
    if row is None or row.deleted_at is not None:
        return False
    _need(session, row, need, role)
    return True


def measured(session: Session, key: str, duration_s: float | None = None, loudness_lufs: float | None = None) -> None:
    """Write down what was found out about a stored sound; what is None stays as it is known."""
    found = {'duration_seconds': duration_s, 'loudness_lufs': loudness_lufs}
    known = {name: value for name, value in found.items() if value is not None}
    if known:
        do(session, sa.update(StoredObject).where(col(StoredObject.key) == key).values(known))


def take_over(session: Session, upload_id: str, job: JobColumns) -> None:
    """Let a job need what an upload has needed so far, and what was worked out of that."""
    need = Need.of(job)
    used = sa.select(col(FileUse.object_id)).where(col(FileUse.job_id) == upload_id)
    taken = sa.update(StoredObject).where(col(StoredObject.id).in_(used), col(StoredObject.area) == UNTAKEN)
    do(session, taken.values(area=need.area))
    before = col(FileUse.job_id) == upload_id
    kind = sa.case((col(FileUse.kind) == UPLOAD, need.kind), else_=col(FileUse.kind))
    uses = sa.select(col(FileUse.object_id), kind, sa.literal(job.id), col(FileUse.role)).where(before)
    needs = sa.insert(FileUse).prefix_with('OR IGNORE')  # it may need one already: two uploads may share their bytes
    session.execute(needs.from_select(['object_id', 'kind', 'job_id', 'role'], uses))
    over = sa.delete(FileUse).where(before)
    do(session, over.where(col(FileUse.kind) == UPLOAD) if job.id == upload_id else over)


def release(session: Session, *job_ids: str, lasting: bool = True) -> None:
    """Let jobs or uploads need their files no more: what nothing else needs is removed once that is committed.

    `lasting` False keeps what stays as long as their rows.
    """
    needed = sa.select(col(FileUse.object_id)).where(col(FileUse.job_id).in_(job_ids))
    if not lasting:
        needed = needed.join(StoredObject, col(StoredObject.id) == col(FileUse.object_id))
        needed = needed.where(col(StoredObject.lasting).is_(False))
    object_ids = list(session.scalars(needed.distinct()))
    for some in parts(object_ids):
        do(session, sa.delete(FileUse).where(col(FileUse.job_id).in_(job_ids), col(FileUse.object_id).in_(some)))
        remove(session, unneeded(session, some))


def is_known(session: Session, key: str) -> bool:
    """Whether a file is one of the ledger: before it is relied on, in the same transaction."""
    row = _row(session, key)
    return row is not None and row.deleted_at is None


def same_bytes(session: Session, user_id: str, content_hash: str) -> list[str]:
    """The keys of originals of this user with these bytes."""
    mine = (col(StoredObject.user_id) == user_id, col(StoredObject.content_hash) == content_hash)
    there = (col(StoredObject.role) == ORIGINAL, col(StoredObject.gone_at).is_(None))
    return list(session.exec(select(StoredObject.key).where(*mine, *there)))


def theirs() -> sa.ColumnElement[bool]:
    """Of files: what a person sent or got, and is there; not what was worked out beside that."""
    return sa.and_(
        col(StoredObject.lasting).is_(False),
        col(StoredObject.source_id).is_(None),
        col(StoredObject.expires_at).is_(None),
        col(StoredObject.gone_at).is_(None),
    )


def bytes_of(session: Session, user_id: str) -> int:
    """How much a user's files take, in bytes."""
    counted = sizes()
    size = sa.func.coalesce(sa.func.sum(counted.c.size_bytes), 0)
    return int(session.execute(sa.select(size).where(counted.c.user_id == user_id)).scalar_one())


def sizes() -> sa.Subquery:
    """Users and bytes: each file that counts to what a user has here, in the ledger or by what an area says."""
    own: Any = sa.select(col(StoredObject.user_id).label('user_id'), col(StoredObject.size_bytes)).where(theirs())
    return sa.union_all(own, *(area.keeps() for area in areas.each() if area.keeps is not None)).subquery()


def of_user(user_id: str) -> list[tuple[str, str]]:
    """A user's files that are there, by what they are: the path in an archive, and the storage key."""
    mine = sa.select(StoredObject).where(col(StoredObject.user_id) == user_id, theirs())
    with reading() as session:
        rows = [row.StoredObject for row in in_pages(session, mine, col(StoredObject.id))]
    rows.sort(key=lambda row: (row.area, row.role, row.created_at, row.key))
    return [(_path(row), row.key) for row in rows if storage.exists(row.key)]


def _path(row: StoredObject) -> str:
    """Where a file lies in an archive: two of one name must not meet."""
    last = row.key.rpartition('/')[2]
    mark = last[:ID_LENGTH][-8:]  # ids of the same minute begin alike
    name = f'{mark} {row.name.replace("/", "_")}' if row.name else last
    return f'{row.area}/{row.role}s/{name}'


def _row(session: Session, key: str) -> StoredObject | None:
    return session.exec(select(StoredObject).where(col(StoredObject.key) == key)).first()


def _need(session: Session, row: StoredObject, need: Need, role: str) -> None:
    session.merge(FileUse(object_id=row.id, kind=need.kind, job_id=need.job_id, role=role))


def _still_there(session: Session, user_id: str | None) -> str | None:
    """Whoever has left meanwhile owns nothing."""
    return None if user_id is None or session.get(User, user_id) is None else user_id
