"""Pieces: made of what somebody asks for, brought along, found, renamed, deleted."""

import secrets
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import Field

from app.api.v1.answers import Fields, IfMatch, IfNoneMatch, Moment, Resource, Wanted, one, unless_changed
from app.api.v1.description import may_fail
from app.api.v1.idempotency import Once
from app.api.v1.paging import Asked, Page, asked, last, page, time_and_id
from app.api.v1.practice.asking import PIECE_ID, Asking, PieceId
from app.errors import Invalid
from app.practice import piece_lists, pieces
from app.practice.editing import levels
from app.practice.options import FASTEST, MOST_BARS, SLOWEST, Difficulty, Form, Hands, Kind, Options, Style
from app.practice.piece_lists import Wanted as Filters
from app.practice.pieces import Piece as PieceView
from app.runtime.thread_pools import READINGS

router = APIRouter(prefix='/pieces')
Deed = Literal['again', 'harder', 'easier']
MOST_XML = 900_000
"""What fits into a request."""
_SEEDS = 2**31
_TOLD_AS = {'time': 'time_signature'}
"""Options that are called otherwise in the rows, and so here."""


class Piece(Resource):
    """Something to practise, without its notes: those are its `bars`, and its files."""

    id: str
    mine: bool = Field(description='Whether it is yours; only those are changed.')
    title: str
    description: str
    type: Kind
    difficulty: Difficulty
    key: str
    tempo: int = Field(description='In beats a minute.')
    time_signature: str
    style: str
    tags: list[str]
    is_public: bool
    taken_down: bool = Field(description='Whether it was reported, and an admin has hidden it from others.')
    likes: int
    views: int
    based_on_id: str | None = Field(description='The piece that this one is another go at.')
    created_at: Moment
    updated_at: Moment

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A lick."""
        return {
            'id': PIECE_ID,
            'mine': True,
            'title': 'Lick in G♭ major',
            'description': 'Four bars over a ii–V–I.',
            'type': 'JAZZ_LICK',
            'difficulty': 'EXPERT',
            'key': 'Gb',
            'tempo': 200,
            'time_signature': '4/4',
            'style': 'swing',
            'tags': ['ii-V-I'],
            'is_public': False,
            'taken_down': False,
            'likes': 0,
            'views': 0,
            'based_on_id': None,
            'created_at': '2026-11-28T20:00:00Z',
            'updated_at': '2026-11-28T20:00:00Z',
        }


class PieceWanted(Wanted):
    """A piece as somebody asks for it. What is left out is chosen to fit."""

    type: Kind = Kind.JAZZ_LICK
    key: str = Field('C', min_length=1, max_length=10, description='Like `C`, `Gb` or `F#m`.')
    difficulty: Difficulty = Difficulty.INTERMEDIATE
    style: Style = Style.SWING
    tempo: int | None = Field(None, ge=SLOWEST, le=FASTEST, description='In beats a minute.')
    time_signature: str | None = Field(None, max_length=5, description='Like `4/4`.')
    bars: int | None = Field(None, ge=1, le=MOST_BARS)
    form: Form | None = None
    hands: Hands | None = None
    low: int | None = Field(None, ge=0, le=127, description='The lowest note of the right hand, as a MIDI number.')
    high: int | None = Field(None, ge=0, le=127, description='The highest.')
    seed: int | None = Field(None, ge=0, lt=_SEEDS, description='The same is the same piece; without one it is new.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A lick."""
        return {'type': 'JAZZ_LICK', 'key': 'Gb', 'difficulty': 'EXPERT', 'seed': 7}


