"""Uploads by the tus protocol 1.0 (tus.io): creation, creation with upload, termination, checksum, expiration.

Any tus client can use it. Without one, a whole file is sent with one POST:

    curl -H 'Tus-Resumable: 1.0.0' -H "Upload-Length: $(stat -c %s mix.wav)" \
         -H "Upload-Metadata: filename $(printf mix.wav | base64)" \
         -H 'Content-Type: application/offset+octet-stream' --data-binary @mix.wav http://127.0.0.1:8080/files/uploads
"""

import asyncio
import base64
import binascii
import json
import math
import re
import time
from collections.abc import AsyncIterator
from email.utils import format_datetime

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from app import accounts, uploads
from app.api.senders import check_purpose, sender, sender_of
from app.api.tus_route import VERSION, OtherMedia, OtherVersion, TusRoute
from app.api.upload_threads import call
from app.config import MIB, settings
from app.errors import InUse, NotAllowed, Refused, TooLarge
from app.runtime.thread_pools import LOOKS, STORES, WRITES
from app.uploads import Checksum, UploadWriter
from models import Upload

EXTENSIONS = 'creation,creation-with-upload,termination,checksum,expiration'
BYTES = 'application/offset+octet-stream'
METADATA_LIMIT = 4096
BLOCK = MIB
LOOK_EVERY_S = 0.25
WRITE_EVERY_S = 1.0
"""How often bytes are written on a slow line: as much is lost if the server is killed, and so soon another request
that waits is noticed."""
SILENCE_S = 30.0
"""A connection that brings nothing for this long is taken for dead; its client asks again and goes on."""
DRAIN_S = 1.5
"""How long a request goes on reading what its connection still brings after another one wants to take over."""
_PREFIX = re.compile(r'(/[\w.~-]+)*')


router = APIRouter(prefix='/files/uploads', route_class=TusRoute)


@router.options('', response_model=None)
async def describe() -> Response:
    """What this server can do."""
    await call(sender)
    return _empty(
        {
            'Tus-Version': VERSION,
            'Tus-Extension': EXTENSIONS,
            'Tus-Max-Size': str(settings().max_upload_bytes),
            'Tus-Checksum-Algorithm': ','.join(uploads.ALGORITHMS),
        }
    )


@router.post('', response_model=None)
async def create(request: Request) -> Response:
    """Make an upload, and take its first bytes if the request has any."""
    user = await call(sender)
    _check_version(request)
    if 'Upload-Concat' in request.headers or 'Upload-Defer-Length' in request.headers:
        raise NotAllowed('Invalid request: a file is sent as one, and its length is said first. See Tus-Extension.')
    size, metadata = _number(request, 'Upload-Length'), request.headers.get('Upload-Metadata', '')
    names = _metadata(metadata)
    await call(check_purpose, names.get('purpose', ''))
    checksum = _checksum(request)
    await call(accounts.pace_uploads, user.id)
    name = names.get('filename') or names.get('name') or ''
    writer = await call(uploads.begin, user.id, name, size, metadata, _wanted(names))
    with_bytes = request.headers.get('Content-Type') == BYTES
    upload = await _take_first(request, writer, checksum, with_bytes=with_bytes)
    if upload is None:
        return _empty(status=503)
    prefix = request.headers.get('X-Forwarded-Prefix', '').rstrip('/')
    place = f'{prefix if _PREFIX.fullmatch(prefix) else ""}{request.url.path}/{upload.id}'
    offset = {'Upload-Offset': str(writer.offset)} if with_bytes else {}
    made = await _take_up(upload)
    described = {'id': upload.id, 'name': upload.filename, 'size': upload.size_bytes}
    return JSONResponse(described, 201, {'Location': place, **offset, **_about(upload), **made})


@router.head('/{upload_id}', response_model=None)
async def look(request: Request, upload_id: str) -> Response:
    """How much has come."""
    user = await call(sender_of, upload_id)
    upload, offset = await call(uploads.get_with_offset, user.id, upload_id)
    _check_version(request)
    sent = {'Upload-Metadata': upload.sent_metadata} if upload.sent_metadata else {}
    length = {'Upload-Offset': str(offset), 'Upload-Length': str(upload.size_bytes)}
    return _empty(length | sent | _about(upload), 200)


@router.patch('/{upload_id}', response_model=None)
async def append(request: Request, upload_id: str) -> Response:
    """Take the next bytes."""
    user = await call(sender_of, upload_id)
    _check_version(request)
    if request.headers.get('Content-Type') != BYTES:
        raise OtherMedia(f'Invalid request: send the bytes of a file with Content-Type: {BYTES}.')
    offset, checksum = _number(request, 'Upload-Offset'), _checksum(request)
    writer = await call(uploads.resume, user.id, upload_id, offset, checksum)
    upload = await _take(request, writer, with_bytes=True)
    if upload is None:
        return _empty(status=503)
    return _empty({'Upload-Offset': str(writer.offset)} | _about(upload) | await _take_up(upload))


@router.delete('/{upload_id}', response_model=None)
async def discard(request: Request, upload_id: str) -> Response:
    """Remove an upload that is not wanted after all, complete or not."""
    user = await call(sender_of, upload_id)
    _check_version(request)
    await call(uploads.discard, user.id, upload_id)
    return _empty()


@router.post('/{upload_id}', response_model=None)
async def otherwise(request: Request, upload_id: str) -> Response:
    """For clients that cannot send PATCH or DELETE, and name the one they mean."""
    ways = {'PATCH': append, 'DELETE': discard, 'HEAD': look}
    meant = ways.get(request.headers.get('X-HTTP-Method-Override', '').upper(), look)
    return await meant(request, upload_id)


