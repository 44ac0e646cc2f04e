"""Sessions that are moved, made longer, and get things on their bill; each with what it would mean, told before."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import Field

from app.api.v1.answers import IfNoneMatch, Moment, Resource, Wanted, one
from app.api.v1.description import may_fail
from app.api.v1.idempotency import Once
from app.api.v1.paging import Asked, Page, asked
from app.api.v1.short_lists import short_page
from app.api.v1.studio.asking import (
    START,
    Asking,
    BookingId,
    Cents,
    Named,
    StartAsked,
    choosing,
    moment,
)
from app.api.v1.studio.deciding import CHANGED, Reason
from app.api.v1.studio.told import BookingDetail, BookingItem, detail, item
from app.studio import desk, extras, moving

router = APIRouter(prefix='/bookings/{booking_id}')
LengthAsked = Annotated[int | None, Query(ge=1, le=2880, description='Its length in real minutes; without it, as now.')]
OverAsked = Annotated[int, Query(ge=1, le=1440, description='Minutes over the end.')]


AS_USUAL = {'outside_hours': False, 'engineer_elsewhere': False, 'engineer_away': False}


class MoveWanted(Wanted):
    """When a session shall be."""

    start: Named
    minutes: int | None = Field(None, ge=1, le=2880, description='Without it, as long as now.')
    room_id: str = Field('', max_length=64, description='Without it, in its room.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Another start."""
        return {'start': START}


