"""How much a user levels: reserved in the transaction that makes the job, given back when it brings nothing.

A month begins at 00:00 UTC of its first day. The upkeep sets the counters back; whoever reads or reserves before it has
done so does it for their own row, so a worker that was off over the turn of the month costs nobody an upload.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts import throttle
from app.accounts.tiers import (
    TIERS,
    Tier,
    check_mix,
    granted_to,
    month_start,
    next_month,
    tier_number,
    tier_of,
    way_up,
)
from app.clocks import bring_back
from app.config import MIB, settings
from app.db import reading, transaction
from app.errors import OverLimit
from models import User, UserUploadStats
from models.types import utc_now

BEGUN_UPLOADS = throttle.Limit('upload', free=600, pause_s=5, longest_s=300)


@dataclass(frozen=True, slots=True)
class Allowance:
    """How many uploads are left this month; `limit` None is without end. `keep_days` is how long jobs are kept."""

    tier: str
    used: int
    limit: int | None
    resets_on: date
    hard: bool
    keep_days: int | None
    expired: bool = False

    @property
    def left(self) -> int | None:
        """How many more will pass without a word; None is without end."""
        return None if self.limit is None else max(0, self.limit - self.used)


def reserve_uploads(session: Session, user_id: str, amount: int = 1) -> None:
    """Count uploads of this month, in the transaction that makes their job.

    Raises
    ------
    OverLimit
        Under hard limits, when none is left.
    """
    tier = tier_of(session, user_id)
    _stats(session, user_id)
    taking = sa.update(UserUploadStats).where(col(UserUploadStats.user_id) == user_id)
    if tier.uploads is not None and settings().limits == 'hard':
        taking = taking.where(col(UserUploadStats.uploads_this_month) + amount <= tier.uploads)
    taken = session.execute(
        taking.values(
            total_uploads=col(UserUploadStats.total_uploads) + amount,
            uploads_this_month=col(UserUploadStats.uploads_this_month) + amount,
            last_upload_at=utc_now(),
        ).returning(col(UserUploadStats.user_id))
    ).first()
    if taken is None:
        raise OverLimit(_used_up(tier))


def give_back(session: Session, user_id: str, reserved_at: datetime) -> None:
    """Take one upload back, whose job failed or was cancelled; one of another month counts no more in this one."""
    stats = _stats(session, user_id)
    stats.total_uploads = max(0, stats.total_uploads - 1)
    if reserved_at >= month_start():
        stats.uploads_this_month = max(0, stats.uploads_this_month - 1)
    session.add(stats)


def worked(session: Session, user_id: str, seconds: int) -> None:
    """Add the time a worker spent on a finished job."""
    stats = _stats(session, user_id)
    stats.total_processing_time_seconds += max(0, seconds)  # a clock may have been set back meanwhile
    session.add(stats)


def admit_upload(session: Session, user_id: str, size_bytes: int, *, waiting: int, stored_bytes: int) -> None:
    """Refuse a file before it is sent, where it could not become a job; the reservation itself comes with the job.

    Parameters
    ----------
    waiting : uploads of this user that are under way or unused.
    stored_bytes : all files of this user, those that are announced too.

    Raises
    ------
    OverLimit
        Under hard limits: no upload is left this month, the file is too large for the tier, or there are too many.
    """
    if settings().accounts == 'off' or settings().limits == 'soft':
        return
    tier = tier_of(session, user_id)
    if tier.uploads is not None and this_month(session.get(UserUploadStats, user_id)) >= tier.uploads:
        raise OverLimit(_used_up(tier))
    check_mix(tier, size_bytes)
    if waiting >= tier.waiting:
        raise OverLimit(
            f'{tier.name} lets {tier.waiting} uploads wait at the same time. Start or remove one of them first; '
            f'what is not used is removed after {settings().upload_keep_hours} hours.'
        )
    if tier.disk_mb is not None and stored_bytes + size_bytes > tier.disk_mb * MIB:
        raise OverLimit(f'{tier.name} keeps {tier.disk_mb // 1024:,} GB of files. Delete old jobs first. {way_up()}')


def most_kept(session: Session, user_id: str) -> int | None:
    """How many bytes of files the plan of a user keeps; None is without end, as it is under soft limits."""
    if settings().accounts == 'off' or settings().limits == 'soft':
        return None
    most = tier_of(session, user_id).disk_mb
    return None if most is None else most * MIB


def pace_uploads(user_id: str) -> None:
    """Count one upload that is begun; TooManyTries where there are far too many for a person."""
    if settings().accounts == 'on':
        throttle.count(BEGUN_UPLOADS, user_id)


def allowance(user: User) -> Allowance:
    """What is left to a user."""
    now = utc_now()
    with reading() as session:
        stats = session.get(UserUploadStats, user.id)
        tier = granted_to(session, user, now)
    hard = settings().limits == 'hard'
    return Allowance(
        tier.name,
        this_month(stats, now),
        tier.uploads,
        next_month(now).date(),
        hard,
        tier.keep_days if hard else None,
        expired=user.subscription_tier != tier_number(user, now),
    )


def this_month(stats: UserUploadStats | None, now: datetime | None = None) -> int:
    """Uploads of the current month; a counter that was not set back yet is of another one."""
    if stats is None or stats.month_reset_at is None or stats.month_reset_at < month_start(now):
        return 0
    return stats.uploads_this_month


@dataclass(frozen=True, slots=True)
class Keeping:
    """How long a user's files are kept: `days` after their job's end, None is until they delete them.

    `since` is when a subscription ran out that kept them longer: they have these days from then on, too.
    """

    days: int | None
    since: datetime | None = None

    def until(self, ended_at: datetime | None) -> datetime | None:
        """When the files of a job go that ended at a moment; None is never."""
        if self.days is None or ended_at is None:
            return None
        return max(ended_at, self.since or ended_at) + timedelta(days=self.days)


def shortest_keeping() -> timedelta | None:
    """How long files are kept at least, whoever they belong to; None where none expire."""
    if settings().accounts == 'off' or settings().limits == 'soft':
        return None
    return min((timedelta(days=tier.keep_days) for tier in TIERS.values() if tier.keep_days is not None), default=None)


def keeping_of(session: Session, user_id: str) -> Keeping:
    """How long this user's files are kept, as of today; for ever where limits are soft."""
    if settings().accounts == 'off' or settings().limits == 'soft':
        return Keeping(None)
    user = session.get(User, user_id)
    if user is None:
        return Keeping(None)
    number = tier_number(user)
    return Keeping(TIERS[number].keep_days, None if number == user.subscription_tier else user.subscription_expires_at)


