"""What becomes of findings: kept once, shown as at most five new cards a week, brought up to date or withdrawn when the
numbers change.

Given plain JSON of findings (`Finding.to_json`), so that it needs none of what finds them.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app import notifications, webhooks
from app.artist import points
from app.artist.insight_words import DATA_RULES, is_told_of
from models import Insight

TOLD = 'artist.insight'
NOTIFICATIONS = {TOLD: 'There is something new in your numbers'}
EVENTS = {TOLD: 'Something new was found in an artist’s numbers'}
A_WEEK = 5
WARNINGS_A_WEEK = 2
"""Of the five, so that three stale platforms leave room for what the others say."""
WEEK = timedelta(days=7)
NEWS_FOR = timedelta(days=28)
"""What was found and not shown for so long is no news any more."""
NOT_OLDER = timedelta(days=90)
"""What ended longer ago is not kept: somebody who imports two years of numbers reads of the last three months."""
LIVE_ONLY = ('unsettled', 'too_short')
"""Told on the screen as it is now, never as cards."""
AGAIN_AFTER = {
    **dict.fromkeys(('trend', 'next_milestone', 'faster', 'share', 'forecast'), timedelta(days=28)),
    **dict.fromkeys(('together', 'best_weekday'), timedelta(days=84)),
    **dict.fromkeys(('spike', 'drop'), timedelta(days=1)),
    'level': timedelta(days=7),
}
"""The same rule says no more of the same series for so long, counted between the first days."""
ROWS_NAMED = 70
DRIFTS = 0.1
"""The height of a level is known better with each day; only more than a tenth is another one."""

Found = Mapping[str, Any]


@dataclass(slots=True)
class Kept:
    """What a look has changed."""

    new: list[str] = field(default_factory=list)
    shown: list[str] = field(default_factory=list)
    changed: int = 0
    withdrawn: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to become of a kept row: `now` is what it says with today's values, `why` why it is withdrawn."""

    row_id: str
    stands: bool
    why: str = ''
    now: Found | None = None


def rows(session: Session, user_id: str) -> list[Insight]:
    """Everything that was found for an artist, the oldest first."""
    mine = sa.select(Insight).where(col(Insight.artist_id) == user_id)
    return list(session.scalars(mine.order_by(col(Insight.created_at))))


def keep(
    session: Session, user_id: str, found: Sequence[Found], verdicts: Sequence[Verdict], today: date, now: datetime
) -> Kept:
    """Write down what a look has found, in one transaction: what is new, what has changed, what no longer stands."""
    kept = Kept()
    known = rows(session, user_id)
    by_id = {row.id: row for row in known}
    for verdict in verdicts:
        if verdict.row_id in by_id:
            _judge(session, by_id[verdict.row_id], verdict, kept, now)
    for one in found:
        if one['rule'] not in LIVE_ONLY and date.fromisoformat(one['last_day']) >= today - NOT_OLDER:
            _keep_one(session, user_id, one, known, kept, now)
    session.flush()
    _show(session, user_id, known, kept, now)
    return kept


def _judge(session: Session, row: Insight, verdict: Verdict, kept: Kept, now: datetime) -> None:
    if row.withdrawn_at is not None:
        return
    if verdict.stands:
        if verdict.now is not None and _update(row, verdict.now):
            kept.changed += 1
        return
    row.withdrawn_at, row.withdrawn_why = now, verdict.why
    session.add(row)
    points.take_back(session, row.artist_id, 'milestone', row.id, now=now)
    if row.shown_at is None:
        return
    kept.withdrawn.append(row.id)
    row.is_read = False
    if row.insight_type not in DATA_RULES:
        said = f'{json.loads(row.content)["sentence"]} {verdict.why}'
        title = 'An insight was withdrawn'
        _notify(session, row.artist_id, title, said, row.id)


