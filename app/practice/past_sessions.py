"""Sessions that took place elsewhere, written into the journal afterwards, all at once."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from app import accounts
from app.db import transaction
from app.errors import Invalid, NotAllowed
from app.practice import events, forms, journal, progress, visible
from app.practice.journal import LONG_TITLE, MOST_ITEMS, MOST_MINUTES, NOTES_LIMIT, TITLE_LIMIT, Sitting
from models import GeneratedContent, PracticeRecord, PracticeSession
from models.practice import DIFFICULTIES
from models.types import utc_now

OLDEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Played:
    """A piece that was played; `score` is 0 to 100, None where nobody says."""

    content_id: str
    minutes: int = 0
    repetitions: int = 1
    score: float | None = None


@dataclass(frozen=True, slots=True)
class Past:
    """What somebody tells of a session; without a moment it ended just now."""

    minutes: int
    ended_at: datetime | None = None
    title: str = ''
    goals: Sequence[str] = ()
    notes: str = ''
    rating: int | None = None
    played: Sequence[Played] = ()


def log(user_id: str, past: Past) -> Sitting:
    """Write a session down. Scores that are told count as progress, and say when their pieces are due again.

    Raises
    ------
    Invalid
        It cannot have been like that.
    NotFound
        There is no such piece.
    """
    read = _read(past)
    ended = past.ended_at or utc_now()
    with transaction() as session:
        accounts.acting(session, user_id)
        row = PracticeSession(user_id=user_id, started_at=ended - timedelta(minutes=past.minutes), ended_at=ended)
        row.duration, row.title, row.goals = past.minutes, read['title'] or None, json.dumps(read['goals'])
        row.notes, row.rating = read['notes'] or None, past.rating
        session.add(row)
        session.flush()
        for one in past.played:
            _note(session, user_id, row, one)
        session.flush()
        events.session_ended(session, row)
        session_id = row.id
    return journal.get(user_id, session_id)


def _read(past: Past) -> dict[str, Any]:
    longest = f'A session has 1 to {MOST_MINUTES:,} minutes.'
    return Invalid.read(
        {
            'minutes': lambda: forms.within(past.minutes, 1, MOST_MINUTES, longest),
            'ended_at': lambda: _lately(past.ended_at),
            'title': lambda: forms.line(past.title, TITLE_LIMIT, LONG_TITLE),
            'goals': lambda: forms.lines(past.goals, 'goals'),
            'notes': lambda: forms.notes(past.notes, NOTES_LIMIT),
            'rating': lambda: forms.within(
                1 if past.rating is None else past.rating, 1, 5, 'Rate a session from 1 to 5.'
            ),
            'played': lambda: _check_played(past.played),
        }
    )


def _lately(ended_at: datetime | None) -> None:
    now = utc_now()
    if ended_at is not None and not now - OLDEST <= ended_at <= now + timedelta(minutes=1):
        raise NotAllowed('A session that is written down has ended within the last year.')


def _check_played(played: Sequence[Played]) -> None:
    if len(played) > MOST_ITEMS:
        raise NotAllowed(f'A session has up to {MOST_ITEMS} pieces.')
    for one in played:
        forms.within(one.minutes, 0, MOST_MINUTES, f'Minutes are from 0 to {MOST_MINUTES:,}.')
        forms.within(one.repetitions, 1, 1000, 'Repetitions are from 1 to 1,000.')
        forms.within(one.score or 0.0, 0, 100, 'A score is from 0 to 100.')


def _note(session: Session, user_id: str, row: PracticeSession, one: Played) -> None:
    piece: GeneratedContent = visible.seen(session, user_id, one.content_id)
    session.add(
        PracticeRecord(
            practice_session_id=row.id,
            generated_content_id=piece.id,
            time_spent=one.minutes,
            repetitions=one.repetitions,
            performance=one.score,
            difficulty=piece.difficulty if piece.difficulty in DIFFICULTIES else DIFFICULTIES[1],
        )
    )
    if one.score is not None:
        noted = progress.note(session, user_id, piece, score=one.score, minutes=0, details={'session': row.id})
        noted.recorded_at = row.ended_at or noted.recorded_at