def reset_month() -> int:
    """Set the counters of a month that has passed back; returns how many."""
    with transaction() as session:
        bring_back(session, UserUploadStats, 'month_reset_at')
        done = session.execute(
            sa.update(UserUploadStats)
            .where(
                sa.or_(
                    col(UserUploadStats.month_reset_at).is_(None), col(UserUploadStats.month_reset_at) < month_start()
                )
            )
            .values(uploads_this_month=0, month_reset_at=utc_now())
            .returning(col(UserUploadStats.user_id))
        )
        return len(done.all())


def _stats(session: Session, user_id: str) -> UserUploadStats:
    stats = session.get(UserUploadStats, user_id, populate_existing=True)
    if stats is None:
        stats = UserUploadStats(user_id=user_id, month_reset_at=utc_now())
    elif stats.month_reset_at is None or stats.month_reset_at < month_start():
        stats.uploads_this_month, stats.month_reset_at = 0, utc_now()
    session.add(stats)
    session.flush()
    return stats


def _used_up(tier: Tier) -> str:
    uploads = f'the {tier.uploads} uploads' if tier.uploads != 1 else 'the one upload'
    return (
        f'You have used {uploads} of this month; a new one begins on {day(next_month())}. '
        f'Running a mix again costs nothing. {way_up()}'
    )


def day(when: date) -> str:
    """A day as people write it: 1 December."""
    return f'{when.day} {when:%B}'
