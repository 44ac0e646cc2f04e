"""Previews to listen to: what there is, and the sound itself with ranges."""

from fastapi import APIRouter, Request, Response

from app import accounts, leveling, storage
from app.api.delivery import play

router = APIRouter(prefix='/files/previews')


@router.get('/{job_id}')
def index(job_id: str) -> Response:
    """What can be heard so far: the sizes of all pieces, as JSON; 204 while there is nothing."""
    found = leveling.previews(accounts.current_user('leveling').id, job_id)
    if found is None:
        return Response(status_code=204, headers={'Cache-Control': 'no-store'})
    return Response(leveling.as_text(found), media_type='application/json', headers={'Cache-Control': 'no-store'})


@router.get('/uploads/{upload_id}')
def upload(request: Request, upload_id: str) -> Response:
    """An upload that no job has taken yet, as it is; a browser asks for the ranges that it needs."""
    key = leveling.upload_sound(accounts.current_user('leveling').id, upload_id)
    return play(request, key, storage.media_type(key))


@router.get('/{job_id}/{stream}/{part}')
def sound(request: Request, job_id: str, stream: str, part: int) -> Response:
    """Some minutes of the original or the result; ask for the range of one piece."""
    key = leveling.preview_part(accounts.current_user('leveling').id, job_id, stream, part)
    return play(request, key, 'audio/aac')
