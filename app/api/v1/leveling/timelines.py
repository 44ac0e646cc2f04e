"""What was measured over time: a window of it, with as many points as a drawing has room for."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response
from pydantic import Field

from app import leveling
from app.api.v1.answers import FRESH, Resource
from app.api.v1.leveling.asking import Asking, JobId, UploadId
from app.api.v1.leveling.numbers import BeforeAfter

router = APIRouter()

Start = Annotated[float, Query(ge=0, allow_inf_nan=False, description='From where on, seconds.')]
End = Annotated[
    float, Query(gt=0, allow_inf_nan=False, description='Up to where, seconds; the end of the mix at most.')
]
Points = Annotated[int, Query(ge=2, le=leveling.MOST_POINTS, description='How many values a curve has at most.')]
GROWS: dict[int | str, dict[str, Any]] = {204: {'description': 'There is nothing yet: it grows while the mix is read.'}}


class Wave(Resource):
    """The wave itself; full scale is 127."""

    start_s: float = Field(description='Where its first value is, seconds.')
    step_s: float = Field(description='How far apart its values are, seconds.')
    low: list[int]
    high: list[int]
    rms: list[int]


class LoudnessCurves(Resource):
    """Loudness at equal distances, in hundredths of a LUFS; null where there is nothing to hear."""

    momentary: list[int | None] = Field(description='The highest of 400 ms in each step, hundredths of a LUFS.')
    low: list[int | None] = Field(description='The lowest of three seconds in each step, hundredths of a LUFS.')
    high: list[int | None] = Field(description='The highest of three seconds in each step, hundredths of a LUFS.')
    wave: Wave


class Overs(Resource):
    """Peaks above the ceiling: each is a moment in seconds and a true peak in dBTP."""

    before: list[tuple[float, float]]
    after: list[tuple[float, float]]


class TimelineWindow(Resource):
    """What lies between two moments of a mix."""

    duration_s: float = Field(description='Length of the whole mix, seconds.')
    start_s: float = Field(description='Where the first values are, seconds.')
    step_s: float = Field(description='How far apart the values are, seconds.')
    before: LoudnessCurves | None
    after: LoudnessCurves | None
    reduction: list[int] = Field(description='How deep the limiter went in each step, hundredths of a dB.')
    clipped: list[int] = Field(description='How much was clipped in each step, percent of the time.')
    target_lufs: float | None = Field(description='LUFS; null before there is a job.')
    ceiling_dbtp: float = Field(description='dBTP.')
    gain_db: float | None = Field(description='dB.')
    integrated: BeforeAfter
    overs: Overs
    active: bool = Field(description='Whether more is still to come.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One."""
        return {
            'duration_s': 3600.0,
            'start_s': 0.0,
            'step_s': 1800.0,
            'before': {
                'momentary': [-912, -640],
                'low': [-1100, -905],
                'high': [-930, -710],
                'wave': {'start_s': 0.0, 'step_s': 1800.0, 'low': [-120, -127], 'high': [118, 127], 'rms': [41, 52]},
            },
            'after': None,
            'reduction': [0, 12],
            'clipped': [0, 0],
            'target_lufs': -14.0,
            'ceiling_dbtp': -1.0,
            'gain_db': -4.2,
            'integrated': {'before': -9.8, 'after': None},
            'overs': {'before': [[12.5, 0.6]], 'after': []},
            'active': False,
        }


@router.get(
    '/jobs/{job_id}/timeline', response_model=TimelineWindow, responses=GROWS, summary='Get the timeline of a job'
)
def get_leveling_timeline(
    who: Asking, job_id: JobId, start: Start = 0.0, end: End = 1e9, points: Points = 1000
) -> Response:
    """Loudness before and after, the work of the limiter, overs and wave between two moments."""
    return _answer(leveling.window(who.id, job_id, start, end, points))


@router.get('/jobs/{job_id}/passage', response_model=BeforeAfter, summary='Measure a passage of a job')
def get_leveling_passage(who: Asking, job_id: JobId, start: Start = 0.0, end: End = 1e9) -> Response:
    """Integrated loudness of original and result between two moments, LUFS."""
    return _answer(leveling.passage(who.id, job_id, start, end))


@router.get(
    '/uploads/{upload_id}/timeline',
    response_model=TimelineWindow,
    responses=GROWS,
    summary='Get the timeline of an upload',
)
def get_upload_timeline(
    who: Asking, upload_id: UploadId, start: Start = 0.0, end: End = 1e9, points: Points = 1000
) -> Response:
    """The same of an upload that is looked at before a job takes it; overs are those above 0 dBTP."""
    return _answer(leveling.window_ahead(who.id, upload_id, start, end, points))


def _answer(found: dict[str, Any] | None) -> Response:
    headers = {'Cache-Control': FRESH}
    return Response(status_code=204, headers=headers) if found is None else JSONResponse(found, headers=headers)
