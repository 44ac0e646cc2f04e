"""Whether a job may wait now: the intake, its area's flag, the places of its owner's tier, what it uses up and costs.

Checked in the transaction that makes or repeats a job, so that two that come together cannot both slip through.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts, areas
from app.config import settings
from app.errors import OverLimit
from app.installation import flags, pauses
from models import JobColumns
from models.job import ACTIVE

NOTHING: Mapping[str, int] = MappingProxyType({})


def admit(session: Session, job: JobColumns, uses: Mapping[str, int] = NOTHING) -> None:
    """Let a job of a user in; count what it uses up of their tier, by name, and set aside the credits that it costs.

    Raises
    ------
    Paused
        The intake is paused, or the area is switched off.
    OverLimit
        There are too few credits. Under hard limits: all places of the tier are taken, or what it uses is used up.
    """
    kind, user_id = areas.kind(job.kind), job.user_id or ''
    if kind.is_intake:
        pauses.check_intake(session)
    flags.check_open(session, user_id, areas.area_of(job.kind))
    if kind.listed:
        _take_place(session, user_id, but=job.id)
    for what, amount in uses.items():
        accounts.reserve(session, user_id, what, amount, job.id)
    accounts.credits.hold(session, user_id, kind.cost(job), job.kind, job.id)


def _take_place(session: Session, user_id: str, but: str) -> None:
    """Refuse one job more than the tier lets wait and run at the same time, whatever areas they are of."""
    tier = accounts.tier_of(session, user_id)
    if settings().limits == 'hard' and _active(session, user_id, but) >= tier.jobs:
        raise OverLimit(f'{tier.name} runs {tier.jobs} jobs at the same time. Start this one when one of them is done.')


def _active(session: Session, user_id: str, but: str) -> int:
    def others(table: type[JobColumns], kinds: list[str]) -> sa.Select[Any]:
        theirs = (col(table.user_id) == user_id, col(table.id) != but)
        return sa.select(col(table.id)).where(*theirs, col(table.kind).in_(kinds), col(table.status).in_(ACTIVE))

    return session.scalar(sa.select(sa.func.count()).select_from(areas.union(others, listed=True))) or 0
