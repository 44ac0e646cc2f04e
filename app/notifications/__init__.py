"""What people are told beside their screens: by the bell, and by mail if they want that, for each kind.

Whatever is worth telling is written in the transaction in which it happens. Areas name their own kinds in their record.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app import accounts, areas, paging
from app.accounts.mail import Letter, post
from app.config import settings
from app.db import PAGE, reading, transaction
from app.errors import NotFound
from models import Notification, NotificationMail, User
from models.types import utc_now

JOB_DONE, JOB_FAILED = 'job.completed', 'job.failed'
JOB = 'job'
"""The entity of notifications about jobs."""
KINDS = {JOB_DONE: 'A job is done', JOB_FAILED: 'A job has failed'}
"""What the core tells, in words."""
JOBS = 'Everything you make'
"""Over these, where all that may be told is listed."""
MOST_SHOWN = 200
KEPT = timedelta(days=90)
ENDING = 'You asked for such mails. Your account page has the switch that ends them.'


@dataclass(frozen=True, slots=True)
class Told:
    """One notification as its user reads it; `href` is empty where it leads nowhere."""

    id: str
    title: str
    body: str
    href: str
    created_at: datetime
    is_read: bool
    kind: str = ''


@dataclass(frozen=True, slots=True)
class Unread:
    """How many somebody has not read, and when the latest of them was written."""

    count: int = 0
    latest: datetime | None = None


def kinds() -> dict[str, str]:
    """Everything that may be told, in words, by its name."""
    return KINDS | {name: label for area in areas.each() for name, label in area.notifications.items()}


def groups() -> dict[str, dict[str, str]]:
    """The same apart: what the core tells first, then what each area does, by what people call it."""
    own = {area.label: dict(area.notifications) for area in areas.each() if area.notifications}
    return {JOBS: KINDS} | dict(sorted(own.items()))


def notify(
    session: Session,
    user_id: str,
    kind: str,
    title: str,
    *,
    body: str = '',
    href: str = '',
    entity: str = '',
    entity_id: str = '',
) -> None:
    """Tell somebody something, in this transaction; an older notification about the same thing gives way to it."""
    if entity:
        forget(session, entity, entity_id, user_id)
    row = Notification(user_id=user_id, kind=kind, title=title, body=body)
    row.href, row.entity, row.entity_id = href or None, entity or None, entity_id or None
    address = _address(session, user_id, kind)
    if address:
        said = tuple(part for part in (f'{title}.', body) if part)
        post(session, address, Letter(title, said, 'Open', href, ENDING))
        row.mailed_at = utc_now()
    session.add(row)


def forget(session: Session, entity: str, entity_id: str, user_id: str = '') -> None:
    """Remove what was told about something, because it is deleted, or because there is news of it."""
    about = (col(Notification.entity) == entity, col(Notification.entity_id) == entity_id)
    whose = (col(Notification.user_id) == user_id,) if user_id else ()
    session.execute(sa.delete(Notification).where(*about, *whose))


def unread(user_ids: Collection[str]) -> dict[str, Unread]:
    """What each of these users has not read; users who have read everything are left out."""
    found: dict[str, Unread] = {}
    asked = list(user_ids)
    with reading() as session:
        for start in range(0, len(asked), PAGE):
            mine = col(Notification.user_id).in_(asked[start : start + PAGE])
            counted = select(
                Notification.user_id, sa.func.count(), sa.func.max(Notification.created_at, type_=_MOMENT)
            ).where(mine, col(Notification.read_at).is_(None))
            for user_id, count, latest in session.execute(counted.group_by(col(Notification.user_id))):
                found[user_id] = Unread(count, latest)
    return found


_MOMENT = Notification.__table__.c.created_at.type  # type: ignore[attr-defined]


def newest(user_id: str, limit: int = 20) -> list[Told]:
    """The latest that somebody was told, read or not."""
    latest = select(Notification).where(col(Notification.user_id) == user_id)
    ordered = latest.order_by(col(Notification.created_at).desc(), sa.literal_column('notifications.rowid').desc())
    with reading() as session:
        return [_told(row) for row in session.exec(ordered.limit(min(limit, MOST_SHOWN)))]


def behind(user_id: str, last: paging.Last, limit: int, *, only_unread: bool = False) -> list[Told]:
    """What somebody was told from one on, newest first: what is behind `last`, its time and id."""
    found = select(Notification).where(col(Notification.user_id) == user_id)
    if only_unread:
        found = found.where(col(Notification.read_at).is_(None))
    with reading() as session:
        shown = paging.behind(found, col(Notification.created_at), col(Notification.id), last, limit)
        return [_told(row) for row in session.exec(shown)]


def mark_read(user_id: str, *notification_ids: str) -> None:
    """Note that somebody has read some of their notifications, or all of them where none is named."""
    which = [col(Notification.user_id) == user_id, col(Notification.read_at).is_(None)]
    if any(notification_ids):
        which.append(col(Notification.id).in_(notification_ids))
    with transaction() as session:
        accounts.acting(session, user_id)
        session.execute(sa.update(Notification).where(*which).values(read_at=utc_now()))


def mailed_kinds(user_id: str) -> frozenset[str]:
    """The kinds that somebody wants by mail."""
    with reading() as session:
        wanted = select(NotificationMail.kind).where(col(NotificationMail.user_id) == user_id)
        return frozenset(session.exec(wanted))


def choose_mail(user_id: str, kind: str, *, wanted: bool) -> None:
    """Choose whether a kind of notification comes by mail, too.

    Raises
    ------
    NotFound
        There is no such kind.
    """
    if kind not in kinds():
        raise NotFound('There is no such notification any more. Load the page again.')
    with transaction() as session:
        accounts.acting(session, user_id)
        row = session.get(NotificationMail, (user_id, kind))
        if wanted and row is None:
            session.add(NotificationMail(user_id=user_id, kind=kind))
        elif not wanted and row is not None:
            session.delete(row)


def upkeep() -> None:
    """Remove what was told long ago."""
    with transaction() as session:
        session.execute(sa.delete(Notification).where(col(Notification.created_at) < utc_now() - KEPT))


def _told(row: Notification) -> Told:
    return Told(row.id, row.title, row.body, row.href or '', row.created_at, row.read_at is not None, row.kind)


def _address(session: Session, user_id: str, kind: str) -> str:
    """Where somebody wants this by mail; empty where they do not, have no confirmed address, are shut out or leave."""
    if settings().accounts == 'off' or session.get(NotificationMail, (user_id, kind)) is None:
        return ''
    user = session.get(User, user_id)
    if user is None or user.email_verified_at is None or accounts.is_hidden(user):
        return ''
    return user.email
