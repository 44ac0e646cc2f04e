"""What happens to a job, told as it happens."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header
from fastapi.responses import Response, StreamingResponse

from app.api.v1 import short_reads, waiting
from app.api.v1.access import ReadsAny
from app.api.v1.jobs import JobId, find
from app.errors import TooManyTries
from app.jobs.feed import Entry

router = APIRouter(tags=['jobs'])
MEDIA = 'text/event-stream'
EXAMPLE = (
    'id: 5b1c6f0d9a3e7c24\n'
    'event: progress\n'
    'data: {"id": "019ab5e4-5c1e-7a41-9f0e-2f6f6f1f7c11", "status": "processing", "percent": 42, "stage": "render", '
    '"stage_label": "Levelling", "seconds_left": 12.5, "cancel_requested": false, "deleted": false}\n\n'
)
EVENT = {
    'type': 'object',
    'description': 'One event of the stream; `data` is JSON.',
    'required': ['id', 'event', 'data'],
    'properties': {
        'id': {'type': 'string'},
        'event': {'type': 'string', 'enum': ['progress', 'end']},
        'data': {'type': 'string'},
    },
}
LastId = Annotated[
    str | None,
    Header(
        alias='Last-Event-ID', max_length=100, description='The id of the last event that came: what follows is told.'
    ),
]


@router.get(
    '/jobs/{job_id}/events',
    response_class=Response,
    responses={
        200: {
            'description': 'Events `progress` as long as the job waits or runs, then one `end`, and the stream closes. '
            'A comment comes every 15 seconds. After ten minutes the stream closes too: ask again, with the last id.',
            'content': {MEDIA: {'schema': EVENT, 'example': EXAMPLE}},
        },
        204: {'description': 'The program has heard of the end already: there is nothing to come back for.'},
    },
    summary='Follow a job',
)
async def follow_job(who: ReadsAny, job_id: JobId, last: LastId = None) -> Response:
    """How far a job is, as server-sent events: each tells all of it, so that nothing is lost in between."""
    entry = await short_reads.call(who.id, find, who, job_id)
    if not entry.active and last == waiting.event_id(waiting.snapshot(entry)):
        return Response(status_code=204)
    if waiting.is_full(who.id):
        raise TooManyTries('Too many streams are open with your keys. Close some, then ask again.', 60)
    headers = {'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no'}
    return StreamingResponse(_stream(who.id, entry, last or ''), media_type=MEDIA, headers=headers)


async def _stream(user_id: str, entry: Entry, last: str) -> AsyncIterator[bytes]:
    with waiting.counted(user_id):
        async for event in waiting.events(entry, last):
            yield event
