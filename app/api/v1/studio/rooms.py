"""Rooms of a studio, who works in it, and what it costs."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from app.api.v1.answers import Resource, Wanted, one
from app.api.v1.description import may_fail
from app.api.v1.idempotency import Once
from app.api.v1.paging import Asked, Page, asked
from app.api.v1.short_lists import short_page
from app.api.v1.studio.asking import EXAMPLE_ID, ROOM_ID, Asking, Cents, Day, StudioId, known
from app.studio import rate_cards, rooms, studios

router = APIRouter()
RoomId = Annotated[str, Path(max_length=64, description='The id of a room.')]
EngineerId = Annotated[str, Path(max_length=64, description='The id of an engineer.')]
CardId = Annotated[str, Path(max_length=64, description='The id of a rate card.')]
GAP = 'Minutes that it needs between two sessions; of two neighbours the larger gap counts.'


class StudioRoom(Resource):
    """A room of a studio."""

    id: str
    name: str
    about: str
    gap_before: int = Field(description=GAP)
    gap_after: int = Field(description=GAP)
    is_active: bool = Field(description='Whether it is booked still.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One with half an hour to tidy up."""
        told = {'name': 'Room A', 'about': 'With the piano.', 'gap_before': 0, 'gap_after': 30, 'is_active': True}
        return {'id': ROOM_ID, **told}


class RoomWanted(Wanted):
    """A room."""

    name: str = Field(min_length=1, max_length=200)
    about: str = ''
    gap_before: int = 0
    gap_after: int = 0

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One."""
        return {'name': 'Room B', 'gap_after': 30}


class RoomChange(Wanted):
    """What is to be otherwise; what is left out stays as it is."""

    name: str | None = Field(None, max_length=200)
    about: str | None = None
    gap_before: int | None = None
    gap_after: int | None = None
    position: int | None = Field(None, description='Its place among the rooms.')
    is_active: bool | None = None

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Not booked any more."""
        return {'is_active': False}


