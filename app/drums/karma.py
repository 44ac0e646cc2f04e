"""Karma: a ledger that is never changed, and its sum on the user, written in one transaction.

Two people can raise each other only so far: what both have gained by what the other decided, within thirty days, comes
out of one purse. What is over is written down with what it would have been, so that nobody wonders where it went.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts, paging
from app.accounts import audit
from app.db import reading
from app.drums import roles
from app.errors import NotAllowed
from models import KarmaEntry, User
from models.types import utc_now

AMOUNTS = {'fix_accepted': 10, 'fix_rejected': -2, 'verification_complete': 3, 'verification_reversed': -10}
WORDS = {
    'fix_accepted': 'A fix was accepted',
    'fix_rejected': 'A fix was rejected',
    'fix_reversed': 'An accepted fix was taken back',
    'verification_complete': 'A decision on a fix, or a map found right',
    'verification_reversed': 'A decision was reversed',
    'adjusted': 'Set right by an admin',
}
PAIR_MOST, PAIR_WITHIN = 60, timedelta(days=30)
"""What two people gain by each other at most, both together, and within which time."""
MOST_ADJUSTED = 10_000
PAGE_SIZE = 30


@dataclass(frozen=True, slots=True)
class Entry:
    """One line as its owner reads it; `asked` is more than `delta` where two people had raised each other enough."""

    id: str
    delta: int
    asked: int
    words: str
    entity: str
    entity_id: str
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class History:
    """Somebody's karma, a page of its lines, the newest first, and how many pages there are."""

    score: int
    entries: list[Entry]
    page: int
    pages: int


def book(
    session: Session,
    user_id: str | None,
    reason: str,
    *,
    about: str,
    entity_id: str,
    by: str | None = None,
    delta: int | None = None,
) -> int:
    """Write down karma that somebody gets or loses, in the transaction in which it happens; returns how much it was.

    Parameters
    ----------
    about, entity_id : what it was for, a `map`, a `proposal` or a `decision`.
    by : whose doing it is, if it is somebody's.
    delta : how much, where that is not what it always is.
    """
    asked = AMOUNTS[reason] if delta is None else delta
    user = session.get(User, user_id, populate_existing=True) if user_id else None
    if user is None or user_id == by:
        return 0
    given = asked if asked <= 0 or by is None else max(0, min(asked, PAIR_MOST - gained_together(session, user.id, by)))
    session.add(
        KarmaEntry(
            user_id=user.id,
            delta=given,
            asked=asked,
            reason_code=reason,
            related_entity_type=about,
            related_entity_id=entity_id,
            counterpart_id=by,
        )
    )
    added = sa.update(User).where(col(User.id) == user.id).values(karma_score=col(User.karma_score) + given)
    session.execute(added.execution_options(synchronize_session=False))
    session.flush()
    session.refresh(user)
    roles.grant_due(session, user)
    return given


def gained_together(session: Session, one: str, other: str) -> int:
    """What two people have gained lately by what the other one decided."""
    between = sa.or_(
        (col(KarmaEntry.user_id) == one) & (col(KarmaEntry.counterpart_id) == other),
        (col(KarmaEntry.user_id) == other) & (col(KarmaEntry.counterpart_id) == one),
    )
    lately = (col(KarmaEntry.delta) > 0, col(KarmaEntry.recorded_at) > utc_now() - PAIR_WITHIN)
    return session.scalar(sa.select(sa.func.sum(col(KarmaEntry.delta))).where(between, *lately)) or 0


def given_for(session: Session, user_id: str | None, reason: str, entity_id: str) -> int:
    """What somebody got for one thing: that much is taken when it is reversed."""
    mine = (col(KarmaEntry.user_id) == user_id, col(KarmaEntry.reason_code) == reason)
    about = sa.select(sa.func.sum(col(KarmaEntry.delta))).where(*mine, col(KarmaEntry.related_entity_id) == entity_id)
    return session.scalar(about) or 0


def history(user_id: str, page: int = 1) -> History:
    """All karma of a user, line by line."""
    mine = col(KarmaEntry.user_id) == user_id
    with reading() as session:
        total = session.scalar(sa.select(sa.func.count()).select_from(KarmaEntry).where(mine)) or 0
        pages = max(1, -(-total // PAGE_SIZE))
        page = min(max(1, page), pages)
        newest = (col(KarmaEntry.recorded_at).desc(), col(KarmaEntry.id).desc())
        some = sa.select(KarmaEntry).where(mine).order_by(*newest).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
        entries = [_entry(row) for row in session.scalars(some)]
        return History(session.get_one(User, user_id).karma_score, entries, page, pages)


def behind(user_id: str, last: paging.Last, limit: int) -> list[Entry]:
    """The same lines from one on."""
    mine = sa.select(KarmaEntry).where(col(KarmaEntry.user_id) == user_id)
    with reading() as session:
        rows = session.scalars(paging.behind(mine, col(KarmaEntry.recorded_at), col(KarmaEntry.id), last, limit))
        return [_entry(row) for row in rows]


def adjust(user_id: str, delta: int, why: str) -> int:
    """Set somebody's karma right, for the admin; returns what they have then.

    Raises
    ------
    NotFound
        The visitor is no admin.
    NotAllowed
        No reason is given, or the number is none that is booked.
    """
    said = ' '.join(why.split())
    if not said or len(said) > 500 or not 0 < abs(delta) <= MOST_ADJUSTED:
        raise NotAllowed(f'Give a number up to {MOST_ADJUSTED:,}, and say in up to 500 characters why.')
    with accounts.administering() as (session, admin):
        user = session.get(User, user_id)
        if user is None:
            raise NotAllowed('There is no such user any more.')
        before = user.karma_score
        book(session, user.id, 'adjusted', about='decision', entity_id='', delta=delta)
        after = {'karma': user.karma_score, 'why': said}
        audit.note(
            session, 'karma.adjusted', admin, target=user.id, entity='user', before={'karma': before}, after=after
        )
        return user.karma_score


def _entry(row: KarmaEntry) -> Entry:
    return Entry(
        row.id,
        row.delta,
        row.asked,
        WORDS.get(row.reason_code, row.reason_code),
        row.related_entity_type or '',
        row.related_entity_id or '',
        row.recorded_at,
    )
