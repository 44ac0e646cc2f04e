"""What each question to a language model took: for the limit of an hour, and for the admin. Never what was said."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

import sqlalchemy as sa
from sqlmodel import col

from app import accounts
from app.db import reading, transaction
from models import AdviserCall
from models.types import utc_now

HOUR, SHOWN, KEPT = timedelta(hours=1), timedelta(days=30), timedelta(days=180)
MOST_SHOWN, MOST_COUNTED = 50, 20_000


@dataclass(frozen=True, slots=True)
class Call:
    """One question to it."""

    model: str
    outcome: str
    tokens_in: int
    tokens_out: int
    milliseconds: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Overview:
    """Of thirty days: how many questions, by how they ended, what they took, and the last ones."""

    count: int
    outcomes: dict[str, int]
    tokens_in: int
    tokens_out: int
    median_ms: int
    slowest_ms: int
    latest: tuple[Call, ...]


def note(user_id: str, model: str, outcome: str, tokens_in: int, tokens_out: int, milliseconds: int) -> None:
    """Write down what one question took."""
    row = AdviserCall(user_id=user_id, model=model, outcome=outcome, milliseconds=milliseconds)
    row.tokens_in, row.tokens_out = tokens_in, tokens_out
    with transaction() as session:
        session.add(row)


def lately(user_id: str) -> int:
    """How many questions of somebody went to it within an hour."""
    mine = (col(AdviserCall.user_id) == user_id, col(AdviserCall.created_at) > utc_now() - HOUR)
    with reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(AdviserCall).where(*mine)) or 0


def overview() -> Overview:
    """What the last thirty days took, for the admin; raises NotFound for whoever is none."""
    accounts.require_admin()
    wanted = sa.select(AdviserCall).where(col(AdviserCall.created_at) > utc_now() - SHOWN)
    with reading() as session:
        rows = list(session.scalars(wanted.order_by(col(AdviserCall.id).desc()).limit(MOST_COUNTED)))
    outcomes: dict[str, int] = {}
    for row in rows:
        outcomes[row.outcome] = outcomes.get(row.outcome, 0) + 1
    took = [row.milliseconds for row in rows]
    return Overview(
        count=len(rows),
        outcomes=outcomes,
        tokens_in=sum(row.tokens_in for row in rows),
        tokens_out=sum(row.tokens_out for row in rows),
        median_ms=int(median(took)) if took else 0,
        slowest_ms=max(took, default=0),
        latest=tuple(
            Call(row.model, row.outcome, row.tokens_in, row.tokens_out, row.milliseconds, row.created_at)
            for row in rows[:MOST_SHOWN]
        ),
    )


def sweep() -> None:
    """Remove what is older than half a year."""
    with transaction() as session:
        old = sa.delete(AdviserCall).where(col(AdviserCall.created_at) < utc_now() - KEPT)
        session.execute(old.execution_options(synchronize_session=False))
