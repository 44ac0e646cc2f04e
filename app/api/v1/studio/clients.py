"""Who has booked in a studio, for those who work there."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import Field

from app.api.v1.answers import IfNoneMatch, Moment, Resource, one
from app.api.v1.description import may_fail
from app.api.v1.paging import Asked, Page, Place, asked, last, page
from app.api.v1.studio.asking import EXAMPLE_ID, Asking, Cents, StudioId
from app.api.v1.studio.told import Booking, told
from app.studio import booking_lists

router = APIRouter(prefix='/studios/{studio_id}')


class StudioClient(Resource):
    """Somebody who has booked."""

    key: str = Field(description='What names them: `user:` and an account, `mail:` and an address, or `name:`.')
    name: str
    email: str
    phone: str
    sessions: int = Field(description='Those that were held or are to come.')
    missed: int = Field(description='Those to which they did not come.')
    paid_cents: Cents = Field(description='What they have paid and not got back.')
    due_cents: Cents = Field(description='What they are to pay still.')
    last_at: Moment = Field(description='When their latest session begins.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One with two sessions."""
        told = {'name': 'The Anns', 'email': 'ann@example.org', 'phone': '', 'sessions': 2, 'missed': 0}
        money = {'paid_cents': 27000, 'due_cents': 0, 'last_at': '2027-03-24T13:00:00Z'}
        return {'key': f'user:{EXAMPLE_ID}', **told, **money}


class ClientDetail(StudioClient):
    """A client with their sessions."""

    bookings: list[Booking] = Field(description='The latest first, at most 200.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One with a session."""
        return StudioClient.example() | {'bookings': [Booking.example()]}


@router.get(
    '/clients', response_model=Page[StudioClient], summary='List clients', openapi_extra=may_fail('not-allowed')
)
def list_clients(
    who: Asking,
    wanted: Annotated[Asked, Depends(asked)],
    studio_id: StudioId,
    search: Annotated[str, Query(max_length=200, description='Words of names, addresses and numbers.')] = '',
) -> Response:
    """Who has booked, those with the latest session first, as staff."""
    found = booking_lists.clients_behind(who.id, studio_id, last(wanted), wanted.limit + 1, search)
    return page(wanted, found, StudioClient, _place, map(_told, found))


@router.get('/client', response_model=ClientDetail, summary='Get a client', openapi_extra=may_fail('not-allowed'))
def get_client(
    request: Request,
    who: Asking,
    studio_id: StudioId,
    key: Annotated[str, Query(max_length=300, description='As the list names them.', examples=[f'user:{EXAMPLE_ID}'])],
    _: IfNoneMatch = None,
) -> Response:
    """One of them with all that they have booked, as staff."""
    found, rows = booking_lists.client(who.id, studio_id, key)
    told_of = _told(found).model_dump() | {'bookings': [told(row) for row in rows]}
    return one(request, ClientDetail.model_validate(told_of))


def _told(found: booking_lists.Client) -> StudioClient:
    return StudioClient(
        key=found.key,
        name=found.name,
        email=found.email,
        phone=found.phone,
        sessions=found.sessions,
        missed=found.missed,
        paid_cents=found.paid_cents,
        due_cents=found.due_cents,
        last_at=found.last,
    )


def _place(found: booking_lists.Client) -> Place:
    return found.last.isoformat(), found.key
