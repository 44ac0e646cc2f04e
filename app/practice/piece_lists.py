"""Lists of pieces: one's own and everybody's, found by words, type, level, key and style."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import sqlalchemy as sa
from sqlmodel import col

from app import paging
from app.db import reading
from app.errors import NotAllowed
from app.jobs.feed import check_search
from app.practice import visible
from app.practice.pieces import Piece, view
from models import GeneratedContent, User
from models.practice import CONTENT_TYPES, DIFFICULTIES

PAGE_SIZE = 24
SORTS = ('newest', 'liked', 'viewed')


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list shows; empty is of all. `search` finds words by how they begin, in title and description."""

    search: str = ''
    type: str = ''
    difficulty: str = ''
    key: str = ''
    style: str = ''

    def check(self) -> None:
        """Raise NotAllowed for what there is not."""
        check_search(self.search)
        for name, known in (('type', CONTENT_TYPES), ('difficulty', DIFFICULTIES)):
            if getattr(self, name) and getattr(self, name) not in known:
                raise NotAllowed(f'There is no {name} of this name: choose one of {", ".join(known)}.')

    def narrows(self) -> bool:
        """Whether anything is left out."""
        return any(getattr(self, field.name) for field in fields(self))


@dataclass(frozen=True, slots=True)
class Pieces:
    """One page of a list; `total` counts all that match."""

    found: list[Piece]
    total: int
    page: int
    pages: int
    owners: Mapping[str, str]
    """What the owner of each piece is called, by the id of the piece."""


def mine(user_id: str, wanted: Wanted = Wanted(), page: int = 1) -> Pieces:
    """A user's own pieces, the newest first."""
    own = (col(GeneratedContent.user_id) == user_id, col(GeneratedContent.deleted_at).is_(None))
    return _page(user_id, own, wanted, 'newest', page)


def public(user_id: str, wanted: Wanted = Wanted(), sort: str = 'newest', page: int = 1) -> Pieces:
    """Everybody's public pieces."""
    if sort not in SORTS:
        raise NotAllowed(f'A list is sorted by one of {", ".join(SORTS)}.')
    return _page(user_id, (visible.is_public(), col(GeneratedContent.deleted_at).is_(None)), wanted, sort, page)


def mine_behind(user_id: str, wanted: Wanted, last: paging.Last, limit: int) -> list[Piece]:
    """A user's own pieces from one on, the newest first."""
    wanted.check()
    own = (col(GeneratedContent.user_id) == user_id, col(GeneratedContent.deleted_at).is_(None))
    found = sa.select(GeneratedContent).where(*own, *_narrowed(wanted))
    some = paging.behind(found, col(GeneratedContent.created_at), col(GeneratedContent.id), last, limit)
    with reading() as session:
        return [view(row, user_id) for row in session.scalars(some)]


@dataclass(frozen=True, slots=True)
class Public:
    """A piece that everybody sees; `owner` is what whoever published it is called."""

    piece: Piece
    owner: str


def public_behind(user_id: str, wanted: Wanted, sort: str, last: Sequence[Any] | None, limit: int) -> list[Public]:
    """Everybody's public pieces from one on; `last` is its `place_of`."""
    wanted.check()
    where = (visible.is_public(), col(GeneratedContent.deleted_at).is_(None), *_narrowed(wanted))
    some = sa.select(GeneratedContent, User).join(User, col(User.id) == col(GeneratedContent.user_id)).where(*where)
    order: list[Any] = [col(getattr(GeneratedContent, name)) for name in _order(sort)]
    if last is not None:
        told = [sa.literal(value, column.type) for column, value in zip(order, last, strict=True)]
        some = some.where(sa.tuple_(*order) < sa.tuple_(*told))
    with reading() as session:
        found = session.execute(some.order_by(*(column.desc() for column in order)).limit(limit))
        return [Public(view(row, user_id), _called(owner)) for row, owner in found]


def place_of(piece: Piece, sort: str) -> tuple[Any, ...]:
    """Where a piece stands in a list that is sorted like this."""
    return tuple(getattr(piece, name) for name in _order(sort))


def _order(sort: str) -> tuple[str, ...]:
    """The columns that a list is sorted by, the highest first."""
    if sort not in SORTS:
        raise NotAllowed(f'A list is sorted by one of {", ".join(SORTS)}.')
    return (*{'liked': ('likes',), 'viewed': ('views',)}.get(sort, ()), 'created_at', 'id')


def _called(owner: User) -> str:
    return owner.display_name or owner.username or 'Somebody'


def _page(user_id: str, which: Any, wanted: Wanted, sort: str, page: int) -> Pieces:
    wanted.check()
    where = sa.and_(*which, *_narrowed(wanted))
    newest = (col(GeneratedContent.created_at).desc(), col(GeneratedContent.id).desc())
    order = {'liked': (col(GeneratedContent.likes).desc(),), 'viewed': (col(GeneratedContent.views).desc(),)}
    with reading() as session:
        total = session.scalar(sa.select(sa.func.count()).select_from(GeneratedContent).where(where)) or 0
        pages = max(1, -(-total // PAGE_SIZE))
        page = min(max(1, page), pages)
        some = sa.select(GeneratedContent, User).join(User, col(User.id) == col(GeneratedContent.user_id)).where(where)
        some = some.order_by(*order.get(sort, ()), *newest).limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE)
        found = session.execute(some).all()
        owners = {row.id: _called(owner) for row, owner in found}
        return Pieces([view(row, user_id) for row, _ in found], total, page, pages, owners)


def _narrowed(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = [
        col(getattr(GeneratedContent, name)) == getattr(wanted, name)
        for name in ('type', 'difficulty', 'key', 'style')
        if getattr(wanted, name)
    ]
    if words := in_index(wanted.search):
        hits = sa.text(
            'SELECT content_id FROM content_words JOIN content_index ON content_index.rowid = content_words.number'
            ' WHERE content_index MATCH :words'
        ).bindparams(words=words)
        found.append(col(GeneratedContent.id).in_(hits.columns(sa.column('content_id', sa.Text)).scalar_subquery()))
    return found


def in_index(search: str) -> str:
    """What FTS5 is asked: every word, by how it begins; what means something to FTS5 itself is quoted."""
    words = ''.join(sign if sign.isalnum() else ' ' for sign in check_search(search)).split()
    return ' '.join(f'"{word}"*' for word in words)
