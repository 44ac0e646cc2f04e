"""`POST /v1/audio/speech`: a text becomes a clip, and its sound is the answer, sent while the rest is made."""

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import Response, StreamingResponse
from pydantic import BaseModel, Field
from starlette.concurrency import run_in_threadpool

from app.api.delivery import deliver
from app.api.openai.access import Writes
from app.api.openai.failures import Unfinished
from app.api.openai.lists import MODELS
from app.api.v1 import waiting
from app.api.v1.problems import Problem
from app.errors import NotAllowed, TooManyTries
from app.jobs.progress import HUB
from app.voice import listening, queries, service, voices
from app.voice.options import SpeakOptions
from app.voice.takes import Take
from models import Status

router = APIRouter()
LOOK_S = 0.25
"""How often is looked for the next piece."""
AT_ONCE = {'wav': 'audio/wav', 'pcm': 'audio/pcm'}
"""Formats that are sent while they are made; the others when the clip is done, because they are levelled first."""
WHOLE = ('mp3', 'flac', 'ogg')
STANDS_FOR = {
    'alloy': 'af_alloy',
    'ash': 'am_adam',
    'ballad': 'bm_george',
    'cedar': 'am_michael',
    'coral': 'af_bella',
    'echo': 'am_echo',
    'fable': 'bm_fable',
    'marin': 'af_sarah',
    'nova': 'af_nova',
    'onyx': 'am_onyx',
    'sage': 'bf_emma',
    'shimmer': 'af_sky',
    'verse': 'am_puck',
}
"""Names of voices that programs ask for without looking, and who is heard then."""


class VoiceById(BaseModel):
    """The other way to name a voice."""

    id: str


class SpeechWanted(BaseModel):
    """What is asked for; what is not known here, like `instructions`, is not heeded."""

    input: str
    voice: Annotated[str | VoiceById, Field(union_mode='left_to_right')] = 'alloy'
    model: str = MODELS[0]
    response_format: str = 'mp3'
    speed: float = 1.0
    stream_format: str = 'audio'


@router.post('/audio/speech', response_class=Response)
async def make_speech(request: Request, who: Writes, wanted: SpeechWanted) -> Response:
    """Say a text. The answer begins with the first piece, in WAV and as raw samples; MP3 and others come when all of it
    is levelled. The clip stays in the history, also of who hangs up meanwhile."""
    form = wanted.response_format.lower()
    if form not in (*AT_ONCE, *WHOLE):
        known = ', '.join((*WHOLE[:1], *AT_ONCE, *WHOLE[1:]))
        raise NotAllowed(f'There is no format “{form[:20]}” here: ask for one of {known}.')
    if wanted.stream_format != 'audio':
        raise NotAllowed('The sound itself is sent, and no events: leave stream_format out.')
    if waiting.is_full(who.id):
        raise TooManyTries('Too many streams are open with your keys. Close some, then ask again.', 60)
    clip_id = await run_in_threadpool(lambda: service.submit_speak(who.id, _options(wanted, form)))
    HUB.poke()
    headers = {'LevelMix-Clip': clip_id, 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no'}
    if form in WHOLE:
        return await _whole(request, who.id, clip_id, headers)
    sound = _pieces(who.id, clip_id)
    first = await anext(sound)  # what fails before it is an error, and no sound that ends at once
    media = AT_ONCE[form] if form == 'wav' else f'{AT_ONCE[form]}; rate={first.rate}; channels=1'
    head = listening.head(first.rate) if form == 'wav' else b''
    return StreamingResponse(_sent(head, first, sound), media_type=media, headers=headers)


def _options(wanted: SpeechWanted, form: str) -> SpeakOptions:
    said = wanted.voice if isinstance(wanted.voice, str) else wanted.voice.id
    engine = wanted.model if wanted.model in voices.names() else ''
    known = {voice.id for voice in voices.all_voices()} if said in STANDS_FOR else {said}
    voice = said if said in known else STANDS_FOR[said]
    return SpeakOptions(wanted.input, voice, engine, wanted.speed, form if form in WHOLE else 'wav')


async def _pieces(user_id: str, clip_id: str) -> AsyncIterator[Take]:
    """The pieces of a clip as they are made; raises what it fails of, once that is known."""
    with waiting.counted(user_id):
        place = 0
        while True:
            take, more = await run_in_threadpool(listening.look, user_id, clip_id, place)
            if take is not None:
                yield take
                place += 1
            elif more:
                await asyncio.sleep(LOOK_S)
            else:
                await run_in_threadpool(_check_done, user_id, clip_id)
                return


async def _sent(head: bytes, first: Take, rest: AsyncIterator[Take]) -> AsyncIterator[bytes]:
    yield head + first.levelled
    try:
        async for take in rest:
            yield take.levelled
    except Problem as error:
        raise Unfinished(error.detail) from None


async def _whole(request: Request, user_id: str, clip_id: str, headers: dict[str, str]) -> Response:
    async for _ in _pieces(user_id, clip_id):
        pass  # its length is not known before
    key, name = await run_in_threadpool(service.result, user_id, clip_id)
    answer = await run_in_threadpool(deliver, request, key, name)
    answer.headers.update(headers)
    return answer


def _check_done(user_id: str, clip_id: str) -> None:
    clip = queries.get(user_id, clip_id)
    if clip.status == Status.FAILED:
        raise Problem('other-side-failed', clip.error or 'This could not be said. Nothing was taken; try again.')
    if clip.status == Status.CANCELLED:
        raise Problem('conflict', 'This was cancelled before it was done.')
