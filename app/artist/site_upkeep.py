"""What the site looks after by itself: planned posts each minute, what is over now and then."""

from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, SQLModel, col

from app.artist import blog, blog_posting, inbox, portfolio, testimonials, unused_pictures
from models import BlogPost, PortfolioProject, Profile, ProfileProject

NAMING: tuple[tuple[type[SQLModel], Any], ...] = (
    (Profile, Profile.profile_picture_url),
    (Profile, Profile.photo_1_url),
    (Profile, Profile.photo_2_url),
    (Profile, Profile.photo_3_url),
    (ProfileProject, ProfileProject.cover_image_url),
    (BlogPost, BlogPost.featured_image_url),
    (PortfolioProject, PortfolioProject.thumbnail_url),
)
"""Columns that name a picture."""
TEXTS: tuple[Any, ...] = (
    BlogPost.content,
    BlogPost.unsaved,
    PortfolioProject.description,
    PortfolioProject.unsaved,
    Profile.bio,
    ProfileProject.description,
)
"""Columns that may show pictures within their text."""


def often() -> None:
    """Each minute: what is planned for a time that has come."""
    blog_posting.publish_due()


def upkeep() -> None:
    """Now and then: what was deleted a month ago, messages whose time is over, pictures that nothing shows."""
    blog.purge()
    portfolio.purge()
    testimonials.purge()
    inbox.expire()
    unused_pictures.forget_unused(used)


def used(session: Session, some: set[str]) -> set[str]:
    """Which of some pictures, by their public ids, are shown anywhere."""
    found = set[str]()
    for _, column in NAMING:
        found.update(session.scalars(sa.select(col(column)).where(col(column).in_(some))))
    for public_id in some - found:
        for column in TEXTS:
            names = col(column).contains(f'/{public_id}/', autoescape=True)
            if session.scalar(sa.select(sa.literal(1)).where(names).limit(1)) is not None:
                found.add(public_id)
                break
    return found
