"""Songs: found by words and by sound, brought as a map, named, taken back."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import Field

from app.api.v1.answers import Fields, IfMatch, IfNoneMatch, Moment, Resource, Wanted, if_still, one
from app.api.v1.description import may_fail
from app.api.v1.drums.asking import EXAMPLE_TEXT, MAP_ID, SONG_ID, Asking, MapFile, SongId, known
from app.api.v1.idempotency import Once
from app.api.v1.paging import Asked, Page, asked, last, page, time_and_id
from app.api.v1.problems import Problem
from app.drums import known_songs, song_lists, songs
from app.drums.known_maps import BroughtBefore
from app.drums.song_lists import FASTEST, SLOWEST
from app.drums.song_lists import Wanted as Filters
from app.drums.songs import NAME_LIMIT, SongView
from app.runtime.thread_pools import READINGS

router = APIRouter()
State = Literal['verified', 'unverified', 'archived']
Word = Annotated[int, Field(ge=0, lt=2**32)]


class Song(Resource):
    """A song that has maps."""

    id: str
    title: str
    artist: str
    bpm: float | None = Field(description='Beats a minute, as the map that stands for it begins.')
    status: str = Field(description='`pending`, `unverified`, `verified` or `archived`.')
    length_ms: int | None
    canonical_map_id: str | None = Field(description='The map that stands for it.')
    by: str = Field(description='What whoever brought it is called.')
    heard: bool = Field(description='Whether it is known by its sound.')
    may_edit: bool = Field(description='Whether you may name it and take it back.')
    difficulties: list[str] = Field(description='How difficult its maps are.')
    created_at: Moment
    updated_at: Moment

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One with two maps."""
        return {
            'id': SONG_ID,
            'title': 'Four to the floor',
            'artist': 'The Testers',
            'bpm': 120.0,
            'status': 'verified',
            'length_ms': 184_000,
            'canonical_map_id': MAP_ID,
            'by': 'Ann',
            'heard': True,
            'may_edit': False,
            'difficulties': ['Easy', 'Expert'],
            'created_at': '2026-11-28T20:00:00Z',
            'updated_at': '2026-11-28T20:00:00Z',
        }


class SongBrought(MapFile):
    """A song, out of a map that somebody has."""

    title: str = Field('', max_length=NAME_LIMIT, description='Empty is as the map says.')
    artist: str = Field('', max_length=NAME_LIMIT)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One map."""
        return {'map': EXAMPLE_TEXT, 'title': 'Four to the floor', 'artist': 'The Testers'}


class SongNames(Wanted):
    """What a song is called."""

    title: str = Field(min_length=1, max_length=NAME_LIMIT)
    artist: str = Field('', max_length=NAME_LIMIT)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Both."""
        return {'title': 'Four to the floor', 'artist': 'The Testers'}


class Fingerprint(Wanted):
    """What a recording sounds like."""

    words: list[Word] = Field(
        min_length=1,
        max_length=known_songs.MOST_WORDS,
        description='`words`, as `levelmix drums fingerprint FILE --json` tells them.',
    )

    @classmethod
    def example(cls) -> dict[str, Any]:
        """The beginning of one."""
        return {'words': [3_204_118_784, 3_204_110_592, 3_212_499_200]}


class Recognised(Resource):
    """Whether a recording is a song that is known."""

    song: Song | None = Field(description='Null where it is a new one.')
    bit_error: float | None = Field(description='The share of the bits that differ; 0 is the very same.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A known one."""
        return {'song': Song.example(), 'bit_error': 0.02}


def filters(
    search: Annotated[str, Query(max_length=200, description='Words of title and artist, by how they begin.')] = '',
    status: Annotated[
        State | None, Query(description='Only songs that stand like this; without it, archived ones, too.')
    ] = None,
    difficulty: Annotated[str, Query(max_length=40, description='Only songs with such a map, like `Hard`.')] = '',
    bpm_from: Annotated[float | None, Query(ge=SLOWEST, le=FASTEST, description='No slower ones.')] = None,
    bpm_to: Annotated[float | None, Query(ge=SLOWEST, le=FASTEST, description='No faster ones.')] = None,
) -> Filters:
    """Which songs a list tells of."""
    return Filters(search, status or '', difficulty, bpm_from, bpm_to)


@router.get('/songs', response_model=Page[Song], summary='List songs', openapi_extra=may_fail('not-allowed'))
def list_songs(
    who: Asking, wanted: Annotated[Asked, Depends(asked)], which: Annotated[Filters, Depends(filters)]
) -> Response:
    """Everybody’s songs, the newest first."""
    found = song_lists.behind(who.id, which, last(wanted), wanted.limit + 1)
    return page(wanted, found, Song, time_and_id, map(told, found))


@router.post('/songs', status_code=201, response_model=Song, summary='Bring a song', openapi_extra=may_fail('conflict'))
def bring_song(request: Request, who: Asking, _: Once, brought: SongBrought) -> Response:
    """Make a song of a map that you have; it is known by its sound once somebody sends that. Where you brought the same
    map before, the answer is `conflict`, and `Location` says where it is; under another title it is another song."""
    try:
        made = READINGS.run(who.id, lambda: songs.bring(who.id, brought.content, brought.title, brought.artist))
    except BroughtBefore as error:
        where = {'Location': f'/api/v1/drums/maps/{error.map_id}'}
        raise Problem('conflict', str(error), headers=where) from None
    song = told(songs.get(made.song_id, who.id))
    return one(request, song, status=201, Location=f'/api/v1/drums/songs/{song.id}')


@router.post('/recognise', response_model=Recognised, summary='Recognise a recording')
def recognise_song(request: Request, who: Asking, wanted: Fingerprint) -> Response:
    """Which song a recording is, by its fingerprint: nothing is sent but that. Nothing is kept."""
    match = READINGS.run(who.id, lambda: known_songs.recognise(who.id, wanted.words))
    if match is None:
        return one(request, Recognised(song=None, bit_error=None))
    return one(request, Recognised(song=told(songs.get(match.song_id, who.id)), bit_error=match.bit_error))


@router.get('/songs/{song_id}', response_model=Song, summary='Get a song')
def get_song(request: Request, who: Asking, song_id: SongId, fields: Fields = None, _: IfNoneMatch = None) -> Response:
    """One song."""
    return one(request, told(songs.get(song_id, who.id)), fields)


@router.patch('/songs/{song_id}', response_model=Song, summary='Name a song')
def name_song(request: Request, who: Asking, song_id: SongId, wanted: SongNames, match: IfMatch = None) -> Response:
    """Say anew what a song is called: whoever brought it does, and curators."""
    with if_still(match, lambda: told(songs.get(song_id, who.id))):
        songs.rename(who.id, song_id, wanted.title, wanted.artist)
    return one(request, told(songs.get(song_id, who.id)))


@router.delete('/songs/{song_id}', status_code=204, response_class=Response, summary='Take a song back')
def delete_song(who: Asking, song_id: SongId, match: IfMatch = None) -> Response:
    """Take a song back with its maps, as long as nobody else has put work into it."""
    with if_still(match, lambda: told(songs.get(song_id, who.id))):
        songs.delete(who.id, song_id)
    return Response(status_code=204)


def told(song: SongView) -> Song:
    """A song as the API tells it."""
    return Song.model_validate(known(Song, song, difficulties=list(song.difficulties)))
