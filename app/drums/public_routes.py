"""The routes of public songs and maps, and of the form by which a rights holder has a song taken down. Only the web
server imports this."""

from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Request
from fastapi.responses import FileResponse, RedirectResponse, Response, StreamingResponse
from markupsafe import Markup

from app import storage
from app.drums import people, public_songs, songs, takedowns
from app.drums.formats import opening
from app.drums.public_songs import MAP, SONG, STRANGER, MapPage, SongShown
from app.drums.songs import SongView
from app.errors import Invalid, NotFound, TooManyTries
from app.public import answers
from app.public.look import Head, render

router = APIRouter()
KEPT = {'Cache-Control': 'no-cache', 'X-Content-Type-Options': 'nosniff'}
"""Whoever has it asks each time: it may have been taken down since."""
Number = Annotated[int, Path(ge=1, le=2**31)]
Text = Annotated[str, Form()]


@router.get(SONG + '{song_id}')
def song_page(request: Request, song_id: str) -> Response:
    """The page of a song."""
    found = public_songs.song(song_id)
    shown: dict[str, Any] = {
        'found': found,
        'facts': _facts(found.song),
        'svg': Markup,
        'claims': takedowns.are_heard(),
    }
    html = render('drums/song.html', _song_head(found), **shown)
    return answers.page(request, html, kept_s=0)


@router.get(SONG + '{song_id}/claim')
def claim_form(request: Request, song_id: str) -> Response:
    """The form by which a rights holder says that a song must go."""
    takedowns.check_heard()
    return _form(request, songs.get(song_id, STRANGER), {}, {})


@router.post(SONG + '{song_id}/claim')
def claim(
    request: Request,
    song_id: str,
    claimant: Text = '',
    email: Text = '',
    statement: Text = '',
    good_faith: Text = '',
) -> Response:
    """Take the claim, or say what is missing in it; what was written stays in the form."""
    written = {'claimant': claimant, 'email': email, 'statement': statement, 'good_faith': good_faith}
    try:
        takedowns.claim(song_id, claimant, email, statement, good_faith=bool(good_faith))
    except Invalid as error:
        return _form(request, songs.get(song_id, STRANGER), written, error.fields, status=422)
    except TooManyTries as error:
        return _form(request, songs.get(song_id, STRANGER), written, {'': str(error)}, status=429)
    return RedirectResponse(f'{public_songs.song_address(song_id)}/claimed', 303, {'Cache-Control': 'no-store'})


@router.get(SONG + '{song_id}/claimed')
def claimed(request: Request, song_id: str) -> Response:
    """What is read after a claim was sent."""
    found = songs.get(song_id, STRANGER)
    return answers.page(request, render('drums/claimed.html', Head('Your claim has arrived'), song=found), kept_s=None)


@router.get(MAP + '{map_id}')
def map_page(request: Request, map_id: str) -> Response:
    """The page of a map."""
    found = public_songs.map_page(map_id)
    facts = [found.shown.map.difficulty, *_facts(found.song), f'{found.shown.map.hit_count:,} hits']
    shown: dict[str, Any] = {'found': found, 'facts': facts, 'files': opening.FORMS, 'svg': Markup}
    html = render('drums/map.html', _map_head(found), **shown, claims=takedowns.are_heard())
    return answers.page(request, html, kept_s=0)


@router.get(MAP + '{map_id}/preview.mp3')
def preview(map_id: str) -> Response:
    """Half a minute of its song."""
    key = public_songs.preview(map_id)
    if storage.stat(key) is None:
        raise NotFound('This is not there, or not any more.')
    if storage.is_remote():
        return StreamingResponse(storage.read(key), headers=KEPT, media_type='audio/mpeg')
    with storage.local(key) as path:
        return FileResponse(path, headers=KEPT, media_type='audio/mpeg')


@router.get(MAP + '{map_id}/as/{form}')
def file(map_id: str, form: str) -> Response:
    """It as a file, as it is now."""
    return _file(map_id, form)


@router.get(MAP + '{map_id}/versions/{number}/as/{form}')
def older_file(map_id: str, number: Number, form: str) -> Response:
    """One of its versions as a file."""
    return _file(map_id, form, number)


def _file(map_id: str, form: str, number: int | None = None) -> Response:
    made = public_songs.sheet(map_id, form, number)
    headers = KEPT | {'Content-Disposition': storage.disposition(made.name)}
    return Response(made.content, headers=headers, media_type=made.media_type)


def _form(
    request: Request, found: SongView, written: dict[str, str], wrong: dict[str, str], status: int = 200
) -> Response:
    facts: dict[str, Any] = {'song': found, 'written': written, 'wrong': wrong, 'limits': takedowns}
    html = render('drums/claim.html', Head(f'Take down {found.title}'), **facts)
    return answers.page(request, html, status=status, kept_s=None)


def _facts(found: SongView) -> list[str]:
    told = [] if found.bpm is None else [f'♩ = {found.bpm:.0f}']
    if found.length_ms:
        minutes, seconds = divmod(round(found.length_ms / 1000), 60)
        told.append(f'{minutes}:{seconds:02}')
    return told


def _recording(found: SongView) -> dict[str, Any]:
    """A song in the words of schema.org."""
    data: dict[str, Any] = {'@type': 'MusicRecording', 'name': found.title}
    if found.artist:
        data['byArtist'] = {'@type': 'MusicGroup', 'name': found.artist}
    if found.length_ms:
        data['duration'] = f'PT{round(found.length_ms / 1000)}S'
    return data


def _called(found: SongView) -> str:
    return f'{found.title} by {found.artist}' if found.artist else found.title


def _song_head(found: SongShown) -> Head:
    count = len(found.maps)
    maps = 'one drum map' if count == 1 else f'{count} drum maps'
    said = f'{_called(found.song)}: {maps} to play, to see as notes and to take along.'
    data = {'@context': 'https://schema.org', **_recording(found.song)}
    return Head(
        f'Drums of {_called(found.song)}', said, public_songs.song_address(found.song.id), 'music.song', '', data
    )


def _map_head(found: MapPage) -> Head:
    one = found.shown.map
    title = f'{_called(found.song)}: drum map ({one.difficulty})'
    said = (
        f'The drums of {_called(found.song)}, {one.difficulty}: {one.hit_count:,} hits, version {one.version_number}.'
    )
    data = {
        '@context': 'https://schema.org',
        '@type': 'CreativeWork',
        'name': title,
        'about': _recording(found.song),
        'version': one.version_number,
        'datePublished': one.created_at.date().isoformat(),
        'dateModified': one.updated_at.date().isoformat(),
    }
    if found.shown.by:
        data['author'] = [{'@type': 'Person', 'name': name} for name in found.shown.by if name != people.TRANSCRIBER]
    return Head(title, said, public_songs.map_address(one.id), 'article', '', data)
