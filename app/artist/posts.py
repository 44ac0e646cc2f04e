"""Posts that an artist makes elsewhere: noted by themselves when they do, or proved by an import or a platform.

The day of a post is stamped on it once, by the artist's zone and the end of their day, and never moves. What somebody
notes counts for the day on which they note it; only what is proved may lie in the past.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from app import accounts, outbound, paging
from app.accounts import audit
from app.artist import days, points, streak
from app.db import reading, transaction
from app.errors import AddressRefused, Invalid, NotFound, OverLimit
from models import ArtistPost
from models.types import utc_now

PLATFORMS = {
    'instagram': 'Instagram',
    'tiktok': 'TikTok',
    'youtube': 'YouTube',
    'facebook': 'Facebook',
    'soundcloud': 'SoundCloud',
    'bandcamp': 'Bandcamp',
    'bluesky': 'Bluesky',
    'mastodon': 'Mastodon',
    'threads': 'Threads',
    'x': 'X',
    'newsletter': 'Newsletter',
    'blog': 'Blog',
    'other': 'Elsewhere',
}
RULE = 'post'
NOTE_LIMIT = 300
MOST_A_DAY = 30
"""So many can be noted in a day: who makes more has programs for it."""
EARNS_WITHIN = timedelta(days=7)
"""What an import proves of longer ago counts for the streak and earns nothing."""
GONE = 'This post was deleted already.'


@dataclass(frozen=True, slots=True)
class Post:
    """One post. `day` is the artist's, `source` is 'manual', 'import' or 'connector'; `earned` are its points."""

    id: str
    platform: str
    url: str
    note: str
    day: date
    posted_at: datetime
    source: str
    earned: int = 0

    @property
    def label(self) -> str:
        """Where it was posted, in words."""
        return PLATFORMS.get(self.platform, self.platform.capitalize())


@dataclass(frozen=True, slots=True)
class Proved:
    """A post of which a platform says when it was made."""

    platform: str
    posted_at: datetime
    url: str = ''
    note: str = ''


def note(user_id: str, platform: str, url: str = '', words: str = '', *, now: datetime | None = None) -> Post:
    """Note that somebody has posted something just now.

    Raises
    ------
    Invalid
        For `platform`, `url` or `note`, with a sentence each.
    OverLimit
        They have noted as many as a day takes.
    """
    now = now or utc_now()
    read = Invalid.read(
        {'platform': lambda: _platform(platform), 'url': lambda: _url(url), 'note': lambda: _note(words)}
    )
    with transaction() as session:
        user = accounts.acting(session, user_id)
        day = days.of(session, user_id).day(now)
        if _noted(session, user_id, day) >= MOST_A_DAY:
            raise OverLimit(f'{MOST_A_DAY} posts are noted for today already, and one is enough for it to count.')
        row = ArtistPost(user_id=user_id, day=day, posted_at=now, created_at=now, **read)
        session.add(row)
        session.flush()
        earned = points.earn(session, user_id, RULE, row.id, day.isoformat(), now=now)
        streak.keep(session, user_id, now)
        audit.note(session, 'artist_post.noted', user, target=row.id, after={'platform': row.platform, 'day': day})
        return _post(row, earned)


def prove(session: Session, user_id: str, found: Iterable[Proved], source: str, *, now: datetime | None = None) -> int:
    """Take over posts that an import or a platform proves, in this transaction; returns how many were not known.

    Parameters
    ----------
    source : 'import' or 'connector'.
    """
    now, counting = now or utc_now(), days.of(session, user_id)
    fresh = [one for one in found if one.posted_at <= now and not _is_known(session, user_id, one)]
    for one in fresh:
        day = counting.day(one.posted_at)
        row = ArtistPost(user_id=user_id, platform=one.platform, url=one.url or None, day=day, source=source)
        row.note, row.posted_at, row.created_at = one.note[:NOTE_LIMIT], one.posted_at, now
        session.add(row)
        session.flush()
        if now - one.posted_at <= EARNS_WITHIN:
            points.earn(session, user_id, RULE, row.id, day.isoformat(), now=now)
    if fresh:
        streak.keep(session, user_id, now)
    return len(fresh)


