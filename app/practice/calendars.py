"""The calendar of somebody's practice: a secret address at which their own calendar program reads when they practise.

Nothing is told there but days, times, minutes and the titles of pieces that are due. The address is kept as a hash, so
it is shown once; it works until it is taken back, or another one is made.
"""

from collections import defaultdict
from datetime import datetime, time, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts, areas
from app.accounts import audit, throttle, tokens
from app.config import settings
from app.db import reading, transaction
from app.errors import NotFound
from app.installation import flags
from app.practice import ical, progress, reviews, schedule
from models import PracticeCalendar, User, UserProfile
from models.types import utc_now

PREFIX = '/calendars/'
LOOKED_AHEAD = timedelta(days=14)
MOST_TITLES = 20
GONE = 'There is no calendar at this address, or not any more.'


def make(user_id: str) -> str:
    """Make an address, and return it; an earlier one stops working."""
    token = tokens.fresh()
    with transaction() as session:
        accounts.acting(session, user_id)
        row = session.get(PracticeCalendar, user_id) or PracticeCalendar(user_id=user_id, token_hash='')
        row.token_hash, row.created_at = tokens.digest(token), utc_now()
        session.add(row)
        _note(session, 'calendar.made', user_id)
    return f'{settings().address}{PREFIX}{token}.ics'


def made_at(user_id: str) -> datetime | None:
    """When the address was made that works; None where there is none."""
    with reading() as session:
        row = session.get(PracticeCalendar, user_id)
        return None if row is None else row.created_at


def revoke(user_id: str) -> None:
    """Let the address work no more. Raises NotFound where there is none."""
    with transaction() as session:
        accounts.acting(session, user_id)
        row = session.get(PracticeCalendar, user_id)
        if row is None:
            raise NotFound('There is no address for your calendar, or not any more.')
        session.delete(row)
        _note(session, 'calendar.ended', user_id)


def feed(token: str) -> str:
    """What whoever has the address reads there, as an iCalendar file.

    Raises
    ------
    NotFound
        There is no such address, it was taken back, or its owner is gone.
    TooManyTries
        Too many addresses that do not exist were tried from one place.
    """
    about = accounts.visitor().place
    throttle.check(throttle.SHARE_ADDRESS, about)
    with reading() as session:
        row = session.scalar(
            sa.select(PracticeCalendar).where(col(PracticeCalendar.token_hash) == tokens.digest(token))
        )
        user = None if row is None else session.get(User, row.user_id)
    if row is None:
        throttle.count(throttle.SHARE_ADDRESS, about)
        raise NotFound(GONE)
    if user is None or user.deleted_at is not None or accounts.is_hidden(user):
        raise NotFound(GONE)
    with reading() as session:
        flags.check_open(session, user.id, areas.get('practice'))
    now = utc_now()
    return ical.written(_week(user, row, now), now)


def _week(user: User, row: PracticeCalendar, now: datetime) -> ical.Week:
    known, zone = schedule.get(user.id), progress.zone_of(user)
    clock = datetime.combine(now.date(), time.fromisoformat(known.at), zone)
    with reading() as session:
        changed = session.scalar(sa.select(col(UserProfile.updated_at)).where(col(UserProfile.user_id) == user.id))
    return ical.Week(
        uid=f'{tokens.digest(f"event {row.token_hash}")[:32]}@levelmix',
        zone=zone,
        first=ical.first_time(known.days, clock, row.created_at.astimezone(zone).date()),
        days=known.days,
        minutes=known.minutes,
        changed=max(row.created_at, changed or row.created_at),
        due=_due(user.id, now),
    )


def _due(user_id: str, now: datetime) -> dict[datetime, list[str]]:
    """The titles of what is due, each at the first time from its day on at which somebody practises anyway."""
    until = now + LOOKED_AHEAD
    times = [at for at in schedule.next_times(user_id, 14, now) if at <= until]
    found: dict[datetime, list[str]] = defaultdict(list)
    for one in reviews.due(user_id, MOST_TITLES, until):
        at = next((at for at in times if at >= one.due_at), None)
        if at is not None:
            found[at].append(one.title)
    return dict(found)


def _note(session: Session, action: str, user_id: str) -> None:
    if settings().accounts == 'on':
        audit.note(
            session, action, session.get(User, user_id), target=user_id, after={'address': action == 'calendar.made'}
        )
