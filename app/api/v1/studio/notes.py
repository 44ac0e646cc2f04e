"""Notes for clients, by category."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response
from pydantic import Field

from app.api.v1.answers import Moment, Resource, Wanted, one
from app.api.v1.description import may_fail
from app.api.v1.idempotency import Once
from app.api.v1.paging import Asked, Page, asked
from app.api.v1.short_lists import short_page
from app.api.v1.studio.asking import BOOKING_ID, EXAMPLE_ID, Asking, StudioId, known
from app.studio import delivery_readers, notes

router = APIRouter()
NoteId = Annotated[str, Path(max_length=64, description='The id of a note.')]
Category = Literal['general', 'recording', 'mix', 'master', 'performance', 'next']
ClientAsked = Annotated[
    str, Query(min_length=1, max_length=254, description='The id of an account, or a mail address.', examples=['none'])
]


class StudioNote(Resource):
    """What a studio has written for a client."""

    id: str
    text: str
    category: str
    by: str
    studio: str
    booking_id: str | None
    created_at: Moment
    updated_at: Moment

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One for next time."""
        told = {'text': 'Bring the other guitar.', 'category': 'next', 'by': 'Eve', 'studio': 'Night Owl'}
        times = {'created_at': '2027-03-24T17:00:00Z', 'updated_at': '2027-03-24T17:00:00Z'}
        return {'id': EXAMPLE_ID, **told, 'booking_id': BOOKING_ID, **times}


class NoteText(Wanted):
    """What a note says."""

    text: str = Field(min_length=1, max_length=notes.TEXT_MOST)
    category: Category = 'general'

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One for next time."""
        return {'text': 'Bring the other guitar.', 'category': 'next'}


class NoteWanted(NoteText):
    """A note for a client."""

    client: str = Field(min_length=1, max_length=254, description='The id of an account, or a mail address.')
    booking_id: str = Field('', max_length=64)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One for next time."""
        return NoteText.example() | {'client': 'ann@example.org'}


@router.get('/notes', response_model=Page[StudioNote], summary='List notes for you')
def list_own_notes(who: Asking, wanted: Annotated[Asked, Depends(asked)]) -> Response:
    """What studios have written for you, the newest first."""
    return short_page(wanted, [_told(one) for one in notes.mine(delivery_readers.signed_in(who.id))], StudioNote)


@router.get(
    '/studios/{studio_id}/notes',
    response_model=Page[StudioNote],
    summary='List notes of a client',
    openapi_extra=may_fail('not-allowed'),
)
def list_client_notes(
    who: Asking, wanted: Annotated[Asked, Depends(asked)], studio_id: StudioId, client: ClientAsked
) -> Response:
    """What a studio has written for one client, the newest first, for staff."""
    return short_page(wanted, [_told(one) for one in notes.of_client(who.id, studio_id, client)], StudioNote)


@router.post('/studios/{studio_id}/notes', status_code=201, response_model=StudioNote, summary='Write a note')
def create_note(request: Request, who: Asking, _: Once, studio_id: StudioId, wanted: NoteWanted) -> Response:
    """Write a note for a client, as staff; they read it beside their files."""
    made = notes.add(who.id, studio_id, wanted.client, wanted.text, wanted.category, wanted.booking_id)
    return one(request, _told(made), status=201)


@router.put('/notes/{note_id}', response_model=StudioNote, summary='Write a note anew')
def replace_note(request: Request, who: Asking, note_id: NoteId, wanted: NoteText) -> Response:
    """Write it anew, as staff."""
    return one(request, _told(notes.change(who.id, note_id, wanted.text, wanted.category)))


@router.delete('/notes/{note_id}', status_code=204, response_class=Response, summary='Delete a note')
def delete_note(who: Asking, note_id: NoteId) -> Response:
    """Delete it, as staff."""
    notes.delete(who.id, note_id)
    return Response(status_code=204)


def _told(found: notes.Note) -> StudioNote:
    return StudioNote.model_validate(known(StudioNote, found))
