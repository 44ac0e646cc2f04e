"""Atom feeds of what appears on public pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response

from app.public.answers import kept
from app.public.look import render

KIND = 'application/atom+xml; charset=utf-8'
MOST = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that appeared: the address of its page is its name for ever."""

    title: str
    path: str
    published: datetime
    changed: datetime
    author: str
    summary: str = ''


@dataclass(frozen=True, slots=True)
class Feed:
    """The newest of them, newest first; `path` is the page that they are on, `own_path` where the feed is."""

    title: str
    path: str
    own_path: str
    entries: Sequence[Entry]

    @property
    def changed(self) -> datetime:
        """When the newest change was; the beginning of time for an empty feed."""
        return max((entry.changed for entry in self.entries), default=datetime(1970, 1, 1, tzinfo=UTC))


def answer(request: Request, feed: Feed) -> Response:
    """The feed as a response that caches keep."""
    return kept(request, render('feed.xml', feed=feed, entries=feed.entries[:MOST]), KIND)
