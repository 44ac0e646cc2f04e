"""What the web server answers besides pages: files and health, on a small application of its own.

It stands beside NiceGUI's, not inside: a download or an upload needs none of a page's session and tracking.
"""

import math

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from app.api import auth, export, files, health, log, oidc, previews, reports, timelines, tracklists
from app.errors import (
    NotFound,
    OverLimit,
    Paused,
    ProviderFailed,
    Refused,
    SignedOut,
    StorageFailed,
    TooLarge,
    TooManyTries,
)

PREFIXES = ('/auth/', '/files/', '/healthz', '/readyz')


def create() -> FastAPI:
    """The application that `app.web` puts before NiceGUI's for every path in `PREFIXES`."""
    api = FastAPI(title='LevelMix', docs_url=None, redoc_url=None, openapi_url=None)
    api.include_router(auth.router)
    api.include_router(oidc.router)
    api.include_router(files.router)
    api.include_router(export.router)
    api.include_router(health.router)
    api.include_router(log.router)
    api.include_router(previews.router)
    api.include_router(reports.router)
    api.include_router(timelines.router)
    api.include_router(tracklists.router)
    api.add_exception_handler(Refused, _refused)
    return api


STATUS = {
    NotFound: 404,
    OverLimit: 403,
    Paused: 503,
    ProviderFailed: 502,
    SignedOut: 401,
    StorageFailed: 503,
    TooLarge: 413,
    TooManyTries: 429,
}


def _refused(_: Request, error: Exception) -> JSONResponse:
    status = STATUS.get(type(error), 400)
    wait = {'Retry-After': str(math.ceil(error.seconds))} if isinstance(error, TooManyTries) else None
    return JSONResponse({'error': str(error)}, status_code=status, headers=wait)
