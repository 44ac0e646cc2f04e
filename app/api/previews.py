"""Previews to listen to: what there is, and the sound itself with ranges."""

from fastapi import APIRouter, Response
from fastapi.responses import FileResponse

from app import accounts, leveling, storage

router = APIRouter(prefix='/files/previews')


@router.get('/{job_id}')
def index(job_id: str) -> Response:
    """What can be heard so far: sizes of all pieces, as JSON."""
    found = leveling.previews(accounts.current_user().id, job_id)
    return Response(leveling.as_text(found), media_type='application/json', headers={'Cache-Control': 'no-store'})


@router.get('/{job_id}/{stream}/{part}')
def sound(job_id: str, stream: str, part: int) -> FileResponse:
    """Some minutes of the original or the result; ask for the range of one piece."""
    with storage.local(leveling.preview_part(accounts.current_user().id, job_id, stream, part)) as path:
        return FileResponse(path, media_type='audio/aac')
