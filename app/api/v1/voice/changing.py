"""A recording in another voice, and the words that are heard in it."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response
from pydantic import Field

from app.api.v1 import jobs
from app.api.v1.answers import Fields, IfNoneMatch, Resource, Wanted, one
from app.api.v1.choices import model_of
from app.api.v1.description import may_fail
from app.api.v1.idempotency import Once
from app.api.v1.paging import Asked, Page, asked
from app.api.v1.short_lists import short_page
from app.api.v1.voice.asking import Asking, submitted
from app.api.v1.voice.voices import Voice
from app.jobs.progress import HUB
from app.voice import changing, service
from app.voice.options import ChangeOptions, options_of
from models import Status

router = APIRouter()
Options: Any = model_of(ChangeOptions, 'ChangeOptions')
UploadId = Annotated[str, Field(max_length=64, description='The id of a complete upload.')]


class Word(Resource):
    """A word, and when it is said, in seconds."""

    text: str
    start: float
    end: float

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One."""
        return {'text': 'Hello', 'start': 0.32, 'end': 0.7}


class Transcript(Resource):
    """What is heard in a recording."""

    id: str
    status: Status
    percent: int
    error: str | None = Field(description='Why nothing can be made of the recording.')
    language: str = Field(description='Like `en`; empty until it is heard.')
    text: str
    words: list[Word]

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One word."""
        return {
            'id': '019ab5f0-9a51-7f1e-8a44-0b7c9a5b6d11',
            'status': 'completed',
            'percent': 100,
            'error': None,
            'language': 'en',
            'text': 'Hello',
            'words': [Word.example()],
        }


class TranscriptWanted(Wanted):
    """A recording that is to be listened to."""

    upload_id: UploadId

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One upload."""
        return {'upload_id': '019ab5ef-1c1e-7a41-9f0e-2f6f6f1f7c11'}


class ChangeWanted(Wanted):
    """A recording that is to be heard in another voice."""

    upload_id: UploadId
    options: Options

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One upload, in the words that were heard."""
        return {'upload_id': '019ab5ef-1c1e-7a41-9f0e-2f6f6f1f7c11', 'options': ChangeOptions.example()}


@router.get('/change/voices', response_model=Page[Voice], summary='List voices for recordings')
def list_change_voices(who: Asking, wanted: Annotated[Asked, Depends(asked)]) -> Response:
    """Everybody whose voice a recording can be brought into now. Only voices of its language are taken; the ways to
    shift have none, and need no words: `shift:+3:1.1` is three semitones up, by a throat that is a tenth smaller."""
    found = [Voice.model_validate(voice, from_attributes=True) for voice in changing.all_voices(who.id)]
    return short_page(wanted, found, Voice)


@router.post(
    '/transcripts',
    status_code=201,
    response_model=Transcript,
    summary='Hear the words of a recording',
    openapi_extra=may_fail('not-found', 'over-limit', 'paused'),
)
def create_transcript(request: Request, who: Asking, _: Once, wanted: TranscriptWanted) -> Response:
    """Have an upload listened to, so that its words can be corrected before its voice is changed. It costs nothing, and
    is kept for a day; the upload stays."""
    made = changing.submit_transcribe(who.id, wanted.upload_id)
    HUB.poke()
    location = f'/api/v1/voice/transcripts/{made}'
    return one(request, _shown(changing.heard(who.id, made)), status=201, Location=location)


@router.get('/transcripts/{transcript_id}', response_model=Transcript, summary='Get the words of a recording')
def get_transcript(
    request: Request,
    who: Asking,
    transcript_id: Annotated[str, Path(max_length=64, description='The id of a transcript.')],
    fields: Fields = None,
    _: IfNoneMatch = None,
) -> Response:
    """What is heard, or how far that is."""
    return one(request, _shown(changing.heard(who.id, transcript_id)), fields)


@router.post(
    '/change',
    status_code=201,
    response_model=jobs.Job,
    summary='Change the voice of a recording',
    openapi_extra=may_fail('not-found', 'over-limit', 'paused'),
)
def change_voice(request: Request, who: Asking, _: Once, wanted: ChangeWanted) -> Response:
    """Have an upload heard in another voice: the answer is its job, whose result is the clip. Its words, its timing and
    its melody stay. Words that are not heard, laughter and song come out wrong: shift those."""
    options = options_of(ChangeOptions, wanted.options.model_dump(exclude_unset=True))
    return submitted(request, who, service.submit_change(who.id, wanted.upload_id, options))


def _shown(found: changing.Heard) -> Transcript:
    words = [Word(text=word.text, start=word.start, end=word.end) for word in found.words]
    known = {name: getattr(found, name) for name in Transcript.model_fields if name != 'words'}
    return Transcript.model_validate({**known, 'words': words})
