"""Whose page is at an address, and whether it has changed: one statement, because pages are asked for often."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from threading import Lock
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app.accounts import standing
from app.artist import addresses
from app.artist.days import Days
from app.db import reading
from app.errors import Gone, NotFound
from models import ArtistAddress, ArtistPicture, Profile, ProfileProject, ShowcaseTrack, User
from models.types import utc_now

NOBODY = 'There is no page at this address, or it is not public.'
LEFT = 'Whoever had this page has left.'
SETTLED = timedelta(seconds=2)
"""Rows tell when they changed to the second: what is younger may change once more within the same one."""


@dataclass(frozen=True, slots=True)
class Front:
    """The page at an address. `slug` is what it is now, `is_old` if another one was asked for; `today` is the artist's
    day. `mark` changes with whatever the page shows, `changed` is when that was last."""

    user_id: str
    profile_id: str
    slug: str
    is_old: bool
    today: date
    mark: Hashable
    changed: datetime


def at(slug: str) -> Front:
    """The public page at an address, now or once.

    Raises
    ------
    NotFound
        There is none, or it is not public.
    Gone
        Its artist has left.
    """
    with reading() as session:
        row = session.execute(_asked(), {'slug': slug}).first()
        if row is None:
            raise NotFound(NOBODY)
        address, page, user = row[:3]
        if page is None or user is None:
            raise Gone(LEFT) if address.blocked_until is not None else NotFound(NOBODY)
        if not page.is_public or standing.is_hidden(user) or not page.public_profile_slug:
            raise NotFound(NOBODY)
        return _front(address, page, user, tuple(row[3:]))


def of(session: Session, user_id: str) -> Front | None:
    """The same of one artist, public or not; None where they have no page."""
    page = session.scalar(sa.select(Profile).where(col(Profile.user_id) == user_id))
    user = session.get(User, user_id)
    if page is None or user is None:
        return None
    today = Days(user.timezone, 0).day(utc_now())
    return Front(user_id, page.id, page.public_profile_slug or '', False, today, None, page.updated_at)


def _front(address: ArtistAddress, page: Profile, user: User, rest: tuple[Any, ...]) -> Front:
    today = Days(user.timezone, 0).day(utc_now())
    moments = [one for one in (page.updated_at, rest[1], rest[3], rest[5]) if one is not None]
    mark = (page.id, page.revision, today, *moments, *rest)
    slug = page.public_profile_slug or ''
    return Front(page.user_id, page.id, slug, address.slug != slug, today, mark, max(moments))


def _asked() -> sa.Select[Any]:
    """Page and owner at an address, and how many things they show and when these last changed."""
    user = col(Profile.user_id)

    def told(table: Any, changed: Any, *more: Any) -> tuple[Any, ...]:
        mine = table.user_id == user
        return tuple(sa.select(one).where(mine).scalar_subquery() for one in (sa.func.count(), changed, *more))

    releases = told(ProfileProject, sa.func.max(ProfileProject.updated_at))
    sounds = told(ShowcaseTrack, sa.func.max(ShowcaseTrack.updated_at))
    pictures = told(ArtistPicture, sa.func.max(ArtistPicture.completed_at))
    found = sa.select(ArtistAddress, Profile, User, *releases, *sounds, *pictures)
    found = found.outerjoin(Profile, col(Profile.id) == col(ArtistAddress.target_id)).outerjoin(
        User, col(User.id) == user
    )
    return found.where(col(ArtistAddress.scope) == addresses.ARTIST, col(ArtistAddress.slug) == sa.bindparam('slug'))


class Kept:
    """Pages as they were made last, by what they showed then; the least asked for go first."""

    def __init__(self, most: int) -> None:
        self._most, self._lock = most, Lock()
        self._pages: OrderedDict[Hashable, tuple[Hashable, str]] = OrderedDict()

    def page(self, key: Hashable, front: Front, make: Callable[[], str]) -> str:
        """The page of this key, made anew if what it shows has changed."""
        with self._lock:
            known = self._pages.get(key)
            if known is not None:
                self._pages.move_to_end(key)
        if known is not None and known[0] == front.mark:
            return known[1]
        made = make()
        if front.changed < utc_now() - SETTLED:
            with self._lock:
                self._pages[key] = (front.mark, made)
                while len(self._pages) > self._most:
                    self._pages.popitem(last=False)
        return made
