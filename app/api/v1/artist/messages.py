"""What visitors have written by contact forms: to an artist, or to the house for those who edit its site."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response

from app.api.v1.answers import Moment, Resource, Wanted, one
from app.api.v1.area_answers import Asking
from app.api.v1.description import may_fail
from app.api.v1.paging import Asked, Page, asked, last, page, time_and_id
from app.artist import inbox
from app.artist.inbox import MessageView

router = APIRouter()
MessageId = Annotated[str, Path(max_length=64, description='The id of a message.')]
Box = Literal['inbox', 'check', 'spam']
Status = Literal['new', 'read', 'answered']
EXAMPLE_ID = '019ab5f0-9a63-7f1e-8a44-0b7c9a5b6d43'


class ContactMessage(Resource):
    """What a visitor has written."""

    id: str
    name: str
    email: str
    company: str
    phone: str
    project_type: str
    budget_range: str
    message: str
    status: Status
    box: Box
    why: str
    to_house: bool
    created_at: Moment
    updated_at: Moment

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A question."""
        told = {'name': 'Gus', 'email': 'gus@example.org', 'company': '', 'phone': '', 'project_type': 'Mixing'}
        more = {
            'budget_range': '',
            'message': 'Do you have a free evening?',
            'status': 'new',
            'box': 'inbox',
            'why': '',
        }
        times = {'created_at': '2027-03-24T17:00:00Z', 'updated_at': '2027-03-24T17:00:00Z'}
        return {'id': EXAMPLE_ID, **told, **more, 'to_house': False, **times}


class MessageChange(Wanted):
    """How far it is, and where it lies; what is left out stays as it is."""

    status: Status | None = None
    box: Box | None = None

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Answered."""
        return {'status': 'answered'}


@router.get(
    '/messages', response_model=Page[ContactMessage], summary='List messages', openapi_extra=may_fail('not-allowed')
)
def list_messages(
    who: Asking,
    wanted: Annotated[Asked, Depends(asked)],
    whose: Annotated[Literal['mine', 'house'], Query(description='To you, or to the house.')] = 'mine',
    box: Annotated[Box, Query(description='Where they lie.')] = 'inbox',
    status: Annotated[Status | None, Query(description='Only those that are so far.')] = None,
) -> Response:
    """Messages of visitors, the newest first."""
    found = inbox.listed(who.id, whose, box, status or '', last(wanted), wanted.limit + 1)
    return page(wanted, found, ContactMessage, time_and_id, [_told(one) for one in found])


@router.get('/messages/{message_id}', response_model=ContactMessage, summary='Get a message')
def get_message(request: Request, who: Asking, message_id: MessageId) -> Response:
    """One message; it stays new until somebody says otherwise."""
    return one(request, _told(inbox.get(who.id, message_id)))


@router.patch('/messages/{message_id}', response_model=ContactMessage, summary='Change a message')
def change_message(request: Request, who: Asking, message_id: MessageId, wanted: MessageChange) -> Response:
    """Say that it is read or answered, or put it into another box."""
    changed = inbox.change(who.id, message_id, status=wanted.status or '', box=wanted.box or '')
    return one(request, _told(changed))


@router.delete('/messages/{message_id}', status_code=204, response_class=Response, summary='Delete a message')
def delete_message(who: Asking, message_id: MessageId) -> Response:
    """Delete it; for thirty days it can be brought back on the screen."""
    inbox.delete(who.id, message_id)
    return Response(status_code=204)


def _told(found: MessageView) -> ContactMessage:
    return ContactMessage(**{name: getattr(found, name) for name in ContactMessage.model_fields})
