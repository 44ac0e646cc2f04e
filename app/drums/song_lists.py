"""Lists of songs: everybody's, and those that one brought; found by words, how they stand, difficulty and tempo."""

from dataclasses import dataclass, fields
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app import paging
from app.db import reading
from app.drums import songs, visible
from app.drums.songs import SongView
from app.errors import NotAllowed
from app.jobs.feed import check_search
from models import Song, SongMap

PAGE_SIZE = 24
STATES = ('verified', 'unverified', 'archived')
SLOWEST, FASTEST = 20.0, 400.0
SORTS: dict[str, tuple[Any, ...]] = {
    'newest': (col(Song.created_at).desc(),),
    'changed': (col(Song.updated_at).desc(),),
    'title': (sa.func.lower(col(Song.title)),),
    'artist': (sa.func.lower(col(Song.artist)), sa.func.lower(col(Song.title))),
    'slow': (col(Song.bpm).is_(None), col(Song.bpm)),
    'fast': (col(Song.bpm).is_(None), col(Song.bpm).desc()),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list shows; what is empty is not asked for. `search` finds words by how they begin, in title and artist;
    `status` empty is all that are not archived."""

    search: str = ''
    status: str = ''
    difficulty: str = ''
    bpm_from: float | None = None
    bpm_to: float | None = None

    def check(self) -> None:
        """Raise NotAllowed for what there is not."""
        check_search(self.search)
        if self.status and self.status not in STATES:
            raise NotAllowed(f'Songs are one of {", ".join(STATES)}.')
        if any(one is not None and not SLOWEST <= one <= FASTEST for one in (self.bpm_from, self.bpm_to)):
            raise NotAllowed(f'A tempo is {SLOWEST:g} to {FASTEST:g} beats a minute.')

    def narrows(self) -> bool:
        """Whether anything is left out."""
        return any(getattr(self, field.name) not in ('', None) for field in fields(self))


@dataclass(frozen=True, slots=True)
class Songs:
    """One page of a list; `total` counts all that match."""

    found: list[SongView]
    total: int
    page: int
    pages: int


def listed(user_id: str = '', wanted: Wanted = Wanted(), sort: str = 'newest', page: int = 1) -> Songs:
    """Everybody's songs."""
    where = [visible.is_there()]
    if not wanted.status:
        where.append(col(Song.status) != 'archived')
    return _page(user_id, where, wanted, sort, page)


def mine(user_id: str, wanted: Wanted = Wanted(), sort: str = 'newest', page: int = 1) -> Songs:
    """The songs that a user brought, also those that are only just being made."""
    own = [col(Song.created_by) == user_id, col(Song.deleted_at).is_(None)]
    return _page(user_id, own, wanted, sort, page)


def behind(user_id: str, wanted: Wanted, last: paging.Last, limit: int) -> list[SongView]:
    """Everybody's songs from one on, the newest first: what is behind `last`, its time and id."""
    wanted.check()
    found = sa.select(Song).where(visible.is_there(), *_narrowed(wanted))
    with reading() as session:
        rows = session.scalars(paging.behind(found, col(Song.created_at), col(Song.id), last, limit))
        return songs.views(session, list(rows), user_id)


def _page(user_id: str, which: list[Any], wanted: Wanted, sort: str, page: int) -> Songs:
    wanted.check()
    if sort not in SORTS:
        raise NotAllowed(f'A list is sorted by one of {", ".join(SORTS)}.')
    where = sa.and_(*which, *_narrowed(wanted))
    with reading() as session:
        total = session.scalar(sa.select(sa.func.count()).select_from(Song).where(where)) or 0
        pages = max(1, -(-total // PAGE_SIZE))
        page = min(max(1, page), pages)
        return Songs(_rows(session, user_id, where, sort, page), total, page, pages)


def _rows(session: Session, user_id: str, where: Any, sort: str, page: int) -> list[SongView]:
    some = sa.select(Song).where(where).order_by(*SORTS[sort], col(Song.id).desc())
    rows = session.scalars(some.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE))
    return songs.views(session, list(rows), user_id)


def _narrowed(wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.status:
        found.append(col(Song.status) == wanted.status)
    if wanted.bpm_from is not None:
        found.append(col(Song.bpm) >= wanted.bpm_from)
    if wanted.bpm_to is not None:
        found.append(col(Song.bpm) <= wanted.bpm_to)
    if wanted.difficulty:
        there = visible.maps_there(col(Song.id)) & (col(SongMap.state) != 'archived')
        found.append(sa.exists().where(there, col(SongMap.difficulty_label) == wanted.difficulty))
    if words := in_index(wanted.search):
        hits = sa.text(
            'SELECT song_id FROM song_words JOIN song_index ON song_index.rowid = song_words.number'
            ' WHERE song_index MATCH :words'
        ).bindparams(words=words)
        found.append(col(Song.id).in_(hits.columns(sa.column('song_id', sa.Text)).scalar_subquery()))
    return found


def in_index(search: str) -> str:
    """What FTS5 is asked: every word, by how it begins; what means something to FTS5 itself is quoted."""
    words = ''.join(sign if sign.isalnum() else ' ' for sign in check_search(search)).split()
    return ' '.join(f'"{word}"*' for word in words)
