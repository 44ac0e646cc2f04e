"""When an artist's numbers are looked at: after they change, and each night. One waiting look an artist is enough."""

import logging
from datetime import datetime, time, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from app import jobs
from app.db import reading, transaction
from app.errors import LevelMixError
from models import ArtistTask, DailyMetric, Status
from models.types import utc_now

log = logging.getLogger(__name__)

KIND = 'artist.insights'
STAGES = {'read': 'Reading your numbers', 'look': 'Looking at them', 'write': 'Writing down what was found'}
NIGHT = time(3)
"""From this time on by UTC, whoever was not looked at since is; late enough for what platforms have counted."""
AT_ONCE = 200
KEPT = timedelta(days=30)
"""Looks that are older are forgotten, but for the last one of each artist."""
LATER = -10
"""Nobody waits for it."""


def ask(session: Session, user_id: str) -> str:
    """Have the numbers of an artist looked at after this transaction; returns the id of the job that will.

    Raises
    ------
    Refused
        As `jobs.submit`.
    """
    waiting = sa.select(col(ArtistTask.id)).where(*_mine(user_id), col(ArtistTask.status) == Status.QUEUED)
    found: str | None = session.scalar(waiting.limit(1))
    if found is not None:
        return found
    job = ArtistTask(user_id=user_id, kind=KIND, priority=LATER)
    jobs.submit(session, job)
    return job.id


def ask_if_taken(session: Session, user_id: str) -> None:
    """The same after numbers have changed; where nobody may be worked for, the numbers stay all the same."""
    try:
        ask(session, user_id)
    except LevelMixError as error:
        log.info('The numbers of %s are not looked at: %s', user_id, error)


def nightly(now: datetime | None = None) -> int:
    """Ask for everybody who has numbers and was not looked at since the last night began; returns for how many."""
    now = now or utc_now()
    night = datetime.combine(now.date(), NIGHT, now.tzinfo)
    night -= timedelta(days=1) if night > now else timedelta()
    looked = sa.select(col(ArtistTask.user_id)).where(
        col(ArtistTask.kind) == KIND, col(ArtistTask.created_at) >= night, col(ArtistTask.user_id).is_not(None)
    )
    due = sa.select(col(DailyMetric.artist_id)).where(col(DailyMetric.artist_id).not_in(looked)).distinct()
    with reading() as session:
        artists = list(session.scalars(due.limit(AT_ONCE)))
    asked = 0
    for user_id in artists:
        try:
            with transaction() as session:
                ask(session, user_id)
            asked += 1
        except LevelMixError as error:  # they are shut out, or leave
            log.info('The numbers of %s are not looked at: %s', user_id, error)
    return asked


def forget_old(now: datetime | None = None) -> None:
    """Remove the rows of old looks; the last one of each artist says what is missing for more."""
    now = now or utc_now()
    newest = sa.select(sa.func.max(col(ArtistTask.created_at))).where(col(ArtistTask.kind) == KIND)
    newest = newest.group_by(col(ArtistTask.user_id))
    ended = col(ArtistTask.status).in_((Status.COMPLETED, Status.FAILED, Status.CANCELLED))
    old = sa.delete(ArtistTask).where(
        col(ArtistTask.kind) == KIND,
        ended,
        col(ArtistTask.created_at) < now - KEPT,
        col(ArtistTask.created_at).not_in(newest),
    )
    with transaction() as session:
        session.execute(old.execution_options(synchronize_session=False))


def latest(session: Session, user_id: str) -> ArtistTask | None:
    """The last look that came to an end."""
    ended = sa.select(ArtistTask).where(*_mine(user_id), col(ArtistTask.status) == Status.COMPLETED)
    found: ArtistTask | None = session.scalar(ended.order_by(col(ArtistTask.completed_at).desc()).limit(1))
    return found


def is_looking(session: Session, user_id: str) -> bool:
    """Whether a look waits or runs."""
    active = col(ArtistTask.status).in_((Status.QUEUED, Status.PROCESSING))
    return bool(session.scalar(sa.select(sa.exists().where(*_mine(user_id), active))))


def _mine(user_id: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (col(ArtistTask.user_id) == user_id, col(ArtistTask.kind) == KIND)
