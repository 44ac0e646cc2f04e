"""The tracklist of a finished job, as a file."""

from urllib.parse import quote

from fastapi import APIRouter, Response

from app import accounts, leveling

router = APIRouter(prefix='/files/tracklists')


@router.get('/{job_id}/{kind}')
def tracklist(job_id: str, kind: str) -> Response:
    """A CUE sheet (`cue`) or lines with times (`txt`)."""
    text, name = leveling.tracklist(accounts.current_user('leveling').id, job_id, kind)
    headers = {
        'Content-Disposition': f"attachment; filename*=UTF-8''{quote(name, safe='')}",
        'Cache-Control': 'no-store',
    }
    return Response(text.encode(), media_type=leveling.TRACKLISTS[kind], headers=headers)
