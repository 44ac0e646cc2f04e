"""Links of releases for stories about those that lead nowhere: a world on this machine, and what an artist is told."""

from datetime import UTC, datetime, timedelta
from typing import Any

from app import notifications
from app.artist import link_checking, releases
from app.artist.release_views import ReleaseView
from app.notifications import Told
from tests.app.artist.page_support import release_of
from tests.receivers import Receiver

MONDAY = datetime(2027, 7, 5, 6, 30, tzinfo=UTC)
DAY, WEEK = timedelta(days=1), timedelta(days=7)
SONGS, SHOP = 'songs.example.org', 'shop.example.org'


def says(world: Receiver, status: int, **headers: str) -> None:
    world.answers = lambda asked: (status, headers, b'')


def linked(user_id: str, *urls: str, **more: Any) -> ReleaseView:
    """A public release with these links among its own."""
    custom = [{'label': f'Link {number}', 'url': url} for number, url in enumerate(urls)]
    return release_of(user_id, **{'links': {}, 'custom': custom, **more})


def gone(made: ReleaseView) -> list[tuple[str, datetime]]:
    """The links that are marked, by name, and since when."""
    return [(one.link, one.since) for one in releases.get(made.user_id, made.id).links_gone]


def paths(world: Receiver) -> list[str]:
    return [asked.path for asked in world.asked]


def told(user_id: str) -> list[Told]:
    return [one for one in notifications.newest(user_id) if one.kind == link_checking.KIND]


def marked(world: Receiver, user_id: str) -> ReleaseView:
    """A release whose only link was found to be gone, on two Mondays."""
    made = linked(user_id, world.url('/tickets', SONGS))
    says(world, 404)
    for week in (0, 1):
        assert link_checking.look_due(MONDAY + week * WEEK) == 1
    assert gone(made) == [(made.custom[0]['id'], MONDAY)]
    return made
