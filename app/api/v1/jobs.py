"""Jobs of all areas. The pattern of every resource: its model, how a row becomes one, and its routes."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from app import library
from app.api.v1.access import Caller, ReadsAny
from app.api.v1.answers import Fields, IfNoneMatch, Moment, Resource, one
from app.api.v1.paging import Asked, Page, asked, page
from app.api.v1.problems import Problem
from app.jobs import feed
from app.jobs.feed import Entry, Filter
from models import Status

router = APIRouter(tags=['jobs'])


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
    """Jobs as the API tells them, with what they have brought."""
    made = library.results(user_id, [entry.id for entry in entries])
    return [_shown(entry, made.get(entry.id)) for entry in entries]


def find(who: Caller, job_id: str, deed: str = 'read') -> Entry:
    """A job of whoever asks, if their key is for its area; raises NotFound or WrongKey."""
    entry = feed.get(who.id, job_id)
    who.check(deed, entry.area)
    return entry


@router.get('/jobs', response_model=Page[Job], summary='List jobs')
def list_jobs(
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
    last = None if wanted.after is None else (datetime.fromisoformat(str(wanted.after[0])), str(wanted.after[1]))
    found = feed.behind(who.id, which, last, wanted.limit + 1)
    return page(wanted, found, Job, lambda entry: (entry.created_at.isoformat(), entry.id), told(who.id, found))


@router.get('/jobs/{job_id}', response_model=Job, summary='Get a job')
def get_job(request: Request, who: ReadsAny, job_id: str, fields: Fields = None, _: IfNoneMatch = None) -> Response:
    """One job, and how far it is."""
    return one(request, told(who.id, [find(who, job_id)])[0], fields)


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
