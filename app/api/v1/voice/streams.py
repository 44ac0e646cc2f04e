"""A clip that is heard while it is made."""

import asyncio
from collections.abc import AsyncIterator

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse
from starlette.concurrency import run_in_threadpool

from app.api.delivery import deliver
from app.api.v1 import waiting
from app.api.v1.files import FILE
from app.api.v1.voice.asking import Asking, ClipId
from app.errors import TooManyTries
from app.voice import listening, queries, service

router = APIRouter()
LOOK_S = 0.25
"""How often is looked for the next piece."""


@router.get(
    '/clips/{clip_id}/stream',
    response_class=Response,
    responses={**FILE, 200: {**FILE[200], 'description': 'The sound, in pieces as they are made.'}},
    summary='Hear a clip while it is made',
)
async def stream_clip(request: Request, who: Asking, clip_id: ClipId) -> Response:
    """The sound of a clip as it is said, a WAV that goes on until the last piece is there: about as loud as the clip
    will be, by its first piece. Of one that is done, the clip itself."""
    clip = await run_in_threadpool(queries.get, who.id, clip_id)
    if not clip.active:
        key, name = await run_in_threadpool(service.result, who.id, clip_id)
        return await run_in_threadpool(deliver, request, key, name)
    if waiting.is_full(who.id):
        raise TooManyTries('Too many streams are open with your keys. Close some, then ask again.', 60)
    headers = {'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no'}
    return StreamingResponse(_sound(who.id, clip_id), media_type='audio/wav', headers=headers)


async def _sound(user_id: str, clip_id: str) -> AsyncIterator[bytes]:
    with waiting.counted(user_id):
        place = 0
        while True:
            take, more = await run_in_threadpool(listening.look, user_id, clip_id, place)
            if take is not None:
                yield take.levelled if place else listening.head(take.rate) + take.levelled
                place += 1
            elif not more:
                return
            else:
                await asyncio.sleep(LOOK_S)
