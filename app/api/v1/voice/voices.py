"""Who can be heard, and what makes the sound."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response
from pydantic import Field

from app.api.v1.answers import Resource
from app.api.v1.paging import Asked, Page, asked
from app.api.v1.short_lists import short_page
from app.api.v1.voice.asking import Asking
from app.voice import voices as known

router = APIRouter()


class Voice(Resource):
    """Somebody who can be heard."""

    id: str
    name: str
    language: str = Field(description='Like `en-us`.')
    sex: str = Field(description='`female`, `male` or `unknown`.')
    engine: str
    note: str
    custom: bool = Field(description='Whether you had it learnt.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """The one that is taken where nobody says another."""
        return {
            'id': 'af_heart',
            'name': 'Heart',
            'language': 'en-us',
            'sex': 'female',
            'engine': 'kokoro',
            'note': 'our best',
            'custom': False,
        }


class VoiceEngine(Resource):
    """What makes the sound of some voices."""

    id: str
    licence: str = Field(description='Under which its sound and its weights come.')
    state: str = Field(description='`ready`, `missing` or `busy`.')
    said: str = Field(description='What is missing, and what to do about it.')
    voices: int

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One that works."""
        return {'id': 'kokoro', 'licence': 'Apache-2.0', 'state': 'ready', 'said': '', 'voices': 41}


@router.get('/voices', response_model=Page[Voice], summary='List voices')
def list_voices(
    who: Asking,
    wanted: Annotated[Asked, Depends(asked)],
    language: Annotated[
        str, Query(max_length=10, description='Only voices of this language, like `en` or `en-gb`.')
    ] = '',
    engine: Annotated[str, Query(max_length=40, description='Only voices of this engine.')] = '',
) -> Response:
    """Everybody who can be heard now, the best engine first."""
    found = [
        Voice.model_validate(voice, from_attributes=True)
        for voice in known.all_voices(who.id)
        if voice.language.startswith(language) and engine in ('', voice.engine)
    ]
    return short_page(wanted, found, Voice)


@router.get('/engines', response_model=Page[VoiceEngine], summary='List engines')
def list_engines(_: Asking, wanted: Annotated[Asked, Depends(asked)]) -> Response:
    """What makes the sound, and whether it works now."""
    found = [
        VoiceEngine(
            id=one.name,
            licence=one.licence,
            state=one.health.state,
            said=f'{one.health.what} {one.health.how}'.strip(),
            voices=one.voices,
        )
        for one in known.states()
    ]
    return short_page(wanted, found, VoiceEngine)