class PieceBrought(Wanted):
    """A piece of music that somebody has."""

    musicxml: str = Field(min_length=1, max_length=MOST_XML, description='The file, as text.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """The beginning of one."""
        return {'musicxml': '<score-partwise version="4.0">…</score-partwise>'}


class Title(Wanted):
    """Another title."""

    title: str = Field(min_length=1, max_length=pieces.TITLE_LIMIT)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A title."""
        return {'title': 'The one for Mondays'}


class AnotherWanted(Wanted):
    """Another piece like one that is there."""

    how: Deed = Field(description='`again` is the next seed; `harder` and `easier` keep what sings.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """The next one."""
        return {'how': 'again'}


def filters(
    search: Annotated[
        str, Query(max_length=200, description='Words of title and description, by how they begin.')
    ] = '',
    type: Annotated[Kind | None, Query(description='Only pieces of this type.')] = None,
    difficulty: Annotated[Difficulty | None, Query(description='Only pieces of this level.')] = None,
    key: Annotated[str, Query(max_length=10, description='Only pieces in this key.')] = '',
    style: Annotated[Style | None, Query(description='Only pieces in this style.')] = None,
) -> Filters:
    """Which pieces a list tells of."""
    return Filters(search, type or '', difficulty or '', key, style or '')


@router.get('', response_model=Page[Piece], summary='List pieces', openapi_extra=may_fail('not-allowed'))
def list_pieces(
    who: Asking, wanted: Annotated[Asked, Depends(asked)], which: Annotated[Filters, Depends(filters)]
) -> Response:
    """Your own pieces, the newest first."""
    found = piece_lists.mine_behind(who.id, which, last(wanted), wanted.limit + 1)
    return page(wanted, found, Piece, time_and_id, map(told, found))


@router.post('', status_code=201, response_model=Piece, summary='Make a piece', openapi_extra=may_fail('over-limit'))
def create_piece(request: Request, who: Asking, _: Once, wanted: PieceWanted) -> Response:
    """Have something to practise written. It counts as one of the pieces of the day."""
    known = wanted.model_dump(exclude={'type', 'time_signature', 'seed'})
    seed = secrets.randbelow(_SEEDS) if wanted.seed is None else wanted.seed
    options = Options(kind=wanted.type, time=wanted.time_signature, seed=seed, **known)
    try:
        made = pieces.create(who.id, options)
    except Invalid as error:
        raise Invalid(_named(error.fields)) from None
    return _made(request, made)


@router.post('/import', status_code=201, response_model=Piece, summary='Bring a piece along')
def import_piece(request: Request, who: Asking, _: Once, brought: PieceBrought) -> Response:
    """Keep a piece out of a MusicXML file. It counts as none of those of the day."""
    return _made(request, READINGS.run(who.id, lambda: pieces.bring(who.id, brought.musicxml.encode())))


@router.get('/{piece_id}', response_model=Piece, summary='Get a piece')
def get_piece(
    request: Request, who: Asking, piece_id: PieceId, fields: Fields = None, _: IfNoneMatch = None
) -> Response:
    """One of yours, or one that you may see."""
    return one(request, told(pieces.get(who.id, piece_id)), fields)


@router.patch('/{piece_id}', response_model=Piece, summary='Rename a piece')
def rename_piece(request: Request, who: Asking, piece_id: PieceId, wanted: Title, match: IfMatch = None) -> Response:
    """Give a piece another title."""
    return one(request, told(pieces.rename(who.id, piece_id, wanted.title, unless_changed(match, told))))


@router.delete('/{piece_id}', status_code=204, response_class=Response, summary='Delete a piece')
def delete_piece(who: Asking, piece_id: PieceId, match: IfMatch = None) -> Response:
    """Delete a piece with its sound and your takes; what you wrote in the journal stays."""
    pieces.delete(who.id, piece_id, unless_changed(match, told))
    return Response(status_code=204)


@router.post(
    '/{piece_id}/another',
    status_code=201,
    response_model=Piece,
    summary='Make another piece of one',
    openapi_extra=may_fail('over-limit'),
)
def create_another_piece(request: Request, who: Asking, _: Once, piece_id: PieceId, wanted: AnotherWanted) -> Response:
    """Make another one like it, a harder or an easier one; it stays. It counts as one of the pieces of the day."""
    return _made(request, pieces.another(who.id, piece_id, getattr(levels, wanted.how)))


def told(piece: PieceView) -> Piece:
    """A piece as the API tells it."""
    known = {name: getattr(piece, name) for name in Piece.model_fields}
    return Piece.model_validate({**known, 'tags': list(piece.tags)})


def _made(request: Request, piece: PieceView) -> Response:
    return one(request, told(piece), status=201, Location=f'/api/v1/practice/pieces/{piece.id}')


def _named(fields: Mapping[str, str]) -> dict[str, str]:
    return {_TOLD_AS.get(name, name): sentence for name, sentence in fields.items()}
