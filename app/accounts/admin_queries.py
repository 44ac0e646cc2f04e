"""What an admin sees and does. Every function checks first that the visitor is one; nobody ever acts as somebody else.

Everybody else is told that there is nothing here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar

import sqlalchemy as sa
from sqlmodel import Session, col, select

from app.accounts import admin_actions, audit, identities, mail, standing
from app.accounts.admin_actions import Person
from app.accounts.admins import administering, check_by_person, require_admin
from app.accounts.tiers import tier_number
from app.accounts.usage import this_month
from app.db import reading
from app.errors import NotAllowed, NotFound
from models import ApiKey, Mail, Passkey, User, UserSession, UserUploadStats
from models.types import Timestamp, utc_now

PAGE_SIZE = 25

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
class Profile:
    """One user in full: how much they use, and how they sign in. Times in UTC, lengths in seconds."""

    person: Person
    tier_now: int
    uploads_this_month: int
    uploads: int
    worked_s: int
    last_upload_at: datetime | None
    devices: int
    keys: int
    second_factor: bool
    ways_in: list[str]
    leaves_at: datetime | None
    banned_until: datetime | None
    ban_reason: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail in the outbox; `waits`: it has not been sent; `given_up`: it is not tried any more.

    `opens`: the admin may read it. That is so only of what nothing here sends, because then nobody else delivers it.
    """

    id: str
    to: str
    subject: str
    created_at: datetime
    waits: bool
    opens: bool
    given_up: bool
    attempts: int
    next_try_at: datetime | None
    error: str


@dataclass(frozen=True, slots=True)
class Outbox:
    """One page of mails, the newest first."""

    found: list[Letter]
    total: int
    page: int
    pages: int


def admin_action(deed: Callable[Concatenate[User | str, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
    """Call one of the functions of `people` as the admin who asks."""
    return deed(require_admin(), *args, **kwargs)


WHICH: dict[str, Callable[[], sa.ColumnElement[bool]]] = {
    'all': sa.true,
    'free': lambda: col(User.subscription_tier) == 1,
    'premium': lambda: col(User.subscription_tier) == 2,
    'premium+': lambda: col(User.subscription_tier) == 3,
    'expired': lambda: sa.and_(col(User.subscription_tier) > 1, col(User.subscription_expires_at) <= utc_now()),
    'admins': lambda: col(User.is_super_admin).is_(True),
    'shut': lambda: col(User.disabled_at).is_not(None),
    'banned': lambda: col(User.banned_until) > utc_now(),
}
"""Which users a page shows."""


def users(search: str = '', which: str = 'all', page: int = 1) -> People:
    """One page of the users whose address or name contains the words; `which` says which of them (`WHICH`)."""
    require_admin()
    wanted = _wanted(search, which)
    with reading() as session:
        total = session.scalar(sa.select(sa.func.count()).select_from(User).where(*wanted)) or 0
        pages, page = _paged(total, page)
        if not total:
            return People([], {}, 0, 1, 1)
        newest: sa.ColumnElement[int] = sa.literal_column('users.rowid').desc()
        rows = session.exec(
            select(User).where(*wanted).order_by(newest).offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE)
        ).all()
        ids = [row.id for row in rows]
        stats = session.exec(select(UserUploadStats).where(col(UserUploadStats.user_id).in_(ids)))
        uploads = {row.user_id: this_month(row) for row in stats}
    return People([admin_actions.to_person(row) for row in rows], uploads, total, page, pages)


def users_behind(search: str, which: str, last: tuple[datetime, str] | None, limit: int) -> list[Person]:
    """The same users, newest first, from one on: those behind `last`, when and under which id they came."""
    require_admin()
    place = sa.tuple_(col(User.created_at), col(User.id))
    found = select(User).where(*_wanted(search, which))
    if last is not None:
        found = found.where(place < sa.tuple_(sa.literal(last[0], Timestamp()), sa.literal(last[1])))
    with reading() as session:
        rows = session.exec(found.order_by(col(User.created_at).desc(), col(User.id).desc()).limit(limit))
        return [admin_actions.to_person(row) for row in rows]


def _wanted(search: str, which: str) -> list[sa.ColumnElement[bool]]:
    """Users whose address or name contains the words, and which of them."""
    wanted = [WHICH.get(which, sa.true)()]
    if search.strip():
        words = search.strip().lower()
        named = sa.func.instr(sa.func.lower(sa.func.coalesce(User.display_name, '')), words) > 0
        wanted.append(sa.or_(sa.func.instr(User.email, words) > 0, named))
    return wanted


def get_profile(user_id: str) -> Profile:
    """One user."""
    require_admin()
    with reading() as session:
        user = admin_actions.user_or_404(session, user_id)
        stats = session.get(UserUploadStats, user_id)
        ways = ['password'] * bool(user.password_hash) + [row.label for row in identities.methods_of(session, user)]
        ways += ['passkey'] * bool(_count(session, Passkey, user_id))
        return Profile(
            admin_actions.to_person(user),
            tier_number(user),
            this_month(stats),
            stats.total_uploads if stats else 0,
            stats.total_processing_time_seconds if stats else 0,
            stats.last_upload_at if stats else None,
            _count(session, UserSession, user_id),
            _count(session, ApiKey, user_id),
            user.totp_since is not None,
            ways,
            user.delete_after,
            user.banned_until if standing.is_banned(user) else None,
            standing.reason_of(user),
        )


def _count(session: Session, table: type[UserSession | ApiKey | Passkey], user_id: str) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(table).where(col(table.user_id) == user_id)) or 0


def outbox(page: int = 1) -> Outbox:
    """The mails without their texts: those are opened one by one, and the log says so."""
    require_admin()
    with reading() as session:
        total = session.scalar(sa.select(sa.func.count()).select_from(Mail)) or 0
        pages, page = _paged(total, page)
        newest: sa.ColumnElement[int] = sa.literal_column('mails.rowid').desc()
        rows = session.exec(select(Mail).order_by(newest).offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE))
        return Outbox([_letter(row) for row in rows], total, page, pages)


