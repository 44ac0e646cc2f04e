"""What people keep: pieces in collections of their own, with notes and stars."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import Field

from app.api.v1.answers import Fields, IfMatch, IfNoneMatch, Moment, Resource, Wanted, if_still, one, unless_changed
from app.api.v1.paging import Asked, Page, asked, last, page, time_and_id
from app.api.v1.practice.asking import PIECE_ID, Asking, PieceId
from app.api.v1.short_lists import short_page
from app.errors import NotFound
from app.practice import saved
from app.practice.saved import NAME_LIMIT, NOTES_LIMIT
from app.practice.saved import Saved as SavedView

router = APIRouter()


class Collection(Resource):
    """A collection; what is in none has an empty name."""

    name: str
    count: int

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One."""
        return {'name': 'Mondays', 'count': 4}


class SavedPiece(Resource):
    """A piece as you keep it."""

    piece_id: str
    title: str
    type: str
    difficulty: str
    key: str | None
    collection: str
    notes: str
    is_favorite: bool
    saved_at: Moment

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A lick."""
        return {
            'piece_id': PIECE_ID,
            'title': 'Lick in G♭ major',
            'type': 'JAZZ_LICK',
            'difficulty': 'EXPERT',
            'key': 'Gb',
            'collection': 'Mondays',
            'notes': 'Slowly.',
            'is_favorite': True,
            'saved_at': '2026-11-28T20:00:00Z',
        }


class Keeping(Wanted):
    """How a piece is kept; what is left out stays as it is."""

    collection: str | None = Field(None, max_length=NAME_LIMIT, description='Empty for none.')
    notes: str | None = Field(None, max_length=NOTES_LIMIT)
    is_favorite: bool | None = None

    @classmethod
    def example(cls) -> dict[str, Any]:
        """In a collection."""
        return {'collection': 'Mondays', 'is_favorite': True}


@router.get('/collections', response_model=Page[Collection], summary='List collections')
def list_collections(who: Asking, wanted: Annotated[Asked, Depends(asked)]) -> Response:
    """Your collections by their names, and how many pieces are in each."""
    found = [Collection(name=one.name, count=one.count) for one in saved.collections(who.id)]
    return short_page(wanted, found, Collection, lambda one: one.name)


@router.get('/saved', response_model=Page[SavedPiece], summary='List saved pieces')
def list_saved_pieces(
    who: Asking,
    wanted: Annotated[Asked, Depends(asked)],
    collection: Annotated[
        str | None, Query(max_length=NAME_LIMIT, description='Only those of this collection; empty: those in none.')
    ] = None,
    favorites: Annotated[bool, Query(description='Only those with a star.')] = False,
) -> Response:
    """What you keep, the latest first."""
    found = saved.behind(who.id, last(wanted), wanted.limit + 1, collection=collection, favorites=favorites)
    return page(wanted, found, SavedPiece, time_and_id, (_told(one.saved) for one in found))


@router.get('/saved/{piece_id}', response_model=SavedPiece, summary='Get a saved piece')
def get_saved_piece(
    request: Request, who: Asking, piece_id: PieceId, fields: Fields = None, _: IfNoneMatch = None
) -> Response:
    """How you keep a piece."""
    return one(request, _find(who.id, piece_id), fields)


@router.put('/saved/{piece_id}', response_model=SavedPiece, summary='Save a piece')
def save_piece(request: Request, who: Asking, piece_id: PieceId, wanted: Keeping, match: IfMatch = None) -> Response:
    """Keep a piece, or keep it otherwise: in another collection, with other notes, with a star."""
    if not match and saved.get(who.id, piece_id) is None:
        saved.save(who.id, piece_id)
    check = unless_changed(match, _told)
    return one(request, _told(saved.change(who.id, piece_id, **wanted.model_dump(), check=check)))


@router.delete('/saved/{piece_id}', status_code=204, response_class=Response, summary='Keep a piece no more')
def delete_saved_piece(who: Asking, piece_id: PieceId, match: IfMatch = None) -> Response:
    """Take a piece out of your collections; the piece itself stays."""
    with if_still(match, lambda: _find(who.id, piece_id)):
        saved.remove(who.id, piece_id)
    return Response(status_code=204)


def _find(user_id: str, piece_id: str) -> SavedPiece:
    found = saved.get(user_id, piece_id)
    if found is None:
        raise NotFound(saved.NOT_SAVED)
    return _told(found)


def _told(found: SavedView) -> SavedPiece:
    known = {name: getattr(found, name) for name in SavedPiece.model_fields if hasattr(found, name)}
    return SavedPiece.model_validate({**known, 'piece_id': found.content_id})