async def _take_first(
    request: Request, writer: UploadWriter, checksum: Checksum | None, *, with_bytes: bool
) -> Upload | None:
    """As `_take`, for an upload whose address nobody knows yet: what fails is removed, because nobody could go on."""
    try:
        if checksum is not None:
            await call(writer.expect, checksum)
        upload = await _take(request, writer, with_bytes=with_bytes)
    except Refused:
        await call(writer.abort)
        raise
    if upload is None:
        await call(writer.abort)
    return upload


async def _take(request: Request, writer: UploadWriter, *, with_bytes: bool) -> Upload | None:
    """Move the request's body into the upload; None if it broke off, and nobody reads the response."""
    try:
        if with_bytes and not await _pour(request, writer):
            await call(writer.break_off)
            return None
        return await STORES.call(writer.upload.user_id, writer.keep)
    except asyncio.CancelledError:  # the server stops: what came is kept, and the client asks again when it is back
        await call(writer.break_off)
        return None
    except BaseException:
        await call(writer.break_off)
        raise


async def _pour(request: Request, writer: UploadWriter) -> bool:
    """Whether the whole body came."""
    if int(request.headers.get('Content-Length') or 0) > writer.upload.size_bytes - writer.offset:
        raise TooLarge(
            f'Invalid request: it is longer than the {writer.upload.size_bytes:,} bytes that were announced.'
        )
    held: list[bytes] = []
    size, leave_at, write_at = 0, math.inf, time.monotonic() + WRITE_EVERY_S
    async for body in _bodies(request):
        if body is None:
            break
        held.append(body)
        size += len(body)
        if size >= BLOCK or not body or time.monotonic() >= write_at:
            await WRITES.call(writer.upload.user_id, writer.write, *held)
            held, size, write_at = [], 0, time.monotonic() + WRITE_EVERY_S
            if writer.is_wanted:  # what has arrived already is kept, because it would have to be sent again
                leave_at = min(leave_at, time.monotonic() + (DRAIN_S if body else 0))
            if time.monotonic() >= leave_at:
                raise InUse('Another request goes on with this file. What has come is kept.')
    await WRITES.call(writer.upload.user_id, writer.write, *held)
    return body is not None


async def _bodies(request: Request) -> AsyncIterator[bytes | None]:
    """The pieces of the body; an empty one after each moment without any, None if the connection is broken."""
    heard = time.monotonic()
    while True:
        try:
            async with asyncio.timeout(LOOK_EVERY_S):
                message = await request.receive()
        except TimeoutError:
            yield b'' if time.monotonic() - heard < SILENCE_S else None
            continue
        heard = time.monotonic()
        if message['type'] != 'http.request':
            yield None
            return
        if message.get('body') or not message.get('more_body'):
            yield message.get('body', b'')
        if not message.get('more_body'):
            return


def _check_version(request: Request) -> None:
    if request.headers.get('Tus-Resumable') != VERSION:
        raise OtherVersion(f'Invalid request: uploads speak tus {VERSION}. Send the header Tus-Resumable: {VERSION}.')


def _number(request: Request, name: str) -> int:
    text = request.headers.get(name, '')
    if not (text.isascii() and text.isdecimal() and len(text) <= 18):
        raise NotAllowed(f'Invalid request: the header {name} must be a whole number of bytes.')
    return int(text)


def _checksum(request: Request) -> Checksum | None:
    header = request.headers.get('Upload-Checksum')
    return None if header is None else Checksum.read(header)


def _metadata(header: str) -> dict[str, str]:
    """What `Upload-Metadata` says: names with values in Base64, separated by commas."""
    if len(header) > METADATA_LIMIT:
        raise NotAllowed(f'Invalid request: the header Upload-Metadata is longer than {METADATA_LIMIT:,} characters.')
    found = {}
    for pair in filter(None, (part.strip() for part in header.split(','))):
        name, _, value = pair.partition(' ')
        try:
            found[name] = base64.b64decode(value, validate=True).decode('utf-8', 'replace')
        except (binascii.Error, ValueError):
            raise NotAllowed(f'Invalid request: in the header Upload-Metadata, {name[:40]} is not Base64.') from None
    return found


def _wanted(names: dict[str, str]) -> tuple[str | None, str | None]:
    """What is wanted of the file, if its metadata say so: an area's name in `purpose`, JSON in `choice`."""
    if not names.get('purpose'):
        return (None, None)
    try:
        choice = json.loads(names.get('choice') or '{}')
    except (ValueError, RecursionError):
        raise NotAllowed('Invalid request: in the header Upload-Metadata, choice is not JSON.') from None
    if not isinstance(choice, dict):
        raise NotAllowed('Invalid request: in the header Upload-Metadata, choice must be a JSON object.')
    return names['purpose'], uploads.choosing.checked(names['purpose'], choice)


async def _take_up(upload: Upload) -> dict[str, str]:
    """Make the job of a complete upload for which somebody has chosen; the response names it."""
    made = await LOOKS.call(upload.user_id, uploads.take_up, upload) if upload.content_hash is not None else None
    return {} if made is None else {'LevelMix-Job': made}


def _about(upload: Upload) -> dict[str, str]:
    about = {'Upload-Expires': format_datetime(uploads.expires_at(upload), usegmt=True)}
    return about | ({'LevelMix-Upload': 'known'} if uploads.is_shared(upload) else {})


def _empty(headers: dict[str, str] | None = None, status: int = 204) -> Response:
    return Response(status_code=status, headers=headers)
