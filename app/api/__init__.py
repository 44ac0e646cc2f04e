"""What the web server answers besides pages: files and health, on a small application of its own.

It stands beside NiceGUI's, not inside: a download or an upload needs none of a page's session and tracking.
"""

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from app.api import files, health
from app.errors import NotFound, Refused, TooLarge

PREFIXES = ('/files/', '/healthz')


def create() -> FastAPI:
    """The application that `app.web` puts before NiceGUI's for every path in `PREFIXES`."""
    api = FastAPI(title='LevelMix', docs_url=None, redoc_url=None, openapi_url=None)
    api.include_router(files.router)
    api.include_router(health.router)
    api.add_exception_handler(Refused, _refused)
    return api


def _refused(_: Request, error: Exception) -> JSONResponse:
    status = 404 if isinstance(error, NotFound) else 413 if isinstance(error, TooLarge) else 400
    return JSONResponse({'error': str(error)}, status_code=status)
