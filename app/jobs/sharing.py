"""Links by which anybody downloads what a job has brought: they expire, can be taken back, and end with the file."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app import accounts, areas
from app.accounts import audit, throttle, tokens
from app.clocks import bring_back
from app.config import settings
from app.db import reading, transaction
from app.errors import NotAllowed, NotFound
from models import JobColumns, ShareLink, Status, StoredObject, User
from models.types import utc_now

SHARE_DAYS = (1, 7, 30)
"""How long a link may last."""
MOST = 20
"""So many links to one result at the same time."""
GONE = 'This link has expired, or whoever made it has taken it back. Ask for a new one.'
FILE_GONE = 'The file behind this link is no longer there. Ask whoever sent it.'
NOT_THEIRS = 'This job does not exist, or it was deleted.'


@dataclass(frozen=True, slots=True)
class Share:
    """One link as its owner sees it; what it carries is told once, when it is made."""

    id: str
    created_at: datetime
    expires_at: datetime
    downloads: int
    last_used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Shared:
    """What a link leads to; sizes in bytes, lengths in seconds; None where nobody has measured.

    `notice` is what its area says of it to whoever gets it.
    """

    share_id: str
    key: str
    name: str
    size: int | None
    duration_s: float | None
    lufs: float | None
    expires_at: datetime
    notice: str


def share(user_id: str, job_id: str, days: int, area: str = '') -> str:
    """Make a link; returns the secret word that it carries, which is kept as a hash only. Raises as `make_share`."""
    return make_share(user_id, job_id, days, area)[1]


def make_share(user_id: str, job_id: str, days: int, area: str = '') -> tuple[Share, str]:
    """Make a link, and return it with the secret word that it carries.

    Parameters
    ----------
    area : of which the job must be, if any; a key that is for one area opens no other.

    Raises
    ------
    NotFound
        The job is not this user's, or its result is not there.
    NotAllowed
        It is not done, is nothing to share, there are too many links already, or the days are none of `SHARE_DAYS`.
    """
    if days not in SHARE_DAYS:
        raise NotAllowed(f'A link lasts {", ".join(map(str, SHARE_DAYS[:-1]))} or {SHARE_DAYS[-1]} days.')
    with reading() as session:
        job = _owned(session, user_id, job_id, area)
    sound = areas.kind(job.kind).sound
    if job.status != Status.COMPLETED or sound is None:
        raise NotAllowed('There is nothing to share before this job is done.')
    sound(user_id, job_id)
    token = tokens.fresh()
    with transaction() as session:
        accounts.acting(session, user_id)
        job, now = _owned(session, user_id, job_id, area), utc_now()
        live = sa.select(sa.func.count()).where(col(ShareLink.job_id) == job_id, col(ShareLink.expires_at) > now)
        if (session.scalar(live) or 0) >= MOST:
            raise NotAllowed(f'There are {MOST} links to this result already. Take one of them back first.')
        made = ShareLink(
            job_id=job_id,
            kind=job.kind,
            user_id=user_id,
            token_hash=tokens.digest(token),
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
        session.add(made)
        _note(session, 'share.made', user_id, job_id, days=days)
    return _as_share(made), token


def shares(user_id: str, job_id: str, area: str = '') -> list[Share]:
    """The links to one result that work, newest first; `area` as for `make_share`."""
    with reading() as session:
        _owned(session, user_id, job_id, area)
        rows = session.exec(
            select(ShareLink)
            .where(col(ShareLink.job_id) == job_id, col(ShareLink.expires_at) > utc_now())
            .order_by(col(ShareLink.created_at).desc())
        ).all()
    return [_as_share(row) for row in rows]


def unshare(user_id: str, share_id: str, area: str = '') -> None:
    """Take a link back: it stops working at once; one that is gone already is fine.

    With a bucket, whoever opened it just before holds an address there, which is good for `storage.LINK_S` seconds.

    Raises
    ------
    NotFound
        It is somebody else's, or of another area than the one that is named.
    """
    with transaction() as session:
        accounts.acting(session, user_id)
        row = session.get(ShareLink, share_id)
        if row is None or row.user_id != user_id or row.kind not in _kinds(area):
            raise NotFound('This link does not exist any more.')
        session.delete(row)
        _note(session, 'share.ended', user_id, row.job_id)


def forget(session: Session, job_id: str) -> None:
    """A job is deleted, and the links to it go along, in the transaction that deletes it."""
    session.execute(sa.delete(ShareLink).where(col(ShareLink.job_id) == job_id))


def upkeep() -> None:
    """Remove links that have run out."""
    with transaction() as session:
        bring_back(session, ShareLink, 'created_at', 'expires_at')
        session.execute(sa.delete(ShareLink).where(col(ShareLink.expires_at) <= utc_now()))


def shared(token: str) -> Shared:
    """What a link leads to, for whoever has it.

    Raises
    ------
    NotFound
        There is no such link, it has expired or was taken back, or the file is gone.
    TooManyTries
        Too many links that do not exist were tried from this address.
    """
    about = accounts.visitor().place
    throttle.check(throttle.SHARE_ADDRESS, about)
    with reading() as session:
        row = session.exec(select(ShareLink).where(col(ShareLink.token_hash) == tokens.digest(token))).first()
        known = areas.kinds().get(row.kind) if row else None
        job = session.get(known.table, row.job_id) if row and known else None
        hidden = row is not None and accounts.is_hidden(session.get_one(User, row.user_id))
        until = accounts.keeping_of(session, row.user_id).until(job.completed_at) if row and job else None
    if row is None:
        throttle.count(throttle.SHARE_ADDRESS, about)
        raise NotFound(GONE)
    if row.expires_at <= utc_now() or hidden or known is None or known.sound is None or job is None:
        raise NotFound(GONE)
    try:
        key, name = known.sound(row.user_id, row.job_id)
    except NotFound:
        raise NotFound(FILE_GONE) from None
    size, seconds, lufs = _measured(key)
    ends = min(row.expires_at, until or row.expires_at)
    return Shared(row.id, key, name, size, seconds, lufs, ends, known.notice(row.user_id, row.job_id))


def _measured(key: str) -> tuple[int | None, float | None, float | None]:
    """How many bytes a file has, how long it is and how loud, as it was noted when it was stored."""
    with reading() as session:
        stored = session.exec(select(StoredObject).where(col(StoredObject.key) == key)).first()
    return (stored.size_bytes, stored.duration_seconds, stored.loudness_lufs) if stored else (None, None, None)


def count_download(share_id: str) -> None:
    """Note that a link was used."""
    with transaction() as session:
        session.execute(
            sa.update(ShareLink)
            .where(col(ShareLink.id) == share_id)
            .values(downloads=col(ShareLink.downloads) + 1, last_used_at=utc_now())
        )


def _as_share(row: ShareLink) -> Share:
    return Share(row.id, row.created_at, row.expires_at, row.downloads, row.last_used_at)


def _kinds(area: str) -> list[str]:
    """Kinds of jobs that users see: of one area, or of all."""
    return [name for name, kind in areas.kinds().items() if kind.listed and (not area or _is_of(name, area))]


def _is_of(kind: str, area: str) -> bool:
    return areas.area_of(kind).name == area


def _owned(session: Session, user_id: str, job_id: str, area: str) -> JobColumns:
    wanted = _kinds(area)
    for table in areas.tables(listed=True):
        job = session.get(table, job_id)
        if job is not None and job.user_id == user_id and job.kind in wanted:
            return job
    raise NotFound(NOT_THEIRS)


def _note(session: Session, action: str, user_id: str, job_id: str, **after: object) -> None:
    if settings().accounts == 'on':
        audit.note(session, action, session.get(User, user_id), target=job_id, after=after or None)
