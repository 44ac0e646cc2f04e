"""The week in numbers by mail, for artists who want it: on Monday morning by their own clock, once a week."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts, notifications
from app.accounts import audit
from app.accounts.mail import Letter, post
from app.artist import choices, profiles
from app.config import settings
from app.db import reading, transaction
from models import Insight, Notification, Profile, User
from models.types import utc_now

KIND, ABOUT = 'artist.report', 'artist report'
HOUR = 8
AT_ONCE = 500
MOST = 8
GOOD_FOR = timedelta(days=3)
ENDING = 'You asked for this mail. The page of your insights has the switch that ends it.'


def wants(user_id: str) -> bool:
    """Whether an artist wants the report."""
    with reading() as session:
        row = session.scalar(sa.select(Profile).where(col(Profile.user_id) == user_id))
        return row is not None and choices.of(row).weekly_report


def choose(user_id: str, *, wanted: bool) -> None:
    """Choose whether the report comes by mail."""
    with transaction() as session:
        user = accounts.acting(session, user_id)
        row = profiles.ensure(session, user_id)
        choices.change(row, weekly_report=wanted)
        session.add(row)
        audit.note(session, 'artist.report_chosen', user, target=row.id, after={'weekly_report': wanted})


def send_due(now: datetime | None = None) -> int:
    """Post what is due, each in a transaction of its own; returns how many."""
    now = now or utc_now()
    wanting = sa.select(col(Profile.user_id)).where(col(Profile.choices).contains('"weekly_report": true'))
    with reading() as session:
        artists = list(session.scalars(wanting.order_by(col(Profile.user_id)).limit(AT_ONCE)))
    sent = 0
    for user_id in artists:
        with transaction() as session:
            sent += _send(session, user_id, now)
    return sent


def _send(session: Session, user_id: str, now: datetime) -> bool:
    """Post one report, if it is Monday morning there or later, and none was posted this week."""
    user = session.get(User, user_id)
    if user is None or accounts.is_hidden(user) or settings().accounts == 'off' or user.email_verified_at is None:
        return False
    local = now.astimezone(_zone(user.timezone))
    year, week, weekday = local.isocalendar()
    if weekday == 1 and local.hour < HOUR:
        return False
    name = f'{user_id} {year}-W{week:02}'
    there = sa.exists().where(col(Notification.user_id) == user_id, col(Notification.entity) == ABOUT)
    if session.scalar(sa.select(there.where(col(Notification.entity_id) == name))):
        return False
    letter = report(session, user_id, now)
    post(session, user.email, letter, good_until=now + GOOD_FOR)
    said = letter.paragraphs[0]
    notifications.notify(
        session, user_id, KIND, letter.subject, body=said, href=letter.path, entity=ABOUT, entity_id=name
    )
    return True


def report(session: Session, user_id: str, now: datetime) -> Letter:
    """What the last seven days have brought: what is new, what was withdrawn; and where nothing was, that."""
    since = now - timedelta(days=7)
    row = Insight
    new = sa.select(row).where(
        col(row.artist_id) == user_id, col(row.shown_at) > since, col(row.withdrawn_at).is_(None)
    )
    gone = sa.select(row).where(
        col(row.artist_id) == user_id, col(row.shown_at).is_not(None), col(row.withdrawn_at) > since
    )
    said = [_sentence(one) for one in session.scalars(new.order_by(col(row.weight).desc()).limit(MOST))]
    taken = [f'Withdrawn: {_sentence(one)} {one.withdrawn_why}' for one in session.scalars(gone.limit(MOST))]
    head = 'This is new in your numbers:' if said else 'There is nothing new in your numbers this week.'
    letter = Letter('Your week in numbers', (head, *said, *taken), 'Open your insights', '/artist/insights', ENDING)
    return replace(letter, subject='Your week in numbers: nothing new') if not said and not taken else letter


def _sentence(row: Insight) -> str:
    found: str = json.loads(row.content).get('sentence', '')
    return found


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo('UTC')
