"""Insights as their artist reads them: newest first, unread ones counted, withdrawn ones still there."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts, paging
from app.accounts import audit
from app.artist import insight_jobs, metrics, points, series
from app.artist.insight_words import NAMES
from app.db import reading, transaction
from app.errors import Changed, NotFound
from models import Insight
from models.types import utc_now

GONE = 'This insight does not exist any more.'
WITHDRAWN = 'This insight was withdrawn, so there is nothing to be done about it.'
BEFORE, AFTER = timedelta(days=28), timedelta(days=7)
"""What a card's chart shows around its days."""
CHART_DAYS = 120

State = Literal['all', 'open', 'done', 'withdrawn']


@dataclass(frozen=True, slots=True)
class Card:
    """One insight. `value`, `expected`, `effect` and `interval` are as the rule means them; `first_said` is what stood
    here before its numbers were revised; `days` are those that carry it, by the ids of their rows."""

    id: str
    rule: str
    name: str
    platform: str
    metric: str
    subject: str
    first_day: date
    last_day: date
    sentence: str
    reason: str
    value: float | None
    expected: float | None
    effect: float | None
    interval: tuple[float, float] | None
    days_used: int
    evidence: tuple[date, ...]
    rows: tuple[str, ...]
    first_said: str
    shown_at: datetime
    is_read: bool
    done_at: datetime | None
    withdrawn_at: datetime | None
    withdrawn_why: str


@dataclass(frozen=True, slots=True)
class Dot:
    """One day of a card's chart; `carries` says that the card rests on it, `doubted` that nobody believes it."""

    day: date
    value: float
    carries: bool
    doubted: bool


@dataclass(frozen=True, slots=True)
class Looked:
    """What the last look says beside its cards: when it was, of how many series, and what is missing for more."""

    at: datetime | None = None
    series: int = 0
    is_looking: bool = False
    notes: tuple[tuple[str, str], ...] = field(default=())


def behind(user_id: str, last: paging.Last, limit: int, state: State = 'all') -> list[Card]:
    """The cards of an artist from one on, the latest shown first."""
    row = Insight
    mine = sa.select(row).where(*_shown(user_id), *_in_state(state))
    with reading() as session:
        found = session.scalars(paging.behind(mine, col(row.shown_at), col(row.id), last, limit))
        return [_card(one) for one in found]


def card(user_id: str, insight_id: str) -> Card:
    """One card; raises NotFound where it is not theirs."""
    with reading() as session:
        return _card(_mine(session, user_id, insight_id))


def unread(user_id: str) -> int:
    """How many cards an artist has not read."""
    counted = sa.select(sa.func.count()).select_from(Insight).where(*_shown(user_id), col(Insight.is_read).is_(False))
    with reading() as session:
        return session.scalar(counted) or 0


def mark_read(user_id: str, *insight_ids: str) -> None:
    """Note that an artist has read some of their cards, or all of them where none is named."""
    which = [*_shown(user_id), col(Insight.is_read).is_(False)]
    if insight_ids:
        which.append(col(Insight.id).in_(insight_ids[:200]))
    with transaction() as session:
        accounts.acting(session, user_id)
        update = sa.update(Insight).where(*which).values(is_read=True)
        session.execute(update.execution_options(synchronize_session=False))


def mark_done(user_id: str, insight_id: str, *, done: bool = True) -> Card:
    """Note that something was done about an insight, which earns points, or take that back.

    Raises
    ------
    NotFound
        It is not theirs.
    Changed
        It was withdrawn.
    """
    now = utc_now()
    with transaction() as session:
        user = accounts.acting(session, user_id)
        row = _mine(session, user_id, insight_id)
        if done == (row.done_at is not None):
            return _card(row)
        if done and row.withdrawn_at is not None:
            raise Changed(WITHDRAWN)
        row.done_at, row.is_read = (now if done else None), True
        session.add(row)
        if done:
            points.earn(session, user_id, 'insight', row.id, now=now)
        else:
            points.take_back(session, user_id, 'insight', row.id, now=now)
        action = 'insight.done' if done else 'insight.reopened'
        audit.note(session, action, user, target=row.id, after={'done': done})
        return _card(row)


