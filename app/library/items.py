"""What a person has here, newest first: searched, filtered and paged; and one of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app import areas, files, paging
from app.db import reading
from app.errors import NotAllowed, NotFound
from app.files import ORIGINAL, PICTURE, RESULT, UNTAKEN, UPLOAD
from models import FileUse, StoredObject

PAGE_SIZE = 20
SEARCH_LIMIT = 200
"""The most characters of a text that names are searched for."""
KINDS = {'sent': 'Sent', 'made': 'Made', 'document': 'Documents'}
"""What can be looked for, and what people read."""
GONE = 'This file does not exist, or it was deleted.'
_TOLD = (
    'id', 'key', 'name', 'role', 'media_type', 'size_bytes', 'duration_seconds', 'loudness_lufs', 'created_at', 'area',
    'content_hash',
)  # fmt: skip
"""What is told of a file."""


@dataclass(frozen=True, slots=True)
class Item:
    """One file. Times in UTC, sizes in bytes, loudness in LUFS; None where nobody has measured.

    `area` is where it comes from, and `area_label` what people read of it; `job_id` is the job that made it, or one of
    those that were given it. Empty where no job has taken it so far. `content_hash` is its SHA-256, in hexadecimal.
    """

    id: str
    name: str
    key: str
    role: str
    media_type: str
    size_bytes: int | None
    duration_s: float | None
    loudness_lufs: float | None
    created_at: datetime
    area: str
    area_label: str
    job_id: str = ''
    job_kind: str = ''
    content_hash: str | None = None

    @property
    def is_sound(self) -> bool:
        """Whether it can be heard; a film can, too."""
        return self.media_type.startswith(('audio/', 'video/'))

    @property
    def kind(self) -> str:
        """Which of `KINDS` it is."""
        return 'document' if not self.is_sound else 'sent' if self.is_sent else 'made'

    @property
    def is_sent(self) -> bool:
        """Whether a person has sent it; otherwise it was made here."""
        return self.role == ORIGINAL


@dataclass(frozen=True, slots=True)
class ItemPage:
    """One page of the library; `total` counts all that match the filter."""

    found: list[Item]
    total: int
    page: int
    pages: int


def items(
    user_id: str, *, among: Collection[str] | None = None, kind: str = '', search: str = '', page: int = 1
) -> ItemPage:
    """One page of a user's files, newest first; a page beyond the end is the last one.

    `among` are the areas that are included, all without it; `kind` is one of `KINDS`.

    Raises
    ------
    NotAllowed
        What is searched for is too long.
    """
    which = sa.and_(*_mine(user_id), *_filters(among, kind, _checked(search)))
    order = (col(StoredObject.created_at).desc(), col(StoredObject.id).desc())
    with reading() as session:
        total = session.scalar(sa.select(sa.func.count()).select_from(StoredObject).where(which)) or 0
        pages = max(1, -(-total // PAGE_SIZE))
        page = min(max(1, page), pages)
        shown = sa.select(StoredObject).where(which).order_by(*order).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
        return ItemPage(_told(session, list(session.scalars(shown))), total, page, pages)


def behind(
    user_id: str,
    last: paging.Last,
    limit: int,
    *,
    among: Collection[str] | None = None,
    kind: str = '',
    search: str = '',
) -> list[Item]:
    """A user's files from one on, newest first: those behind `last`, a file's time and id. For the rest see `items`."""
    which = sa.and_(*_mine(user_id), *_filters(among, kind, _checked(search)))
    shown = paging.behind(
        sa.select(StoredObject).where(which), col(StoredObject.created_at), col(StoredObject.id), last, limit
    )
    with reading() as session:
        return _told(session, list(session.scalars(shown)))


def get(user_id: str, item_id: str) -> Item:
    """One file of this user, by its own id, or by that of the job that it came out of.

    Raises
    ------
    NotFound
        There is none, or it is somebody else's, or it is gone.
    """
    made = sa.select(col(FileUse.object_id)).where(col(FileUse.job_id) == item_id, col(FileUse.role) == RESULT)
    these = sa.or_(col(StoredObject.id) == item_id, col(StoredObject.id).in_(made))
    newest = sa.select(StoredObject).where(these, *_mine(user_id)).order_by(col(StoredObject.created_at).desc())
    with reading() as session:
        found = _told(session, list(session.scalars(newest.limit(1))))
    if not found:
        raise NotFound(GONE)
    return found[0]


def results(user_id: str, job_ids: Collection[str]) -> dict[str, Item]:
    """What jobs of this user have brought, by the jobs' ids; a job whose file is gone is not among them."""
    with reading() as session:
        found = session.execute(_results(), {'user': user_id, 'jobs': list(job_ids)})
        return {row.job_id: _item(row, row.job_id, row.job_kind) for row in found}


