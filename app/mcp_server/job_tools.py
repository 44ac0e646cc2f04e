"""Jobs of all areas and the library, for assistants: the same services that pages and API call."""

from datetime import datetime
from typing import Annotated, Any

import anyio
from anyio.to_thread import run_sync
from pydantic import Field

from app import library
from app.errors import NotFound
from app.files import UNTAKEN
from app.jobs import feed, own_jobs
from app.jobs.feed import Entry, Filter
from app.jobs.progress import HUB, Snapshot
from app.tools import Call, Given, Resource, Told, Tool, Toolbox
from models import Status

LONGEST_WAIT_S = 50
"""Programs in between give up on a request after a minute."""
AGAIN_S = 2.0
"""A job is looked at again after so long even if nobody tells of a change."""
MOST = 50
JobId = Annotated[str, Field(min_length=1, max_length=64, description='The id of a job.')]


class OneJob(Given):
    """One job."""

    job_id: JobId


class JobToWaitFor(OneJob):
    """One job, and how long to wait for its end."""

    wait_seconds: float = Field(
        0, ge=0, le=LONGEST_WAIT_S, description='Answer when it has ended, or after so many seconds. 0 answers at once.'
    )


class WhichJobs(Given):
    """Which jobs are listed."""

    area: str = Field('', max_length=40, description='Only jobs of this area, like leveling.')
    status: Status | None = Field(None, description='Only jobs with this status.')
    search: str = Field('', max_length=feed.SEARCH_LIMIT, description='Only jobs whose title contains this.')
    after_job_id: str = Field('', max_length=64, description='Go on behind this one, the last that was listed before.')
    limit: int = Field(20, ge=1, le=MOST, description='So many at most, the newest first.')


class WhichFiles(Given):
    """Which files are listed."""

    kind: str = Field('', pattern='^(sent|made|document)?$', description='sent, made or document; all if empty.')
    search: str = Field('', max_length=feed.SEARCH_LIMIT, description='Only files whose name contains this.')
    page: int = Field(1, ge=1, le=100_000, description='20 files a page, the newest first.')


class File(Told):
    """A file that a job has brought, or that lies in the library."""

    item_id: str
    name: str
    media_type: str
    size_bytes: int | None
    duration_s: float | None = Field(description='Length, in seconds.')
    loudness_lufs: float | None = Field(description='Integrated loudness, in LUFS; null if nobody has measured it.')
    address: str = Field(description='Where it is downloaded, with the same API key as Bearer.')
    made_by_job: str = Field(description='The job that it came out of, or went into; empty if there is none.')


class Job(Told):
    """A job, and how far it is. Times are in UTC."""

    id: str
    area: str
    kind: str
    label: str
    title: str
    status: Status
    percent: int
    stage: str = Field(description='What it is doing, in words; empty unless it runs.')
    seconds_left: float | None
    cancel_requested: bool
    error: str | None = Field(description='Why it failed.')
    created_at: datetime
    completed_at: datetime | None
    page: str = Field(description='Where people see it.')
    result: File | None


class Jobs(Told):
    """Jobs, the newest first."""

    jobs: list[Job]
    has_more: bool


class Files(Told):
    """One page of the library; total counts all that match."""

    files: list[File]
    total: int
    page: int
    pages: int


def list_jobs(call: Call, given: WhichJobs) -> Jobs:
    """Jobs of the areas that this call may reach."""
    among = frozenset(call.areas) & {given.area} if given.area else frozenset(call.areas)
    last = _find(call, given.after_job_id) if given.after_job_id else None
    behind = None if last is None else (last.created_at, last.id)
    found = feed.behind(call.user_id, Filter(among, '', given.status, given.search), behind, given.limit + 1)
    return Jobs(jobs=_told(call, found[: given.limit]), has_more=len(found) > given.limit)


async def get_job(call: Call, given: JobToWaitFor) -> Job:
    """One job; while it is waited for, its progress is told."""
    entry = await run_sync(_find, call, given.job_id)
    if entry.active and given.wait_seconds:
        changed = anyio.Event()

        def heard(_: Snapshot) -> None:
            changed.set()

        stop = HUB.follow_job(entry.id, heard)
        try:
            with anyio.move_on_after(given.wait_seconds):
                while entry.active:
                    await call.tell(entry.percent / 100, entry.stage_label or entry.status)
                    with anyio.move_on_after(AGAIN_S):
                        await changed.wait()
                    changed = anyio.Event()
                    entry = await run_sync(_find, call, given.job_id)
        finally:
            stop()
    jobs = await run_sync(_told, call, [entry])
    return jobs[0]


