"""What a tier grants by name, and what jobs use up of it in a month.

`leveling.uploads` is counted in `usage`, by the rules of the first area. Of everything else, each job that uses some
holds a row while it waits, runs and once it has brought something; the month's use is their sum, so no counter has to
be set back. What is called `…_a_day` is counted by the day, in UTC like the month.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from app import areas
from app.accounts.entitlements import CREDITS
from app.accounts.tiers import UPLOADS, month_start, next_month, tier_of, way_up
from app.accounts.usage import day, reserve_uploads
from app.config import settings
from app.db import reading
from app.errors import OverLimit
from models import QuotaUse
from models.types import utc_now

A_DAY, AT_ONCE, AHEAD = '_a_day', '_at_once', '_ahead'


def entitlement(user_id: str, what: str) -> int | None:
    """How much of this a user may use in a month, by today's tier; None is without end."""
    with reading() as session:
        return tier_of(session, user_id).allow.get(what)


@dataclass(frozen=True, slots=True)
class Meter:
    """How much of one thing a user has used up in this month; `what` is an area, a dot, and what it is of."""

    what: str
    used: int
    limit: int


def meters(user_id: str) -> list[Meter]:
    """All that is limited for a user by the month, besides the uploads and the credits, which tell of themselves."""
    here = {area.name for area in areas.each()}
    with reading() as session:
        return [
            Meter(what, used(session, user_id, what), limit)
            for what, limit in tier_of(session, user_id).allow.items()
            if limit is not None and what not in (UPLOADS, CREDITS) and _is_monthly(what, here)
        ]


def _is_monthly(what: str, here: set[str]) -> bool:
    """Whether a month uses it up, in an area that is there; how much is taken at once, and
    how far ahead jobs go, nothing uses up."""
    return what.partition('.')[0] in here and not what.endswith((A_DAY, AT_ONCE, AHEAD))


def reserve(session: Session, user_id: str, what: str, amount: int, job_id: str, *, called: str = 'of this') -> None:
    """Count what a job uses up, in the transaction that makes it or tries it again; `called` is what people call it.

    Raises
    ------
    OverLimit
        Under hard limits, where less than that is left of this month.
    """
    if what == UPLOADS:
        reserve_uploads(session, user_id, amount)
        return
    tier = tier_of(session, user_id)
    limit = tier.allow.get(what)
    if limit is not None and settings().limits == 'hard' and used(session, user_id, what) + amount > limit:
        if what.endswith(A_DAY):
            raise OverLimit(
                f'Your plan has {limit:,} {called} a day, and they are used up: go on tomorrow, from midnight UTC. '
                f'{way_up()}'
            )
        raise OverLimit(
            f'Your plan has {limit:,} {called} a month, and too little is left; '
            f'a new month begins on {day(next_month())}. {way_up()}'
        )
    session.add(QuotaUse(user_id=user_id, what=what, amount=amount, job_id=job_id))


def used(session: Session, user_id: str, what: str) -> int:
    """How much of this a user has used up in this month, or on this day."""
    mine = (col(QuotaUse.user_id) == user_id, col(QuotaUse.what) == what, col(QuotaUse.reserved_at) >= _begin(what))
    return session.scalar(sa.select(sa.func.sum(col(QuotaUse.amount))).where(*mine)) or 0


def release(session: Session, job_id: str) -> None:
    """Give back what a job had reserved that brought nothing."""
    session.execute(sa.delete(QuotaUse).where(col(QuotaUse.job_id) == job_id))


def _begin(what: str) -> datetime:
    """Since when it is counted."""
    return utc_now().replace(hour=0, minute=0, second=0) if what.endswith(A_DAY) else month_start()
