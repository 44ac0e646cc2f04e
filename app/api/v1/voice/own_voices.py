"""Voices that somebody has had learnt from samples: theirs alone."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import JSONResponse, Response
from pydantic import Field

from app.api.delivery import deliver
from app.api.v1.answers import Fields, IfMatch, IfNoneMatch, Moment, Resource, Wanted, one, unless_changed
from app.api.v1.description import may_fail
from app.api.v1.files import FILE
from app.api.v1.idempotency import Once
from app.api.v1.paging import Asked, Page, asked
from app.api.v1.short_lists import short_page
from app.api.v1.voice.asking import Asking
from app.jobs.progress import HUB
from app.voice import own_voices, service
from app.voice.options import NAME_LIMIT, LearnOptions
from app.voice.own_voices import MOST_SAMPLES, OwnVoice

router = APIRouter(prefix='/own')
VoiceId = Annotated[str, Path(max_length=64, description='The id of a voice of your own.')]
Samples = Annotated[
    list[Annotated[str, Field(max_length=64)]],
    Field(min_length=1, max_length=MOST_SAMPLES, description='Ids of complete uploads, in which one person speaks.'),
]


class Own(Resource):
    """A voice of your own. Once it is ready, its id is one that texts are said by."""

    id: str
    name: str
    status: str = Field(description='`training`, `ready` or `failed`.')
    job_id: str = Field(description='Of the job that learns it: `GET /jobs/{job_id}`; empty where that was deleted.')
    error: str | None
    language: str = Field(description='Of its samples, like `en-us`.')
    seconds: float | None = Field(description='How much speech it was learnt from.')
    similarity: float | None = Field(description='How near it came to the samples, 0 to 1.')
    nearest: str | None = Field(description='The voice of the list that was nearest.')
    nearest_similarity: float | None = Field(description='And how near that one comes.')
    warnings: list[str]
    consent_name: str = Field(description='Whose voice it is.')
    consented_at: Moment
    created_at: Moment

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One that is ready."""
        return {
            'id': '019ab5f0-9a51-7f1e-8a44-0b7c9a5b6d11',
            'name': 'Mine',
            'status': 'ready',
            'job_id': '019ab5f0-9a52-7a0c-9b1d-5e3c2f6a7b21',
            'error': None,
            'language': 'en-us',
            'seconds': 48.0,
            'similarity': 0.88,
            'nearest': 'af_kore',
            'nearest_similarity': 0.83,
            'warnings': [],
            'consent_name': 'Ann Miller',
            'consented_at': '2026-11-28T20:00:00Z',
            'created_at': '2026-11-28T20:00:00Z',
        }


class OwnWanted(Wanted):
    """A voice that is to be learnt, and who agreed to that."""

    name: str = Field(min_length=1, max_length=NAME_LIMIT, description='What it is called.')
    consent_name: str = Field(min_length=1, max_length=NAME_LIMIT, description='Whose voice it is, who agrees to it.')
    consent: bool = Field(description='“This is my voice, or I have permission to use it.”')
    samples: Samples

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One recording."""
        samples = ['019ab5ef-1c1e-7a41-9f0e-2f6f6f1f7c11']
        return {'name': 'Mine', 'consent_name': 'Ann Miller', 'consent': True, 'samples': samples}


class SamplesWanted(Wanted):
    """Uploads to be looked at as samples."""

    samples: Samples

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One recording."""
        return {'samples': ['019ab5ef-1c1e-7a41-9f0e-2f6f6f1f7c11']}


class NameWanted(Wanted):
    """Another name."""

    name: str = Field(min_length=1, max_length=NAME_LIMIT)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A name."""
        return {'name': 'My evening voice'}


class Looked(Resource):
    """What is to be said of samples."""

    seconds: float = Field(description='How much speech is in them.')
    faults: list[str] = Field(description='What forbids to learn from them, a sentence each.')
    warnings: list[str] = Field(description='What makes the voice worse, a sentence each.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Good ones."""
        return {'seconds': 48.0, 'faults': [], 'warnings': []}


@router.get('', response_model=Page[Own], summary='List your own voices')
def list_own_voices(who: Asking, wanted: Annotated[Asked, Depends(asked)]) -> Response:
    """Voices that you had learnt, the newest first, those too that are still being learnt."""
    return short_page(wanted, [_shown(found) for found in own_voices.mine(who.id)], Own)


@router.post(
    '',
    status_code=201,
    response_model=Own,
    summary='Learn a voice',
    openapi_extra=may_fail('not-found', 'over-limit', 'paused'),
)
def create_own_voice(request: Request, who: Asking, _: Once, wanted: OwnWanted) -> Response:
    """Have a voice learnt from samples that you have uploaded: it takes minutes, and becomes similar, not the same.
    Nothing is learnt unless whoever the voice is of has agreed, which is written down with the samples."""
    options = LearnOptions(wanted.name, wanted.consent_name, wanted.consent)
    made = service.submit_learn(who.id, wanted.samples, options)
    HUB.poke()
    return one(request, _shown(own_voices.get(who.id, made)), status=201, Location=f'/api/v1/voice/own/{made}')


@router.post('/check', response_model=Looked, summary='Look at samples', openapi_extra=may_fail('not-found'))
def check_samples(who: Asking, wanted: SamplesWanted) -> Response:
    """Whether a voice can be learnt from these uploads. Nothing is kept, and it costs nothing."""
    found = own_voices.check_samples(who.id, wanted.samples)[1]
    told = Looked(seconds=found.seconds, faults=list(found.faults), warnings=list(found.warnings))
    return JSONResponse(told.told())


@router.get('/{voice_id}', response_model=Own, summary='Get a voice of your own')
def get_own_voice(
    request: Request, who: Asking, voice_id: VoiceId, fields: Fields = None, _: IfNoneMatch = None
) -> Response:
    """One of them."""
    return one(request, _shown(own_voices.get(who.id, voice_id)), fields)


@router.get('/{voice_id}/preview', response_class=Response, responses=dict(FILE), summary='Hear a voice of your own')
def get_own_voice_preview(request: Request, who: Asking, voice_id: VoiceId) -> Response:
    """A sentence that it says, as MP3."""
    return deliver(request, own_voices.preview(who.id, voice_id), 'preview.mp3')


@router.put('/{voice_id}', response_model=Own, summary='Rename a voice of your own')
def replace_own_voice(
    request: Request, who: Asking, voice_id: VoiceId, wanted: NameWanted, match: IfMatch = None
) -> Response:
    """Call it otherwise."""
    own_voices.rename(who.id, voice_id, wanted.name, unless_changed(match, _shown))
    return one(request, _shown(own_voices.get(who.id, voice_id)))


@router.delete('/{voice_id}', status_code=204, response_class=Response, summary='Delete a voice of your own')
def delete_own_voice(who: Asking, voice_id: VoiceId, match: IfMatch = None) -> Response:
    """Delete it with its samples and all that was learnt of them. Clips that were made with it stay."""
    own_voices.delete(who.id, voice_id, unless_changed(match, _shown))
    return Response(status_code=204)


def _shown(found: OwnVoice) -> Own:
    near, alike = found.nearest or (None, None)
    known = {name: getattr(found, name) for name in Own.model_fields if hasattr(found, name)}
    return Own.model_validate({**known, 'warnings': list(found.warnings), 'nearest': near, 'nearest_similarity': alike})
