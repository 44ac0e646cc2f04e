"""What an admin sees and does. Every function asks first whether the visitor is one; nobody ever acts as somebody else.

Whoever is no admin hears that there is nothing here.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlmodel import col, select

from app.accounts import audit, people
from app.accounts.owner import session_user
from app.accounts.people import Person
from app.db import reading, transaction
from app.errors import NotFound
from models import AuditEntry, Mail, User, UserUploadStats

PAGE_SIZE, OUTBOX_SIZE = 50, 100

P = ParamSpec('P')
R = TypeVar('R')


@dataclass(frozen=True, slots=True)
class People:
    """One page of users, the newest first, with what each uploaded this month."""

    found: list[Person]
    uploads: dict[str, int]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the audit log."""

    id: int
    at: datetime
    actor: str
    action: str
    target: str
    before: dict[str, object]
    after: dict[str, object]
    address: str


@dataclass(frozen=True, slots=True)
class Log:
    """One page of the audit log, the newest first."""

    found: list[Entry]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail in the outbox; `waits` where it has not been sent."""

    id: str
    to: str
    subject: str
    created_at: datetime
    waits: bool
    attempts: int
    error: str


def require_admin() -> User:
    """The visitor, if he is an admin.

    Raises
    ------
    NotFound
        He is none.
    """
    user = session_user()
    if not user.is_admin:
        raise NotFound('There is nothing here: the link is old, or has a slip in it.')
    return user


def act(deed: Callable[Concatenate[User | str, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Do one of the deeds of `people` as the admin who asks."""
    return deed(require_admin(), *args, **kwargs)


def users(search: str = '', tier: int | None = None, page: int = 1) -> People:
    """One page of the users whose address or name holds the words, of one tier or of all."""
    require_admin()
    wanted: list[sa.ColumnElement[bool]] = []
    if search.strip():
        words = search.strip().lower()
        named = sa.func.instr(sa.func.lower(sa.func.coalesce(User.name, '')), words) > 0
        wanted.append(sa.or_(sa.func.instr(User.email, words) > 0, named))
    if tier is not None:
        wanted.append(col(User.subscription_tier) == tier)
    with reading() as session:
        total = session.scalar(sa.select(sa.func.count()).select_from(User).where(*wanted)) or 0
        pages, page = _paged(total, page)
        newest: sa.ColumnElement[int] = sa.literal_column('users.rowid').desc()
        rows = session.exec(
            select(User).where(*wanted).order_by(newest).offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE)
        ).all()
        ids = [row.id for row in rows]
        stats = session.exec(select(UserUploadStats).where(col(UserUploadStats.user_id).in_(ids)))
        return People(
            [people.view(row) for row in rows], {s.user_id: s.uploads_this_month for s in stats}, total, page, pages
        )


def one(user_id: str) -> Person:
    """One user."""
    require_admin()
    with reading() as session:
        return people.view(people.found(session, user_id))


def log(search: str = '', page: int = 1) -> Log:
    """One page of what was done: by somebody, to somebody, or of a kind."""
    require_admin()
    wanted: list[sa.ColumnElement[bool]] = []
    if search.strip():
        words = search.strip()
        wanted.append(
            sa.or_(
                sa.func.instr(AuditEntry.actor, words) > 0,
                sa.func.instr(AuditEntry.action, words) == 1,
                col(AuditEntry.target) == words,
            )
        )
    with reading() as session:
        total = session.scalar(sa.select(sa.func.count()).select_from(AuditEntry).where(*wanted)) or 0
        pages, page = _paged(total, page)
        rows = session.exec(
            select(AuditEntry)
            .where(*wanted)
            .order_by(col(AuditEntry.id).desc())
            .offset((page - 1) * PAGE_SIZE)
            .limit(PAGE_SIZE)
        )
        return Log([_entry(row) for row in rows], total, page, pages)


def outbox() -> list[Letter]:
    """The latest mails, without what they say: that is opened one by one, and noted."""
    require_admin()
    with reading() as session:
        rows = session.exec(select(Mail).order_by(sa.literal_column('mails.rowid').desc()).limit(OUTBOX_SIZE))
        return [
            Letter(row.id, row.to, row.subject, row.created_at, row.sent_at is None, row.attempts, row.error or '')
            for row in rows
        ]


def open_letter(mail_id: str) -> str:
    """What a mail that was not sent says. It may open an account, so the log keeps who looked."""
    admin = require_admin()
    with transaction() as session:
        mail = session.get(Mail, mail_id)
        if mail is None or mail.sent_at is not None:
            raise NotFound('This mail was sent, or removed.')
        audit.note(session, 'mail.opened', admin, target=mail.to, after={'subject': mail.subject})
        return mail.text


def note(action: str, target: str, **after: object) -> None:
    """Write down what the admin did elsewhere, to a job for one."""
    admin = require_admin()
    with transaction() as session:
        audit.note(session, action, admin, target=target, after=after)


def _paged(total: int, page: int) -> tuple[int, int]:
    pages = max(1, -(-total // PAGE_SIZE))
    return pages, min(max(1, page), pages)


def _entry(row: AuditEntry) -> Entry:
    before, after = (json.loads(text) if text else {} for text in (row.before, row.after))
    return Entry(row.id or 0, row.at, row.actor, row.action, row.target or '', before, after, row.address)
