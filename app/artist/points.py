"""Points: a ledger in which everything earns once, and its sum on the profile, written in one transaction.

What earns how much, and how often in a day or a week, is data (`RULES`). What goes within a day takes its points along.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import isqrt
from typing import Any, Literal

import sqlalchemy as sa
from sqlmodel import Session, col

from app import notifications, paging
from app.artist import days, profiles
from app.db import reading
from models import Profile, XpEntry
from models.types import utc_now

BACK_WITHIN = timedelta(hours=24)
"""What goes within this time takes its points along."""
LEVEL_STEP = 50
LEVEL_UP = 'artist.level'
NOTIFICATIONS = {LEVEL_UP: 'You have reached a level as an artist'}
MOST_TIMES = 10
"""A streak of more weeks earns no more than one of so many."""

Per = Literal['', 'day', 'week']


@dataclass(frozen=True, slots=True)
class Rule:
    """What something earns.

    Parameters
    ----------
    points : how many, each time.
    words : what it was for, as its owner reads it.
    per : the period that it is counted by; empty where each thing counts once and there is no end to them.
    most : how many of them count in one period.
    """

    points: int
    words: str
    per: Per = ''
    most: int = 1


RULES: dict[str, Rule] = {
    'checklist.name': Rule(25, 'Name and handle'),
    'checklist.zone': Rule(10, 'Time zone'),
    'checklist.picture': Rule(15, 'A picture'),
    'checklist.bio': Rule(15, 'Something about you'),
    'checklist.link': Rule(10, 'A link'),
    'checklist.release': Rule(20, 'A first release'),
    'checklist.sound': Rule(20, 'A first sound on your page'),
    'checklist.numbers': Rule(20, 'First numbers'),
    'checklist.goal': Rule(10, 'A goal'),
    'checklist.public': Rule(25, 'Your page is public'),
    'release': Rule(40, 'A release published', 'week', 2),
    'post': Rule(10, 'A post', 'day'),
    'import': Rule(15, 'Numbers brought up to date', 'week'),
    'session': Rule(30, 'A session completed'),
    'heard': Rule(5, 'A delivered file heard'),
    'insight': Rule(10, 'An insight acted on', 'week', 3),
    'milestone': Rule(50, 'A milestone'),
    'streak_week': Rule(5, 'A full week of your streak', 'week'),
}


@dataclass(frozen=True, slots=True)
class Entry:
    """One line as its owner reads it; `is_taken_back` says that what it was for went within a day."""

    id: str
    rule: str
    words: str
    points: int
    period: str
    created_at: datetime
    is_taken_back: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """How far somebody is: `xp` in all, `into` of the `span` points between this level and the next."""

    xp: int = 0
    level: int = 1
    into: int = 0
    span: int = 2 * LEVEL_STEP

    @property
    def left(self) -> int:
        """How many points the next level is away."""
        return self.span - self.into


def needs(level: int) -> int:
    """How many points a level, from 1 on, needs in all."""
    return LEVEL_STEP * level * (level - 1)


def level_of(xp: int) -> int:
    """The level that so many points are enough for."""
    return (1 + isqrt(4 * (max(0, xp) // LEVEL_STEP) + 1)) // 2


def standing(xp: int) -> Standing:
    """How far somebody with so many points is."""
    level = level_of(xp)
    return Standing(xp, level, xp - needs(level), needs(level + 1) - needs(level))


def week_of(day: date) -> str:
    """The ISO week of a day, like 2026-W53."""
    year, week, _ = day.isocalendar()
    return f'{year}-W{week:02}'


def earn(
    session: Session,
    user_id: str,
    rule: str,
    reference: str = '',
    period: str = '',
    *,
    times: int = 1,
    now: datetime | None = None,
) -> int:
    """Write down what somebody has earned, in the transaction in which they do; returns how many points that were.

    Nothing where it was earned before, or as much as counts of it in a day or a week was.

    Parameters
    ----------
    rule : one of `RULES`.
    reference : the id of what it is for. The same one earns once, whatever the period.
    period : the day (2026-11-29) or ISO week (2026-W48) that it belongs to, if that is not the one of now.
    times : how often its points count, up to 10.
    """
    known, now = RULES[rule], now or utc_now()
    period = period or _period(session, user_id, known, now)
    before = _same(session, user_id, rule, reference, period)
    if (before is not None and before.taken_back_at is None) or _is_full(session, user_id, rule, period):
        return 0
    row = before or XpEntry(user_id=user_id, rule=rule, reference=reference)
    row.points, row.period = known.points * max(1, min(times, MOST_TIMES)), period
    row.created_at, row.taken_back_at = now, None
    session.add(row)
    _sum_up(session, user_id)
    return row.points


def take_back(
    session: Session, user_id: str, rule: str, reference: str = '', period: str = '', *, now: datetime | None = None
) -> int:
    """Take back what something earned that is gone within 24 hours; returns how many points that were, 0 after that."""
    now = now or utc_now()
    row = _same(session, user_id, rule, reference, period)
    if row is None or row.taken_back_at is not None or row.created_at <= now - BACK_WITHIN:
        return 0
    row.taken_back_at = now
    session.add(row)
    _sum_up(session, user_id)
    return row.points


def has_earned(session: Session, user_id: str, rule: str) -> bool:
    """Whether somebody ever earned something by a rule, and kept it."""
    mine = (col(XpEntry.user_id) == user_id, col(XpEntry.rule) == rule, col(XpEntry.taken_back_at).is_(None))
    return bool(session.scalar(sa.select(sa.exists().where(*mine))))


def of(user_id: str) -> Standing:
    """How far somebody is; at the beginning, if they have no profile yet."""
    with reading() as session:
        xp = session.scalar(sa.select(col(Profile.xp)).where(col(Profile.user_id) == user_id))
    return standing(xp or 0)


def ways(user_id: str, most: int = 2) -> list[tuple[str, int]]:
    """What would earn something now and has not: words and points, what brings most first."""
    now = utc_now()
    with reading() as session:
        open_ones = [
            known
            for rule, known in RULES.items()
            if not _is_full(session, user_id, rule, _period(session, user_id, known, now))
            and not (rule.startswith('checklist.') and has_earned(session, user_id, rule))
        ]
    open_ones.sort(key=lambda known: -known.points)
    return [(known.words, known.points) for known in open_ones[:most]]


def behind(user_id: str, last: paging.Last, limit: int) -> list[Entry]:
    """The lines of somebody's ledger from one on, the newest first."""
    mine = sa.select(XpEntry).where(col(XpEntry.user_id) == user_id)
    with reading() as session:
        rows = session.scalars(paging.behind(mine, col(XpEntry.created_at), col(XpEntry.id), last, limit))
        return [_entry(row) for row in rows]


