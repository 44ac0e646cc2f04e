"""What people keep: pieces in collections of their own, with notes and stars, each at most once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts, paging
from app.db import reading, transaction
from app.errors import NotAllowed, NotFound
from app.practice import forms, visible
from models import GeneratedContent, SavedContent

NAME_LIMIT, NOTES_LIMIT, MOST = 80, 4000, 5000
LONG_NAME = f'Give a collection a name of up to {NAME_LIMIT} characters.'
NOT_SAVED = 'This piece is not in your collections, or not any more.'


@dataclass(frozen=True, slots=True)
class Saved:
    """A piece as somebody keeps it; `collection` is empty where it is in none."""

    content_id: str
    title: str
    type: str
    difficulty: str
    key: str | None
    collection: str
    notes: str
    is_favorite: bool
    saved_at: datetime


@dataclass(frozen=True, slots=True)
class Collection:
    """A collection, and how many pieces are in it."""

    name: str
    count: int


@dataclass(frozen=True, slots=True)
class Kept:
    """A saved piece with its place in the list of them."""

    id: str
    created_at: datetime
    saved: Saved


def save(user_id: str, content_id: str, collection: str = '', notes: str = '') -> Saved:
    """Keep a piece; one that is kept already stays as it is, but for what is said anew.

    Raises
    ------
    NotFound
        There is no such piece, or not for this user.
    NotAllowed
        The name or the notes are too long, or there are too many.
    """
    name, said = forms.line(collection, NAME_LIMIT, LONG_NAME), forms.notes(notes, NOTES_LIMIT)
    with transaction() as session:
        accounts.acting(session, user_id)
        piece = visible.seen(session, user_id, content_id)
        row = _find(session, user_id, content_id)
        if row is None:
            _check_room(session, user_id)
            row = SavedContent(user_id=user_id, generated_content_id=content_id)
        row.collection_name = name or row.collection_name
        row.notes = said or row.notes
        session.add(row)
        session.flush()
        return _saved(row, piece)


def change(
    user_id: str,
    content_id: str,
    *,
    collection: str | None = None,
    notes: str | None = None,
    is_favorite: bool | None = None,
    check: Callable[[Saved], None] = lambda _: None,
) -> Saved:
    """Move it to another collection, write other notes, star it; None leaves a thing as it is. Raises as `save`."""
    with transaction() as session:
        accounts.acting(session, user_id)
        row, piece = _mine(session, user_id, content_id)
        check(_saved(row, piece))
        if collection is not None:
            row.collection_name = forms.line(collection, NAME_LIMIT, LONG_NAME) or None
        if notes is not None:
            row.notes = forms.notes(notes, NOTES_LIMIT) or None
        if is_favorite is not None:
            row.is_favorite = is_favorite
        session.add(row)
        session.flush()
        return _saved(row, piece)


def remove(user_id: str, content_id: str) -> None:
    """Keep a piece no more; the piece itself stays where it is. Raises NotFound."""
    with transaction() as session:
        accounts.acting(session, user_id)
        session.delete(_mine(session, user_id, content_id)[0])


def get(user_id: str, content_id: str) -> Saved | None:
    """How this user keeps a piece, if they do."""
    with reading() as session:
        row = _find(session, user_id, content_id)
        return None if row is None else _saved(row, session.get_one(GeneratedContent, content_id))


def collections(user_id: str) -> list[Collection]:
    """A user's collections by their name, with what is in none first where there is something."""
    name = sa.func.coalesce(SavedContent.collection_name, '')
    counted = (
        sa.select(name, sa.func.count())
        .select_from(SavedContent)
        .join(GeneratedContent, col(GeneratedContent.id) == col(SavedContent.generated_content_id))
        .where(col(SavedContent.user_id) == user_id, visible.seen_by(user_id))
        .group_by(name)
        .order_by(sa.func.lower(name))
    )
    with reading() as session:
        return [Collection(*row) for row in session.execute(counted)]


def listed(
    user_id: str, *, collection: str | None = None, favorites: bool = False, page: int = 1, size: int = 50
) -> list[Saved]:
    """A page of what a user keeps and can still see, the latest first; None is of all collections, '' of none."""
    newest = (col(SavedContent.created_at).desc(), col(SavedContent.id).desc())
    some = _seen(user_id, collection, favorites).order_by(*newest).limit(size).offset((page - 1) * size)
    with reading() as session:
        return [_saved(row, piece) for row, piece in session.execute(some)]


def behind(
    user_id: str, last: paging.Last, limit: int, *, collection: str | None = None, favorites: bool = False
) -> list[Kept]:
    """The same from one on, for who reads on."""
    found = _seen(user_id, collection, favorites)
    some = paging.behind(found, col(SavedContent.created_at), col(SavedContent.id), last, limit)
    with reading() as session:
        return [Kept(row.id, row.created_at, _saved(row, piece)) for row, piece in session.execute(some)]


def _seen(user_id: str, collection: str | None, favorites: bool) -> Any:
    found = (
        sa.select(SavedContent, GeneratedContent)
        .join(GeneratedContent, col(GeneratedContent.id) == col(SavedContent.generated_content_id))
        .where(col(SavedContent.user_id) == user_id, visible.seen_by(user_id))
    )
    if collection is not None:
        found = found.where(sa.func.coalesce(SavedContent.collection_name, '') == collection)
    return found.where(col(SavedContent.is_favorite)) if favorites else found


def _saved(row: SavedContent, piece: GeneratedContent) -> Saved:
    return Saved(
        piece.id,
        piece.title,
        piece.type,
        piece.difficulty,
        piece.key,
        row.collection_name or '',
        row.notes or '',
        row.is_favorite,
        row.created_at,
    )


def _find(session: Session, user_id: str, content_id: str) -> SavedContent | None:
    which = (col(SavedContent.user_id) == user_id, col(SavedContent.generated_content_id) == content_id)
    found: SavedContent | None = session.scalar(sa.select(SavedContent).where(*which))
    return found


def _mine(session: Session, user_id: str, content_id: str) -> tuple[SavedContent, GeneratedContent]:
    row = _find(session, user_id, content_id)
    if row is None:
        raise NotFound(NOT_SAVED)
    return row, visible.seen(session, user_id, content_id)


def _check_room(session: Session, user_id: str) -> None:
    mine = sa.select(sa.func.count()).select_from(SavedContent).where(col(SavedContent.user_id) == user_id)
    if (session.scalar(mine) or 0) >= MOST:
        raise NotAllowed(f'Up to {MOST:,} pieces are kept: take some out of your collections first.')
