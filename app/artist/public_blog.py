"""The blog as everybody reads it: lists, posts, and where old addresses lead. Strangers read names that are public."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.areas import Place
from app.artist import addresses, markdown, pictures
from app.artist.addresses import POST
from app.artist.blog_views import BLOG
from app.artist.pictures import PictureView
from app.db import reading
from app.errors import Gone, NotFound
from models import BlogPost, Profile
from models.types import utc_now

EACH, MOST_PLACES = 12, 5000
NOBODY = 'There is no post at this address.'
TAKEN_BACK = 'This post is not here any more.'


@dataclass(frozen=True, slots=True)
class Entry:
    """A post as a list shows it; `author` is empty where nobody may know."""

    id: str
    title: str
    path: str
    said: str
    picture: PictureView | None
    author: str
    published_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class Page:
    """A part of the blog, the newest first; pages count from 1."""

    entries: list[Entry]
    number: int
    pages: int


@dataclass(frozen=True, slots=True)
class Post:
    """A whole post, with those beside it."""

    entry: Entry
    html: str
    head_title: str
    head_said: str
    newer: Entry | None
    older: Entry | None


@dataclass(frozen=True, slots=True)
class Moved:
    """A post that has another address now."""

    path: str


def page(number: int = 1, now: datetime | None = None) -> Page:
    """A page of the blog; raises NotFound behind the last one."""
    with reading() as session:
        total = session.scalar(sa.select(sa.func.count()).select_from(BlogPost).where(*_out(now))) or 0
        pages = max(1, -(-total // EACH))
        if not 1 <= number <= pages:
            raise NotFound(f'The blog has {pages} pages.')
        rows = session.scalars(_newest(now).offset((number - 1) * EACH).limit(EACH))
        return Page(entries(session, list(rows)), number, pages)


def latest(count: int, now: datetime | None = None) -> list[tuple[Entry, str]]:
    """The newest posts with their HTML."""
    with reading() as session:
        rows = list(session.scalars(_newest(now).limit(count)))
        return [(entry, row.html) for entry, row in zip(entries(session, rows), rows, strict=True)]


def post(slug: str, now: datetime | None = None) -> Post | Moved:
    """The post at an address, or where that has moved to.

    Raises
    ------
    NotFound
        There is none, or it is not published.
    Gone
        It was deleted, or taken back.
    """
    with reading() as session:
        found = addresses.find(session, POST, slug)
        row = session.get(BlogPost, found.target_id) if found is not None else None
        if found is not None and (row is None or row.deleted_at is not None):
            raise Gone(TAKEN_BACK)
        if found is None or row is None or not _is_out(row, now):
            raise Gone(TAKEN_BACK) if row is not None and row.published_at is not None else NotFound(NOBODY)
        if found.is_old:
            return Moved(f'{BLOG}/{found.slug}')
        newer, older = _beside(session, row, now)
        shown = {one.id: one for one in entries(session, [one for one in (row, newer, older) if one is not None])}
        entry = shown[row.id]
        title, said = row.meta_title or row.title, row.meta_description or entry.said
        beside = (shown[one.id] if one is not None else None for one in (newer, older))
        return Post(entry, row.html, title, said, *beside)


def places() -> Iterator[Place]:
    """The pages that search engines shall know."""
    with reading() as session:
        rows = session.execute(
            sa.select(col(BlogPost.slug), col(BlogPost.updated_at)).where(*_out(None)).limit(MOST_PLACES)
        ).all()
    if rows:
        yield Place(BLOG, max(changed for _, changed in rows))
    yield from (Place(f'{BLOG}/{slug}', changed) for slug, changed in rows)


def has_posts() -> bool:
    """Whether anything was published."""
    with reading() as session:
        return session.scalar(sa.select(sa.literal(1)).where(*_out(None)).limit(1)) is not None


def entries(session: Session, rows: list[BlogPost]) -> list[Entry]:
    """Posts as lists show them, in this order."""
    shown = pictures.views(session, [row.featured_image_url for row in rows])
    authors = [row.author_id for row in rows if row.author_id]
    public = sa.select(col(Profile.user_id), col(Profile.display_name)).where(
        col(Profile.user_id).in_(authors), col(Profile.is_public)
    )
    called = {user_id: name for user_id, name in session.execute(public)}
    found = list[Entry]()
    for row in rows:
        picture = shown.get(row.featured_image_url or '')
        found.append(
            Entry(
                id=row.id,
                title=row.title,
                path=f'{BLOG}/{row.slug}',
                said=row.excerpt or markdown.opening(row.html, 200),
                picture=picture if picture is not None and picture.is_ready else None,
                author=called.get(row.author_id or '', ''),
                published_at=row.published_at or row.updated_at,
                updated_at=row.updated_at,
            )
        )
    return found


def _out(now: datetime | None) -> tuple[sa.ColumnElement[bool], ...]:
    """Posts that everybody may read."""
    is_due = col(BlogPost.published_at) <= (now or utc_now())
    return col(BlogPost.published).is_(True), col(BlogPost.deleted_at).is_(None), is_due


def _is_out(row: BlogPost, now: datetime | None) -> bool:
    return row.published and row.published_at is not None and row.published_at <= (now or utc_now())


def _newest(now: datetime | None) -> Any:
    return sa.select(BlogPost).where(*_out(now)).order_by(col(BlogPost.published_at).desc(), col(BlogPost.id).desc())


def _beside(session: Session, row: BlogPost, now: datetime | None) -> tuple[BlogPost | None, BlogPost | None]:
    """The posts that came out after and before one."""
    at = sa.tuple_(col(BlogPost.published_at), col(BlogPost.id))
    mine = sa.tuple_(*(sa.literal(value, column.type) for value, column in _place(row)))
    older = session.scalar(_newest(now).where(at < mine).limit(1))
    later = sa.select(BlogPost).where(*_out(now), at > mine)
    newer = session.scalar(later.order_by(col(BlogPost.published_at), col(BlogPost.id)).limit(1))
    return newer, older


def _place(row: BlogPost) -> tuple[tuple[Any, Any], tuple[Any, Any]]:
    return (row.published_at, col(BlogPost.published_at)), (row.id, col(BlogPost.id))