def mails_waiting() -> int:
    """How many mails were not sent."""
    require_admin()
    with reading() as session:
        unsent = sa.select(sa.func.count()).select_from(Mail).where(col(Mail.sent_at).is_(None))
        return session.scalar(unsent) or 0


def send_again(mail_id: str) -> None:
    """Let a mail that waits, or was given up, be sent now."""
    with administering() as (session, admin):
        row = session.get(Mail, mail_id)
        if row is None or row.sent_at is not None:
            raise NotFound('This mail was sent, or removed.')
        before = {'attempts': row.attempts, 'error': row.error}
        row.attempts, row.next_try_at = 0, None
        session.add(row)
        audit.note(session, 'mail.again', admin, target=row.to, before=before, after={'subject': row.subject})


def open_letter(mail_id: str) -> str:
    """The text of a mail that was not sent. It may open an account, so the log says who read it.

    Raises
    ------
    NotAllowed
        There is a mail server, so only the person it is for needs to read it.
    """
    check_by_person()
    with administering() as (session, admin):
        row = session.get(Mail, mail_id)
        if row is None or row.sent_at is not None:
            raise NotFound('This mail was sent, or removed.')
        if mail.is_sent_here(row.to):
            raise NotAllowed(
                'Mails are sent here, so only the person who gets one reads it. Try to send this one again.'
            )
        audit.note(session, 'mail.opened', admin, target=row.to, after={'subject': row.subject})
        return row.text


def _letter(row: Mail) -> Letter:
    waits = row.sent_at is None
    opens = waits and not mail.is_sent_here(row.to)
    given_up = waits and row.attempts >= mail.MOST_ATTEMPTS
    what = (row.id, row.to, row.subject, row.created_at)
    return Letter(*what, waits, opens, given_up, row.attempts, row.next_try_at, row.error or '')


def _paged(total: int, page: int) -> tuple[int, int]:
    pages = max(1, -(-total // PAGE_SIZE))
    return pages, min(max(1, page), pages)
