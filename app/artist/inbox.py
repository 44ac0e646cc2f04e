"""What visitors have written, as its readers see it: sorted, read, answered, deleted, and gone after a while."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts, notifications, paging
from app.accounts import audit
from app.artist import choices, contact, house, profiles
from app.artist.contact_guard import CHECK, INBOX, SPAM
from app.db import reading, transaction
from app.errors import NotAllowed, NotFound
from models import ContactSubmission, User
from models.types import utc_now

BOXES = {INBOX: 'Inbox', CHECK: 'Check', SPAM: 'Spam'}
STATUSES = {'new': 'New', 'read': 'Read', 'answered': 'Answered'}
MINE, HOUSE = 'mine', 'house'
SHOWN = 100
SPAM_DAYS, DELETED_DAYS, KEPT_DAYS = 30, 30, 730
"""How long spam, deleted and all other messages are kept, in days."""
GONE = 'This message does not exist any more.'


@dataclass(frozen=True, slots=True)
class MessageView:
    """A message. `to_house` says whether it is to the house; `why` why it is not in the inbox."""

    id: str
    name: str
    email: str
    company: str
    phone: str
    project_type: str
    budget_range: str
    message: str
    status: str
    box: str
    why: str
    to_house: bool
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Counts:
    """How many messages lie in each box, and how many of them are new."""

    all: Mapping[str, int]
    new: Mapping[str, int]


def boxes_of(user_id: str) -> list[str]:
    """Which boxes somebody reads: their own, and that of the house."""
    with reading() as session:
        return [HOUSE, MINE] if house.edits_house(session.get_one(User, user_id)) else [MINE]


def listed(
    user_id: str,
    whose: str = MINE,
    box: str = INBOX,
    status: str = '',
    last: paging.Last = None,
    limit: int = SHOWN,
) -> list[MessageView]:
    """Messages of a box, the newest first, from behind `last` on; raises NotAllowed for a box that is not theirs."""
    with reading() as session:
        which = [*_theirs(session, user_id, whose), col(ContactSubmission.box) == box]
        if status:
            which.append(col(ContactSubmission.status) == status)
        made, key = col(ContactSubmission.created_at), col(ContactSubmission.id)
        rows = session.scalars(paging.behind(sa.select(ContactSubmission).where(*which), made, key, last, limit))
        return [_view(row) for row in rows]


def counts(user_id: str, whose: str = MINE) -> Counts:
    """How much there is to read."""
    with reading() as session:
        column, status = col(ContactSubmission.box), col(ContactSubmission.status)
        by = (
            sa.select(column, status, sa.func.count()).where(*_theirs(session, user_id, whose)).group_by(column, status)
        )
        found = session.execute(by).all()
    every = {box: sum(count for one, _, count in found if one == box) for box in BOXES}
    new = {box: sum(count for one, state, count in found if (one, state) == (box, 'new')) for box in BOXES}
    return Counts(every, new)


def get(user_id: str, message_id: str) -> MessageView:
    """One message; raises NotFound, also for somebody else's."""
    with reading() as session:
        return _view(_found(session, session.get_one(User, user_id), message_id))


def open_one(user_id: str, message_id: str) -> MessageView:
    """One message, which counts as read from now on."""
    with transaction() as session:
        row = _found(session, accounts.acting(session, user_id), message_id)
        if row.status == 'new':
            row.status, row.updated_at = 'read', utc_now()
            session.add(row)
            notifications.forget(session, 'contact', row.id, user_id)
        return _view(row)


def change(user_id: str, message_id: str, *, status: str = '', box: str = '') -> MessageView:
    """Say that a message is new, read or answered, or put it into another box; raises NotAllowed for other words."""
    if (status and status not in STATUSES) or (box and box not in BOXES):
        raise NotAllowed('A message is new, read or answered, and lies in the inbox, under check or in spam.')
    with transaction() as session:
        user = accounts.acting(session, user_id)
        row = _found(session, user, message_id)
        before = {'status': row.status, 'box': row.box}
        row.status, row.box = status or row.status, box or row.box
        if box and box != before['box']:
            row.why = '' if box == INBOX else 'Put here by hand'
        row.updated_at = utc_now()
        session.add(row)
        after = {'status': row.status, 'box': row.box}
        audit.note(session, 'contact.changed', user, target=row.id, before=before, after=after)
        return _view(row)


