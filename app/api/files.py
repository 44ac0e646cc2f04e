"""Files in and out: one streaming upload route, and downloads with ranges."""

import asyncio
from typing import Annotated
from urllib.parse import unquote

from fastapi import APIRouter, Header, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from starlette.requests import ClientDisconnect

from app import accounts, leveling, uploads
from app.api.delivering import deliver
from app.config import MIB

router = APIRouter(prefix='/files')

BLOCK = 4 * MIB


@router.post('/uploads', response_model=None)
async def receive(
    request: Request,
    x_filename: Annotated[str, Header(description='Name of the file, percent-encoded')],
    content_length: Annotated[int | None, Header()] = None,
) -> dict[str, str | int] | JSONResponse:
    """Take one file as the plain body of the request, straight to disk; answers with the upload's id."""
    user = await run_in_threadpool(accounts.current_user)
    await run_in_threadpool(accounts.admit_upload, user, content_length)
    receiver = await run_in_threadpool(uploads.begin, user.id, unquote(x_filename), content_length)
    try:
        block = bytearray()
        async for chunk in request.stream():
            block += chunk
            if len(block) >= BLOCK:
                await run_in_threadpool(receiver.write, bytes(block))
                block.clear()
        await run_in_threadpool(receiver.write, bytes(block))
        upload = await run_in_threadpool(receiver.finish)
    except ClientDisconnect:
        await run_in_threadpool(receiver.abort)
        return {}
    except asyncio.CancelledError:  # the server stops: the page sends the file again when it is back
        await run_in_threadpool(receiver.abort)
        return JSONResponse({'error': 'The server stopped before the whole file had arrived.'}, 503)
    except BaseException:
        await run_in_threadpool(receiver.abort)
        raise
    return {'id': upload.id, 'name': upload.filename, 'size': upload.size_bytes}


@router.delete('/uploads/{upload_id}', status_code=204)
def discard(upload_id: str) -> None:
    """Forget an upload that is not wanted after all."""
    uploads.discard(accounts.current_user().id, upload_id)


@router.head('/results/{job_id}', include_in_schema=False)
@router.get('/results/{job_id}')
def download(request: Request, job_id: str) -> Response:
    """The result of a finished job: ranged and resumable, under the name the user expects."""
    return deliver(request, *leveling.result(accounts.current_user().id, job_id))
