"""Uploads straight to the bucket: what a browser asks the server before, between and after its parts."""

from email.utils import format_datetime
from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, Field

from app import accounts, uploads
from app.api.senders import check_purpose, sender, sender_of
from app.api.upload_threads import call
from app.runtime.thread_pools import LOOKS, STORES
from app.uploads.direct import Coming

router = APIRouter(prefix='/files/parts')


class File(BaseModel):
    """What is to come: its name, its size in bytes, and what is wanted of it."""

    name: str = Field(max_length=4096)
    size: int
    purpose: str = Field(default='', max_length=40)
    choice: dict[str, Any] = Field(default_factory=dict)


@router.post('', status_code=201)
async def begin(file: File) -> dict[str, Any]:
    """Make an upload."""
    user = await call(sender)
    await call(check_purpose, file.purpose)
    await call(accounts.pace_uploads, user.id)
    wanted = (file.purpose, uploads.choosing.checked(file.purpose, file.choice)) if file.purpose else (None, None)
    return _described(await call(uploads.direct.begin, user.id, file.name, file.size, wanted))


@router.get('/{upload_id}')
async def look(upload_id: str) -> dict[str, Any]:
    """Which parts have arrived."""
    user = await call(sender_of, upload_id)
    return _described(await call(uploads.direct.look, user.id, upload_id))


@router.post('/{upload_id}/{number}')
async def sign(upload_id: str, number: int) -> dict[str, str]:
    """Where to send one part."""
    user = await call(sender_of, upload_id)
    return {'address': await call(uploads.direct.sign, user.id, upload_id, number)}


@router.put('/{upload_id}')
async def finish(upload_id: str) -> dict[str, Any]:
    """All parts have been sent: make the file."""
    user = await call(sender_of, upload_id)
    upload = await STORES.call(user.id, uploads.direct.finish, user.id, upload_id)
    made = await LOOKS.call(user.id, uploads.take_up, upload)
    return {'id': upload.id, 'known': uploads.is_shared(upload), 'job': made}


@router.delete('/{upload_id}', status_code=204, response_model=None)
async def discard(upload_id: str) -> Response:
    """Remove an upload that is not wanted after all, complete or not."""
    user = await call(sender_of, upload_id)
    await call(uploads.discard, user.id, upload_id)
    return Response(status_code=204)


def _described(coming: Coming) -> dict[str, Any]:
    upload = coming.upload
    return {
        'id': upload.id,
        'partBytes': coming.part_bytes,
        'arrived': coming.arrived,
        'expires': format_datetime(uploads.expires_at(upload), usegmt=True),
    }
