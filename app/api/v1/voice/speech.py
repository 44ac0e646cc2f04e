"""A text that is said, and what would be said of it."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from pydantic import Field

from app.api.v1 import jobs
from app.api.v1.answers import Resource
from app.api.v1.choices import model_of
from app.api.v1.description import may_fail
from app.api.v1.idempotency import Once
from app.api.v1.voice.asking import Asking, submitted
from app.api.v1.voice.chapters import Chapter
from app.voice import service
from app.voice.options import SpeakOptions, options_of

router = APIRouter()
Wish: Any = model_of(SpeakOptions, 'SpeakOptions')


class Reading(Resource):
    """A text as it will be said."""

    title: str = Field(description='What its clip will be called.')
    engine: str
    spoken: list[str] = Field(description='Its sentences, in the words that are said.')
    notes: list[str] = Field(description='What whoever wrote it should know.')
    seconds: float = Field(description='How long it will be, about.')
    chapters: list[Chapter] = Field(description='Of its headings, with when each will begin, about.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One sentence."""
        return {
            'title': 'Doors open at 7:30pm.',
            'engine': 'kokoro',
            'spoken': ['Doors open at seven thirty P.M.'],
            'notes': [],
            'seconds': 2.4,
            'chapters': [],
        }


@router.post(
    '/speak',
    status_code=201,
    response_model=jobs.Job,
    summary='Say a text',
    openapi_extra=may_fail('over-limit', 'paused'),
)
def speak_text(request: Request, who: Asking, _: Once, wish: Wish) -> Response:
    """Have a text said: the answer is its job, whose result is the clip. It is heard while it is made at
    `GET /voice/clips/{clip_id}/stream`. What cannot be said is refused, and costs nothing."""
    options = options_of(SpeakOptions, wish.model_dump(exclude_unset=True))
    return submitted(request, who, service.submit_speak(who.id, options))


@router.post('/read', response_model=Reading, summary='Read a text', openapi_extra=may_fail('over-limit'))
def read_text(who: Asking, wish: Wish) -> Response:
    """Show what would be said of a text. Nothing is kept, and it costs nothing."""
    read = service.check_speech(who.id, options_of(SpeakOptions, wish.model_dump(exclude_unset=True)))
    told = Reading(
        title=read.title,
        engine=read.engine,
        spoken=list(read.spoken),
        notes=list(read.notes),
        seconds=read.seconds,
        chapters=[Chapter.of(one) for one in read.chapters],
    )
    return JSONResponse(told.told())
