"""The routes of public pieces. Only the web server imports this."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from app import storage
from app.practice import public_pieces, said
from app.practice.public_pieces import PREFIX, Shown
from app.public import answers
from app.public.look import Head, render

router = APIRouter()
KEPT = {'Cache-Control': 'public, max-age=3600', 'X-Content-Type-Options': 'nosniff'}
DRAWN = KEPT | {'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; font-src data:"}
"""A drawing that is opened by itself brings its style and its font along, and nothing else."""
TITLES = {'pdf': 'PDF', 'mid': 'MIDI', 'musicxml': 'MusicXML'}


@router.get(PREFIX + '{content_id}')
def page(request: Request, content_id: str) -> Response:
    """The page of a piece."""
    found = public_pieces.get(content_id)
    html = render('practice/piece.html', _head(found), found=found, facts=_facts(found), files=TITLES, signs=said.signs)
    return answers.page(request, html, kept_s=0)


@router.get(PREFIX + '{content_id}/notes.svg')
def notes(content_id: str, width: Annotated[int, Query(ge=320, le=2000)] = 1000) -> Response:
    """Its notes."""
    return Response(public_pieces.page(content_id, width), headers=DRAWN, media_type='image/svg+xml')


@router.get(PREFIX + '{content_id}/as/{form}')
def file(content_id: str, form: str) -> Response:
    """It as a file."""
    made = public_pieces.sheet(content_id, form)
    shown = {} if form == 'png' else {'Content-Disposition': storage.disposition(made.name)}
    return Response(made.content, headers=KEPT | shown, media_type=made.media_type)


def _facts(found: Shown) -> list[str]:
    piece = found.piece
    told = [said.kind(piece.type), piece.difficulty.capitalize(), said.key(piece.key), said.style(piece.style)]
    return [*told, piece.time_signature, f'♩ = {piece.tempo}']


def _head(found: Shown) -> Head:
    piece, path = found.piece, public_pieces.address(found.piece.id)
    by = f', by {found.composer}' if found.composer else ''
    title, key = said.signs(piece.title), said.key(piece.key)
    about = said.signs(piece.description) or 'Jazz to practise.'
    words = f'{about} In {key}, at {piece.tempo} beats a minute{by}.'
    data: dict[str, Any] = {
        '@context': 'https://schema.org',
        '@type': 'MusicComposition',
        'name': title,
        'musicalKey': key,
        'genre': 'Jazz',
        'datePublished': piece.created_at.date().isoformat(),
    }
    if found.composer:
        data['composer'] = {'@type': 'Person', 'name': found.composer}
    return Head(title, words, path, 'music.song', f'{path}/as/png', data)
