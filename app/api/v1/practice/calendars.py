"""The address at which somebody's calendar program reads when they practise."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import Field

from app.api.v1.answers import IfNoneMatch, Moment, Resource, one
from app.api.v1.description import may_fail
from app.api.v1.idempotency import Once
from app.api.v1.practice.asking import Asking
from app.errors import NotFound
from app.practice import calendars

router = APIRouter(prefix='/calendar')


class Calendar(Resource):
    """An address of a calendar."""

    created_at: Moment
    address: str | None = Field(description='Told once, when it is made.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One that was just made."""
        return {
            'created_at': '2026-11-28T20:00:00Z',
            'address': 'https://mix.example.org/calendars/Zk3v….ics',
        }


@router.get('', response_model=Calendar, summary='Get your calendar', openapi_extra=may_fail('not-found'))
def get_calendar(request: Request, who: Asking, _: IfNoneMatch = None) -> Response:
    """Whether there is an address for your calendar program, and since when."""
    return one(request, _told(who.id))


@router.post('', status_code=201, response_model=Calendar, summary='Make an address for your calendar')
def create_calendar(request: Request, who: Asking, _: Once) -> Response:
    """Make an address at which any calendar program reads when you practise, without a key. It is in this answer, and
    never told again; an earlier one stops working."""
    address = calendars.make(who.id)
    return one(request, _told(who.id, address), status=201, Location='/api/v1/practice/calendar')


@router.delete(
    '',
    status_code=204,
    response_class=Response,
    summary='Revoke the address of your calendar',
    openapi_extra=may_fail('not-found'),
)
def delete_calendar(who: Asking) -> Response:
    """It stops working at once."""
    calendars.revoke(who.id)
    return Response(status_code=204)


def _told(user_id: str, address: str | None = None) -> Calendar:
    made = calendars.made_at(user_id)
    if made is None:
        raise NotFound('There is no address for your calendar.')
    return Calendar(created_at=made, address=address)