def delete(user_id: str, post_id: str, *, now: datetime | None = None) -> None:
    """Delete a post; within a day its points go, too, unless another one of its day stands for them.

    Raises
    ------
    NotFound
        It is not theirs, or is gone.
    """
    now = now or utc_now()
    with transaction() as session:
        user = accounts.acting(session, user_id)
        row = session.get(ArtistPost, post_id)
        if row is None or row.user_id != user_id or row.deleted_at is not None:
            raise NotFound(GONE)
        row.deleted_at = now
        session.add(row)
        session.flush()
        if points.take_back(session, user_id, RULE, row.id, now=now):
            other = session.scalar(_of_day(user_id, row.day).limit(1))
            if other is not None:
                points.earn(session, user_id, RULE, other.id, row.day.isoformat(), now=now)
        streak.keep(session, user_id, now)
        audit.note(session, 'artist_post.deleted', user, target=row.id, before={'day': row.day})


def behind(user_id: str, last: paging.Last, limit: int) -> list[Post]:
    """Somebody's posts from one on, those noted last first."""
    mine = sa.select(ArtistPost).where(col(ArtistPost.user_id) == user_id, col(ArtistPost.deleted_at).is_(None))
    with reading() as session:
        rows = session.scalars(paging.behind(mine, col(ArtistPost.posted_at), col(ArtistPost.id), last, limit))
        return [_post(row) for row in rows]


def get(user_id: str, post_id: str) -> Post:
    """One of somebody's posts; raises NotFound."""
    with reading() as session:
        row = session.get(ArtistPost, post_id)
    if row is None or row.user_id != user_id or row.deleted_at is not None:
        raise NotFound(GONE)
    return _post(row)


def _platform(said: str) -> str:
    if said not in PLATFORMS:
        raise Invalid({'platform': 'Choose where you have posted.'})
    return said


def _url(said: str) -> str | None:
    """The address of a post, with https where nothing else is said."""
    plain = said.strip()
    if not plain:
        return None
    try:
        return str(outbound.read(plain if '://' in plain else f'https://{plain}'))
    except AddressRefused:
        raise Invalid({'url': 'This is no address. Write it whole, like https://example.org/post.'}) from None


def _note(said: str) -> str:
    plain = ' '.join(said.split())
    if len(plain) > NOTE_LIMIT:
        raise Invalid({'note': f'A note has at most {NOTE_LIMIT} characters.'})
    return plain


def _noted(session: Session, user_id: str, day: date) -> int:
    """How many somebody has noted for a day, those that they have deleted among them."""
    mine = (col(ArtistPost.user_id) == user_id, col(ArtistPost.day) == day, col(ArtistPost.source) == 'manual')
    return session.scalar(sa.select(sa.func.count()).select_from(ArtistPost).where(*mine)) or 0


def _of_day(user_id: str, day: date) -> sa.Select[Any]:
    mine = (col(ArtistPost.user_id) == user_id, col(ArtistPost.day) == day, col(ArtistPost.deleted_at).is_(None))
    return sa.select(ArtistPost).where(*mine).order_by(col(ArtistPost.created_at))


def _is_known(session: Session, user_id: str, one: Proved) -> bool:
    """Whether a post is there already, even as a deleted one: by its address, or else by its moment."""
    mine = [col(ArtistPost.user_id) == user_id, col(ArtistPost.platform) == one.platform]
    mine.append(col(ArtistPost.url) == one.url if one.url else col(ArtistPost.posted_at) == one.posted_at)
    return bool(session.scalar(sa.select(sa.exists().where(*mine))))


def _post(row: ArtistPost, earned: int = 0) -> Post:
    return Post(row.id, row.platform, row.url or '', row.note, row.day, row.posted_at, row.source, earned)