def cancel_job(call: Call, given: OneJob) -> Job:
    """End a job that waits or runs."""
    entry = _find(call, given.job_id)
    own_jobs.cancel(call.user_id, entry.kind, entry.id)
    return _told(call, [_find(call, entry.id)])[0]


def retry_job(call: Call, given: OneJob) -> Job:
    """Try one again that failed or was cancelled."""
    entry = _find(call, given.job_id)
    own_jobs.retry(call.user_id, entry.kind, entry.id)
    return _told(call, [_find(call, entry.id)])[0]


def get_result(call: Call, given: OneJob) -> File:
    """What a job has brought."""
    found = _told(call, [_find(call, given.job_id)])[0].result
    if found is None:
        raise NotFound('This job has no result, or it is no longer there.')
    return found


def search_library(call: Call, given: WhichFiles) -> Files:
    """Files of the areas that this call may reach."""
    found = library.items(call.user_id, among=call.areas, kind=given.kind, search=given.search, page=given.page)
    files = [_file(call, item, f'library/{item.id}/content') for item in found.found]
    return Files(files=files, total=found.total, page=found.page, pages=found.pages)


def _find(call: Call, job_id: str) -> Entry:
    entry = feed.get(call.user_id, job_id)
    call.check_area(entry.area)
    return entry


def _told(call: Call, entries: list[Entry]) -> list[Job]:
    made = library.results(call.user_id, [entry.id for entry in entries])
    return [_shown(call, entry, made.get(entry.id)) for entry in entries]


def _shown(call: Call, entry: Entry, made: library.Item | None) -> Job:
    facts: dict[str, Any] = {name: getattr(entry, name) for name in Job.model_fields if hasattr(entry, name)}
    facts |= {'stage': entry.stage_label, 'page': f'{call.address}{entry.page}'}
    return Job(**facts, result=None if made is None else _file(call, made, f'jobs/{entry.id}/result'))


def _file(call: Call, item: library.Item, place: str) -> File:
    return File(
        item_id=item.id,
        name=item.name,
        media_type=item.media_type,
        size_bytes=item.size_bytes,
        duration_s=item.duration_s,
        loudness_lufs=item.loudness_lufs,
        address=f'{call.address}/api/v1/{place}',
        made_by_job=item.job_id,
    )


def _read_job(call: Call, id: str) -> str:
    return _told(call, [_find(call, id)])[0].model_dump_json()


def _read_item(call: Call, id: str) -> str:
    item = library.get(call.user_id, id)
    if item.area != UNTAKEN:
        call.check_area(item.area)
    return _file(call, item, f'library/{item.id}/content').model_dump_json()


def toolbox() -> Toolbox:
    """All of them."""
    return Toolbox(_TOOLS, _RESOURCES)


_TOOLS: tuple[Tool, ...] = (
    Tool(
        'list_jobs',
        'Jobs',
        'List jobs of all areas, the newest first, with status, percent and result.',
        WhichJobs,
        Jobs,
        list_jobs,
    ),
    Tool(
        'get_job',
        'How far a job is',
        f'Tell how far a job is. With wait_seconds (at most {LONGEST_WAIT_S}) it answers when the job has ended, and '
        'tells its progress meanwhile; ask again while it still runs.',
        JobToWaitFor,
        Job,
        get_job,
    ),
    Tool(
        'cancel_job',
        'Cancel a job',
        'End a job that waits or runs. Its original is kept, and it can be tried again.',
        OneJob,
        Job,
        cancel_job,
        writes=True,
        destroys=True,
    ),
    Tool(
        'retry_job',
        'Try a job again',
        'Let a job that failed or was cancelled wait again.',
        OneJob,
        Job,
        retry_job,
        writes=True,
    ),
    Tool(
        'get_result',
        'What a job has brought',
        'Tell name, size, length and loudness of the file that a job has brought, and the address where it is '
        'downloaded with the same API key.',
        OneJob,
        File,
        get_result,
    ),
    Tool(
        'search_library',
        'Library',
        'Search the files that the user has sent, and those that were made here, the newest first.',
        WhichFiles,
        Files,
        search_library,
    ),
)
_RESOURCES: tuple[Resource, ...] = (
    Resource('levelmix://jobs/{id}', 'job', 'A job', 'A job, how far it is, and what it has brought.', _read_job),
    Resource('levelmix://library/{id}', 'file', 'A file', 'Name, size, length and loudness of a file.', _read_item),
)
