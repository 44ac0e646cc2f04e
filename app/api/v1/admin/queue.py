"""Jobs of all users: what waits, runs or has failed, without the names of files; the workers, and the two switches."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response
from pydantic import Field

from app.api.v1.access import ReadsAdmin, WritesAdmin
from app.api.v1.answers import Fields, IfMatch, IfNoneMatch, Moment, Resource, Wanted, if_still, one
from app.api.v1.description import may_fail
from app.api.v1.paging import Asked, Page, asked, page
from app.api.v1.problems import Problem
from app.api.v1.short_lists import short_page
from app.errors import NotAllowed
from app.installation import pauses
from app.jobs import admin
from app.jobs.admin import HIGHEST, LOWEST, Overseen, Rank
from app.jobs.progress import HUB
from models import Pause, Status

router = APIRouter()
QueuedId = Annotated[str, Path(max_length=64, description='The id of a job of any user.')]
Switch = Annotated[Literal['intake', 'workers'], Path(description='New jobs, or all workers.')]


class QueuedJob(Resource):
    """A job of any user as an admin sees it."""

    id: str
    kind: str
    label: str
    owner: str = Field(description='The address of its owner.')
    status: Status
    priority: int
    percent: int
    stage: str
    worker: str
    attempts: int
    since: Moment = Field(description='When it came, began or failed, by its status.')
    error: str
    cancel_requested: bool

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One that waits."""
        return {
            'id': '019ab5e4-5c1e-7a41-9f0e-2f6f6f1f7c11',
            'kind': 'leveling.level',
            'label': 'Levelling',
            'owner': 'ann@example.org',
            'status': 'queued',
            'priority': 4,
            'percent': 0,
            'stage': '',
            'worker': '',
            'attempts': 0,
            'since': '2026-11-28T20:00:00Z',
            'error': '',
            'cancel_requested': False,
        }


