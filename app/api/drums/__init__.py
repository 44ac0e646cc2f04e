"""What the screens of drums fetch: maps to draw, sounds and pictures beside them, files to take along and to bring."""

import asyncio
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request, Response

from app import accounts, storage
from app.api.delivery import deliver, play
from app.drums import blank, example, maps, proposals, songs, versions
from app.drums.for_browser import to_browser
from app.drums.known_maps import BroughtBefore
from app.errors import NotFound
from app.runtime.thread_pools import READINGS

router = APIRouter(prefix='/files/drums')
FRESH = {'Cache-Control': 'no-store'}
LASTING = {'Cache-Control': 'private, max-age=604800'}
"""A version never changes."""
ASSETS = {'waveform': 'application/json', 'preview_audio': 'audio/mpeg', 'thumbnail': 'image/svg+xml'}
SIDES = ('before', 'after')
Name = Annotated[str, Path(max_length=20)]
Words = Annotated[str, Query(max_length=200)]


@router.get('/example')
def example_map(response: Response) -> dict[str, Any]:
    """A beat that comes with the product."""
    response.headers.update(LASTING)
    return to_browser(example.beat())


@router.get('/versions/{version_id}/map')
def version_map(version_id: str, response: Response) -> dict[str, Any]:
    """What is played in a version, to be drawn."""
    user = accounts.current_user('drums')
    response.headers.update(LASTING)
    return to_browser(versions.drum_map(version_id, user.id))


@router.get('/versions/{version_id}/as/{form}')
def download(version_id: str, form: Name) -> Response:
    """A version as a file."""
    made = versions.download(version_id, form, accounts.current_user('drums').id)
    headers = {**FRESH, 'Content-Disposition': storage.disposition(made.name)}
    return Response(made.content, headers=headers, media_type=made.media_type)


@router.get('/versions/{version_id}/stem')
def stem(request: Request, version_id: str) -> Response:
    """The drums alone, in ranges."""
    key, _ = versions.stem(version_id, accounts.current_user('drums').id)
    return play(request, key, storage.media_type(key))


@router.get('/versions/{version_id}/stem/file')
def stem_file(request: Request, version_id: str) -> Response:
    """The drums alone, as a file to take along."""
    return deliver(request, *versions.stem(version_id, accounts.current_user('drums').id))


@router.get('/versions/{version_id}/assets/{kind}')
def asset(request: Request, version_id: str, kind: Name) -> Response:
    """How a version's sound looks, half a minute of it, or where its hits lie."""
    key = versions.asset(version_id, kind, accounts.current_user('drums').id)
    return play(request, key, ASSETS.get(kind, 'application/octet-stream'))


@router.get('/proposals/{proposal_id}/{side}')
def proposal_side(proposal_id: str, side: Name) -> dict[str, Any]:
    """The map before a fix and with it, to be drawn."""
    both = proposals.before_and_after(accounts.current_user('drums').id, proposal_id)
    if side not in SIDES:
        raise NotFound('A fix has a map before and a map after, and no other.')
    return to_browser(both[SIDES.index(side)])


@router.get('/songs/{song_id}/blank')
def blank_map(song_id: str) -> dict[str, Any]:
    """A map of a song with nothing to play in it yet, to be drawn by hand."""
    return to_browser(blank.of_song(song_id, accounts.current_user('drums').id))


@router.post('/songs/{song_id}/maps')
async def bring_map(request: Request, song_id: str, difficulty: Words = '') -> dict[str, str]:
    """Another map of a song out of a file, whose bytes are the body; answers with the address of its page."""
    data = await request.body()
    user = await asyncio.to_thread(accounts.current_user, 'drums')
    made = await READINGS.call(user.id, maps.bring, user.id, song_id, data, difficulty)
    return {'page': f'/drums/maps/{made.id}'}


@router.post('/maps')
async def bring_song(
    request: Request, response: Response, title: Words = '', artist: Words = '', file: Words = ''
) -> dict[str, str]:
    """A song out of a map that somebody has as a file, whose bytes are the body; answers with the page of the map, and
    with that of the first where they brought it before."""
    data = await request.body()
    user = await asyncio.to_thread(accounts.current_user, 'drums')
    try:
        made = await READINGS.call(user.id, songs.bring, user.id, data, title, artist, file)
    except BroughtBefore as error:
        response.status_code = 409
        return {'error': str(error), 'page': f'/drums/maps/{error.map_id}'}
    return {'page': f'/drums/maps/{made.id}'}
