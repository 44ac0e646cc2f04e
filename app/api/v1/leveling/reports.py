"""The report of a finished job, as `levelmix verify` reads it, and its tracklist as a file."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse, Response
from pydantic import Field

from app import leveling, storage
from app.api.v1.answers import FRESH, Resource
from app.api.v1.leveling.asking import Asking, JobId
from app.api.v1.leveling.numbers import LimiterWork, Measurement, Ramp, Segment

router = APIRouter()


class Engine(Resource):
    """What has measured and levelled."""

    name: str
    version: str


class Programme(Resource):
    """What the report is about."""

    name: str
    duration_s: float = Field(description='Length, seconds.')
    size_bytes: int
    stream: int | None = None


class ReportGoal(Resource):
    """What was wanted."""

    target_lufs: float = Field(description='LUFS.')
    ceiling_dbtp: float = Field(description='dBTP.')
    preset: str | None
    format: str | None
    even_percent: float = Field(description='Percent.')


class HashedMeasurement(Measurement):
    """A measurement, and the file that it is of."""

    sha256: str | None = Field(default=None, description='Of the file, hexadecimal.')


class Tolerance(Resource):
    """Whether the result is where it should be."""

    off_target_lu: float | None = Field(description='By how much it misses its target, LU.')
    on_target: bool = Field(description='Within 0.1 LU.')
    below_ceiling: bool
    r128_qc: bool = Field(description='Whether it passes the quality control of EBU R 128, whatever was wanted.')


class SecondOpinion(Resource):
    """What another meter has read of the result."""

    meter: str
    integrated_lufs: float | None = Field(description='LUFS.')


class LevelingReport(Resource):
    """Everything that was measured and done."""

    levelmix_report: int = Field(description='The format of this report.')
    engine: Engine
    standards: list[str]
    job: str
    completed_at: str | None
    reported_at: str
    programme: Programme
    goal: ReportGoal
    input: HashedMeasurement
    output: HashedMeasurement
    gain_db: float = Field(description='dB.')
    limiter: LimiterWork
    segments: list[Segment]
    ramps: list[Ramp]
    passes: int
    verdict: str | None
    second_opinion: SecondOpinion | None
    explanation: str
    tolerance: Tolerance
    warnings: list[str]

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A part of one."""
        return {
            'levelmix_report': 1,
            'job': '019ab5e4-5c1e-7a41-9f0e-2f6f6f1f7c11',
            'verdict': 'on_target',
            'gain_db': -4.2,
            'explanation': 'Turned down by 4.2 dB; no peak was touched.',
            'tolerance': {'off_target_lu': 0.0, 'on_target': True, 'below_ceiling': True, 'r128_qc': False},
        }


@router.get('/jobs/{job_id}/report', response_model=LevelingReport, summary='Get the report of a job')
def get_leveling_report(who: Asking, job_id: JobId) -> Response:
    """All of a finished job, to keep and to check again: `levelmix verify` reads it as it is."""
    return JSONResponse(leveling.report(who.id, job_id), headers={'Cache-Control': FRESH})


@router.get(
    '/jobs/{job_id}/tracklist',
    response_class=Response,
    responses={200: {'content': {kind: {'schema': {'type': 'string'}} for kind in leveling.TRACKLISTS.values()}}},
    summary='Get the tracklist of a job',
)
def get_leveling_tracklist(
    who: Asking,
    job_id: JobId,
    form: Annotated[
        Literal['cue', 'txt'], Query(alias='format', description='A CUE sheet, or lines with times.')
    ] = 'txt',
) -> Response:
    """The tracks of a finished job, as a file."""
    text, name = leveling.tracklist(who.id, job_id, form)
    headers = {'Content-Disposition': storage.disposition(name), 'Cache-Control': FRESH}
    return Response(text.encode(), media_type=leveling.TRACKLISTS[form], headers=headers)
