"""Previews, to hear original and result beside each other without fetching either."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Path, Request
from fastapi.responses import JSONResponse, Response
from pydantic import Field

from app import leveling
from app.api.delivery import play
from app.api.v1.answers import FRESH, Resource
from app.api.v1.description import BINARY, may_fail
from app.api.v1.leveling.asking import Asking, JobId
from app.jobs.progress import HUB

router = APIRouter()

NOTHING_YET: dict[int | str, dict[str, Any]] = {204: {'description': 'There is nothing yet: ask for it, or wait.'}}
_SOUND = {'audio/aac': BINARY}
SOUND: dict[int | str, dict[str, Any]] = {
    200: {'description': 'The whole part.', 'content': _SOUND},
    206: {'description': 'The range of it that was asked for.', 'content': _SOUND},
    304: {'description': 'It is as the program has it.'},
}


class Heard(Resource):
    """A number for the original, and one for the result."""

    original: float | None
    result: float | None


class Sizes(Resource):
    """Bytes of each piece, in their order."""

    original: list[int]
    result: list[int]


class Previews(Resource):
    """What there is to hear. Each piece is a sound of its own (AAC), and lies in a part with others, one behind the
    other: its range follows from the sizes of those before it in its part."""

    piece_s: float = Field(description='How long a piece is, seconds.')
    lead_s: float = Field(description='How much earlier the sound of a piece begins, seconds: to be left out.')
    rate: int = Field(description='Samples a second, Hz.')
    duration_s: float = Field(description='Length of the mix, seconds.')
    loudness: Heard = Field(description='Integrated loudness, LUFS, to hear both equally loud.')
    sizes: Sizes
    part: int = Field(description='How many pieces lie in one part.')
    complete: bool = Field(description='Whether all of it is there.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One."""
        return {
            'piece_s': 5.0,
            'lead_s': 0.1,
            'rate': 44100,
            'duration_s': 12.5,
            'loudness': {'original': -9.8, 'result': -14.0},
            'sizes': {'original': [81204, 80977, 40110], 'result': [80001, 79544, 39802]},
            'part': 12,
            'complete': True,
        }


class Asked(Resource):
    """Something is worked out beside a job."""

    id: str = Field(description='What it is called while it is worked out.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One."""
        return {'id': '019ab5e7-11a2-7b44-8c0d-93f3f0a0c1d2'}


@router.post(
    '/jobs/{job_id}/previews',
    status_code=202,
    response_model=Asked,
    summary='Have previews made',
    openapi_extra=may_fail('paused'),
)
def ask_leveling_previews(who: Asking, job_id: JobId) -> Response:
    """Have them made by a worker, unless that is under way. They are kept for three days."""
    made = leveling.ask_previews(who.id, job_id)
    HUB.poke()
    return JSONResponse({'id': made}, 202, {'Location': f'/api/v1/leveling/jobs/{job_id}/previews'})


@router.get('/jobs/{job_id}/previews', response_model=Previews, responses=NOTHING_YET, summary='List previews of a job')
def get_leveling_previews(who: Asking, job_id: JobId) -> Response:
    """What can be heard so far."""
    found = leveling.previews(who.id, job_id)
    headers = {'Cache-Control': FRESH}
    if found is None:
        return Response(status_code=204, headers=headers)
    return Response(leveling.as_text(found), media_type='application/json', headers=headers)


@router.get(
    '/jobs/{job_id}/previews/{stream}/{part}',
    response_class=Response,
    responses=SOUND,
    summary='Get the sound of a preview',
    openapi_extra=may_fail('no-such-range'),
)
def get_leveling_preview(
    request: Request,
    who: Asking,
    job_id: JobId,
    stream: Annotated[Literal['original', 'result'], Path(description='Which of both.')],
    part: Annotated[int, Path(ge=0, le=100_000, description='Which part, from 0.')],
    _: Annotated[
        str | None, Header(alias='Range', max_length=200, description='The bytes that are wanted; without it, all.')
    ] = None,
) -> Response:
    """Some minutes of original or result."""
    return play(request, leveling.preview_part(who.id, job_id, stream, part), 'audio/aac')
