"""Releases as their artists have them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.artist import link_looks, links, release_fields
from app.artist.link_looks import GoneLink
from app.config import settings
from app.errors import NotFound
from models import ProfileProject

GONE = 'This release does not exist, or it was deleted.'


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """A release as its artist has it. `cover` is the id of a picture, empty for none; `links` are by service; each of
    `custom` has an id, a label and an address; each of `tracks` a title and perhaps its length in seconds. `links_gone`
    are those that lead nowhere, as far as links are looked at here."""

    id: str
    user_id: str
    title: str
    kind: str
    description: str
    cover: str
    date: date | None
    links: Mapping[str, str]
    custom: tuple[Mapping[str, str], ...]
    tracks: tuple[Mapping[str, Any], ...]
    slug: str
    links_early: bool
    is_public: bool
    published_at: datetime | None
    order: int
    revision: int
    updated_at: datetime
    links_gone: tuple[GoneLink, ...] = ()

    @property
    def kind_label(self) -> str:
        """What people read of its kind."""
        return release_fields.KINDS.get(self.kind, self.kind.capitalize())


def rows(session: Session, user_id: str) -> list[ProfileProject]:
    """The rows of somebody's releases, in their order."""
    theirs = sa.select(ProfileProject).where(col(ProfileProject.user_id) == user_id)
    theirs = theirs.where(col(ProfileProject.deleted_at).is_(None))
    return list(session.scalars(theirs.order_by(col(ProfileProject.display_order), col(ProfileProject.id).desc())))


def mine(session: Session, user_id: str, release_id: str) -> ProfileProject:
    """A release of this artist; raises NotFound."""
    row = session.get(ProfileProject, release_id)
    if row is None or row.user_id != user_id or row.deleted_at is not None:
        raise NotFound(GONE)
    return row


def view(row: ProfileProject) -> ReleaseView:
    """A row as its artist has it."""
    return ReleaseView(
        id=row.id,
        user_id=row.user_id,
        title=row.project_name,
        kind=row.project_type,
        description=row.description,
        cover=row.cover_image_url or '',
        date=row.release_date,
        links={one.name: found for one in links.STREAMING if (found := getattr(row, f'{one.name}_link'))},
        custom=tuple(json.loads(row.custom_links or '[]')),
        tracks=tuple(json.loads(row.tracks or '[]')),
        slug=row.slug,
        links_early=row.links_early,
        is_public=row.is_public,
        published_at=row.published_at,
        order=row.display_order,
        revision=row.revision,
        updated_at=row.updated_at,
        links_gone=link_looks.gone(row) if settings().check_links else (),
    )