def _update(row: Insight, now: Found) -> bool:
    """Bring a row up to date if its numbers have changed; what it said first stays beside it."""
    before = json.loads(row.content)
    old, new = before.get('value') or 0.0, now.get('value') or 0.0
    if abs(new - old) <= (DRIFTS if row.insight_type == 'level' else 1e-6) * max(1.0, abs(old)):
        return False
    first = before.get('first_said') or {name: before.get(name) for name in ('value', 'expected', 'sentence')}
    row.content = json.dumps({**now, 'first_said': first, 'settled_until': before.get('settled_until')})
    return True


def _keep_one(session: Session, user_id: str, one: Found, known: list[Insight], kept: Kept, now: datetime) -> None:
    first = date.fromisoformat(one['first_day'])
    for row in (row for row in known if is_told_of(row, one)):
        if row.first_day == first:
            if row.withdrawn_at is not None:  # the numbers have come back
                row.withdrawn_at, row.withdrawn_why, row.content = None, '', json.dumps(dict(one))
                kept.changed += 1
            return
        again_after = AGAIN_AFTER.get(one['rule'])
        if row.withdrawn_at is None and again_after is not None and abs(first - row.first_day) <= again_after:
            return
    row = Insight(artist_id=user_id, insight_type=one['rule'], platform=one['platform'], first_day=first)
    row.metric_type, row.subject, row.weight = one['metric'], one['subject'], one['weight']
    row.content, row.created_at = json.dumps(dict(one)), now
    session.add(row)
    session.flush()
    known.append(row)
    kept.new.append(row.id)
    if one['rule'] == 'milestone':
        points.earn(session, user_id, 'milestone', row.id, now=now)


def _show(session: Session, user_id: str, known: Sequence[Insight], kept: Kept, now: datetime) -> None:
    """Make the weightiest of what waits into cards, as many as this week has room for."""
    lately = [row for row in known if row.shown_at is not None and row.shown_at > now - WEEK]
    warned = sum(row.insight_type in DATA_RULES for row in lately)
    waiting = [row for row in known if row.shown_at is None and row.withdrawn_at is None]
    waiting = [row for row in waiting if row.created_at >= now - NEWS_FOR]
    told = {_about(row) for row in known if row.shown_at is not None and row.withdrawn_at is None}
    for row in sorted(waiting, key=lambda row: (-row.weight, row.first_day, row.id)):
        is_warning = row.insight_type in DATA_RULES
        if len(lately) >= A_WEEK:
            break
        if _about(row) in told or (is_warning and warned >= WARNINGS_A_WEEK):
            continue
        row.shown_at = now
        session.add(row)
        lately.append(row)
        told.add(_about(row))
        warned += is_warning
        kept.shown.append(row.id)
        webhooks.tell(session, user_id, 'artist', TOLD, lambda row=row: described(row))  # type: ignore[misc]
    _tell(session, user_id, [row for row in lately if row.id in kept.shown])


def _about(row: Insight) -> tuple[str, str, str, date]:
    """Streams and listeners of one day are one card."""
    return (row.insight_type, row.platform, row.subject, row.first_day)


def _tell(session: Session, user_id: str, shown: Sequence[Insight]) -> None:
    if not shown:
        return
    title = 'Something new in your numbers' if len(shown) == 1 else f'{len(shown)} new insights in your numbers'
    _notify(session, user_id, title, json.loads(shown[0].content)['sentence'], user_id)


def _notify(session: Session, user_id: str, title: str, body: str, about: str) -> None:
    notifications.notify(
        session, user_id, TOLD, title, body=body, href='/artist/insights', entity='artist insight', entity_id=about
    )


def described(row: Insight) -> dict[str, Any]:
    """One insight as programs are told of it."""
    said = json.loads(row.content)
    named = ('sentence', 'reason', 'value', 'expected', 'effect', 'interval', 'last_day', 'days_used')
    return {
        'id': row.id,
        'rule': row.insight_type,
        'platform': row.platform,
        'metric': row.metric_type,
        'subject': row.subject,
        'first_day': row.first_day.isoformat(),
        **{name: said.get(name) for name in named},
    }