@cache
def _results() -> sa.Select[Any]:
    """The statement, made once: every list of jobs asks it.

    Whose a file is stands in one term that no index can serve. Otherwise the database, which knows nothing of how many
    files somebody has, goes through all of them to find those of a few jobs.
    """
    columns = (getattr(StoredObject, name) for name in _TOLD)
    made = sa.select(*columns, col(FileUse.job_id), col(FileUse.kind).label('job_kind'))
    made = made.join(FileUse, col(FileUse.object_id) == col(StoredObject.id))
    theirs: Any = sa.and_(*_mine(sa.bindparam('user')))
    made = made.where(theirs.is_(sa.true()), col(FileUse.role) == RESULT)
    made = made.where(col(FileUse.job_id).in_(sa.bindparam('jobs', expanding=True)))
    return made.order_by(col(StoredObject.created_at), col(StoredObject.id))


def _checked(search: str) -> str:
    if len(search.strip()) > SEARCH_LIMIT:
        raise NotAllowed(f'Search for at most {SEARCH_LIMIT} characters of a name.')
    return search.strip()


def _mine(user_id: Any) -> Sequence[sa.ColumnElement[bool]]:
    """What the library shows of a user: not the picture of their profile, which stands on their account page."""
    return col(StoredObject.user_id) == user_id, files.theirs(), col(StoredObject.role) != PICTURE


def _filters(among: Collection[str] | None, kind: str, search: str) -> list[sa.ColumnElement[bool]]:
    heard = sa.or_(col(StoredObject.media_type).startswith('audio/'), col(StoredObject.media_type).startswith('video/'))
    sent = col(StoredObject.role) == ORIGINAL
    kinds = {'sent': sa.and_(sent, heard), 'made': sa.and_(~sent, heard), 'document': ~heard}
    found = [kinds[kind]] if kind in kinds else []
    if among is not None:
        found.append(col(StoredObject.area).in_([*among, UNTAKEN]))
    if search:
        found.append(col(StoredObject.name).contains(search, autoescape=True))
    return found


def in_session(session: Session, row: StoredObject) -> Item:
    """One file as it is in this transaction."""
    return _told(session, [row])[0]


def _told(session: Session, rows: Sequence[StoredObject]) -> list[Item]:
    jobs = _jobs(session, rows)
    return [_item(row, *jobs.get(row.id, ('', ''))) for row in rows]


def _jobs(session: Session, rows: Sequence[StoredObject]) -> dict[str, tuple[str, str]]:
    """Id and kind of the job that each file comes from; of several that were given it, the one that took the upload."""
    uses = sa.select(FileUse).where(col(FileUse.object_id).in_([row.id for row in rows]), col(FileUse.kind) != UPLOAD)
    keys = {row.id: row.key for row in rows}
    listed = {kind.name for kind in areas.kinds().values() if kind.listed}
    found: dict[str, tuple[Any, ...]] = {}
    for use in session.scalars(uses):
        if use.kind in listed:
            rank = (use.role == RESULT, use.job_id in keys[use.object_id], use.job_id, use.kind)
            found[use.object_id] = max(rank, found.get(use.object_id, rank))
    return {object_id: (job_id, kind) for object_id, (*_, job_id, kind) in found.items()}


def _item(row: Any, job_id: str, kind: str) -> Item:
    return Item(
        id=row.id,
        name=row.name or row.key.rpartition('/')[2],
        key=row.key,
        role=row.role,
        media_type=row.media_type,
        size_bytes=row.size_bytes,
        duration_s=row.duration_seconds,
        loudness_lufs=row.loudness_lufs,
        created_at=row.created_at,
        area=row.area,
        area_label='' if row.area == UNTAKEN else areas.label(row.area),
        job_id=job_id,
        job_kind=kind,
        content_hash=row.content_hash,
    )
