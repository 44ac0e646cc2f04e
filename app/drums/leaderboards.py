"""Who has earned most karma: lately and ever. Whoever has left or is shut out is on no board."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app.accounts import standing
from app.db import reading
from app.drums import people, roles
from app.errors import NotAllowed
from models import KarmaEntry, User
from models.types import utc_now

PERIODS = {'week': timedelta(days=7), 'month': timedelta(days=30), 'all': None}
MOST = 100


@dataclass(frozen=True, slots=True)
class Place:
    """One line of a board; who has as much has the same rank. `badge` is the highest role that counts."""

    rank: int
    user_id: str
    name: str
    karma: int
    badge: str
    is_me: bool


def board(period: str, user_id: str = '', most: int = 20) -> list[Place]:
    """The first of a period, and the user themself where they are further behind.

    Raises
    ------
    NotAllowed
        There is no such period.
    """
    if period not in PERIODS:
        raise NotAllowed(f'Choose one of {", ".join(PERIODS)}.')
    sums = _sums(period)
    ranked = sa.select(sums.c.user_id, sums.c.karma, sa.func.rank().over(order_by=sums.c.karma.desc()).label('rank'))
    places = ranked.where(sums.c.karma > 0).subquery()
    first = sa.select(places).order_by(places.c.rank, places.c.user_id).limit(max(1, min(most, MOST)))
    with reading() as session:
        rows = list(session.execute(first))
        if user_id and all(row.user_id != user_id for row in rows):
            rows += session.execute(sa.select(places).where(places.c.user_id == user_id)).all()
        called = people.names(session, [row.user_id for row in rows])
        badges = roles.badges(session, [row.user_id for row in rows])
    return [
        Place(
            row.rank, row.user_id, called[row.user_id], row.karma, badges.get(row.user_id, ''), row.user_id == user_id
        )
        for row in rows
    ]


def _sums(period: str) -> Any:
    within = PERIODS[period]
    there = (standing.is_open(utc_now()), col(User.delete_after).is_(None))
    if within is None:
        return sa.select(col(User.id).label('user_id'), col(User.karma_score).label('karma')).where(*there).subquery()
    lately = col(KarmaEntry.recorded_at) > utc_now() - within
    summed = sa.select(col(KarmaEntry.user_id), sa.func.sum(col(KarmaEntry.delta)).label('karma'))
    joined = summed.join(User, col(User.id) == col(KarmaEntry.user_id)).where(lately, *there)
    return joined.group_by(col(KarmaEntry.user_id)).subquery()
