"""Uploads straight to the bucket, in parts: what `app.api.direct_uploads` does, at an address for programs."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response
from pydantic import Field

from app import accounts, uploads
from app.api.senders import check_purpose, sender_of
from app.api.upload_threads import call
from app.api.v1.access import ReadsAny, WritesAny
from app.api.v1.answers import Moment, Resource, Wanted, one
from app.api.v1.description import may_fail
from app.api.v1.idempotency import Once
from app.runtime.thread_pools import LOOKS, STORES
from app.uploads.direct import Coming

router = APIRouter(prefix='/uploads/parts', tags=['uploads'])
UploadId = Annotated[str, Path(max_length=64, description='The id of an upload.')]
FAILS = may_fail('over-limit', 'paused', 'wrong-offset', 'in-use', 'damaged', 'other-side-failed', 'not-found')


class Announced(Wanted):
    """What is to come: its name and size, and what is wanted of it."""

    name: str = Field(max_length=4096)
    size_bytes: int
    purpose: str = Field(default='', max_length=40)
    choice: dict[str, Any] = Field(default_factory=dict)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A file as the document shows one."""
        return {'name': 'Friday night.wav', 'size_bytes': 635040044}


class Parts(Resource):
    """How far an upload is: how long its parts are, and which of them have arrived whole."""

    id: str
    size_bytes: int
    part_bytes: int
    arrived: list[int]
    expires_at: Moment

    @classmethod
    def example(cls) -> dict[str, Any]:
        """An upload as the document shows one."""
        return {
            'id': '019ab5e4-5c1e-7a41-9f0e-2f6f6f1f7c11',
            'size_bytes': 635040044,
            'part_bytes': 16777216,
            'arrived': [1, 2],
            'expires_at': '2026-11-29T20:00:00Z',
        }


class PartAddress(Resource):
    """Where to send one part, by PUT, for some minutes."""

    address: str

    @classmethod
    def example(cls) -> dict[str, Any]:
        """An address as the document shows one."""
        return {'address': 'https://bucket.example.org/originals/019ab5e4?partNumber=1&X-Amz-Signature=…'}


class Finished(Resource):
    """A complete upload, and the job that was made of it, if somebody has chosen."""

    id: str
    known: bool
    job_id: str | None

    @classmethod
    def example(cls) -> dict[str, Any]:
        """The end of an upload as the document shows one."""
        return {'id': '019ab5e4-5c1e-7a41-9f0e-2f6f6f1f7c11', 'known': False, 'job_id': None}


@router.post(
    '',
    status_code=201,
    response_model=Parts,
    summary='Begin an upload in parts',
    openapi_extra=FAILS,
)
async def create_parts_upload(request: Request, who: WritesAny, _: Once, file: Announced) -> Response:
    """Announce a file that goes straight to the bucket. Refused where files lie elsewhere: see `GET /`."""
    await call(check_purpose, file.purpose)
    await call(accounts.pace_uploads, who.id)
    wanted = (file.purpose, uploads.choosing.checked(file.purpose, file.choice)) if file.purpose else (None, None)
    made = await call(uploads.direct.begin, who.id, file.name, file.size_bytes, wanted)
    return one(request, _told(made), status=201, Location=f'/api/v1/uploads/parts/{made.upload.id}')


@router.get('/{upload_id}', response_model=Parts, summary='Ask which parts have arrived', openapi_extra=FAILS)
async def get_parts_upload(request: Request, who: ReadsAny, upload_id: UploadId) -> Response:
    """Which parts the bucket has, whole."""
    await call(sender_of, upload_id)
    return one(request, _told(await call(uploads.direct.look, who.id, upload_id)))


@router.post(
    '/{upload_id}/{number}',
    response_model=PartAddress,
    summary='Ask where to send one part',
    openapi_extra=FAILS,
)
async def sign_part(request: Request, who: WritesAny, upload_id: UploadId, number: int) -> Response:
    """The first part is number 1."""
    await call(sender_of, upload_id)
    return one(request, PartAddress(address=await call(uploads.direct.sign, who.id, upload_id, number)))


@router.put('/{upload_id}', response_model=Finished, summary='Finish an upload in parts', openapi_extra=FAILS)
async def finish_parts_upload(request: Request, who: WritesAny, upload_id: UploadId) -> Response:
    """All parts have been sent: make the file. Asked again, it goes on where it was."""
    await call(sender_of, upload_id)
    upload = await STORES.call(who.id, uploads.direct.finish, who.id, upload_id)
    made = await LOOKS.call(who.id, uploads.take_up, upload)
    return one(request, Finished(id=upload.id, known=uploads.is_shared(upload), job_id=made))


@router.delete('/{upload_id}', status_code=204, summary='Break an upload in parts off', openapi_extra=FAILS)
async def delete_parts_upload(who: WritesAny, upload_id: UploadId) -> None:
    """Remove it, complete or not."""
    await call(sender_of, upload_id)
    await call(uploads.discard, who.id, upload_id)


def _told(coming: Coming) -> Parts:
    upload = coming.upload
    return Parts(
        id=upload.id,
        size_bytes=upload.size_bytes,
        part_bytes=coming.part_bytes,
        arrived=list(coming.arrived),
        expires_at=uploads.expires_at(upload),
    )
