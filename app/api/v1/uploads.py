"""Files on their way in: what has been sent, and files small enough for one request. By tus: `tus.py`, in parts:
`parts.py`. All of them are the uploads of the pages, with the same limits."""

import asyncio
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response

from app import accounts, uploads
from app.accounts.api_keys import READ, WRITE
from app.api.v1.access import Caller, ReadsAny, WritesAny
from app.api.v1.answers import Fields, IfMatch, IfNoneMatch, Moment, Resource, if_still, one
from app.api.v1.description import may_fail
from app.api.v1.forms import FORM, Sent, receive
from app.api.v1.idempotency import Key, begin, digest_of
from app.api.v1.paging import Asked, Page, asked, last, page, time_and_id
from app.errors import NotFound
from app.jobs import feed
from app.runtime.thread_pools import LOOKS, STORES
from models import Upload as Row

router = APIRouter(tags=['uploads'])
UploadId = Annotated[str, Path(max_length=64, description='The id of an upload.')]
MAKING = may_fail('over-limit', 'paused', 'other-side-failed', 'wrong-media-type', 'conflict', **FORM)


class Upload(Resource):
    """A file on its way in. A job that is made of it has its id, and the upload is gone from the list then."""

    id: str
    name: str
    size_bytes: int | None
    received_bytes: int | None
    state: Literal['receiving', 'complete', 'failed']
    error: str | None
    purpose: str | None
    job_id: str | None
    created_at: Moment
    expires_at: Moment | None

    @classmethod
    def example(cls) -> dict[str, Any]:
        """An upload as the document shows one."""
        return {
            'id': '019ab5e4-5c1e-7a41-9f0e-2f6f6f1f7c11',
            'name': 'Friday night.wav',
            'size_bytes': 635040044,
            'received_bytes': 635040044,
            'state': 'complete',
            'error': None,
            'purpose': None,
            'job_id': None,
            'created_at': '2026-11-28T20:00:00Z',
            'expires_at': '2026-11-29T20:00:00Z',
        }


@router.post(
    '/uploads',
    status_code=201,
    response_model=Upload,
    summary='Send a file in one request',
    openapi_extra=MAKING,
)
async def create_upload(request: Request, who: WritesAny, key: Key = None) -> Response:
    """Send a file of up to 100 MB as a form. With `purpose`, the name of an area, a job is made of it as soon as it is
    there; `choice` says how, as `options` of a job do. Larger files go by tus."""
    async with receive(request) as sent:
        if sent.purpose:
            who.check(WRITE, sent.purpose)
        digest = await asyncio.to_thread(_digest, request, sent)
        await begin(request, who, key, digest)
        made = await STORES.call(who.id, _store, who.id, sent)
    job_id = await LOOKS.call(who.id, uploads.take_up, made)
    shown = await asyncio.to_thread(_find, who, made.id) if job_id is None else _taken(made, job_id)
    return one(request, shown, status=201, Location=f'/api/v1/uploads/{made.id}')


@router.get('/uploads', response_model=Page[Upload], summary='List uploads')
def list_uploads(who: ReadsAny, wanted: Annotated[Asked, Depends(asked)]) -> Response:
    """Your files on their way in, and those that no job has taken yet, the newest first."""
    found = uploads.behind(who.id, last(wanted), wanted.limit + 1, who.areas())
    return page(wanted, found, Upload, time_and_id, map(told, found))


@router.get('/uploads/{upload_id}', response_model=Upload, summary='Get an upload')
def get_upload(
    request: Request, who: ReadsAny, upload_id: UploadId, fields: Fields = None, _: IfNoneMatch = None
) -> Response:
    """One upload, and how much of it has come. Once a job has taken it, `job_id` names that."""
    return one(request, _find(who, upload_id), fields)


@router.delete(
    '/uploads/{upload_id}',
    status_code=204,
    response_class=Response,
    summary='Delete an upload',
    openapi_extra=may_fail('in-use'),
)
def delete_upload(who: WritesAny, upload_id: UploadId, match: IfMatch = None) -> Response:
    """Remove a file that is not wanted after all, complete or not."""
    row = uploads.any_of(who.id, upload_id)
    _check(who, row, WRITE)
    with if_still(match, lambda: told(uploads.any_of(who.id, upload_id))):
        uploads.discard(who.id, upload_id)
    return Response(status_code=204)


def told(row: Row) -> Upload:
    """An upload as the API tells it."""
    complete = 'complete' if row.content_hash is not None else 'receiving'
    return Upload(
        id=row.id,
        name=row.filename,
        size_bytes=row.size_bytes or None,  # what is fetched says so when it begins to come
        received_bytes=uploads.received(row),
        state='failed' if row.refusal else complete,
        error=row.refusal,
        purpose=row.purpose,
        job_id=None,
        created_at=row.created_at,
        expires_at=uploads.expires_at(row),
    )


def _find(who: Caller, upload_id: str) -> Upload:
    """An upload of whoever asks, also if a job has taken it."""
    try:
        row = uploads.any_of(who.id, upload_id)
    except NotFound:
        entry = feed.get(who.id, upload_id)
        who.check(READ, entry.area)
        return Upload(
            id=entry.id,
            name=entry.title,
            size_bytes=None,
            received_bytes=None,
            state='complete',
            error=None,
            purpose=entry.area,
            job_id=entry.id,
            created_at=entry.created_at,
            expires_at=None,
        )
    _check(who, row, READ)
    return told(row)


def _taken(row: Row, job_id: str) -> Upload:
    """An upload that has just become a job."""
    return told(row).model_copy(update={'job_id': job_id, 'expires_at': None})


def _check(who: Caller, row: Row, deed: str) -> None:
    if row.purpose:
        who.check(deed, row.purpose)


def _digest(request: Request, sent: Sent) -> str:
    """What a request asks for; the boundary of its form is another one each time."""
    return digest_of(request, *(part.encode('utf-8', 'replace') for part in sent.parts))


def _store(user_id: str, sent: Sent) -> Row:
    accounts.pace_uploads(user_id)
    wanted = (sent.purpose, uploads.choosing.checked(sent.purpose, sent.choice)) if sent.purpose else (None, None)
    writer = uploads.begin(user_id, sent.name, sent.size, '', wanted)
    try:
        while block := sent.file.read(1 << 20):
            writer.write(block)
        return writer.finish()
    except BaseException:
        writer.abort()
        raise
