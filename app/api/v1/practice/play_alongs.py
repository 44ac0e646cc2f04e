"""The band: pieces recorded by it, part by part."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response
from pydantic import Field

from app.api.delivery import deliver
from app.api.v1 import jobs
from app.api.v1.answers import Fields, IfNoneMatch, Resource, Wanted, one
from app.api.v1.description import may_fail
from app.api.v1.files import FILE, Range
from app.api.v1.idempotency import Once
from app.api.v1.paging import Asked, Page, asked
from app.api.v1.practice.asking import EXAMPLE_ID, PIECE_ID, Asking, PieceId, submitted
from app.api.v1.short_lists import short_page
from app.practice import performing, pieces, play_alongs
from app.practice.options import FASTEST, SLOWEST
from app.practice.play_alongs import BAND_LIMIT, HOUSE, MOST_CHORUSES, MOST_INTRO, SoundOptions, SoundView
from models import Status

router = APIRouter()
SoundId = Annotated[str, Path(max_length=64, description='The id of a play-along, which is that of its job.')]


class Band(Resource):
    """Somebody who plays along."""

    id: str
    name: str

    @classmethod
    def example(cls) -> dict[str, Any]:
        """The one that is always there."""
        return {'id': HOUSE, 'name': 'Our trio'}


class PlayAlong(Resource):
    """A recording of the band. As a job it is cancelled and deleted, and its result is the mix."""

    id: str
    piece_id: str
    title: str
    status: Status
    percent: int
    error: str | None
    tempo: int | None = Field(description='In beats a minute; null is as written.')
    transpose: int
    choruses: int
    intro: int
    band: str
    stems: dict[str, float] = Field(description='Its parts, each with how loud it is in the mix, in dB.')
    duration_s: float | None

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One that can be heard."""
        return {
            'id': EXAMPLE_ID,
            'piece_id': PIECE_ID,
            'title': 'Lick in G♭ major',
            'status': 'completed',
            'percent': 100,
            'error': None,
            'tempo': 140,
            'transpose': 0,
            'choruses': 2,
            'intro': 0,
            'band': HOUSE,
            'stems': {'melody': 0.0, 'piano': -3.0, 'bass': -2.0, 'drums': -4.0, 'click': -12.0},
            'duration_s': 27.4,
        }


class PlayAlongWanted(Wanted):
    """How a piece is played."""

    tempo: int | None = Field(None, ge=SLOWEST, le=FASTEST, description='In beats a minute; without it as written.')
    transpose: int = Field(0, ge=-performing.MOST_SEMITONES, le=performing.MOST_SEMITONES)
    choruses: int = Field(1, ge=1, le=MOST_CHORUSES, description='How often.')
    intro: int = Field(0, ge=0, le=MOST_INTRO, description='Bars before it begins.')
    band: str = Field(HOUSE, max_length=BAND_LIMIT, description='One of the bands.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Twice, not too fast."""
        return {'tempo': 140, 'choruses': 2}


@router.get('/bands', response_model=Page[Band], summary='List bands')
def list_bands(_: Asking, wanted: Annotated[Asked, Depends(asked)]) -> Response:
    """Who can play along here."""
    return short_page(wanted, [Band(id=name, name=label) for name, label in performing.bands().items()], Band)


@router.get('/pieces/{piece_id}/play-alongs', response_model=Page[PlayAlong], summary='List play-alongs')
def list_play_alongs(who: Asking, wanted: Annotated[Asked, Depends(asked)], piece_id: PieceId) -> Response:
    """The latest recordings of a piece that you have asked for."""
    pieces.get(who.id, piece_id)
    return short_page(wanted, [_told(one) for one in play_alongs.of_piece(who.id, piece_id)], PlayAlong)


@router.post(
    '/pieces/{piece_id}/play-alongs',
    status_code=201,
    response_model=jobs.Job,
    summary='Record the band',
    openapi_extra=may_fail('over-limit', 'paused'),
)
def create_play_along(request: Request, who: Asking, _: Once, piece_id: PieceId, wanted: PlayAlongWanted) -> Response:
    """Have a piece recorded, a mix and a stem for each part: the answer is the job. What is there like that already, or
    is being made, is that."""
    return submitted(request, who, play_alongs.submit(who.id, piece_id, SoundOptions(**wanted.model_dump())))


@router.get('/play-alongs/{sound_id}', response_model=PlayAlong, summary='Get a play-along')
def get_play_along(
    request: Request, who: Asking, sound_id: SoundId, fields: Fields = None, _: IfNoneMatch = None
) -> Response:
    """How it was asked for, how far it is, and its parts."""
    return one(request, _told(play_alongs.get(who.id, sound_id)), fields)


@router.head('/play-alongs/{sound_id}/stems/{part}', include_in_schema=False)
@router.get('/play-alongs/{sound_id}/stems/{part}', response_class=Response, responses=FILE, summary='Download a stem')
def get_play_along_stem(
    request: Request,
    who: Asking,
    sound_id: SoundId,
    part: Annotated[str, Path(max_length=20, description='One of its `stems`, or `mix`.')],
    _: Range = None,
) -> Response:
    """One part alone, or all of them mixed, as FLAC."""
    return deliver(request, *play_alongs.stem(who.id, sound_id, part))


def _told(view: SoundView) -> PlayAlong:
    names = ('id', 'title', 'status', 'percent', 'error')
    asked_for = {name: getattr(view.options, name) for name in SoundOptions.__slots__}
    told = {name: getattr(view, name) for name in names} | asked_for
    more = {'piece_id': view.content_id, 'stems': dict(view.stems), 'duration_s': view.seconds}
    return PlayAlong.model_validate(told | more)
