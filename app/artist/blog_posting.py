"""When posts come out: now, at a planned time, or not any more. What is due, the upkeep of each minute publishes."""

import logging
from datetime import datetime

import sqlalchemy as sa
from sqlmodel import Session, col

from app import webhooks
from app.accounts import audit
from app.artist import addresses, house, planned, points, posts, streak
from app.artist.addresses import POST
from app.artist.blog_views import BLOG, PostView, found, views
from app.artist.planned import Planned
from app.artist.posts import Proved
from app.config import settings
from app.db import reading, transaction
from app.errors import Changed, Invalid, Refused
from models import ArtistPost, BlogPost, User
from models.types import utc_now

log = logging.getLogger(__name__)

AREA, PUBLISHED = 'artist', 'post.published'
EVENTS = {PUBLISHED: 'A post of the blog was published'}
AT_ONCE = 100
CLOCK = 'schedule'
CHANGED = 'Somebody else has saved this post meanwhile. Look at it again before everybody sees it.'


def publish(user_id: str, post_id: str, revision: int | None = None) -> PostView:
    """Let everybody see a post from now on; raises Invalid where it has no title or address, Changed as `blog.save`."""
    with transaction() as session:
        user, row = house.editor(session, user_id), _unchanged(session, post_id, revision)
        _ready(session, row)
        _out(session, row, utc_now(), user)
        return views(session, [row])[0]


def schedule(
    user_id: str, post_id: str, typed: str, zone: str, revision: int | None = None, now: datetime | None = None
) -> tuple[PostView, Planned]:
    """Plan when everybody sees a post.

    Parameters
    ----------
    typed : day and time by the clock of `zone`, like 2027-03-28T18:30.

    Raises
    ------
    Invalid
        For `publish_at`: it is no time, one that clocks go forward over, or over; or as `publish`.
    """
    moment = planned.read(typed, zone)
    planned.check_ahead(moment, now or utc_now())
    with transaction() as session:
        user, row = house.editor(session, user_id), _unchanged(session, post_id, revision)
        if row.published:
            raise Invalid({planned.FIELD: 'This post is published already. Take it back first.'})
        _ready(session, row)
        row.publish_at, row.updated_at = moment.at, utc_now()
        row.revision += 1
        session.add(row)
        audit.note(session, 'blog_post.scheduled', user, target=row.id, after={'publish_at': moment.said})
        return views(session, [row])[0], moment


def withdraw(user_id: str, post_id: str) -> PostView:
    """Make a draft of a post again, or plan nothing any more. Its address stays its own."""
    with transaction() as session:
        user, row = house.editor(session, user_id), found(session, post_id)
        before = {'published': row.published, 'publish_at': row.publish_at}
        row.published, row.publish_at, row.updated_at = False, None, utc_now()
        row.revision += 1
        session.add(row)
        unearn(session, row)
        audit.note(session, 'blog_post.withdrawn', user, target=row.id, before=before)
        return views(session, [row])[0]


def publish_due(now: datetime | None = None) -> int:
    """Publish what was planned for a time that has come, however long ago, with the planned date; returns how many."""
    now = now or utc_now()
    due = (
        col(BlogPost.published).is_(False),
        col(BlogPost.publish_at) <= now,
        col(BlogPost.deleted_at).is_(None),
    )
    with reading() as session:
        ids = list(session.scalars(sa.select(col(BlogPost.id)).where(*due).limit(AT_ONCE)))
    out = 0
    for post_id in ids:
        try:
            with transaction() as session:
                row = session.scalar(sa.select(BlogPost).where(col(BlogPost.id) == post_id, *due))
                if row is not None and row.publish_at is not None:
                    _out(session, row, row.publish_at, CLOCK)
                    out += 1
        except Refused as error:
            log.warning('The post %s could not be published as planned: %s', post_id, error)
    return out


def unearn(session: Session, row: BlogPost) -> None:
    """A post is gone again: if that is within a day, so are its points, and it counts for no streak."""
    mine = (col(ArtistPost.user_id) == row.author_id, col(ArtistPost.url) == _address(row))
    for one in session.scalars(sa.select(ArtistPost).where(*mine, col(ArtistPost.deleted_at).is_(None))).all():
        one.deleted_at = utc_now()
        session.add(one)
        session.flush()
        points.take_back(session, one.user_id, posts.RULE, one.id)
        streak.keep(session, one.user_id, utc_now())


def _ready(session: Session, row: BlogPost) -> None:
    """A post that everybody shall see has a title and an address; raises Invalid."""
    if not row.title:
        raise Invalid({'title': 'Give the post a title before everybody sees it.'})
    if row.slug == row.id:
        proposal = addresses.proposed(session, POST, row.title, row.id)
        if not proposal.slug:
            raise Invalid({'slug': proposal.said})
        row.slug = addresses.take(session, POST, proposal.slug, row.id)
    session.add(row)


def _out(session: Session, row: BlogPost, at: datetime, actor: User | str) -> None:
    if row.published:
        return
    row.published, row.publish_at, row.updated_at = True, None, utc_now()
    row.published_at = row.published_at or at
    row.revision += 1
    session.add(row)
    session.flush()
    after = {'slug': row.slug, 'published_at': row.published_at}
    audit.note(session, 'blog_post.published', actor, target=row.id, after=after)
    if row.author_id is not None and session.get(User, row.author_id) is not None:
        posts.prove(session, row.author_id, [Proved('blog', row.published_at, _address(row), row.title)], 'connector')
        told = {'id': row.id, 'title': row.title, 'page': f'{BLOG}/{row.slug}'}
        webhooks.tell(session, row.author_id, AREA, PUBLISHED, lambda: told)


def _unchanged(session: Session, post_id: str, revision: int | None) -> BlogPost:
    row = found(session, post_id)
    if revision is not None and revision != row.revision:
        raise Changed(CHANGED)
    return row


def _address(row: BlogPost) -> str:
    return f'{settings().address}{BLOG}/{row.id}'
