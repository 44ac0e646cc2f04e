"""Whether the server lives, and whether everything it needs is there."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from app import readiness

router = APIRouter()


@router.get('/healthz')
async def healthy() -> dict[str, str]:
    """Answers as long as the process does; what starts processes again asks this."""
    return {'status': 'ok'}


@router.get('/readyz')
def ready() -> JSONResponse:
    """Answers 200 when database, queue and storage are in reach and a worker was seen lately, else 503; and which."""
    found = readiness.look()
    return JSONResponse({'ready': found.ready, **found.parts}, status_code=200 if found.ready else 503)