def charts(user_id: str, cards: Sequence[Card]) -> dict[str, list[Dot]]:
    """The days around each of these cards, by the cards' ids; none for what is not about one series."""
    found = {}
    with reading() as session:
        known: dict[tuple[str, str, str], series.Series] = {}
        for one in cards:
            if not one.platform:
                continue
            key = (one.platform, one.metric, one.subject)
            if key not in known:
                known[key] = series.read(session, user_id, *key)
            found[one.id] = _dots(known[key], one)
    return found


def looked(user_id: str) -> Looked:
    """How the last look at an artist's numbers went."""
    with reading() as session:
        task = insight_jobs.latest(session, user_id)
        is_looking = insight_jobs.is_looking(session, user_id)
    if task is None:
        return Looked(is_looking=is_looking)
    found: dict[str, Any] = json.loads(task.found)
    notes = tuple((note['sentence'], note['reason']) for note in found.get('notes', ()))
    return Looked(task.completed_at, found.get('series', 0), is_looking, notes)


def look_now(user_id: str) -> None:
    """Have the numbers looked at again; raises Refused where no job is taken."""
    with transaction() as session:
        accounts.acting(session, user_id)
        insight_jobs.ask(session, user_id)


def metric_label(one: Card) -> str:
    """What people call the number that a card is about; empty where it is about none."""
    return metrics.find(one.platform, one.metric).full_label if one.platform else ''


def _dots(known: series.Series, one: Card) -> list[Dot]:
    last = min(one.last_day, known.days[-1]) if known.days else one.last_day
    first = max(one.first_day - BEFORE, last + AFTER - timedelta(days=CHART_DAYS))
    part = known.between(first, last + AFTER)
    carrying = set(one.evidence)
    pairs = zip(part.days, part.values, strict=True)
    return [Dot(day, value, day in carrying, day in part.doubts) for day, value in pairs]


def _shown(user_id: str) -> list[sa.ColumnElement[bool]]:
    return [col(Insight.artist_id) == user_id, col(Insight.shown_at).is_not(None)]


def _in_state(state: State) -> list[sa.ColumnElement[bool]]:
    withdrawn, done = col(Insight.withdrawn_at).is_not(None), col(Insight.done_at).is_not(None)
    by_state: dict[State, list[sa.ColumnElement[bool]]] = {
        'all': [],
        'open': [~withdrawn, ~done],
        'done': [done],
        'withdrawn': [withdrawn],
    }
    return by_state[state]


def _mine(session: Session, user_id: str, insight_id: str) -> Insight:
    row = session.get(Insight, insight_id)
    if row is None or row.artist_id != user_id or row.shown_at is None:
        raise NotFound(GONE)
    return row


def _card(row: Insight) -> Card:
    said = json.loads(row.content)
    interval = said.get('interval')
    assert row.shown_at is not None
    return Card(
        id=row.id,
        rule=row.insight_type,
        name=NAMES.get(row.insight_type, row.insight_type),
        platform=row.platform,
        metric=row.metric_type,
        subject=row.subject,
        first_day=row.first_day,
        last_day=date.fromisoformat(said.get('last_day') or row.first_day.isoformat()),
        sentence=said.get('sentence', ''),
        reason=said.get('reason', ''),
        value=said.get('value'),
        expected=said.get('expected'),
        effect=said.get('effect'),
        interval=(interval[0], interval[1]) if interval else None,
        days_used=said.get('days_used', 0),
        evidence=tuple(date.fromisoformat(day) for day in said.get('evidence', ())),
        rows=tuple(said.get('rows', ())),
        first_said=(said.get('first_said') or {}).get('sentence', ''),
        shown_at=row.shown_at,
        is_read=row.is_read,
        done_at=row.done_at,
        withdrawn_at=row.withdrawn_at,
        withdrawn_why=row.withdrawn_why,
    )
