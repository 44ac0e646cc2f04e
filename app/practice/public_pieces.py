"""Published pieces as everybody sees them, without an account: a page, its notes, and files to take along."""

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import col

from app.areas import Place
from app.db import reading
from app.errors import NotFound
from app.practice import pieces, sheets, visible
from app.practice.pieces import Piece
from app.practice.sheets import Sheet
from models import GeneratedContent, User

PREFIX = '/piece/'
STRANGER = ''
"""Who asks: nobody whom a piece belongs to or is shared with, so only what is public is found."""
MOST_PLACES = 20_000
"""A sitemap has up to 50,000 addresses, of all areas together."""
FILES = ('pdf', 'mid', 'musicxml', 'png')
GONE = 'This piece is not public any more, or it never was. Ask whoever gave you the link.'


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece, and its composer by their handle; empty where they have none, because their name is theirs to tell."""

    piece: Piece
    composer: str


def address(content_id: str) -> str:
    """Where everybody finds a piece."""
    return f'{PREFIX}{content_id}'


def get(content_id: str) -> Shown:
    """A public piece; raises NotFound, whatever else it is."""
    which = (col(GeneratedContent.id) == content_id) & visible.seen_by(STRANGER)
    found = sa.select(GeneratedContent, col(User.username)).join(User, col(User.id) == col(GeneratedContent.user_id))
    with reading() as session:
        row = session.execute(found.where(which, col(User.deleted_at).is_(None))).first()
        if row is None:
            raise NotFound(GONE)
        return Shown(pieces.view(row[0], STRANGER), row[1] or '')


def page(content_id: str, width: int) -> str:
    """Its notes as SVG; raises as `get`."""
    get(content_id)
    return sheets.page(STRANGER, content_id, width)


def sheet(content_id: str, form: str) -> Sheet:
    """It as one of `FILES`; raises as `get`."""
    get(content_id)
    if form not in FILES:
        raise NotFound(GONE)
    return sheets.sheet(STRANGER, content_id, form)


def places() -> Iterator[Place]:
    """The pages that search engines shall know, the newest first."""
    some = (
        sa.select(col(GeneratedContent.id), col(GeneratedContent.updated_at))
        .where(visible.is_public(), col(GeneratedContent.deleted_at).is_(None))
        .order_by(col(GeneratedContent.created_at).desc())
        .limit(MOST_PLACES)
    )
    with reading() as session:
        found = session.execute(some).all()
    yield from (Place(address(content_id), changed) for content_id, changed in found)
