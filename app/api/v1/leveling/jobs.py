"""Jobs of levelling: what was chosen, what was measured, and the same original once more with other numbers."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import Field

from app import leveling
from app.api.v1 import jobs
from app.api.v1.answers import Fields, IfNoneMatch, Moment, Resource, Wanted, one
from app.api.v1.choices import model_of
from app.api.v1.description import may_fail
from app.api.v1.idempotency import Once
from app.api.v1.leveling.asking import Asking, JobId
from app.api.v1.leveling.numbers import LimiterWork, Measurement, Ramp, Segment
from app.jobs import feed
from app.jobs.progress import HUB
from app.leveling import JobView, LevelingOptions
from app.runtime.thread_pools import LOOKS
from models import FilesGone, Status

router = APIRouter()
OPTIONS: Any = model_of(LevelingOptions, 'LevelingOptions')


class Track(Resource):
    """Where a track begins, as somebody has set it."""

    start_s: float = Field(description='Seconds from the start of the mix.')
    title: str | None = None


class Original(Resource):
    """The file that was sent."""

    name: str
    format: str
    size_bytes: int
    duration_s: int = Field(description='Length, whole seconds.')
    stream: int | None = Field(description='The sound that was chosen of several, counted from 1.')


class Chosen(Resource):
    """How the job was asked for."""

    target_lufs: float = Field(description='The integrated loudness that is wanted, LUFS.')
    ceiling_dbtp: float = Field(description='The true peak that may not be passed, dBTP.')
    preset_name: str | None
    output_format: str | None = Field(description='What was converted to; null for the original’s own format.')
    even_percent: float = Field(description='How far tracks are brought together, percent.')
    tracklist: str | None
    tracks: list[Track] | None


class Measured(Resource):
    """What was measured and done; it is there once the job is completed."""

    before: Measurement = Field(description='The original.')
    after: Measurement = Field(description='The finished file, decoded and measured again.')
    gain_db: float = Field(description='By how much the whole mix was turned up or down, dB.')
    limiter: LimiterWork
    passes: int = Field(description='How often the whole file was rendered or measured.')
    verdict: str = Field(description='`on_target`, `unchanged`, `unreachable`, `too_short` or `silent`.')
    explanation: str = Field(description='What was done, in one sentence.')
    loudest_clean_lufs: float | None = Field(
        default=None, description='The loudest clean level, where it was delivered.'
    )
    segments: list[Segment] = Field(default_factory=list)
    ramps: list[Ramp] = Field(default_factory=list)
    warnings: list[str] = Field(default_factory=list)
    output_sha256: str | None = Field(default=None, description='SHA-256 of the finished file, hexadecimal.')


class LevelingJob(Resource):
    """A job of levelling in full. How far it is: `GET /jobs/{job_id}`, which tells of jobs of all areas."""

    id: str
    status: Status
    error: str | None
    original: Original
    options: Chosen
    measured: Measured | None
    result_bytes: int | None
    created_at: Moment
    completed_at: Moment | None
    expires_at: Moment | None = Field(description='When the files go, by the tier of today.')
    files_gone_at: Moment | None
    files_gone_why: FilesGone | None

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One that is done."""
        measured = Measurement.example()
        after = measured | {'integrated_lufs': -14.0, 'true_peak_dbtp': -3.6, 'short_term_max_lufs': -11.3}
        return {
            'id': '019ab5e4-5c1e-7a41-9f0e-2f6f6f1f7c11',
            'status': 'completed',
            'error': None,
            'original': {
                'name': 'Friday night.wav',
                'format': 'WAV',
                'size_bytes': 635040044,
                'duration_s': 3600,
                'stream': None,
            },
            'options': {
                'target_lufs': -14.0,
                'ceiling_dbtp': -1.0,
                'preset_name': 'Spotify',
                'output_format': None,
                'even_percent': 0.0,
                'tracklist': None,
                'tracks': None,
            },
            'measured': {
                'before': measured,
                'after': after,
                'gain_db': -4.2,
                'limiter': {
                    'max_reduction_db': 0.0,
                    'mean_reduction_db': 0.0,
                    'limited_share': 0.0,
                    'clipped_share': 0.0,
                },
                'passes': 2,
                'verdict': 'on_target',
                'explanation': 'Turned down by 4.2 dB; no peak was touched.',
                'loudest_clean_lufs': None,
                'segments': [],
                'ramps': [],
                'warnings': [],
                'output_sha256': None,
            },
            'result_bytes': 635040044,
            'created_at': '2026-11-28T20:00:00Z',
            'completed_at': '2026-11-28T20:01:30Z',
            'expires_at': None,
            'files_gone_at': None,
            'files_gone_why': None,
        }


class Rerun(Wanted):
    """What is wanted this time; nothing is taken over from the time before."""

    options: OPTIONS

    @classmethod
    def example(cls) -> dict[str, Any]:
        """The same mix for a club."""
        return {'options': {'target_lufs': -7.0, 'ceiling_dbtp': -0.5}}


@router.get('/jobs/{job_id}', response_model=LevelingJob, summary='Get all about a job of levelling')
def get_leveling_job(
    request: Request, who: Asking, job_id: JobId, fields: Fields = None, _: IfNoneMatch = None
) -> Response:
    """What was chosen for it, and once it is done, everything that was measured."""
    return one(request, _shown(leveling.get(who.id, job_id)), fields)


@router.post(
    '/jobs/{job_id}/rerun',
    status_code=201,
    response_model=jobs.Job,
    summary='Level the same original again',
    openapi_extra=may_fail('over-limit', 'paused', 'in-use'),
)
async def rerun_leveling_job(request: Request, who: Asking, _: Once, job_id: JobId, again: Rerun) -> Response:
    """Make another job of the original of this one, with other numbers: nothing is sent, and it costs nothing, unless
    nothing of this original has come out so far."""
    options = leveling.choice_of(again.options.model_dump(exclude_unset=True))
    made = await LOOKS.call(who.id, leveling.rerun, who.id, job_id, options)
    HUB.poke()
    return one(request, _as_job(who.id, made), status=201, Location=f'/api/v1/jobs/{made}')


def _as_job(user_id: str, job_id: str) -> jobs.Job:
    return jobs.told(user_id, [feed.get(user_id, job_id)])[0]


def _shown(view: JobView) -> LevelingJob:
    return LevelingJob(
        id=view.id,
        status=view.status,
        error=view.error,
        original=Original(
            name=view.filename,
            format=view.file_format,
            size_bytes=view.file_size,
            duration_s=view.duration_s,
            stream=view.stream,
        ),
        options=_chosen(view),
        measured=_measured(view),
        result_bytes=view.result_size,
        created_at=view.created_at,
        completed_at=view.completed_at,
        expires_at=view.expires_at,
        files_gone_at=view.files_gone_at,
        files_gone_why=view.files_gone_why,
    )


def _chosen(view: JobView) -> Chosen:
    placed = leveling.tracks_of(view.tracks)
    return Chosen(
        target_lufs=view.target_lufs,
        ceiling_dbtp=view.ceiling_dbtp,
        preset_name=view.preset_name,
        output_format=view.output_format,
        even_percent=view.even_percent,
        tracklist=view.tracklist,
        tracks=None if placed is None else [Track(start_s=cue.start_s, title=cue.title) for cue in placed],
    )


def _measured(view: JobView) -> Measured | None:
    if view.status != Status.COMPLETED or view.result is None:
        return None
    found = {name: view.result.get(name) for name in Measured.model_fields if view.result.get(name) is not None}
    return Measured.model_validate(found | {'before': view.result['input'], 'after': view.result['output']})
