"""The timeline of a job, a window at a time: what the drawing asks for when it is opened, zoomed or moved."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from app import accounts, leveling

router = APIRouter(prefix='/files/timelines')


@router.get('/{job_id}')
def timeline(
    job_id: str,
    start: Annotated[float, Query(ge=0)] = 0.0,
    end: Annotated[float, Query(gt=0)] = 1e9,
    points: Annotated[int, Query(ge=2, le=leveling.MOST_POINTS)] = 1000,
) -> Response:
    """Loudness before and after, the limiter's work, overs and wave between two moments (seconds), as JSON."""
    found = leveling.window(accounts.current_user().id, job_id, start, end, points)
    return Response(leveling.as_json(found), media_type='application/json', headers={'Cache-Control': 'no-store'})
