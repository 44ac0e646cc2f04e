"""The timeline of a job, a window at a time: what the drawing requests when it is opened, zoomed or moved."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from app import accounts, leveling

router = APIRouter(prefix='/files/timelines')

Start = Annotated[float, Query(ge=0)]
End = Annotated[float, Query(gt=0)]
Points = Annotated[int, Query(ge=2, le=leveling.MOST_POINTS)]
FRESH = {'Cache-Control': 'no-store'}


@router.get('/{job_id}')
def timeline(job_id: str, start: Start = 0.0, end: End = 1e9, points: Points = 1000) -> Response:
    """Loudness before and after, the limiter's work, overs and wave between two moments (seconds), as JSON."""
    return _answer(leveling.window(accounts.current_user('leveling').id, job_id, start, end, points))


@router.get('/{job_id}/passage')
def passage(job_id: str, start: Start = 0.0, end: End = 1e9) -> Response:
    """Integrated loudness of original and result between two moments (seconds)."""
    return _answer(leveling.passage(accounts.current_user('leveling').id, job_id, start, end))


@router.get('/uploads/{upload_id}')
def ahead(upload_id: str, start: Start = 0.0, end: End = 1e9, points: Points = 1000) -> Response:
    """The same of an upload that no job has taken yet."""
    return _answer(leveling.window_ahead(accounts.current_user('leveling').id, upload_id, start, end, points))


def _answer(found: dict[str, Any] | None) -> Response:
    """What was found; 204 while it grows and nothing is there yet."""
    if found is None:
        return Response(status_code=204, headers=FRESH)
    return Response(leveling.as_json(found), media_type='application/json', headers=FRESH)