class StudioEngineer(Resource):
    """Somebody who works sessions."""

    id: str
    name: str
    has_account: bool = Field(description='Whether they sign in and see their sessions.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One."""
        return {'id': EXAMPLE_ID, 'name': 'Eve', 'has_account': True}


class EngineerWanted(Wanted):
    """Somebody who works here."""

    name: str = Field(min_length=1, max_length=200)
    email: str = Field('', max_length=254, description='The address of their account, if they shall sign in.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One who signs in."""
        return {'name': 'Eve', 'email': 'eve@example.org'}


class RateBand(BaseModel):
    """An after-hours fee, by the studio’s clock, in minutes after midnight; `ends` may pass 1440."""

    model_config = ConfigDict(extra='forbid')

    starts: int
    ends: int
    cents_per_hour: int
    days: list[int] | None = Field(None, max_length=7, description='Only on these; 0 is Monday.')


class RateCard(Resource):
    """What a studio costs from a day on; the latest that has begun counts, one of a room before one of all."""

    id: str
    name: str
    room_id: str | None = Field(description='Null where it is for all rooms that have none of their own.')
    valid_from: date
    hourly_cents: Cents
    bands: list[RateBand]
    same_day_cents: Cents = Field(description='Added where a session is booked on its own day.')
    deposit_percent: int = Field(description='What is paid at once.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One with a fee at night."""
        return {
            'id': EXAMPLE_ID,
            'name': 'Prices',
            'room_id': None,
            'valid_from': '2027-01-01',
            'hourly_cents': 6000,
            'bands': [{'starts': 1200, 'ends': 1440, 'cents_per_hour': 1500, 'days': None}],
            'same_day_cents': 2000,
            'deposit_percent': 50,
        }


class RateCardWanted(Wanted):
    """What it costs from a day on."""

    valid_from: Day
    hourly_cents: int
    bands: list[RateBand] = Field(default_factory=list, max_length=20)
    same_day_cents: int = 0
    deposit_percent: int = 50
    name: str = Field('', max_length=200)
    room_id: str | None = Field(None, max_length=64)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One with a fee at night."""
        bands = [{'starts': 1200, 'ends': 1440, 'cents_per_hour': 1500}]
        return {'valid_from': '2027-01-01', 'hourly_cents': 6000, 'bands': bands, 'same_day_cents': 2000}


@router.get('/studios/{studio_id}/rooms', response_model=Page[StudioRoom], summary='List rooms')
def list_rooms(
    who: Asking,
    wanted: Annotated[Asked, Depends(asked)],
    studio_id: StudioId,
    closed: Annotated[bool, Query(description='Also those that are not booked any more.')] = False,
) -> Response:
    """The rooms of a studio, in their order."""
    found = rooms.of_studio(studios.get(studio_id).id, closed=closed)
    return short_page(wanted, [_room(one) for one in found], StudioRoom)


@router.post(
    '/studios/{studio_id}/rooms',
    status_code=201,
    response_model=StudioRoom,
    summary='Add a room',
    openapi_extra=may_fail('over-limit'),
)
def create_room(request: Request, who: Asking, _: Once, studio_id: StudioId, wanted: RoomWanted) -> Response:
    """Add a room, as the owner."""
    return one(request, _room(rooms.add(who.id, studio_id, **wanted.model_dump())), status=201)


@router.patch('/rooms/{room_id}', response_model=StudioRoom, summary='Change a room')
def change_room(request: Request, who: Asking, room_id: RoomId, wanted: RoomChange) -> Response:
    """Change a room, as the owner; what is booked keeps the gaps that it was booked with."""
    return one(request, _room(rooms.change(who.id, room_id, **wanted.model_dump(exclude_none=True))))


@router.get('/studios/{studio_id}/engineers', response_model=Page[StudioEngineer], summary='List engineers')
def list_engineers(who: Asking, wanted: Annotated[Asked, Depends(asked)], studio_id: StudioId) -> Response:
    """Who works in a studio, by name."""
    found = rooms.engineers(studios.get(studio_id).id)
    return short_page(wanted, [_engineer(one) for one in found], StudioEngineer)


@router.post(
    '/studios/{studio_id}/engineers',
    status_code=201,
    response_model=StudioEngineer,
    summary='Add an engineer',
    openapi_extra=may_fail('over-limit'),
)
def create_engineer(request: Request, who: Asking, _: Once, studio_id: StudioId, wanted: EngineerWanted) -> Response:
    """Add somebody who works here, as the owner; with the address of an account they sign in as an engineer."""
    made = rooms.add_engineer(who.id, studio_id, wanted.name, email=wanted.email)
    return one(request, _engineer(made), status=201)


@router.delete('/engineers/{engineer_id}', status_code=204, response_class=Response, summary='Let an engineer go')
def delete_engineer(who: Asking, engineer_id: EngineerId) -> Response:
    """Somebody does not work here any more; sessions to come have no engineer then."""
    rooms.end_engineer(who.id, engineer_id)
    return Response(status_code=204)


@router.get('/studios/{studio_id}/rate-cards', response_model=Page[RateCard], summary='List rate cards')
def list_rate_cards(who: Asking, wanted: Annotated[Asked, Depends(asked)], studio_id: StudioId) -> Response:
    """What a studio costs, the latest first."""
    found = rate_cards.of_studio(studios.get(studio_id).id)
    return short_page(wanted, [_card(one) for one in found], RateCard)


@router.post(
    '/studios/{studio_id}/rate-cards',
    status_code=201,
    response_model=RateCard,
    summary='Add a rate card',
    openapi_extra=may_fail('over-limit'),
)
def create_rate_card(request: Request, who: Asking, _: Once, studio_id: StudioId, wanted: RateCardWanted) -> Response:
    """Say what it costs from a day on, as the owner; what is booked keeps its price."""
    sent = wanted.model_dump(exclude={'bands'})
    bands = [{'from': band.starts, 'to': band.ends, **band.model_dump()} for band in wanted.bands]
    return one(request, _card(rate_cards.add(who.id, studio_id, bands=bands, **sent)), status=201)


@router.delete('/rate-cards/{card_id}', status_code=204, response_class=Response, summary='Delete a rate card')
def delete_rate_card(who: Asking, card_id: CardId) -> Response:
    """Delete a rate card, as the owner; the last one for all rooms stays."""
    rate_cards.delete(who.id, card_id)
    return Response(status_code=204)


def _room(found: rooms.Room) -> StudioRoom:
    return StudioRoom.model_validate(known(StudioRoom, found))


def _engineer(found: rooms.Engineer) -> StudioEngineer:
    return StudioEngineer(id=found.id, name=found.name, has_account=found.user_id is not None)


def _card(found: rate_cards.CardView) -> RateCard:
    bands = [
        {'starts': band['from'], 'ends': band['to'], 'cents_per_hour': band['cents_per_hour'], 'days': band.get('days')}
        for band in found.bands
    ]
    return RateCard.model_validate(known(RateCard, found, bands=bands))
