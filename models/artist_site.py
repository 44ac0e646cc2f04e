"""Tables of what stands beside artists' pages: blog, portfolio, what clients say, and what visitors ask."""

from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from models.artist import counted, some_moment, some_text, switch
from models.studio import row_id, text
from models.types import created_now, updated_now


def by_author() -> str | None:
    """Who wrote it; what is published outlives their account."""
    column: str | None = Field(default=None, foreign_key='users.id', ondelete='SET NULL', sa_type=sa.Text)
    return column


class BlogPost(SQLModel, table=True):
    """A post of the blog. `content` is Markdown, `html` what it says, made safe when it was saved. With `publish_at` in
    the future it waits; `published_at` is when it came out, or should have. Times are UTC. `featured_image_url` names a
    row of `artist_pictures`. `unsaved` is JSON: what somebody has typed since, and has not saved."""

    __tablename__ = 'blog_posts'
    __table_args__ = (
        sa.Index('idx_blog_posts_published', 'published', 'published_at'),
        sa.Index('idx_blog_posts_due', 'published', 'publish_at'),
    )

    id: str = row_id()
    title: str = text()
    slug: str = Field(unique=True, sa_type=sa.Text)
    excerpt: str = text()
    content: str = text()
    featured_image_url: str | None = some_text()
    published: bool = switch()
    meta_title: str = text()
    meta_description: str = text()
    author_id: str | None = by_author()
    created_at: datetime = created_now()
    updated_at: datetime = updated_now()

    html: str = text()
    unsaved: str = text()
    publish_at: datetime | None = some_moment()
    published_at: datetime | None = some_moment()
    deleted_at: datetime | None = some_moment()
    revision: int = counted()


class Testimonial(SQLModel, table=True):
    """What a client says. `rating` is 1 to 5, or none."""

    __tablename__ = 'testimonials'
    __table_args__ = (
        sa.Index('idx_testimonials_order', 'display_order'),
        sa.CheckConstraint('rating BETWEEN 1 AND 5', name='rating'),
    )

    id: str = row_id()
    client_name: str = Field(sa_type=sa.Text)
    role: str = text()
    company: str = text()
    content: str = text()
    rating: int | None = Field(default=None, sa_type=sa.Integer)
    featured: bool = switch()
    display_order: int = counted()
    created_at: datetime = created_now()
    updated_at: datetime = updated_now()

    is_public: bool = switch()
    deleted_at: datetime | None = some_moment()


class PortfolioProject(SQLModel, table=True):
    """A piece of work that is shown. `description` is Markdown, `html` what it says; `thumbnail_url` names a row of
    `artist_pictures`; `unsaved` is as for a post."""

    __tablename__ = 'portfolio_projects'
    __table_args__ = (sa.Index('idx_portfolio_projects_order', 'published', 'sort_order'),)

    id: str = row_id()
    title: str = text()
    client: str = text()
    description: str = text()
    video_url: str | None = some_text()
    thumbnail_url: str | None = some_text()
    category: str = text()
    budget_range: str = text()
    duration_minutes: int | None = Field(default=None, sa_type=sa.Integer)
    year: int | None = Field(default=None, sa_type=sa.Integer)
    featured: bool = switch()
    published: bool = switch()
    sort_order: int = counted()
    slug: str = Field(unique=True, sa_type=sa.Text)
    created_at: datetime = created_now()
    updated_at: datetime = updated_now()

    html: str = text()
    unsaved: str = text()
    deleted_at: datetime | None = some_moment()
    revision: int = counted()


class ContactSubmission(SQLModel, table=True):
    """What a visitor asks. Without `artist_id` the house is asked. `status` is 'new', 'read' or 'answered'; `box` is
    'inbox', 'check' or 'spam', with `why` for the latter two. `fingerprint` is a hash of the text, to know it again."""

    __tablename__ = 'contact_submissions'
    __table_args__ = (
        sa.Index('idx_contact_submissions_box', 'artist_id', 'box', 'created_at'),
        sa.Index('idx_contact_submissions_fingerprint', 'fingerprint', 'created_at'),
        sa.CheckConstraint("status IN ('new', 'read', 'answered')", name='status'),
        sa.CheckConstraint("box IN ('inbox', 'check', 'spam')", name='box'),
    )

    id: str = row_id()
    name: str = Field(sa_type=sa.Text)
    email: str = Field(sa_type=sa.Text)
    company: str = text()
    phone: str = text()
    project_type: str = text()
    budget_range: str = text()
    message: str = Field(sa_type=sa.Text)
    status: str = text('new')
    created_at: datetime = created_now()
    updated_at: datetime = updated_now()

    artist_id: str | None = Field(default=None, foreign_key='users.id', ondelete='CASCADE', sa_type=sa.Text)
    box: str = text('inbox')
    why: str = text()
    fingerprint: str = text()
    deleted_at: datetime | None = some_moment()
