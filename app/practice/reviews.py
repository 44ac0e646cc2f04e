"""What is due again: pieces that went well come back later and later, those that went badly on the next day.

The intervals are those of SM-2 (P. A. Woźniak, 1990): a first and a second one that are fixed, then each is the one
before times an ease, which falls with what goes badly. A score from 0 to 100 is its grade from 0 to 5.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from app.db import reading
from app.practice import visible
from models import GeneratedContent, PracticeReview
from models.types import utc_now

PASSED = 60.0
"""The score from which on a piece counts as known for now."""
FIRST_DAYS, SECOND_DAYS, LONGEST_DAYS = 1.0, 3.0, 180.0
LEAST_EASE, MOST_EASE = 1.3, 3.0


@dataclass(frozen=True, slots=True)
class Due:
    """A piece that should be played; `last_score` is 0 to 100, `lapses` how often it went badly."""

    content_id: str
    title: str
    type: str
    difficulty: str
    due_at: datetime
    lapses: int
    last_score: float | None


def played(session: Session, user_id: str, content_id: str, score: float) -> PracticeReview:
    """Somebody has played a piece with this score (0 to 100): say when it is due again."""
    row = session.get(PracticeReview, (user_id, content_id))
    row = row or PracticeReview(user_id=user_id, content_id=content_id, due_at=utc_now())
    row.ease = _ease(row.ease, score / 20)
    if score < PASSED:
        row.lapses, row.interval_days = row.lapses + 1, FIRST_DAYS
    else:
        row.interval_days = _next_days(row.interval_days, row.ease)
    row.last_score, row.due_at = score, utc_now() + timedelta(days=row.interval_days)
    session.add(row)
    return row


def due(user_id: str, limit: int = 10, at: datetime | None = None) -> list[Due]:
    """What is due until then (or now), what went badly most often first."""
    found = (
        sa.select(PracticeReview, GeneratedContent)
        .join(GeneratedContent, col(GeneratedContent.id) == col(PracticeReview.content_id))
        .where(
            col(PracticeReview.user_id) == user_id,
            col(PracticeReview.due_at) <= (at or utc_now()),
            visible.seen_by(user_id),
        )
        .order_by(col(PracticeReview.lapses).desc(), col(PracticeReview.due_at))
        .limit(limit)
    )
    with reading() as session:
        return [
            Due(piece.id, piece.title, piece.type, piece.difficulty, row.due_at, row.lapses, row.last_score)
            for row, piece in session.execute(found)
        ]


def forget(session: Session, user_id: str, content_id: str) -> None:
    """Ask for a piece no more."""
    row = session.get(PracticeReview, (user_id, content_id))
    if row is not None:
        session.delete(row)


def _next_days(before: float, ease: float) -> float:
    if before < FIRST_DAYS:
        return FIRST_DAYS
    return SECOND_DAYS if before < SECOND_DAYS else min(LONGEST_DAYS, before * ease)


def _ease(before: float, grade: float) -> float:
    short = 5 - grade
    return min(MOST_EASE, max(LEAST_EASE, before + 0.1 - short * (0.08 + short * 0.02)))
