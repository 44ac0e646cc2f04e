"""The journal: sittings with goals and a clock, and what was played in each."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts, paging
from app.db import PAGE, reading, transaction
from app.errors import Invalid, NotAllowed, NotFound
from app.practice import events, forms, pauses, progress, visible
from app.practice.pauses import Rest
from models import GeneratedContent, PracticeRecord, PracticeSession
from models.practice import DIFFICULTIES
from models.types import utc_now

TITLE_LIMIT, NOTES_LIMIT, MOST_ITEMS = 120, 8000, 200
LONGEST = timedelta(hours=6)
"""After this, nobody sits there any more: they forgot to press Stop."""
MOST_MINUTES = 24 * 60
LONG_TITLE = f'Give a session a title of up to {TITLE_LIMIT} characters.'
GONE = 'This session does not exist, or it was deleted.'


@dataclass(frozen=True, slots=True)
class Item:
    """A piece that was played in a session; `performance` is 0 to 100, None where nobody told or measured it."""

    id: str
    content_id: str
    title: str
    minutes: int
    repetitions: int
    difficulty: str
    performance: float | None
    notes: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Sitting:
    """One session. `minutes` is how long it took, or has lasted so far, without its pauses; `rating` is 1 to 5.
    `paused_at` is since when the clock rests, None while it runs; earlier pauses took `rested_s` seconds."""

    id: str
    title: str
    started_at: datetime
    ended_at: datetime | None
    minutes: int
    goals: tuple[str, ...]
    achievements: tuple[str, ...]
    notes: str
    rating: int | None
    items: tuple[Item, ...] = ()
    paused_at: datetime | None = None
    rested_s: float = 0.0

    @property
    def running(self) -> bool:
        """Whether it has not been ended yet; its clock may rest."""
        return self.ended_at is None


def start(user_id: str, goals: Sequence[str] = (), title: str = '') -> Sitting:
    """Begin a session; one that runs already is returned as it is. Raises Invalid."""
    read = Invalid.read(
        {'goals': lambda: forms.lines(goals, 'goals'), 'title': lambda: forms.line(title, TITLE_LIMIT, LONG_TITLE)}
    )
    with transaction() as session:
        accounts.acting(session, user_id)
        row = _running(session, user_id)
        if row is None:
            row = PracticeSession(user_id=user_id, title=read['title'] or None, started_at=utc_now())
            row.goals = json.dumps(read['goals'])
            session.add(row)
            session.flush()
        return _sitting(session, row)


def stop(user_id: str, session_id: str) -> Sitting:
    """End a session; one that has ended stays as it is. Raises NotFound."""
    return _turned(user_id, session_id, lambda session, row: _end(session, row, utc_now()))


def pause(user_id: str, session_id: str) -> Sitting:
    """Let the clock rest; where it rests already, or the session has ended, nothing changes. Raises NotFound."""
    return _turned(user_id, session_id, lambda session, row: pauses.keep(session, row, pauses.of(row).begun(utc_now())))


def resume(user_id: str, session_id: str) -> Sitting:
    """Let the clock go on; where it runs, or the session has ended, nothing changes. Raises NotFound."""
    return _turned(user_id, session_id, lambda session, row: pauses.keep(session, row, pauses.of(row).over(utc_now())))


def _turned(user_id: str, session_id: str, deed: Callable[[Session, PracticeSession], None]) -> Sitting:
    with transaction() as session:
        accounts.acting(session, user_id)
        row = _owned(session, user_id, session_id)
        if row.ended_at is None:
            deed(session, row)
            session.flush()
        return _sitting(session, row)


def change(
    user_id: str,
    session_id: str,
    *,
    title: str | None = None,
    goals: Sequence[str] | None = None,
    achievements: Sequence[str] | None = None,
    notes: str | None = None,
    rating: int | None = None,
    check: Callable[[Sitting], None] = lambda _: None,
) -> Sitting:
    """Write down what it was good for; None leaves a thing as it is. Raises Invalid and NotFound."""
    readers = dict[str, Callable[[], Any]]()
    if title is not None:
        readers['title'] = lambda: forms.line(title, TITLE_LIMIT, LONG_TITLE) or None
    if goals is not None:
        readers['goals'] = lambda: json.dumps(forms.lines(goals, 'goals'))
    if achievements is not None:
        readers['achievements'] = lambda: json.dumps(forms.lines(achievements, 'achievements'))
    if notes is not None:
        readers['notes'] = lambda: forms.notes(notes, NOTES_LIMIT) or None
    if rating is not None:
        readers['rating'] = lambda: forms.within(rating, 1, 5, 'Rate a session from 1 to 5.')
    read = Invalid.read(readers)
    with transaction() as session:
        accounts.acting(session, user_id)
        row = _owned(session, user_id, session_id)
        check(_sitting(session, row))
        for name, value in read.items():
            setattr(row, name, value)
        session.add(row)
        session.flush()
        return _sitting(session, row)


def add_item(
    user_id: str,
    session_id: str,
    content_id: str,
    *,
    minutes: int,
    repetitions: int = 1,
    performance: float | None = None,
    notes: str = '',
) -> Item:
    """Write down that a piece was played. How it went counts as progress, and says when the piece is due again.

    Raises Invalid, NotFound, and NotAllowed where there are too many.
    """
    read = Invalid.read(
        {
            'minutes': lambda: forms.within(minutes, 0, MOST_MINUTES, f'Minutes are from 0 to {MOST_MINUTES:,}.'),
            'repetitions': lambda: forms.within(repetitions, 1, 1000, 'Repetitions are from 1 to 1,000.'),
            'performance': lambda: (
                None if performance is None else forms.within(performance, 0, 100, 'How it went is from 0 to 100.')
            ),
            'notes': lambda: forms.notes(notes, NOTES_LIMIT) or None,
        }
    )
    with transaction() as session:
        accounts.acting(session, user_id)
        sitting = _owned(session, user_id, session_id)
        piece = visible.seen(session, user_id, content_id)
        count = sa.select(sa.func.count()).where(col(PracticeRecord.practice_session_id) == sitting.id)
        if (session.scalar(count) or 0) >= MOST_ITEMS:
            raise NotAllowed(f'A session has up to {MOST_ITEMS} pieces: begin another one.')
        row = PracticeRecord(
            practice_session_id=sitting.id,
            generated_content_id=piece.id,
            time_spent=read['minutes'],
            repetitions=read['repetitions'],
            performance=read['performance'],
            notes=read['notes'],
            difficulty=piece.difficulty if piece.difficulty in DIFFICULTIES else DIFFICULTIES[1],
        )
        session.add(row)
        session.flush()
        if row.performance is not None:
            progress.note(session, user_id, piece, score=row.performance, minutes=0, details={'session': sitting.id})
        return _item(row, piece)


def remove_item(user_id: str, session_id: str, item_id: str) -> None:
    """Take a piece out of a session; raises NotFound."""
    with transaction() as session:
        accounts.acting(session, user_id)
        sitting = _owned(session, user_id, session_id)
        row = session.get(PracticeRecord, item_id)
        if row is None or row.practice_session_id != sitting.id:
            raise NotFound('This piece is not in the session any more.')
        session.delete(row)


def delete(user_id: str, session_id: str) -> None:
    """Forget a session and what was played in it; raises NotFound."""
    with transaction() as session:
        accounts.acting(session, user_id)
        session.delete(_owned(session, user_id, session_id))


def get(user_id: str, session_id: str) -> Sitting:
    """One session with what was played; raises NotFound."""
    with reading() as session:
        return _sitting(session, _owned(session, user_id, session_id))


def running(user_id: str) -> Sitting | None:
    """The session that has not been ended, if there is one."""
    with reading() as session:
        return _sitting(session, row) if (row := _running(session, user_id)) is not None else None


def behind(user_id: str, last: paging.Last, limit: int) -> list[Sitting]:
    """A user's sessions from one on, the newest first, with what was played."""
    mine = sa.select(PracticeSession).where(col(PracticeSession.user_id) == user_id)
    shown = paging.behind(mine, col(PracticeSession.started_at), col(PracticeSession.id), last, limit)
    with reading() as session:
        return [_sitting(session, row) for row in session.scalars(shown)]


