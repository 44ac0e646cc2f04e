"""Jobs of all areas. The pattern of every resource: its model, how a row becomes one, and its routes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response

from app import library
from app.accounts.api_keys import READ, WRITE
from app.api.delivery import deliver
from app.api.v1 import short_reads, waiting
from app.api.v1.access import Caller, ReadsAny, WritesAny
from app.api.v1.answers import Fields, IfMatch, IfNoneMatch, Moment, Resource, if_still, is_known, one
from app.api.v1.description import may_fail
from app.api.v1.files import FILE, Range
from app.api.v1.paging import Asked, Page, again, asked, last, page, time_and_id
from app.api.v1.problems import Problem
from app.errors import NotAllowed, NotFound
from app.jobs import feed, own_jobs
from app.jobs.feed import Entry, Filter
from app.jobs.progress import HUB
from models import Status

router = APIRouter(tags=['jobs'])
JobId = Annotated[str, Path(max_length=64, description='The id of a job.')]


class Result(Resource):
    """The file that a job has brought."""

    object_id: str
    name: str
    media_type: str
    size_bytes: int | None
    duration_s: float | None
    loudness_lufs: float | None


class Job(Resource):
    """One piece of work of any area, and how far it is."""

    id: str
    area: str
    kind: str
    label: str
    title: str
    status: Status
    percent: int
    stage: str | None
    stage_label: str
    seconds_left: float | None
    cancel_requested: bool
    error: str | None
    created_at: Moment
    started_at: Moment | None
    completed_at: Moment | None
    page: str
    result: Result | None

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A job as the document shows one."""
        return {
            'id': '019ab5e4-5c1e-7a41-9f0e-2f6f6f1f7c11',
            'area': 'leveling',
            'kind': 'leveling.level',
            'label': 'Levelling',
            'title': 'Friday night.wav',
            'status': 'completed',
            'percent': 100,
            'stage': None,
            'stage_label': '',
            'seconds_left': None,
            'cancel_requested': False,
            'error': None,
            'created_at': '2026-11-28T20:00:00Z',
            'started_at': '2026-11-28T20:00:01Z',
            'completed_at': '2026-11-28T20:01:30Z',
            'page': '/jobs/019ab5e4-5c1e-7a41-9f0e-2f6f6f1f7c11',
            'result': {
                'object_id': '019ab5e5-b0d2-7c3c-8a51-0c1d3c6f2f6a',
                'name': 'Friday night (-14 LUFS).wav',
                'media_type': 'audio/wav',
                'size_bytes': 635040044,
                'duration_s': 3600.0,
                'loudness_lufs': -14.0,
            },
        }


def told(user_id: str, entries: list[Entry]) -> list[Job]:
    """Jobs as the API tells them, with what they have brought: those that wait or run have brought nothing so far."""
    ended = [entry.id for entry in entries if not entry.active]
    made = library.results(user_id, ended) if ended else {}
    return [_shown(entry, made.get(entry.id)) for entry in entries]


def find(who: Caller, job_id: str, deed: str = READ) -> Entry:
    """A job of whoever asks, if their key is for its area; raises NotFound or WrongKey."""
    entry = feed.get(who.id, job_id)
    who.check(deed, entry.area)
    return entry


@router.get('/jobs', response_model=Page[Job], summary='List jobs')
async def list_jobs(
    who: ReadsAny,
    wanted: Annotated[Asked, Depends(asked)],
    area: Annotated[str, Query(max_length=40, description='Only jobs of this area.')] = '',
    kind: Annotated[str, Query(max_length=80, description='Only jobs of this kind, like `leveling.level`.')] = '',
    status: Annotated[Status | None, Query(description='Only jobs with this status.')] = None,
    search: Annotated[str, Query(max_length=200, description='Only jobs whose title contains this.')] = '',
    created_after: Annotated[datetime | None, Query(description='Only jobs made then or later.')] = None,
    created_before: Annotated[datetime | None, Query(description='Only jobs made then or earlier.')] = None,
) -> Response:
    """Your jobs of all areas that the key is for, the newest first."""
    which = Filter(who.among(area), kind, status, search, _utc(created_after), _utc(created_before))
    about = ('jobs', which, wanted.request.url.query)
    return again(await short_reads.alike(who.id, about, _page, who.id, which, wanted))


