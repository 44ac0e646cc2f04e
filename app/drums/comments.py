"""What people say about maps: at a time of them, in general, or about a fix that waits."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts, paging
from app.accounts import audit, throttle
from app.config import settings
from app.db import reading, transaction
from app.drums import forms, people, proposals, roles, telling, visible
from app.drums.drum_map import LONGEST_MS
from app.errors import NotAllowed, NotFound
from models import MapComment, MapEditProposal, User
from models.types import utc_now

TEXT_MOST, PAGE_SIZE = 2000, 50
COMMENTS = throttle.Limit('drums-comment', free=20, window_s=600.0, pause_s=30.0, longest_s=600.0)
GONE = 'This comment does not exist, or it was deleted.'
SAY = f'Say something, in up to {TEXT_MOST:,} characters.'


@dataclass(frozen=True, slots=True)
class Comment:
    """One comment; `at_ms` is None where it is about the whole map."""

    id: str
    map_id: str
    proposal_id: str | None
    at_ms: int | None
    text: str
    user_id: str | None
    by: str
    badge: str
    created_at: datetime
    edited_at: datetime | None
    is_mine: bool


@dataclass(frozen=True, slots=True)
class Comments:
    """A page of what was said, the oldest first."""

    found: list[Comment]
    total: int
    page: int
    pages: int


def add(user_id: str, map_id: str, text: str, at_ms: int | None = None, proposal_id: str | None = None) -> Comment:
    """Say something about a map, perhaps at a time of it, or about a fix to it.

    Raises
    ------
    NotFound
        There is no such map, or no such fix to it.
    NotAllowed
        Nothing is said, or too much, or at a time that no song has.
    """
    said = forms.lines(text, 1, TEXT_MOST, SAY)
    if at_ms is not None and not 0 <= at_ms <= LONGEST_MS:
        raise NotAllowed('No song has this time.')
    if settings().accounts == 'on':
        throttle.count(COMMENTS, user_id)
    with transaction() as session:
        accounts.acting(session, user_id)
        row, song = visible.map_of(session, map_id, user_id)
        proposal = _proposal(session, map_id, proposal_id, user_id)
        made = MapComment(map_id=map_id, user_id=user_id, text=said, at_ms=at_ms, proposal_id=proposal_id)
        session.add(made)
        session.flush()
        told = [row.created_by, *telling.followers(session, map_id), *([proposal.proposer_id] if proposal else [])]
        telling.tell(
            session, told, telling.COMMENTED, f'Somebody says something about {telling.called(song)}',
            body=said[:200], href=telling.page_of(map_id), about=map_id, but=user_id,
            data={'comment_id': made.id, 'text': said, 'at_ms': at_ms, 'proposal_id': proposal_id},
        )  # fmt: skip
        telling.follow(session, map_id, user_id)
        return _views(session, [made], user_id)[0]


def listed(map_id: str, user_id: str = '', page: int = 1, proposal_id: str | None = None) -> Comments:
    """What was said about a map, or about a fix to it; raises NotFound."""
    shown = _shown(map_id, proposal_id)
    with reading() as session:
        visible.map_of(session, map_id, user_id)
        total = session.scalar(sa.select(sa.func.count()).select_from(MapComment).where(*shown)) or 0
        pages = max(1, -(-total // PAGE_SIZE))
        page = min(max(1, page), pages)
        some = sa.select(MapComment).where(*shown).order_by(col(MapComment.created_at), col(MapComment.id))
        rows = session.scalars(some.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE))
        return Comments(_views(session, list(rows), user_id), total, page, pages)


def behind(map_id: str, user_id: str, last: paging.Last, limit: int, proposal_id: str | None = None) -> list[Comment]:
    """The same from one comment on; raises NotFound."""
    some = sa.select(MapComment).where(*_shown(map_id, proposal_id))
    with reading() as session:
        visible.map_of(session, map_id, user_id)
        rows = session.scalars(paging.after(some, col(MapComment.created_at), col(MapComment.id), last, limit))
        return _views(session, list(rows), user_id)


def get(comment_id: str, user_id: str = '') -> Comment:
    """One comment; raises NotFound."""
    with reading() as session:
        row = session.get(MapComment, comment_id)
        if row is None or row.hidden_at is not None:
            raise NotFound(GONE)
        visible.map_of(session, row.map_id, user_id)
        return _views(session, [row], user_id)[0]


def edit(user_id: str, comment_id: str, text: str) -> Comment:
    """Say it anew; raises as `add`, and NotFound for what somebody else has said."""
    said = forms.lines(text, 1, TEXT_MOST, SAY)
    with transaction() as session:
        row, _ = _theirs(session, user_id, comment_id)
        if row.user_id != user_id:
            raise NotFound(GONE)
        row.text, row.edited_at = said, utc_now()
        session.add(row)
        return _views(session, [row], user_id)[0]


def delete(user_id: str, comment_id: str) -> None:
    """Take back what one has said; curators hide what should not be there, which stays for the admin."""
    with transaction() as session:
        row, user = _theirs(session, user_id, comment_id)
        if row.user_id == user_id:
            session.delete(row)
            return
        if not people.curates(session, user):
            raise NotFound(GONE)
        row.hidden_at = utc_now()
        session.add(row)
        audit.note(session, 'comment.hidden', user, target=row.id, before={'text': row.text})


def _shown(map_id: str, proposal_id: str | None) -> list[sa.ColumnElement[bool]]:
    """What is seen of a map's comments: those about a fix, or those about the map itself."""
    about = col(MapComment.proposal_id)
    which = about.is_(None) if proposal_id is None else about == proposal_id
    return [col(MapComment.map_id) == map_id, col(MapComment.hidden_at).is_(None), which]


def _proposal(session: Session, map_id: str, proposal_id: str | None, user_id: str) -> MapEditProposal | None:
    if proposal_id is None:
        return None
    found, _, on, _ = proposals.seen(session, proposal_id, user_id)
    if on.id != map_id:
        raise NotFound('There is no such fix to this map.')
    return found


def _theirs(session: Session, user_id: str, comment_id: str) -> tuple[MapComment, User]:
    user = accounts.acting(session, user_id)
    row = session.get(MapComment, comment_id)
    if row is None or row.hidden_at is not None:
        raise NotFound(GONE)
    visible.map_of(session, row.map_id, user_id)
    return row, user


def _views(session: Session, rows: list[MapComment], user_id: str) -> list[Comment]:
    called = people.names(session, [row.user_id for row in rows])
    badges = roles.badges(session, [row.user_id for row in rows if row.user_id])
    return [
        Comment(
            row.id,
            row.map_id,
            row.proposal_id,
            row.at_ms,
            row.text,
            row.user_id,
            called[row.user_id],
            badges.get(row.user_id or '', ''),
            row.created_at,
            row.edited_at,
            bool(user_id) and row.user_id == user_id,
        )
        for row in rows
    ]