def end_forgotten() -> None:
    """End sessions that nobody has stopped, when the last piece in them was written down, or where they were paused."""
    old = sa.select(PracticeSession).where(
        col(PracticeSession.ended_at).is_(None), col(PracticeSession.started_at) < utc_now() - LONGEST
    )
    with transaction() as session:
        for row in session.scalars(old.limit(PAGE)).all():
            last = sa.select(sa.func.max(PracticeRecord.created_at)).where(
                col(PracticeRecord.practice_session_id) == row.id
            )
            _end(session, row, session.scalar(last) or pauses.of(row).since or row.started_at)


def _end(session: Session, row: PracticeSession, at: datetime) -> None:
    rest = pauses.of(row)
    row.ended_at = max(row.started_at, at)
    row.duration = _minutes(row.started_at, row.ended_at, rest)
    pauses.keep(session, row, rest.over(row.ended_at))
    session.add(row)
    events.session_ended(session, row)


def _minutes(start: datetime, end: datetime, rest: Rest) -> int:
    """A minute that was begun counts from its half on; a session that took place took at least one."""
    seconds = (end - start).total_seconds() - rest.until(end)
    return max(1, round(seconds / 60)) if seconds >= 1 else 0


def _running(session: Session, user_id: str) -> PracticeSession | None:
    mine = (col(PracticeSession.user_id) == user_id, col(PracticeSession.ended_at).is_(None))
    found: PracticeSession | None = session.scalar(sa.select(PracticeSession).where(*mine))
    return found


def _owned(session: Session, user_id: str, session_id: str) -> PracticeSession:
    row = session.get(PracticeSession, session_id)
    if row is None or row.user_id != user_id:
        raise NotFound(GONE)
    return row


def _sitting(session: Session, row: PracticeSession) -> Sitting:
    rest = pauses.of(row)
    played = (
        sa.select(PracticeRecord, GeneratedContent)
        .join(GeneratedContent, col(GeneratedContent.id) == col(PracticeRecord.generated_content_id))
        .where(col(PracticeRecord.practice_session_id) == row.id)
        .order_by(col(PracticeRecord.created_at), col(PracticeRecord.id))
    )
    return Sitting(
        id=row.id,
        title=row.title or '',
        started_at=row.started_at,
        ended_at=row.ended_at,
        minutes=row.duration if row.ended_at else _minutes(row.started_at, utc_now(), rest),
        goals=tuple(json.loads(row.goals)),
        achievements=tuple(json.loads(row.achievements)),
        notes=row.notes or '',
        rating=row.rating,
        items=tuple(_item(*one) for one in session.execute(played)),
        paused_at=rest.since,
        rested_s=rest.seconds,
    )


def _item(row: PracticeRecord, piece: GeneratedContent) -> Item:
    went = (row.difficulty, row.performance, row.notes or '', row.created_at)
    return Item(row.id, piece.id, piece.title, row.time_spent, row.repetitions, *went)
