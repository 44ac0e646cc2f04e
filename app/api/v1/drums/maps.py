"""Maps of songs: brought as files, found right, chosen to stand for their song, followed, taken back."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import Field

from app.api.v1.answers import Fields, IfMatch, IfNoneMatch, Moment, Resource, Wanted, if_still, one
from app.api.v1.drums.asking import EXAMPLE_TEXT, MAP_ID, SONG_ID, VERSION_ID, Asking, MapFile, MapId, SongId, known
from app.api.v1.idempotency import Once
from app.api.v1.paging import Asked, Page, asked
from app.api.v1.short_lists import short_page
from app.drums import maps
from app.drums.map_views import MapView
from app.drums.maps import LABEL_LIMIT
from app.runtime.thread_pools import READINGS

router = APIRouter()


class SongMap(Resource):
    """One way to play the drums of a song. What is played stands in its versions."""

    id: str
    song_id: str
    title: str
    artist: str
    difficulty: str
    state: str = Field(description='`unverified`, `verified` or `archived`.')
    is_canonical: bool = Field(description='Whether it stands for its song.')
    version_id: str | None = Field(description='The version that is current.')
    version_number: int
    hit_count: int
    by: str = Field(description='What whoever made it is called.')
    verified_by: str = Field(description='Who found it right; empty where nobody has.')
    verified_at: Moment | None
    pending: int = Field(description='How many fixes wait for a decision.')
    comments: int
    may_edit: bool = Field(description='Whether you save versions; others suggest fixes.')
    may_review: bool = Field(description='Whether you decide on fixes.')
    may_curate: bool
    is_mine: bool
    follows: bool = Field(description='Whether you are told what becomes of it.')
    created_at: Moment
    updated_at: Moment

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One that was found right."""
        return {
            'id': MAP_ID,
            'song_id': SONG_ID,
            'title': 'Four to the floor',
            'artist': 'The Testers',
            'difficulty': 'Expert',
            'state': 'verified',
            'is_canonical': True,
            'version_id': VERSION_ID,
            'version_number': 3,
            'hit_count': 1432,
            'by': 'Ann',
            'verified_by': 'Vera',
            'verified_at': '2026-11-28T20:00:00Z',
            'pending': 1,
            'comments': 4,
            'may_edit': False,
            'may_review': False,
            'may_curate': False,
            'is_mine': False,
            'follows': True,
            'created_at': '2026-11-28T20:00:00Z',
            'updated_at': '2026-11-28T20:00:00Z',
        }


class MapBrought(MapFile):
    """Another map of a song."""

    difficulty: str = Field('', max_length=LABEL_LIMIT, description='Empty is as the map says.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """An easier one."""
        return {'map': EXAMPLE_TEXT, 'difficulty': 'Easy'}


class MapChanges(Wanted):
    """How difficult a map is."""

    difficulty: str = Field(min_length=1, max_length=LABEL_LIMIT)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A word."""
        return {'difficulty': 'Hard'}


@router.get('/songs/{song_id}/maps', response_model=Page[SongMap], summary='List the maps of a song')
def list_song_maps(who: Asking, wanted: Annotated[Asked, Depends(asked)], song_id: SongId) -> Response:
    """The one that stands for it first, then those that were found right, the easier ones first; archived ones, too."""
    return short_page(wanted, [told(one) for one in maps.of_song(song_id, who.id, archived=True)], SongMap)


@router.post('/songs/{song_id}/maps', status_code=201, response_model=SongMap, summary='Bring a map')
def bring_map(request: Request, who: Asking, _: Once, song_id: SongId, brought: MapBrought) -> Response:
    """Make another map of a song out of one that you have."""
    data, label = brought.content, brought.difficulty
    made = told(READINGS.run(who.id, lambda: maps.bring(who.id, song_id, data, label)))
    return one(request, made, status=201, Location=f'/api/v1/drums/maps/{made.id}')


@router.get('/maps/{map_id}', response_model=SongMap, summary='Get a map')
def get_map(request: Request, who: Asking, map_id: MapId, fields: Fields = None, _: IfNoneMatch = None) -> Response:
    """One map, and what you may do with it."""
    return one(request, told(maps.get(map_id, who.id)), fields)


@router.patch('/maps/{map_id}', response_model=SongMap, summary='Say how difficult a map is')
def change_map(request: Request, who: Asking, map_id: MapId, wanted: MapChanges, match: IfMatch = None) -> Response:
    """Call its difficulty otherwise: whoever made it does, and curators."""
    with if_still(match, lambda: told(maps.get(map_id, who.id))):
        maps.set_difficulty(who.id, map_id, wanted.difficulty)
    return _now(request, who, map_id)


@router.delete('/maps/{map_id}', status_code=204, response_class=Response, summary='Take a map back')
def delete_map(who: Asking, map_id: MapId, match: IfMatch = None) -> Response:
    """Take a map back, as long as nobody else has put work into it."""
    with if_still(match, lambda: told(maps.get(map_id, who.id))):
        maps.delete(who.id, map_id)
    return Response(status_code=204)


@router.put('/maps/{map_id}/verification', response_model=SongMap, summary='Find a map right')
def verify_map(request: Request, who: Asking, map_id: MapId, match: IfMatch = None) -> Response:
    """Say that a map is right as it is: verifiers do, and never of their own."""
    with if_still(match, lambda: told(maps.get(map_id, who.id))):
        maps.verify(who.id, map_id)
    return _now(request, who, map_id)


@router.delete('/maps/{map_id}/verification', response_model=SongMap, summary='Find a map right no more')
def unverify_map(request: Request, who: Asking, map_id: MapId) -> Response:
    """Take that back."""
    maps.verify(who.id, map_id, right=False)
    return _now(request, who, map_id)


@router.put('/maps/{map_id}/canonical', response_model=SongMap, summary='Let a map stand for its song')
def choose_canonical_map(request: Request, who: Asking, map_id: MapId) -> Response:
    """Let a map that was found right stand for its song; the one before gives way. Curators choose it."""
    maps.make_canonical(who.id, map_id)
    return _now(request, who, map_id)


@router.put('/maps/{map_id}/life', response_model=SongMap, summary='Bring an archived map back')
def revive_map(request: Request, who: Asking, map_id: MapId) -> Response:
    """Bring a map back that was archived because nobody had looked after it."""
    maps.revive(who.id, map_id)
    return _now(request, who, map_id)


@router.put('/maps/{map_id}/follow', response_model=SongMap, summary='Follow a map')
def follow_map(request: Request, who: Asking, map_id: MapId) -> Response:
    """Be told what becomes of it."""
    maps.follow(who.id, map_id)
    return _now(request, who, map_id)


@router.delete('/maps/{map_id}/follow', response_model=SongMap, summary='Follow a map no more')
def unfollow_map(request: Request, who: Asking, map_id: MapId) -> Response:
    """Be told no longer."""
    maps.follow(who.id, map_id, follows=False)
    return _now(request, who, map_id)


def told(view: MapView) -> SongMap:
    """A map as the API tells it."""
    return SongMap.model_validate(known(SongMap, view))


def _now(request: Request, who: Asking, map_id: str) -> Response:
    return one(request, told(maps.get(map_id, who.id)))
