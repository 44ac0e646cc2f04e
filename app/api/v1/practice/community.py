"""What everybody sees: pieces that their owners publish, who likes them, and what is reported."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import Field

from app.api.v1.answers import Resource, Wanted, one
from app.api.v1.description import may_fail
from app.api.v1.idempotency import Once
from app.api.v1.paging import Asked, Page, Place, asked, page
from app.api.v1.practice.asking import Asking, PieceId
from app.api.v1.practice.pieces import Piece, filters, told
from app.practice import community, piece_lists, pieces
from app.practice.piece_lists import Public
from app.practice.piece_lists import Wanted as Filters

router = APIRouter()
Sort = Literal['newest', 'liked', 'viewed']


class PublicPiece(Piece):
    """A piece that everybody sees."""

    owner: str = Field(description='What whoever published it is called.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Somebody’s."""
        return Piece.example() | {'mine': False, 'is_public': True, 'likes': 3, 'owner': 'Ann'}


class Liked(Resource):
    """How many like a piece."""

    likes: int

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Three."""
        return {'likes': 3}


class ReportWanted(Wanted):
    """Why a piece should not be there."""

    reason: str = Field(min_length=1, max_length=community.REASON_LIMIT)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A reason."""
        return {'reason': 'Its title is an insult.'}


@router.get(
    '/community', response_model=Page[PublicPiece], summary='List public pieces', openapi_extra=may_fail('not-allowed')
)
def list_public_pieces(
    who: Asking,
    wanted: Annotated[Asked, Depends(asked)],
    which: Annotated[Filters, Depends(filters)],
    sort: Annotated[Sort, Query(description='`liked` and `viewed` begin with what most do or did.')] = 'newest',
) -> Response:
    """What people here have published."""
    found = piece_lists.public_behind(who.id, which, sort, _read(wanted.after), wanted.limit + 1)

    def place(one: Public) -> Place:
        *first, made, piece_id = piece_lists.place_of(one.piece, sort)
        return [*first, made.isoformat(), piece_id]

    return page(wanted, found, PublicPiece, place, (_shown(one) for one in found))


@router.put('/pieces/{piece_id}/publication', response_model=Piece, summary='Publish a piece')
def publish_piece(request: Request, who: Asking, piece_id: PieceId) -> Response:
    """Let everybody here see a piece of yours."""
    return _published(request, who.id, piece_id, True)


@router.delete('/pieces/{piece_id}/publication', response_model=Piece, summary='Publish a piece no more')
def unpublish_piece(request: Request, who: Asking, piece_id: PieceId) -> Response:
    """Let nobody else see it any more."""
    return _published(request, who.id, piece_id, False)


@router.put('/pieces/{piece_id}/like', response_model=Liked, summary='Like a piece')
def like_piece(request: Request, who: Asking, piece_id: PieceId) -> Response:
    """Say that you like it; said twice, it counts once."""
    return one(request, Liked(likes=community.like(who.id, piece_id)))


@router.delete('/pieces/{piece_id}/like', response_model=Liked, summary='Like a piece no more')
def unlike_piece(request: Request, who: Asking, piece_id: PieceId) -> Response:
    """Take that back."""
    return one(request, Liked(likes=community.like(who.id, piece_id, likes=False)))


@router.post('/pieces/{piece_id}/reports', status_code=204, response_class=Response, summary='Report a piece')
def report_piece(who: Asking, _: Once, piece_id: PieceId, wanted: ReportWanted) -> Response:
    """Tell the admin that a public piece should not be there."""
    community.report(who.id, piece_id, wanted.reason)
    return Response(status_code=204)


def _published(request: Request, user_id: str, piece_id: str, public: bool) -> Response:
    community.publish(user_id, piece_id, public)
    return one(request, told(pieces.get(user_id, piece_id)))


def _read(place: Place | None) -> Sequence[Any] | None:
    if place is None:
        return None
    *first, made, piece_id = place
    return [*first, datetime.fromisoformat(str(made)), piece_id]


def _shown(found: Public) -> PublicPiece:
    return PublicPiece(**told(found.piece).model_dump(), owner=found.owner)