def _entry(row: XpEntry) -> Entry:
    words = RULES[row.rule].words if row.rule in RULES else row.rule
    return Entry(row.id, row.rule, words, row.points, row.period, row.created_at, row.taken_back_at is not None)


def _period(session: Session, user_id: str, known: Rule, now: datetime) -> str:
    """The day or week of somebody that now is, as far as a rule counts by it."""
    if not known.per:
        return ''
    today = days.of(session, user_id).day(now)
    return today.isoformat() if known.per == 'day' else week_of(today)


def _same(session: Session, user_id: str, rule: str, reference: str, period: str) -> XpEntry | None:
    """The line for the same thing: by its id in whatever period, or without one by the period."""
    which: list[Any] = [col(XpEntry.user_id) == user_id, col(XpEntry.rule) == rule, col(XpEntry.reference) == reference]
    if not reference:
        which.append(col(XpEntry.period) == period)
    found: XpEntry | None = session.scalar(sa.select(XpEntry).where(*which).limit(1))
    return found


def _is_full(session: Session, user_id: str, rule: str, period: str) -> bool:
    """Whether as many as count in this period have been."""
    known = RULES[rule]
    if not known.per:
        return False
    mine = (col(XpEntry.user_id) == user_id, col(XpEntry.rule) == rule, col(XpEntry.period) == period)
    counted = sa.select(sa.func.count()).select_from(XpEntry).where(*mine, col(XpEntry.taken_back_at).is_(None))
    return (session.scalar(counted) or 0) >= known.most


def _sum_up(session: Session, user_id: str) -> None:
    """Write the sum and its level into the profile, and tell who has come to a higher one than ever."""
    profile = profiles.ensure(session, user_id)
    session.flush()
    mine = (col(XpEntry.user_id) == user_id, col(XpEntry.taken_back_at).is_(None))
    xp = session.scalar(sa.select(sa.func.sum(col(XpEntry.points))).where(*mine)) or 0
    level = level_of(xp)
    if level > profile.level:
        title = f'You are at level {level}'
        told = f'{xp:,} points so far; level {level + 1} begins at {needs(level + 1):,}.'
        notifications.notify(
            session, user_id, LEVEL_UP, title, body=told, href='/artist', entity='artist level', entity_id=user_id
        )
    profile.xp, profile.level = xp, level
    session.add(profile)
