"""What the core is told of an artist's things: the one place where the area registers itself."""

from collections.abc import Iterator, Sequence
from typing import Any

from app import areas
from app.areas import Area, Errand, Front, Kind, Place, Public
from app.artist import (
    blog_posting,
    contact,
    hearing,
    import_jobs,
    insight_jobs,
    insight_keeping,
    leaving,
    link_checking,
    page_pictures,
    pictures,
    points,
    public_blog,
    public_places,
    public_portfolio,
    showcase_views,
    syncing,
    taking,
    upkeep,
)
from app.artist.connectors import tokens
from app.tools import Toolbox
from models import ArtistPicture, ArtistTask, MetricImport, ShowcaseTrack

assert page_pictures  # what pictures of a page are for is known


def _public() -> Sequence[Any]:
    from app.artist import public_artist, public_pictures, public_routes, public_site

    return [public_artist.router, public_routes.router, public_pictures.router, public_site.router]


def _tools() -> Toolbox:
    from app.artist.server_tools import toolbox

    return toolbox()


def _places() -> Iterator[Place]:
    yield from public_places.places()
    yield from public_blog.places()
    yield from public_portfolio.places()
    yield Place('/contact')


AREA = Area(
    'artist',
    'Artist',
    does='Your music has one page, your numbers one place, and an adviser who knows them answers.',
    front=Front('For artists and producers'),
    kinds=(
        Kind(pictures.KIND, ArtistPicture, 'Picture', pictures.STAGES),
        Kind(syncing.KIND, ArtistTask, 'Platform', syncing.STAGES, is_intake=False),
        Kind(import_jobs.KIND, MetricImport, 'Import of numbers', import_jobs.STAGES, page='/artist/numbers'),
        Kind(insight_jobs.KIND, ArtistTask, 'Insights', insight_jobs.STAGES, is_intake=False),
        Kind(showcase_views.KIND, ShowcaseTrack, 'Sound on a page', showcase_views.STAGES),
    ),
    check_choice=taking.check,
    on_upload=taking.submit,
    erase=leaving.erase,
    upkeep=upkeep.upkeep,
    often=upkeep.often,
    errands=(Errand(link_checking.is_any_due, link_checking.look_due, every_s=600),),
    notifications=points.NOTIFICATIONS
    | tokens.NOTIFICATIONS
    | contact.NOTIFICATIONS
    | insight_keeping.NOTIFICATIONS
    | link_checking.NOTIFICATIONS,
    events=blog_posting.EVENTS | contact.EVENTS | insight_keeping.EVENTS,
    hears=hearing.hears,
    accepts=frozenset(('.wav', '.flac', '.aiff', '.aif', '.mp3', '.m4a', '.aac', '.ogg', '.opus')),
    send_to='Put on my page',
    send_page='/artist/sounds',
    shows=True,
    tools=_tools,
    public=Public(('/u/', '/blog', '/portfolio', '/contact', '/embed/', '/feed.', pictures.PREFIX), _public, _places),
)
areas.register(AREA)