class Move(Resource):
    """What a move would mean."""

    starts_at: Moment
    minutes: int
    total_cents: Cents
    rest_cents: Cents = Field(description='What would be left to pay later.')
    back_cents: Cents = Field(description='What is too much and comes back.')
    currency: str
    must_ask: bool = Field(description='Whether you may only ask the studio for it.')
    outside_hours: bool = Field(description='For staff: whether the studio is closed then, by its opening hours.')
    engineer_elsewhere: bool = Field(description='For staff: whether its engineer works another session then.')
    engineer_away: bool = Field(description='For staff: whether its engineer has that time off.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """To a dearer time."""
        money = {'total_cents': 23500, 'rest_cents': 14500, 'back_cents': 0, 'currency': 'eur'}
        return {'starts_at': '2027-03-24T21:00:00Z', 'minutes': 180, **money, 'must_ask': False} | AS_USUAL


class Overtime(Resource):
    """What some overtime would count."""

    minutes: int = Field(description='By each step of the policy that has begun.')
    cents: Cents
    ends_at: Moment
    is_free: bool
    most_minutes: int = Field(description='So many can be had before the room is needed.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """An hour, of which half can be had."""
        told = {'minutes': 60, 'cents': 6000, 'ends_at': '2027-03-24T17:00:00Z'}
        return {**told, 'is_free': False, 'most_minutes': 30}


class OvertimeWanted(Wanted):
    """How long it went on."""

    minutes: int = Field(ge=1, le=1440, description='Over the end.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Forty minutes."""
        return {'minutes': 40}


class ItemWanted(Wanted):
    """Something for the bill."""

    name: str = Field(min_length=1, max_length=200)
    cents: int = Field(description='Below 0 for a correction that takes off.')
    kind: Literal['extra', 'correction'] = 'extra'

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Strings."""
        return {'name': 'A set of strings', 'cents': 1500}


@router.get('/move', response_model=Move, summary='What a move would mean', openapi_extra=may_fail('changed'))
def get_move(
    request: Request,
    who: Asking,
    booking_id: BookingId,
    start: StartAsked,
    minutes: LengthAsked = None,
    room_id: Annotated[str, Query(max_length=64, description='The room; without it, its own.')] = '',
    _: IfNoneMatch = None,
) -> Response:
    """What it would cost at another time that is free; staff move it outside of opening hours, too, and are told so.
    Nothing is done."""
    at = moment(desk.page(who.id, booking_id).studio.id, start)
    with choosing():
        found = moving.preview(who.id, booking_id, at, minutes, room_id)
    money = {'total_cents': found.total, 'rest_cents': found.rest, 'back_cents': found.back}
    beware = {
        'outside_hours': found.cautions.outside_hours,
        'engineer_elsewhere': bool(found.cautions.engineer),
        'engineer_away': bool(found.cautions.away),
    }
    told = {'starts_at': found.start, 'minutes': found.minutes, 'currency': found.currency, 'must_ask': found.must_ask}
    return one(request, Move.model_validate(told | money | beware))


@router.post('/move', response_model=BookingDetail, summary='Move a session', openapi_extra=CHANGED)
def move_booking(request: Request, who: Asking, _: Once, booking_id: BookingId, wanted: MoveWanted) -> Response:
    """Move it to a time that is free. Clients do as the policy says; if staff do, the lower of both prices counts."""
    at = moment(desk.page(who.id, booking_id).studio.id, wanted.start)
    with choosing():
        moving.move(who.id, booking_id, at, wanted.minutes, wanted.room_id)
    return one(request, detail(who.id, booking_id))


@router.post('/ask-move', response_model=BookingDetail, summary='Ask for another time', openapi_extra=CHANGED)
def ask_move(request: Request, who: Asking, _: Once, booking_id: BookingId, wanted: MoveWanted) -> Response:
    """Ask the studio for another time; both are held until it answers."""
    at = moment(desk.page(who.id, booking_id).studio.id, wanted.start)
    with choosing():
        moving.ask(who.id, booking_id, at, wanted.minutes, wanted.room_id)
    return one(request, detail(who.id, booking_id))


@router.post('/accept-move', response_model=BookingDetail, summary='Accept another time', openapi_extra=CHANGED)
def accept_move(request: Request, who: Asking, _: Once, booking_id: BookingId) -> Response:
    """Let a session have the time that its client asks for, as staff."""
    moving.accept(who.id, booking_id)
    return one(request, detail(who.id, booking_id))


@router.post('/refuse-move', response_model=BookingDetail, summary='Refuse another time', openapi_extra=CHANGED)
def refuse_move(request: Request, who: Asking, _: Once, booking_id: BookingId, wanted: Reason) -> Response:
    """Let it stay when it is, as staff, with a reason."""
    moving.refuse(who.id, booking_id, wanted.reason)
    return one(request, detail(who.id, booking_id))


@router.get('/items', response_model=Page[BookingItem], summary='List what came on top')
def list_items(who: Asking, wanted: Annotated[Asked, Depends(asked)], booking_id: BookingId) -> Response:
    """Overtime, extras and corrections of a booking, the first first."""
    return short_page(wanted, [item(one) for one in extras.of_booking(who.id, booking_id)], BookingItem)


@router.post(
    '/items',
    status_code=201,
    response_model=BookingItem,
    summary='Put something on the bill',
    openapi_extra=may_fail('changed', 'over-limit'),
)
def create_item(request: Request, who: Asking, _: Once, booking_id: BookingId, wanted: ItemWanted) -> Response:
    """Put something on the bill, as staff: the rest grows by it, or shrinks by a correction."""
    made = extras.add(who.id, booking_id, wanted.name, wanted.cents, kind=wanted.kind)
    return one(request, item(made), status=201)


@router.get(
    '/overtime', response_model=Overtime, summary='What overtime would count', openapi_extra=may_fail('changed')
)
def get_overtime(
    request: Request, who: Asking, booking_id: BookingId, minutes: OverAsked, _: IfNoneMatch = None
) -> Response:
    """What so many minutes over the end would count, for staff. Nothing is done."""
    found = extras.overtime(who.id, booking_id, minutes)
    told = {'minutes': found.minutes, 'cents': found.cents, 'is_free': found.is_free, 'most_minutes': found.most}
    return one(request, Overtime.model_validate({**told, 'ends_at': found.ends}))


@router.post(
    '/extend',
    status_code=201,
    response_model=BookingItem,
    summary='Let a session go on',
    openapi_extra=may_fail('changed', 'over-limit'),
)
def extend_booking(request: Request, who: Asking, _: Once, booking_id: BookingId, wanted: OvertimeWanted) -> Response:
    """Let a session that has begun go on, as staff, if the room is free: it is on the bill."""
    return one(request, item(extras.extend(who.id, booking_id, wanted.minutes)), status=201)
