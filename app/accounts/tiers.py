"""Tiers and what each may: one table. They count where there are accounts; the owner of one without has no limits."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlmodel import Session

from app.accounts.admin_actions import user_or_404
from app.accounts.entitlements import Limits, granted
from app.config import MIB, settings
from app.errors import OverLimit
from models import User
from models.types import utc_now


@dataclass(frozen=True, slots=True)
class Tier:
    """What one tier may; None is no limit of its own, and the installation's limits hold for everybody.

    allow : how much of what a month, by name; None, and what is not named, has no limit. Of `leveling.uploads`, new
        mixes, running one again is free. Here it is what the tier grants where its plan says nothing; of a user it is
        all that they are granted (see `entitlements`).
    file_mb, minutes : size in MiB and length of one mix.
    jobs : how many may wait or run at the same time.
    keep_days : how long jobs that have ended are kept, with their files.
    priority : steps of priority above a job of the free tier, each worth `LEVELMIX_AGEING_MINUTES` of waiting.
    waiting : uploads that may be under way or unused at the same time.
    disk_mb : all files of a user together, in MiB.
    """

    name: str
    allow: Limits
    file_mb: int | None
    minutes: int | None
    jobs: int
    keep_days: int | None
    priority: int
    waiting: int
    disk_mb: int | None

    @property
    def uploads(self) -> int | None:
        """New mixes a month."""
        return self.allow.get(UPLOADS)


UPLOADS = 'leveling.uploads'
FREE, PREMIUM, PREMIUM_PLUS = 1, 2, 3
TIERS = {
    FREE: Tier('Free', {UPLOADS: 1}, 1024, 120, 2, 7, 0, 10, 10 * 1024),
    PREMIUM: Tier('Premium', {UPLOADS: 4}, 4096, 300, 8, 60, 4, 50, 200 * 1024),
    PREMIUM_PLUS: Tier('Premium+', {}, None, None, 40, None, 8, 200, None),
}
UNLIMITED = Tier('Owner', {}, None, None, 10_000, None, 0, 10_000, None)


def tier_number(user: User, now: datetime | None = None) -> int:
    """The tier that counts today: an expired subscription is the free one."""
    expires = user.subscription_expires_at
    if user.subscription_tier not in TIERS or (expires is not None and expires <= (now or utc_now())):
        return FREE
    return user.subscription_tier


def tier_of(session: Session, user_id: str) -> Tier:
    """What this user may, today."""
    if settings().accounts == 'off':
        return UNLIMITED
    return granted_to(session, user_or_404(session, user_id))


def granted_to(session: Session, user: User, now: datetime | None = None) -> Tier:
    """The tier of a user, with all that they are granted beside it."""
    number = tier_number(user, now)
    return replace(TIERS[number], allow=granted(session, user.id, number, TIERS[number].allow))


def check_mix(tier: Tier, size_bytes: int, duration_s: float = 0.0) -> None:
    """Refuse a mix that is too large or too long for the tier.

    Raises
    ------
    OverLimit
        Only under hard limits.
    """
    if settings().limits == 'soft':
        return
    if tier.file_mb is not None and size_bytes > tier.file_mb * MIB:
        raise OverLimit(f'{tier.name} takes files of up to {tier.file_mb:,} MB. {way_up()}')
    if tier.minutes is not None and duration_s > tier.minutes * 60:
        raise OverLimit(f'{tier.name} takes mixes of up to {tier.minutes / 60:g} hours. {way_up()}')


def upgrade_address() -> str:
    """Where people get more; empty where they have to ask, because nothing is paid here, or only admins try it out."""
    tried_out = settings().payments == 'stand-in' and settings().faces_outside
    here = settings().payments != 'off' and not tried_out
    return settings().upgrade_url or (f'{settings().address}/account/plan' if here else '')


def way_up() -> str:
    """How to get more."""
    url = upgrade_address()
    return f'For more, see {url}.' if url else 'For more, ask whoever runs this server.'


def month_start(now: datetime | None = None) -> datetime:
    """The first moment of the month, in UTC."""
    return (now or utc_now()).astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def next_month(now: datetime | None = None) -> datetime:
    """The first moment of the month after, in UTC."""
    start = month_start(now)
    return start.replace(year=start.year + start.month // 12, month=start.month % 12 + 1)
