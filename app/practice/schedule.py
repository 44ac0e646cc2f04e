"""When somebody wants to practise, and the reminder on such a day; it is part of their profile."""

import json
import re
from dataclasses import asdict, dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts, notifications
from app.db import PAGE, reading, transaction
from app.errors import Invalid, NotAllowed
from app.practice import forms, progress
from models import PracticeSession, User, UserProfile
from models.types import utc_now

REMINDER = 'practice.reminder'
WITHIN = timedelta(hours=1)
"""How late a reminder still makes sense."""
CLOCK = re.compile(r'([01]\d|2[0-3]):[0-5]\d')
ENTITY = 'practice-day'


@dataclass(frozen=True, slots=True)
class Schedule:
    """Days of the week (0 is Monday), the time of the day in the user's own zone, like `18:30`, and minutes a day."""

    days: tuple[int, ...] = ()
    at: str = '18:00'
    minutes: int = 20
    reminders: bool = False
    reminded_on: str = ''
    """The day of the last reminder, like 2026-11-29."""

    def check(self) -> None:
        """Raise Invalid for what no week has."""
        Invalid.read(
            {
                'days': self._check_days,
                'at': self._check_time,
                'minutes': lambda: forms.within(self.minutes, 1, 600, 'Practise for 1 to 600 minutes a day.'),
            }
        )

    def _check_days(self) -> None:
        if not set(self.days) <= set(range(7)) or len(set(self.days)) < len(self.days):
            raise NotAllowed('Choose days of the week, each once.')

    def _check_time(self) -> None:
        if CLOCK.fullmatch(self.at) is None:
            raise NotAllowed('Write a time of the day like 18:30.')


def get(user_id: str) -> Schedule:
    """When this user wants to practise."""
    with reading() as session:
        profile = _profile(session, user_id)
    return _read(profile.practice_schedule if profile else None)


def save(user_id: str, schedule: Schedule) -> Schedule:
    """Say when; raises Invalid."""
    schedule.check()
    with transaction() as session:
        accounts.acting(session, user_id)
        profile = _profile(session, user_id) or UserProfile(user_id=user_id)
        before = _read(profile.practice_schedule)
        kept = replace(schedule, days=tuple(sorted(schedule.days)), reminded_on=before.reminded_on)
        profile.practice_schedule = json.dumps(asdict(kept))
        session.add(profile)
    return kept


def next_times(user_id: str, count: int, now: datetime | None = None) -> list[datetime]:
    """When this user wants to practise next, in their own zone; a time that a clock leaves out is an hour later."""
    known = get(user_id)
    with reading() as session:
        zone = progress.zone_of(session.get(User, user_id))
    start = (now or utc_now()).astimezone(zone)
    found: list[datetime] = []
    for step in range(count * 7 + 7 if known.days else 0):
        day = start.date() + timedelta(days=step)
        at = datetime.combine(day, time.fromisoformat(known.at), zone)
        if day.weekday() in known.days and at >= start:
            found.append(at)
    return found[:count]


def remind() -> None:
    """Remind whoever wants that and has not practised yet on this day; each day once."""
    wanted = sa.select(UserProfile).where(col(UserProfile.practice_schedule).contains('"reminders": true'))
    last = ''
    while True:
        page = wanted.where(col(UserProfile.id) > last).order_by(col(UserProfile.id)).limit(PAGE)
        with transaction() as session:
            found = session.scalars(page).all()
            for profile in found:
                _remind(session, profile)
        if len(found) < PAGE:
            return
        last = found[-1].id


def _remind(session: Session, profile: UserProfile) -> None:
    known = _read(profile.practice_schedule)
    user = session.get(User, profile.user_id)
    if user is None or user.deleted_at is not None or CLOCK.fullmatch(known.at) is None:
        return
    now = utc_now().astimezone(progress.zone_of(user))
    today = now.date().isoformat()
    late = now.replace(tzinfo=None) - datetime.combine(now.date(), time.fromisoformat(known.at))
    if now.weekday() not in known.days or known.reminded_on == today or not timedelta() <= late < WITHIN:
        return
    profile.practice_schedule = json.dumps(asdict(replace(known, reminded_on=today)))
    session.add(profile)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    sat = (col(PracticeSession.user_id) == user.id, col(PracticeSession.started_at) >= midnight)
    if session.scalar(sa.select(sa.func.count()).select_from(PracticeSession).where(*sat)) == 0:
        notifications.notify(
            session,
            user.id,
            REMINDER,
            'Time to practise',
            body=f'You planned {known.minutes} minutes for today.',
            href='/practice',
            entity=ENTITY,
            entity_id=user.id,
        )


def _profile(session: Session, user_id: str) -> UserProfile | None:
    found: UserProfile | None = session.scalar(sa.select(UserProfile).where(col(UserProfile.user_id) == user_id))
    return found


def _read(text: str | None) -> Schedule:
    """What a row says; what another version wrote that is not known here is left out."""
    try:
        told: Any = json.loads(text or '{}')
    except ValueError:
        return Schedule()
    known = {name: value for name, value in told.items() if name in Schedule.__dataclass_fields__}
    return Schedule(**known | {'days': tuple(known.get('days', ()))})
