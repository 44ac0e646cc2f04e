"""Posts of the blog as those who edit it see them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import sqlalchemy as sa
from sqlmodel import Session, col

from app.artist import pictures, unsaved
from app.artist.pictures import PictureView
from app.artist.unsaved import Unsaved
from app.errors import NotFound
from models import BlogPost, User

State = Literal['draft', 'scheduled', 'published', 'deleted']
STATES: dict[State, str] = {
    'draft': 'Draft',
    'scheduled': 'Scheduled',
    'published': 'Published',
    'deleted': 'Deleted',
}
GONE = 'This post does not exist any more.'
BLOG = '/blog'


@dataclass(frozen=True, slots=True)
class PostView:
    """A post. `slug` is empty until it has an address; `unsaved` is what somebody typed and has not saved yet."""

    id: str
    title: str
    slug: str
    excerpt: str
    content: str
    html: str
    picture: PictureView | None
    meta_title: str
    meta_description: str
    state: State
    author: str
    publish_at: datetime | None
    published_at: datetime | None
    created_at: datetime
    updated_at: datetime
    revision: int
    unsaved: Unsaved | None

    @property
    def address(self) -> str:
        """Where everybody finds it, once it is published."""
        return f'{BLOG}/{self.slug}' if self.slug else ''


def slug_of(row: BlogPost) -> str:
    """The address of a post; a draft that has none is called by its id, which nobody is told."""
    return '' if row.slug == row.id else row.slug


def state_of(row: BlogPost) -> State:
    """How far a post is."""
    if row.deleted_at is not None:
        return 'deleted'
    if row.published:
        return 'published'
    return 'scheduled' if row.publish_at is not None else 'draft'


def found(session: Session, post_id: str, *, deleted: bool = False) -> BlogPost:
    """A post's row; raises NotFound for one that is deleted, unless that is asked for."""
    row = session.get(BlogPost, post_id)
    if row is None or (row.deleted_at is not None and not deleted):
        raise NotFound(GONE)
    return row


def views(session: Session, rows: list[BlogPost]) -> list[PostView]:
    """These posts, in this order."""
    shown = pictures.views(session, [row.featured_image_url for row in rows])
    authors = {row.author_id for row in rows if row.author_id}
    named = session.scalars(sa.select(User).where(col(User.id).in_(authors)))
    called = {user.id: user.display_name or user.username or user.email.partition('@')[0] for user in named}
    return [_view(row, shown.get(row.featured_image_url or ''), called.get(row.author_id or '', '')) for row in rows]


def _view(row: BlogPost, picture: PictureView | None, author: str) -> PostView:
    return PostView(
        id=row.id,
        title=row.title,
        slug=slug_of(row),
        excerpt=row.excerpt,
        content=row.content,
        html=row.html,
        picture=picture,
        meta_title=row.meta_title,
        meta_description=row.meta_description,
        state=state_of(row),
        author=author,
        publish_at=row.publish_at,
        published_at=row.published_at,
        created_at=row.created_at,
        updated_at=row.updated_at,
        revision=row.revision,
        unsaved=unsaved.read(row.unsaved),
    )