class QueuedJobChange(Wanted):
    """Where it shall stand."""

    priority: int = Field(ge=LOWEST, le=HIGHEST, description='How early it is taken; higher is earlier.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Before all others."""
        return {'priority': 100}


class WorkerSeen(Resource):
    """One worker that is there, or fell silent in the last day."""

    id: str
    host: str
    version: str
    processes: int
    started_at: Moment
    silent_s: float = Field(description='For how long it was not heard of, seconds.')
    is_gone: bool
    job_ids: list[str]

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One that runs a job."""
        return {
            'id': '5f1c09aa',
            'host': 'studio',
            'version': '1.0.0',
            'processes': 2,
            'started_at': '2026-11-28T08:00:00Z',
            'silent_s': 1.2,
            'is_gone': False,
            'job_ids': ['019ab5e4-5c1e-7a41-9f0e-2f6f6f1f7c11'],
        }


class PauseTold(Resource):
    """One of the two switches."""

    id: str = Field(description='`intake`: no new jobs are accepted. `workers`: none are begun.')
    is_paused: bool
    sentence: str | None = Field(description='What everybody reads.')
    by: str | None
    since: Moment | None

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Nothing is paused."""
        return {'id': 'intake', 'is_paused': False, 'sentence': None, 'by': None, 'since': None}


class PauseWanted(Wanted):
    """What everybody shall read."""

    sentence: str = Field(default='', max_length=1000, description='Without it, what is read usually.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Before the machine is restarted."""
        return {'sentence': 'We restart at 22:00 UTC. What you have sent is kept.'}


@router.get('/queue', response_model=Page[QueuedJob], summary='List the queue')
def list_queue(
    who: ReadsAdmin,
    wanted: Annotated[Asked, Depends(asked)],
    state: Annotated[admin.State, Query(description='`active` is what runs and what waits.')] = 'active',
    area: Annotated[str, Query(max_length=40, description='Only jobs of this area.')] = '',
    owner: Annotated[str, Query(max_length=254, description='Only of owners whose address contains this.')] = '',
) -> Response:
    """Jobs of all users: those that run, then those that wait, in the order in which they are taken; or those that
    failed, the latest first."""
    found = admin.behind(state, _rank(wanted), wanted.limit + 1, area=area, find=owner)
    return page(wanted, found, QueuedJob, lambda ranked: ranked[1], [_shown(job) for job, _ in found])


@router.get('/queue/{queued_id}', response_model=QueuedJob, summary='Get a job of any user')
def get_queued_job(
    request: Request, who: ReadsAdmin, queued_id: QueuedId, fields: Fields = None, _: IfNoneMatch = None
) -> Response:
    """One of them, whatever became of it."""
    return one(request, _shown(admin.get(queued_id)), fields)


@router.patch(
    '/queue/{queued_id}',
    response_model=QueuedJob,
    summary='Let a job be taken earlier or later',
    openapi_extra=may_fail('conflict'),
)
def move_queued_job(
    request: Request, who: WritesAdmin, queued_id: QueuedId, change: QueuedJobChange, match: IfMatch = None
) -> Response:
    """Give a job that waits another priority."""
    job = admin.get(queued_id)
    try:
        with if_still(match, lambda: _shown(admin.get(queued_id))):
            admin.prioritise(job.kind, job.id, change.priority)
    except NotAllowed as error:
        raise Problem('conflict', str(error)) from error
    return one(request, _shown(admin.get(queued_id)))


@router.post(
    '/queue/{queued_id}/cancel',
    response_model=QueuedJob,
    summary='Cancel a job of any user',
    openapi_extra=may_fail('conflict'),
)
def cancel_queued_job(request: Request, who: WritesAdmin, queued_id: QueuedId) -> Response:
    """End a job that waits or runs; its original is kept."""
    return _done(request, queued_id, admin.cancel)


@router.post(
    '/queue/{queued_id}/retry',
    response_model=QueuedJob,
    summary='Try a job of any user again',
    openapi_extra=may_fail('conflict'),
)
def retry_queued_job(request: Request, who: WritesAdmin, queued_id: QueuedId) -> Response:
    """Let a job that failed wait again; it costs its owner nothing."""
    return _done(request, queued_id, admin.retry)


@router.get('/workers', response_model=Page[WorkerSeen], summary='List workers')
def list_workers(who: ReadsAdmin, wanted: Annotated[Asked, Depends(asked)]) -> Response:
    """Every worker that is there, and those that fell silent in the last day."""
    found = [
        WorkerSeen(
            id=one.id,
            host=one.host,
            version=one.version,
            processes=one.processes,
            started_at=one.started_at,
            silent_s=one.silent_s,
            is_gone=one.gone,
            job_ids=list(one.jobs),
        )
        for one in admin.workers_seen()
    ]
    return short_page(wanted, found, WorkerSeen)


@router.get('/pauses', response_model=Page[PauseTold], summary='List what is paused')
def list_pauses(who: ReadsAdmin, wanted: Annotated[Asked, Depends(asked)]) -> Response:
    """The two switches."""
    return short_page(wanted, [_switch(name) for name in pauses.SENTENCES], PauseTold)


@router.put('/pauses/{switch}', response_model=PauseTold, summary='Pause something')
def pause_something(request: Request, who: WritesAdmin, switch: Switch, wanted: PauseWanted) -> Response:
    """Accept no new jobs, or begin none; what runs already goes on, and everybody reads the sentence."""
    pauses.pause(switch, wanted.sentence)
    return one(request, _switch(switch))


@router.delete('/pauses/{switch}', response_model=PauseTold, summary='Resume something')
def resume_something(request: Request, who: WritesAdmin, switch: Switch) -> Response:
    """Let it go on."""
    pauses.resume(switch)
    return one(request, _switch(switch))


def _done(request: Request, job_id: str, deed: Any) -> Response:
    job = admin.get(job_id)
    try:
        deed(job.kind, job.id)
    except NotAllowed as error:
        raise Problem('conflict', str(error)) from error
    HUB.poke()
    return one(request, _shown(admin.get(job_id)))


def _rank(wanted: Asked) -> Rank | None:
    if wanted.after is None:
        return None
    first, then, last = wanted.after
    return int(str(first)), then if isinstance(then, str) else float(str(then)), str(last)


def _switch(name: str) -> PauseTold:
    row: Pause | None = pauses.paused().get(name)
    if row is None:
        return PauseTold(id=name, is_paused=False, sentence=None, by=None, since=None)
    return PauseTold(id=name, is_paused=True, sentence=row.sentence, by=row.by, since=row.since)


def _shown(job: Overseen) -> QueuedJob:
    return QueuedJob(
        id=job.id,
        kind=job.kind,
        label=job.label,
        owner=job.owner,
        status=job.status,
        priority=job.priority,
        percent=job.percent,
        stage=job.stage,
        worker=job.worker,
        attempts=job.attempts,
        since=job.at,
        error=job.error,
        cancel_requested=job.ending,
    )