@router.get('/jobs/{job_id}', response_model=Job, summary='Get a job')
async def get_job(
    request: Request,
    who: ReadsAny,
    job_id: JobId,
    wait: Annotated[
        int,
        Query(ge=0, le=60, description='Answer when status or percent change, or after so many seconds.'),
    ] = 0,
    fields: Fields = None,
    known: IfNoneMatch = None,
) -> Response:
    """One job, and how far it is. With `wait` and the ETag of the last answer in `If-None-Match`, nothing is missed."""
    entry, job = await short_reads.call(who.id, _now, who, job_id)
    if not (wait and entry.active and (known is None or is_known(known, job))):
        return one(request, job, fields)
    now = await waiting.until_changed(entry, wait)
    if now is not None and waiting.is_the_same_but_further(entry, now):
        return one(request, _shown(waiting.further(entry, now), None), fields)
    _, job = await short_reads.call(who.id, _now, who, job_id)
    return one(request, job, fields)


@router.post('/jobs/{job_id}/cancel', response_model=Job, summary='Cancel a job', openapi_extra=may_fail('conflict'))
def cancel_job(request: Request, who: WritesAny, job_id: JobId, match: IfMatch = None) -> Response:
    """End a job that waits or runs; one that runs ends within a second. Its original is kept."""
    return _changed(request, who, job_id, match, own_jobs.cancel)


@router.post(
    '/jobs/{job_id}/retry',
    response_model=Job,
    summary='Try a job again',
    openapi_extra=may_fail('conflict', 'over-limit', 'paused'),
)
def retry_job(request: Request, who: WritesAny, job_id: JobId, match: IfMatch = None) -> Response:
    """Let a job that failed or was cancelled wait again."""
    return _changed(request, who, job_id, match, own_jobs.retry)


@router.delete(
    '/jobs/{job_id}',
    status_code=204,
    response_class=Response,
    summary='Delete a job',
    openapi_extra=may_fail('conflict'),
)
def delete_job(who: WritesAny, job_id: JobId, match: IfMatch = None) -> Response:
    """Delete a job that has ended, with its result, and its original unless something else needs it."""
    entry = find(who, job_id, WRITE)
    with _as_conflict(), if_still(match, lambda: _now(who, job_id)[1]):
        own_jobs.delete(who.id, entry.kind, entry.id)
    return Response(status_code=204)


@router.head('/jobs/{job_id}/result', include_in_schema=False)
@router.get('/jobs/{job_id}/result', response_class=Response, responses=FILE, summary='Download a result')
def get_job_result(request: Request, who: ReadsAny, job_id: JobId, part: Range = None) -> Response:
    """The file that a job has brought: whole, or the range that is asked for. Where files lie in a bucket, the answer
    leads there."""
    entry = find(who, job_id)
    made = library.results(who.id, [entry.id]).get(entry.id)
    if made is None:
        raise NotFound('This job has no result, or it is no longer there.')
    return deliver(request, made.key, made.name, made.content_hash)


def _page(user_id: str, which: Filter, wanted: Asked) -> Response:
    found = feed.behind(user_id, which, last(wanted), wanted.limit + 1)
    return page(wanted, found, Job, time_and_id, told(user_id, found[: wanted.limit]))


def _now(who: Caller, job_id: str) -> tuple[Entry, Job]:
    """A job as it is, and as it is told: one way to a thread for both, because programs ask for it most."""
    entry = find(who, job_id)
    return entry, told(who.id, [entry])[0]


def _changed(
    request: Request, who: Caller, job_id: str, match: str | None, deed: Callable[[str, str, str], None]
) -> Response:
    entry = find(who, job_id, WRITE)
    with _as_conflict(), if_still(match, lambda: _now(who, job_id)[1]):
        deed(who.id, entry.kind, entry.id)
    HUB.poke()
    return one(request, _now(who, job_id)[1])


@contextmanager
def _as_conflict() -> Iterator[None]:
    """What may not be done to a job may not be done to it as it is now."""
    try:
        yield
    except NotAllowed as error:
        raise Problem('conflict', str(error)) from error


def _utc(moment: datetime | None) -> datetime | None:
    """A moment that names no zone is one in UTC."""
    if moment is None:
        return None
    try:
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except OverflowError:  # the first and the last day that there are, in a zone far from UTC
        raise Problem('malformed', 'This moment is outside of all that can be told.') from None


def _shown(entry: Entry, made: library.Item | None) -> Job:
    result = None
    if made is not None:
        result = Result(
            object_id=made.id,
            name=made.name,
            media_type=made.media_type,
            size_bytes=made.size_bytes,
            duration_s=made.duration_s,
            loudness_lufs=made.loudness_lufs,
        )
    return Job(**{name: getattr(entry, name) for name in Entry.__slots__}, result=result)
