"""Pieces as files: pages, notation, MIDI."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response

from app import storage
from app.api.v1.answers import FRESH
from app.api.v1.description import BINARY, may_fail
from app.api.v1.practice.asking import Asking, PieceId
from app.practice import performing, sheets
from app.practice.exports import FORMS

router = APIRouter()
Form = Literal['musicxml', 'mid', 'pdf', 'png', 'svg', 'chart']
Semitones = Annotated[
    int,
    Query(
        ge=-performing.MOST_SEMITONES, le=performing.MOST_SEMITONES, description='So many semitones higher; it stays.'
    ),
]


@router.get(
    '/pieces/{piece_id}/files/{form}',
    response_class=Response,
    responses={200: {'description': 'The file.', 'content': {media: BINARY for media, _ in FORMS.values()}}},
    summary='Get a piece as a file',
    openapi_extra=may_fail('not-allowed'),
)
def get_piece_file(
    who: Asking,
    piece_id: PieceId,
    form: Annotated[Form, Path(description='MusicXML, MIDI, PDF, a picture, or a chart of the chords.')],
    transpose: Semitones = 0,
) -> Response:
    """A piece to print, to play and to open elsewhere, made at this moment."""
    made = sheets.sheet(who.id, piece_id, form, transpose)
    headers = {'Cache-Control': FRESH, 'Content-Disposition': storage.disposition(made.name)}
    return Response(made.content, headers=headers, media_type=made.media_type)