def delete(user_id: str, message_id: str) -> None:
    """Delete a message; for thirty days it can be brought back."""
    with transaction() as session:
        user = accounts.acting(session, user_id)
        row = _found(session, user, message_id)
        row.deleted_at = utc_now()
        session.add(row)
        notifications.forget(session, 'contact', row.id)
        audit.note(session, 'contact.deleted', user, target=row.id, after={'deleted': True})


def restore(user_id: str, message_id: str) -> MessageView:
    """Bring a deleted message back."""
    with transaction() as session:
        user = accounts.acting(session, user_id)
        row = _found(session, user, message_id, deleted=True)
        row.deleted_at = None
        session.add(row)
        audit.note(session, 'contact.restored', user, target=row.id, after={'deleted': False})
        return _view(row)


def empty_spam(user_id: str, whose: str = MINE) -> int:
    """Delete all spam of a box; returns how much that was."""
    with transaction() as session:
        user = accounts.acting(session, user_id)
        which = (*_theirs(session, user_id, whose), col(ContactSubmission.box) == SPAM)
        gone = sa.update(ContactSubmission).where(*which).values(deleted_at=utc_now())
        count = int(getattr(session.execute(gone.execution_options(synchronize_session=False)), 'rowcount', 0))
        audit.note(session, 'contact.spam_emptied', user, before={'messages': count, 'box': whose})
        return count


def settings_of(user_id: str) -> tuple[bool, bool]:
    """Whether an artist's page has a form, and whether messages come by mail as well."""
    chosen = profiles.of(user_id).choices
    return chosen.takes_messages, chosen.contact_mails


def set_up(user_id: str, **words: Any) -> None:
    """Decide `takes_messages` or `contact_mails` anew."""
    with transaction() as session:
        user = accounts.acting(session, user_id)
        row = profiles.ensure(session, user_id)
        choices.change(row, **words)
        row.updated_at = utc_now()
        session.add(row)
        audit.note(session, 'contact.set_up', user, target=user_id, after=words)


def expire(now: datetime | None = None) -> int:
    """Let messages go whose time is over; returns how many."""
    now = now or utc_now()
    spam = sa.and_(
        col(ContactSubmission.box) == SPAM, col(ContactSubmission.created_at) < now - timedelta(days=SPAM_DAYS)
    )
    deleted = col(ContactSubmission.deleted_at) < now - timedelta(days=DELETED_DAYS)
    old = col(ContactSubmission.updated_at) < now - timedelta(days=KEPT_DAYS)
    with transaction() as session:
        gone = sa.delete(ContactSubmission).where(sa.or_(spam, deleted, old))
        return int(getattr(session.execute(gone.execution_options(synchronize_session=False)), 'rowcount', 0))


def _theirs(session: Session, user_id: str, whose: str) -> list[sa.ColumnElement[bool]]:
    if whose == HOUSE:
        house.check_edits_house(session.get_one(User, user_id))
    there = col(ContactSubmission.deleted_at).is_(None)
    return [contact.of(None if whose == HOUSE else user_id), there]


def _found(session: Session, user: User, message_id: str, *, deleted: bool = False) -> ContactSubmission:
    row = session.get(ContactSubmission, message_id)
    readable = row is not None and (row.artist_id == user.id or (row.artist_id is None and house.edits_house(user)))
    if row is None or not readable or (row.deleted_at is not None and not deleted):
        raise NotFound(GONE)
    return row


def _view(row: ContactSubmission) -> MessageView:
    told = {name: getattr(row, name) for name in MessageView.__slots__ if name != 'to_house'}
    return MessageView(to_house=row.artist_id is None, **told)
