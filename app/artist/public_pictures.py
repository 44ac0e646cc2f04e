"""Pictures of pages for everybody, under their public ids. Only the web server imports this."""

from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, Response, StreamingResponse

from app import storage
from app.artist import pictures
from app.errors import NotFound

router = APIRouter()
KEPT = 'public, max-age=31536000, immutable'
"""What a picture is under its address, it stays: another one has another address."""


@router.head(pictures.PREFIX + '{public_id}/{name}', include_in_schema=False)
@router.get(pictures.PREFIX + '{public_id}/{name}')
def picture(request: Request, public_id: str, name: str) -> Response:
    """A picture in one of its sizes."""
    key, mark = pictures.stored_as(public_id, name)
    headers = {'Cache-Control': KEPT, 'ETag': f'"{mark}"', 'X-Content-Type-Options': 'nosniff'}
    if f'"{mark}"' in request.headers.get('if-none-match', ''):
        return Response(status_code=304, headers=headers)
    if storage.stat(key) is None:
        raise NotFound(pictures.GONE)
    kind = 'image/webp' if key.endswith('.webp') else 'image/jpeg'
    if storage.is_remote():
        return StreamingResponse(storage.read(key), headers=headers, media_type=kind)
    with storage.local(key) as path:
        return FileResponse(path, headers=headers, media_type=kind)
