"""Feeds of the blog: RSS 2.0 and Atom, the twenty newest in full, with absolute addresses and signs that XML has."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime

import sqlalchemy as sa
from sqlmodel import col

from app.artist import markdown, pictures, public_blog
from app.artist.blog_views import BLOG
from app.artist.public_blog import Entry
from app.config import settings
from app.db import reading
from models import StoredObject

RSS, ATOM = '/feed.xml', '/feed.atom'
NEWEST = 20
TITLE = 'Blog'
_FACADE = re.compile(r'<figure class="facade.*?href="([^"]*)".*?>(Play on [^<]*)<.*?</figure>', re.DOTALL)
_FROM_HERE = re.compile(r'((?:href|src)=")(/(?!/))')
_SIZES = re.compile(r' (?:srcset|sizes|loading|decoding)="[^"]*"')


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A picture that goes with an entry: its whole address and its size in bytes."""

    address: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """A post as feeds tell it; `guid` is its name for ever, whatever its address."""

    title: str
    address: str
    guid: str
    author: str
    said: str
    html: str
    published_at: datetime
    updated_at: datetime
    enclosure: Enclosure | None

    @property
    def rss_date(self) -> str:
        """When it came out, as RSS writes it."""
        return format_datetime(self.published_at.astimezone(UTC), usegmt=True)


@dataclass(frozen=True, slots=True)
class BlogFeed:
    """The feed."""

    base: str
    entries: list[FeedEntry]

    @property
    def changed(self) -> datetime:
        """When the newest change was; the beginning of time for an empty feed."""
        return max((entry.updated_at for entry in self.entries), default=datetime(1970, 1, 1, tzinfo=UTC))

    @property
    def rss_changed(self) -> str:
        """The same as RSS and HTTP write it."""
        return format_datetime(self.changed.astimezone(UTC), usegmt=True)

    @property
    def page(self) -> str:
        """The page that it is of."""
        return f'{self.base}{BLOG}'


def feed(now: datetime | None = None) -> BlogFeed:
    """What feeds tell at this moment."""
    base, found = settings().address, public_blog.latest(NEWEST, now)
    sizes = _sizes([entry for entry, _ in found])
    return BlogFeed(base, [_entry(base, entry, html, sizes) for entry, html in found])


def absolute(html: str, base: str) -> str:
    """HTML of ours for readers elsewhere: whole addresses, pictures in one size, players as links."""
    told = _FACADE.sub(lambda found: f'<p><a href="{found[1]}">{found[2]}</a></p>', html)
    return markdown.without_controls(_FROM_HERE.sub(rf'\g<1>{base}\g<2>', _SIZES.sub('', told)))


def _entry(base: str, entry: Entry, html: str, sizes: Mapping[str, int]) -> FeedEntry:
    picture = entry.picture
    size = sizes.get(picture.public_id, 0) if picture is not None else 0
    return FeedEntry(
        title=markdown.without_controls(entry.title),
        address=f'{base}{entry.path}',
        guid=f'urn:uuid:{entry.id}',
        author=entry.author or 'LevelMix',
        said=markdown.without_controls(entry.said),
        html=absolute(html, base),
        published_at=entry.published_at,
        updated_at=entry.updated_at,
        enclosure=Enclosure(f'{base}{picture.src}', size) if picture is not None and size else None,
    )


def _sizes(found: list[Entry]) -> dict[str, int]:
    """How many bytes the pictures of entries have as they are enclosed, by their public ids."""
    keys = dict[str, str]()
    for entry in found:
        if entry.picture is not None:
            keys[pictures.stored_as(entry.picture.public_id, '640.jpg')[0]] = entry.picture.public_id
    with reading() as session:
        stored = sa.select(col(StoredObject.key), col(StoredObject.size_bytes)).where(col(StoredObject.key).in_(keys))
        return {keys[key]: size for key, size in session.execute(stored) if size}
