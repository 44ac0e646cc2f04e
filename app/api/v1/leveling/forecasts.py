"""What every preset would make of a mix, worked out before anything is rendered."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from pydantic import Field

from app import leveling
from app.api.v1.answers import FRESH, Resource
from app.api.v1.description import may_fail
from app.api.v1.leveling.asking import Asking, JobId, UploadId
from app.api.v1.leveling.numbers import Measurement, Ramp, Segment
from app.api.v1.problems import Problem
from app.jobs.progress import HUB
from app.leveling import Expected, Told

router = APIRouter()
NOT_YET: dict[int | str, dict[str, Any]] = {204: {'description': 'It is not worked out: ask for it, or wait.'}}


class Plays(Resource):
    """What a streaming service does to such a result when it plays it."""

    platform: str
    change_db: float = Field(description='By how much it is turned, dB.')
    held_by_peaks: bool = Field(description='Whether its peaks keep it from being lifted all the way.')


class ForecastOfPreset(Resource):
    """One preset on one mix."""

    preset_id: int
    preset_name: str
    target_lufs: float = Field(description='LUFS.')
    ceiling_dbtp: float = Field(description='dBTP.')
    ease: str = Field(description='`untouched`, `clean`, `hard`, `unreachable` or `nothing`.')
    gain_db: float = Field(description='dB.')
    loudness_lufs: float | None = Field(description='What would come out, LUFS.')
    true_peak_dbtp: float | None = Field(description='dBTP.')
    range_lu: float | None = Field(description='LU.')
    deepest_db: float = Field(description='How deep the limiter would go, dB.')
    mean_db: float = Field(description='What it would take off on the whole, dB.')
    clipped_share: float = Field(description='For how much of the time the clipper would work, 0 to 1.')
    plays: list[Plays]


class MixForecast(Resource):
    """What is known of a mix before it is levelled."""

    measured: Measurement
    segments: list[Segment]
    ramps: list[Ramp]
    even_percent: float = Field(description='How far the tracks are brought together in `matched`, percent.')
    plain: list[ForecastOfPreset] | None = Field(description='Every preset on the mix as it is; null until known.')
    matched: list[ForecastOfPreset] | None = Field(description='The same with its tracks brought together.')
    warnings: list[str]

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One."""
        return {
            'measured': Measurement.example(),
            'segments': [{'start_s': 0.0, 'end_s': 3600.0, 'loudness_lufs': -9.8, 'gain_db': 0.0, 'title': None}],
            'ramps': [],
            'even_percent': 0.0,
            'plain': [
                {
                    'preset_id': 1,
                    'preset_name': 'Spotify',
                    'target_lufs': -14.0,
                    'ceiling_dbtp': -1.0,
                    'ease': 'clean',
                    'gain_db': -4.2,
                    'loudness_lufs': -14.0,
                    'true_peak_dbtp': -3.6,
                    'range_lu': 5.4,
                    'deepest_db': 0.0,
                    'mean_db': 0.0,
                    'clipped_share': 0.0,
                    'plays': [{'platform': 'Spotify', 'change_db': 0.0, 'held_by_peaks': False}],
                }
            ],
            'matched': None,
            'warnings': [],
        }


class ForecastAsked(Resource):
    """A forecast is being worked out."""

    id: str = Field(description='What it is called while it is worked out.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One."""
        return {'id': '019ab5e7-11a2-7b44-8c0d-93f3f0a0c1d2'}


@router.get(
    '/jobs/{job_id}/forecast', response_model=MixForecast, responses=NOT_YET, summary='Get the forecast of a job'
)
def get_leveling_forecast(who: Asking, job_id: JobId) -> Response:
    """What each of your presets would make of the original of a job."""
    return answer(leveling.forecast(who.id, job_id))


@router.post(
    '/jobs/{job_id}/forecast',
    status_code=202,
    response_model=ForecastAsked,
    summary='Have a forecast worked out',
    openapi_extra=may_fail('conflict', 'paused'),
)
def ask_leveling_forecast(who: Asking, job_id: JobId) -> Response:
    """Have it worked out by a worker, from the analysis alone: it takes seconds."""
    asked = leveling.ask_forecast(who.id, job_id)
    if asked is None:
        raise Problem('conflict', 'This mix is not measured yet. Ask again once its job runs or is done.')
    HUB.poke()
    return JSONResponse({'id': asked}, 202, {'Location': f'/api/v1/leveling/jobs/{job_id}/forecast'})


@router.get(
    '/uploads/{upload_id}/forecast',
    response_model=MixForecast,
    responses=NOT_YET,
    summary='Get the forecast of an upload',
)
def get_upload_forecast(who: Asking, upload_id: UploadId) -> Response:
    """The same of an upload that is looked at before a job takes it."""
    return answer(leveling.get_lookahead(who.id, upload_id).told)


def answer(found: Told | None) -> Response:
    """What is worked out, or that nothing is yet."""
    headers = {'Cache-Control': FRESH}
    if found is None:
        return Response(status_code=204, headers=headers)
    return JSONResponse(shown(found).told(), headers=headers)


def shown(found: Told) -> MixForecast:
    """What is worked out, as programs read it."""
    return MixForecast(
        measured=Measurement.model_validate(found.measured),
        segments=[Segment.model_validate(one) for one in found.segments],
        ramps=[Ramp.model_validate(one) for one in found.ramps],
        even_percent=found.even_percent,
        plain=_each(found.plain),
        matched=_each(found.matched),
        warnings=list(found.warnings),
    )


def _each(expected: list[Expected] | None) -> list[ForecastOfPreset] | None:
    return None if expected is None else [_one(found) for found in expected]


def _one(expected: Expected) -> ForecastOfPreset:
    plays = [
        Plays(platform=one.platform, change_db=one.change_db, held_by_peaks=one.held_by_peaks) for one in expected.plays
    ]
    preset = {'preset_id': expected.preset.id, 'preset_name': expected.preset.name, 'plays': plays}
    return ForecastOfPreset.model_validate(expected.found | preset)
