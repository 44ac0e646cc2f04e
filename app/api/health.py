"""Whether the server is alive, and whether everything that it needs is there."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from app.ops import readiness

router = APIRouter()


@router.get('/healthz')
async def healthy() -> dict[str, str]:
    """Answers as long as the process runs; whatever restarts processes asks this."""
    return {'status': 'ok'}


@router.get('/readyz')
def ready() -> JSONResponse:
    """Answers 200 if database, queue and storage are in reach and a worker was seen lately, else 503; says which."""
    found = readiness.look()
    return JSONResponse({'ready': found.ready, **found.parts}, status_code=200 if found.ready else 503)
