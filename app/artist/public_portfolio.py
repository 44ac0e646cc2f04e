"""The portfolio as everybody sees it, by category, and what clients say."""

from collections.abc import Iterator
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Session, col

from app.areas import Place
from app.artist import addresses, portfolio, testimonials
from app.artist.addresses import PORTFOLIO
from app.artist.portfolio import SHOWN, ProjectView
from app.artist.testimonials import TestimonialView
from app.db import reading
from app.errors import Gone, NotFound
from models import PortfolioProject

NOBODY = 'There is no project at this address.'
REST = 'More work'


@dataclass(frozen=True, slots=True)
class Portfolio:
    """All of it: categories in the order of their first project, featured work first within each."""

    categories: list[tuple[str, list[ProjectView]]]
    testimonials: list[TestimonialView]


def everything() -> Portfolio:
    """What `/portfolio` shows."""
    with reading() as session:
        found = portfolio.views(session, _rows(session))
        by = dict[str, list[ProjectView]]()
        for one in found:
            by.setdefault(one.category or REST, []).append(one)
        ordered = [(name, sorted(some, key=lambda one: not one.featured)) for name, some in by.items()]
        return Portfolio(sorted(ordered, key=lambda pair: pair[0] == REST), testimonials.shown(session))


def project(slug: str) -> tuple[ProjectView | None, str]:
    """The project at an address, or none and where it is now; raises NotFound, and Gone for one that was deleted."""
    with reading() as session:
        found = addresses.find(session, PORTFOLIO, slug)
        row = session.get(PortfolioProject, found.target_id) if found is not None else None
        if found is not None and (row is None or row.deleted_at is not None):
            raise Gone('This project is not here any more.')
        if found is None or row is None or not row.published:
            raise NotFound(NOBODY)
        if found.is_old:
            return None, f'{SHOWN}/{found.slug}'
        return portfolio.views(session, [row])[0], ''


def places() -> Iterator[Place]:
    """The pages that search engines shall know."""
    with reading() as session:
        rows = _rows(session)
    if rows:
        yield Place(SHOWN, max(row.updated_at for row in rows))
    yield from (Place(f'{SHOWN}/{row.slug}', row.updated_at) for row in rows)


def has_projects() -> bool:
    """Whether there is anything to be seen."""
    with reading() as session:
        there = sa.select(sa.literal(1)).where(*_public()).limit(1)
        return session.scalar(there) is not None


def _rows(session: Session) -> list[PortfolioProject]:
    order = (col(PortfolioProject.sort_order), col(PortfolioProject.id))
    return list(session.scalars(sa.select(PortfolioProject).where(*_public()).order_by(*order)))


def _public() -> tuple[sa.ColumnElement[bool], ...]:
    return col(PortfolioProject.published).is_(True), col(PortfolioProject.deleted_at).is_(None)
