"""What the web server answers besides pages: files, sign-in and health, on a small application of its own.

It is beside NiceGUI's, not inside: a download or an upload needs none of a page's session and tracking.
"""

from fastapi import FastAPI, Request, Response
from fastapi.exception_handlers import http_exception_handler
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException

from app import areas
from app.api import (
    area_routes,
    artist,
    artist_sounds,
    assistants,
    audit_log,
    auth,
    checkout_page,
    direct_uploads,
    drums,
    health,
    library,
    oidc,
    openai,
    passkeys,
    payments,
    pictures,
    practice,
    public,
    shares,
    studio,
    uploads,
    v1,
    voice,
    voice_previews,
)
from app.api.artist import numbers as artist_numbers
from app.api.bodies import Bounded
from app.api.errors import away, disk, malformed
from app.api.leveling import archives, previews, reports, results, timelines, tracklists
from app.api.practice import calendars as practice_calendars
from app.api.studio import feeds as studio_feeds
from app.api.studio import guests as studio_guests
from app.api.v1 import failures
from app.errors import DatabaseAway, Refused
from app.practice import calendars
from app.studio import delivery_links, feeds

PREFIXES = (
    *('/auth/', '/files/', '/shared/', '/webhooks/', '/api/', assistants.PATH, '/healthz', '/readyz'),
    *(calendars.PREFIX, checkout_page.PREFIX, delivery_links.PREFIX, feeds.PREFIX),
    *openai.PATHS,
    artist.PREFIX,
    *public.PREFIXES,
)


def prefixes() -> tuple[str, ...]:
    """`PREFIXES`, and those of the public pages of all areas."""
    return PREFIXES + tuple(prefix for area in areas.each() if area.public for prefix in area.public.prefixes)


def create() -> FastAPI:
    """The application that `app.web.server` puts before NiceGUI's for every path in `prefixes()`,
    and for the start page of who is not signed in."""
    api = FastAPI(title='LevelMix', docs_url=None, redoc_url=None, openapi_url=None)
    api.mount(v1.PREFIX, v1.create())  # first, because programs ask most
    api.mount(openai.PREFIX, openai.create())
    api.include_router(auth.router)
    api.include_router(oidc.router)
    api.include_router(passkeys.router)
    api.include_router(archives.router)
    api.include_router(health.router)
    api.include_router(audit_log.router)
    api.include_router(direct_uploads.router)
    api.include_router(payments.router)
    api.include_router(checkout_page.router)
    api.include_router(public.router)
    api.include_router(library.router)
    api.include_router(pictures.router)
    api.include_router(shares.router)
    api.include_router(practice_calendars.router)  # closed with the area by whose calendar it is, not by who reads it
    api.include_router(studio_feeds.router)  # likewise
    api.include_router(studio_guests.router)  # so is what a guest of a studio finds by their own link
    api.include_router(uploads.router)
    own = (results.router, previews.router, reports.router, timelines.router, tracklists.router)
    area_routes.add(api, 'leveling', *own)
    area_routes.add(api, 'voice', voice.router, voice_previews.router)
    area_routes.add(api, 'practice', practice.router)
    area_routes.add(api, 'drums', drums.router)
    area_routes.add(api, 'studio', studio.router)
    area_routes.add(api, 'artist', artist.router, artist_numbers.router, artist_sounds.router)
    api.router.routes.append(assistants.route())
    public.mount(api)
    api.add_exception_handler(HTTPException, _http)
    api.add_exception_handler(Refused, public.refused)
    api.add_exception_handler(DatabaseAway, away)
    api.add_exception_handler(OSError, disk)
    api.add_exception_handler(RequestValidationError, malformed)
    api.add_middleware(Bounded)
    return api


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 404 and request.url.path.startswith(f'{v1.PREFIX}/'):
        return failures.nowhere(request)
    return await http_exception_handler(request, error)
