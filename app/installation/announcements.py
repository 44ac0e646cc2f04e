"""Sentences from the admin that everybody reads at the top of the screens, from one moment to another."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col, select

from app import accounts
from app.accounts import audit
from app.db import reading, transaction
from app.errors import NotAllowed, NotFound
from models import Announcement, Pause
from models.types import utc_now

LEVELS = ('info', 'warn', 'bad')
"""How urgent a sentence is, the least urgent first."""
TEXT_LIMIT, MOST_SHOWN, MOST_LISTED = 500, 3, 25
KEPT = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Notice:
    """What is shown at the top of the screens. A pause cannot be dismissed: it says why something does not work."""

    id: str
    text: str
    level: str
    dismissable: bool


def notices() -> tuple[Notice, ...]:
    """What everybody reads now: pauses first, then announcements, the most urgent and latest first."""
    now = utc_now()
    holds = (
        sa.or_(col(Announcement.starts_at) <= now, _began_at_once()),
        sa.or_(col(Announcement.ends_at).is_(None), col(Announcement.ends_at) > now),
    )
    with reading() as session:
        pauses = [Notice(f'pause-{row.name}', row.sentence, 'warn', False) for row in session.exec(select(Pause))]
        rows = list(session.exec(select(Announcement).where(*holds).order_by(col(Announcement.starts_at).desc())))
    rows.sort(key=lambda row: -LEVELS.index(row.level))
    return (*pauses, *(Notice(row.id, row.text, row.level, True) for row in rows[:MOST_SHOWN]))


def announcements() -> list[Announcement]:
    """Those that are shown or to come, then those that are over, each the latest first; the oldest are left out."""
    accounts.require_admin()
    over = sa.case((col(Announcement.ends_at) <= utc_now(), 1), else_=0)
    ordered = select(Announcement).order_by(over, col(Announcement.starts_at).desc())
    with reading() as session:
        return list(session.exec(ordered.limit(MOST_LISTED)))


def get(announcement_id: str) -> Announcement:
    """One of them; raises NotFound where there is none."""
    accounts.require_admin()
    with reading() as session:
        row = session.get(Announcement, announcement_id)
    if row is None:
        raise NotFound('This announcement is gone already.')
    return row


def announce(text: str, level: str, starts_at: datetime | None = None, ends_at: datetime | None = None) -> str:
    """Announce something, from now on or from a later moment (UTC); returns its id.

    Raises
    ------
    NotAllowed
        It says nothing, is too long, or ends before it begins.
    """
    accounts.require_admin()
    said, starts = ' '.join(text.split()), starts_at or utc_now()
    if not said or len(said) > TEXT_LIMIT:
        raise NotAllowed(f'Write something, in at most {TEXT_LIMIT} characters.')
    if level not in LEVELS:
        raise NotAllowed(f'Choose one of {", ".join(LEVELS)}.')
    if ends_at is not None and ends_at <= starts:
        raise NotAllowed('It would end before it begins: choose a later end.')
    with accounts.administering() as (session, admin):
        made = starts if starts_at is None else utc_now()
        row = Announcement(text=said, level=level, starts_at=starts, ends_at=ends_at, by=admin.email, created_at=made)
        session.add(row)
        session.flush()
        audit.note(session, 'announcement.made', admin, target=row.id, after=_told(row))
        return row.id


def end(announcement_id: str) -> None:
    """End one now; one that has not begun, or is over, is deleted."""
    with accounts.administering() as (session, admin):
        row = session.get(Announcement, announcement_id)
        if row is None:
            raise NotFound('This announcement is gone already.')
        now, before = utc_now(), _told(row)
        if row.starts_at <= now and (row.ends_at is None or row.ends_at > now):
            row.ends_at = now
            session.add(row)
            audit.note(session, 'announcement.ended', admin, target=row.id, before=before, after=_told(row))
        else:
            session.delete(row)
            audit.note(session, 'announcement.deleted', admin, target=row.id, before=before)


def upkeep() -> None:
    """Remove what ended long ago."""
    with transaction() as session:
        session.execute(sa.delete(Announcement).where(col(Announcement.ends_at) < utc_now() - KEPT))


def _began_at_once() -> sa.ColumnElement[bool]:
    """It was to be shown from the moment at which it was made, whatever the clock said then."""
    return col(Announcement.starts_at) <= col(Announcement.created_at)


def _told(row: Announcement) -> dict[str, object]:
    return {'text': row.text, 'level': row.level, 'from': row.starts_at, 'to': row.ends_at}
