"""What the web server answers besides pages: files, sign-in and health, on a small application of its own.

It is beside NiceGUI's, not inside: a download or an upload needs none of a page's session and tracking.
"""

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError

from app.api import (
    archives,
    area_routes,
    auth,
    files,
    health,
    log,
    oidc,
    parts,
    passkeys,
    previews,
    reports,
    shares,
    timelines,
    tracklists,
    uploads,
)
from app.api.refusals import away, disk, malformed, refused
from app.bodies import Bounded
from app.errors import DatabaseAway, Refused

PREFIXES = ('/auth/', '/files/', '/shared/', area_routes.PREFIX, '/healthz', '/readyz')


def create() -> FastAPI:
    """The application that `app.web.server` puts before NiceGUI's for every path in `PREFIXES`."""
    api = FastAPI(title='LevelMix', docs_url=None, redoc_url=None, openapi_url=None)
    api.include_router(auth.router)
    api.include_router(oidc.router)
    api.include_router(passkeys.router)
    api.include_router(archives.router)
    api.include_router(health.router)
    api.include_router(log.router)
    api.include_router(parts.router)
    api.include_router(shares.router)
    api.include_router(uploads.router)
    own = (files.router, previews.router, reports.router, timelines.router, tracklists.router)
    area_routes.add(api, 'leveling', *own)
    area_routes.mount(api)
    api.add_exception_handler(Refused, refused)
    api.add_exception_handler(DatabaseAway, away)
    api.add_exception_handler(OSError, disk)
    api.add_exception_handler(RequestValidationError, malformed)
    api.add_middleware(Bounded)
    return api
