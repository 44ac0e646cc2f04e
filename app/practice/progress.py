"""How somebody gets on: measured and told scores by skill, minutes by day, and the days in a row."""

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts
from app.db import reading, transaction
from app.errors import Invalid
from app.practice import forms, reviews, visible
from models import GeneratedContent, PracticeSession, ProgressRecord, User
from models.types import utc_now

SKILLS = {
    'JAZZ_LICK': 'improvisation',
    'CHORD_PROGRESSION': 'comping',
    'SCALE_PATTERN': 'technique',
    'HARMONY_EXERCISE': 'chord_voicings',
    'MELODY': 'phrasing',
    'COMPLETE_PIECE': 'repertoire',
}
"""What each type of piece trains."""
SKILL_LABELS = {
    'improvisation': 'Improvisation',
    'comping': 'Comping',
    'technique': 'Scales and technique',
    'chord_voicings': 'Chord voicings',
    'phrasing': 'Melody and phrasing',
    'repertoire': 'Repertoire',
}
NOTES_LIMIT, MOST_MINUTES = 2000, 24 * 60
MOST_POINTS = 5000


@dataclass(frozen=True, slots=True)
class Point:
    """One score of a skill; `score` is 0 to 100."""

    skill: str
    at: datetime
    score: float
    content_id: str | None


@dataclass(frozen=True, slots=True)
class Day:
    """How many minutes somebody practised on a day of their own time zone."""

    day: date
    minutes: int


@dataclass(frozen=True, slots=True)
class Streak:
    """Days in a row, up to today or yesterday; and the most there ever were."""

    days: int
    longest: int


def record(
    user_id: str,
    content_id: str,
    *,
    score: float | None = None,
    minutes: int = 0,
    completion: float | None = None,
    notes: str = '',
) -> str:
    """Write down how a piece went; returns the id of the record.

    Parameters
    ----------
    score, completion : 0 to 100; None where nobody measured it.
    minutes : how long it was played.

    Raises
    ------
    Invalid
        A number is out of its bounds, or the notes are too long.
    NotFound
        There is no such piece.
    """
    Invalid.read(
        {
            'score': lambda: score if score is None else forms.within(score, 0, 100, 'A score is from 0 to 100.'),
            'completion': lambda: (
                completion if completion is None else forms.within(completion, 0, 100, 'A share is from 0 to 100.')
            ),
            'minutes': lambda: forms.within(minutes, 0, MOST_MINUTES, f'Minutes are from 0 to {MOST_MINUTES:,}.'),
        }
    )
    said = forms.notes(notes, NOTES_LIMIT)
    with transaction() as session:
        accounts.acting(session, user_id)
        piece = visible.seen(session, user_id, content_id)
        return note(session, user_id, piece, score=score, minutes=minutes, completion=completion, notes=said).id


def note(
    session: Session,
    user_id: str,
    piece: GeneratedContent,
    *,
    score: float | None,
    minutes: int,
    completion: float | None = None,
    notes: str = '',
    details: Mapping[str, Any] | None = None,
) -> ProgressRecord:
    """The same in the transaction in which a take was scored; with a score, the piece is due again some day."""
    row = ProgressRecord(
        user_id=user_id,
        generated_content_id=piece.id,
        skill_area=SKILLS[piece.type],
        difficulty_level=piece.difficulty,
        score=score,
        time_spent=minutes,
        completion_rate=completion,
        notes=notes or None,
        details=json.dumps(dict(details)) if details else None,
    )
    session.add(row)
    if score is not None:
        reviews.played(session, user_id, piece.id, score)
    return row


def points(user_id: str, since: datetime, skill: str = '') -> list[Point]:
    """The scores since then, the oldest first; of all skills if none is named."""
    mine = (col(ProgressRecord.user_id) == user_id, col(ProgressRecord.recorded_at) >= since)
    found = sa.select(ProgressRecord).where(*mine, col(ProgressRecord.score).is_not(None))
    if skill:
        found = found.where(col(ProgressRecord.skill_area) == skill)
    with reading() as session:
        latest = session.scalars(found.order_by(col(ProgressRecord.recorded_at).desc()).limit(MOST_POINTS)).all()
        return [Point(row.skill_area, row.recorded_at, row.score or 0.0, row.generated_content_id) for row in latest][
            ::-1
        ]


def strengths(user_id: str, since: datetime) -> dict[str, float]:
    """The mean score of each skill since then, for those that there is one of."""
    mean = (
        sa.select(col(ProgressRecord.skill_area), sa.func.avg(ProgressRecord.score))
        .where(col(ProgressRecord.user_id) == user_id, col(ProgressRecord.recorded_at) >= since)
        .where(col(ProgressRecord.score).is_not(None))
        .group_by(col(ProgressRecord.skill_area))
    )
    with reading() as session:
        return {skill: float(score) for skill, score in session.execute(mean)}


def days(user_id: str, count: int = 28) -> list[Day]:
    """The last days with their minutes, today last; a session counts on the day on which it began."""
    with reading() as session:
        zone = zone_of(session.get(User, user_id))
        today = utc_now().astimezone(zone).date()
        first = today - timedelta(days=count - 1)
        found = _minutes(session, user_id, datetime.combine(first, datetime.min.time(), zone))
    minutes: dict[date, int] = defaultdict(int)
    for at, spent in found:
        minutes[at.astimezone(zone).date()] += spent
    return [Day(day, minutes.get(day, 0)) for day in (first + timedelta(days=step) for step in range(count))]


def streak(user_id: str) -> Streak:
    """How many days in a row somebody practised."""
    with reading() as session:
        zone = zone_of(session.get(User, user_id))
        found = _minutes(session, user_id, datetime(1970, 1, 1, tzinfo=UTC))
    practised = sorted({at.astimezone(zone).date() for at, _ in found})
    longest, running, before = 0, 0, None
    for day in practised:
        running = running + 1 if before is not None and day - before == timedelta(days=1) else 1
        longest, before = max(longest, running), day
    today = utc_now().astimezone(zone).date()
    alive = before is not None and today - before <= timedelta(days=1)
    return Streak(running if alive else 0, longest)


def zone_of(user: User | None) -> ZoneInfo:
    """The time zone by which somebody's days begin; one that this server does not know is UTC."""
    try:
        return ZoneInfo(user.timezone if user is not None else 'UTC')
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo('UTC')


def _minutes(session: Session, user_id: str, since: datetime) -> list[tuple[datetime, int]]:
    """When somebody practised and how long: by sessions, and by what was played outside of any."""
    sittings = sa.select(col(PracticeSession.started_at), col(PracticeSession.duration)).where(
        col(PracticeSession.user_id) == user_id, col(PracticeSession.started_at) >= since
    )
    takes = sa.select(col(ProgressRecord.recorded_at), col(ProgressRecord.time_spent)).where(
        col(ProgressRecord.user_id) == user_id, col(ProgressRecord.recorded_at) >= since
    )
    spans = [(at, at + timedelta(minutes=spent)) for at, spent in session.execute(sittings)]
    apart = [(at, spent) for at, spent in session.execute(takes) if not any(a <= at <= b for a, b in spans)]
    return [(at, round((end - at).total_seconds() / 60)) for at, end in spans] + apart
