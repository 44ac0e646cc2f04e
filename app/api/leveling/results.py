"""Downloads, with ranges."""

from fastapi import APIRouter, Request, Response

from app import accounts, leveling
from app.api.delivery import deliver

router = APIRouter(prefix='/files')


@router.head('/results/{job_id}', include_in_schema=False)
@router.get('/results/{job_id}')
def download(request: Request, job_id: str) -> Response:
    """The result of a finished job: ranged and resumable, under the name the user expects."""
    return deliver(request, *leveling.result(accounts.current_user('leveling').id, job_id))
