"""Links by which anybody downloads one result: they expire, can be taken back, and end with the file."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app import accounts
from app.accounts import audit, throttle, tokens
from app.config import settings
from app.db import reading, transaction
from app.errors import NotAllowed, NotFound
from app.leveling import queries
from app.leveling.download_names import output_name
from app.ops import retention
from models import AudioFile, ProcessingJob, ShareLink, Status, User
from models.types import utc_now

SHARE_DAYS = (1, 7, 30)
"""How long a link may last."""
MOST = 20
"""So many links to one result at the same time."""
GONE = 'This link has expired, or whoever made it has taken it back. Ask for a new one.'


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
    """What a link leads to; sizes in bytes, lengths in seconds."""

    share_id: str
    key: str
    name: str
    size: int
    duration_s: int
    lufs: float | None
    expires_at: datetime


def share(user_id: str, job_id: str, days: int) -> str:
    """Make a link; returns the secret word that it carries, which is kept as a hash only. Raises as `make_share`."""
    return make_share(user_id, job_id, days)[1]


def make_share(user_id: str, job_id: str, days: int) -> tuple[Share, str]:
    """Make a link, and return it with the secret word that it carries.

    Raises
    ------
    NotFound
        The job is not this user's, or its result is not there.
    NotAllowed
        It is not done, there are too many links already, or the days are none of `SHARE_DAYS`.
    """
    if days not in SHARE_DAYS:
        raise NotAllowed(f'A link lasts {", ".join(map(str, SHARE_DAYS[:-1]))} or {SHARE_DAYS[-1]} days.')
    token = tokens.fresh()
    with transaction() as session:
        accounts.acting(session, user_id)
        job = _owned(session, user_id, job_id)
        if job.status != Status.COMPLETED:
            raise NotAllowed('There is nothing to share before this job is done.')
        retention.check_there(job)
        now = utc_now()
        live = sa.select(sa.func.count()).where(col(ShareLink.job_id) == job_id, col(ShareLink.expires_at) > now)
        if (session.scalar(live) or 0) >= MOST:
            raise NotAllowed(f'There are {MOST} links to this result already. Take one of them back first.')
        made = ShareLink(
            job_id=job_id,
            user_id=user_id,
            token_hash=tokens.digest(token),
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
        session.add(made)
        _note(session, 'share.made', user_id, job_id, days=days)
    return _as_share(made), token


def shares(user_id: str, job_id: str) -> list[Share]:
    """The links to one result that work, newest first."""
    with reading() as session:
        _owned(session, user_id, job_id)
        rows = session.exec(
            select(ShareLink)
            .where(col(ShareLink.job_id) == job_id, col(ShareLink.expires_at) > utc_now())
            .order_by(col(ShareLink.created_at).desc())
        ).all()
    return [_as_share(row) for row in rows]


def unshare(user_id: str, share_id: str) -> None:
    """Take a link back: it stops working at once; one that is gone already is fine.

    With a bucket, whoever opened it just before holds an address there, which is good for `storage.LINK_S` seconds.

    Raises
    ------
    NotFound
        It is somebody else's.
    """
    with transaction() as session:
        accounts.acting(session, user_id)
        row = session.get(ShareLink, share_id)
        if row is None or row.user_id != user_id:
            raise NotFound('This link does not exist any more.')
        session.delete(row)
        _note(session, 'share.ended', user_id, row.job_id)


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
        if row is not None:
            job = session.get_one(ProcessingJob, row.job_id)
            file = session.exec(select(AudioFile).where(col(AudioFile.job_id) == row.job_id)).one()
            owner = session.get_one(User, row.user_id)
    if row is None:
        throttle.count(throttle.SHARE_ADDRESS, about)
        raise NotFound(GONE)
    if row.expires_at <= utc_now() or job.processed_file_path is None or accounts.is_hidden(owner):
        raise NotFound(GONE)
    if job.files_gone_at is not None:
        raise NotFound('The file behind this link is no longer there. Ask whoever sent it.')
    found = queries.views([job.id])
    if not found:  # deleted a moment ago
        raise NotFound(GONE)
    view = found[0]
    suffix = job.output_format and f'.{job.output_format}'
    return Shared(
        row.id,
        job.processed_file_path,
        output_name(file.original_filename, target_lufs=job.target_lufs, suffix=suffix),
        job.result_size or 0,
        file.duration_seconds,
        (view.result or {}).get('output', {}).get('integrated_lufs'),
        min(row.expires_at, view.expires_at or row.expires_at),
    )


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


def _owned(session: Session, user_id: str, job_id: str) -> ProcessingJob:
    job = session.get(ProcessingJob, job_id)
    if job is None or job.user_id != user_id:
        raise NotFound('This job does not exist, or it was deleted.')
    return job


def _note(session: Session, action: str, user_id: str, job_id: str, **after: object) -> None:
    if settings().accounts == 'on':
        audit.note(session, action, session.get(User, user_id), target=job_id, after=after or None)
