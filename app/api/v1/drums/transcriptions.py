"""Recordings whose drums are written down: each is a job, which brings maps."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Request
from fastapi.responses import Response
from pydantic import Field

from app.api.v1 import jobs
from app.api.v1.answers import Fields, IfNoneMatch, Resource, Wanted, one
from app.api.v1.description import may_fail
from app.api.v1.drums.asking import EXAMPLE_ID, MAP_ID, SONG_ID, Asking, known, submitted
from app.api.v1.idempotency import Once
from app.api.v1.problems import Problem
from app.drums import transcriptions
from app.drums.options import EASIER, NAME_LIMIT, MapOptions
from app.drums.transcriptions import JobView, Known
from models import Status

router = APIRouter(prefix='/transcriptions')
TranscriptionId = Annotated[str, Path(max_length=64, description='The id of a transcription, which is its job’s.')]


class Transcription(Resource):
    """A recording whose drums are written down."""

    id: str
    song_id: str | None
    title: str
    status: Status
    percent: int
    stage: str = Field(description='What is being done, in words.')
    seconds_left: float | None
    error: str | None
    maps: list[str] = Field(description='Ids of the maps that it has brought, the full one first.')
    has_recording: bool = Field(description='Whether the recording is still kept: it goes when the maps are there.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One that is done."""
        return {
            'id': EXAMPLE_ID,
            'song_id': SONG_ID,
            'title': 'Four to the floor by The Testers',
            'status': 'completed',
            'percent': 100,
            'stage': '',
            'seconds_left': None,
            'error': None,
            'maps': [MAP_ID],
            'has_recording': False,
        }


class TranscriptionWanted(Wanted):
    """A recording, and how its map is asked for."""

    upload_id: str = Field(min_length=1, max_length=64, description='The id of a complete upload.')
    title: str = Field('', max_length=NAME_LIMIT, description='What the song is called; empty is as the file is.')
    artist: str = Field('', max_length=NAME_LIMIT)
    easier: list[str] = Field(
        default_factory=list, max_length=len(EASIER), description=f'Easier maps made of it: {", ".join(EASIER)}.'
    )
    anew: bool = Field(False, description='Another draft, although the song is known and has a map.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One upload."""
        return {'upload_id': '019ab5ef-1c1e-7a41-9f0e-2f6f6f1f7c11', 'title': 'Four to the floor', 'easier': ['Easy']}


@router.post(
    '',
    status_code=201,
    response_model=jobs.Job,
    summary='Write drums down',
    openapi_extra=may_fail('not-found', 'over-limit', 'paused', 'in-use', 'conflict'),
)
def create_transcription(request: Request, who: Asking, _: Once, wanted: TranscriptionWanted) -> Response:
    """Have the drums of an uploaded recording written down: the answer is its job. Where the song has a map already,
    the answer is `conflict`, `Location` says where the song is, and nothing was counted."""
    options = MapOptions(wanted.title, wanted.artist, tuple(wanted.easier), wanted.anew)
    try:
        job_id = transcriptions.submit(who.id, wanted.upload_id, options)
    except Known as error:
        where = {'Location': f'/api/v1/drums/songs/{error.song_id}'}
        raise Problem('conflict', str(error), headers=where) from None
    return submitted(request, who, job_id)


@router.get('/{transcription_id}', response_model=Transcription, summary='Get a transcription')
def get_transcription(
    request: Request, who: Asking, transcription_id: TranscriptionId, fields: Fields = None, _: IfNoneMatch = None
) -> Response:
    """How far it is, and the maps that it has brought. `GET /jobs/{job_id}` waits for its end."""
    return one(request, _told(transcriptions.get(who.id, transcription_id)), fields)


@router.post(
    '/{transcription_id}/cancel',
    response_model=Transcription,
    summary='Cancel a transcription',
    openapi_extra=may_fail('conflict'),
)
def cancel_transcription(request: Request, who: Asking, transcription_id: TranscriptionId) -> Response:
    """Let it be, while it waits or runs; the recording is kept for a week."""
    transcriptions.cancel(who.id, transcription_id)
    return one(request, _told(transcriptions.get(who.id, transcription_id)))


def _told(view: JobView) -> Transcription:
    return Transcription.model_validate(known(Transcription, view, stage=view.stage_label, maps=list(view.maps)))
