"""When a session can begin, and what it costs."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from app.api.v1.answers import IfNoneMatch, Moment, Resource, one
from app.api.v1.description import may_fail
from app.api.v1.paging import Asked, Page, asked
from app.api.v1.short_lists import short_page
from app.api.v1.studio.asking import (
    START,
    Asking,
    Cents,
    Day,
    MinutesAsked,
    RoomAsked,
    StartAsked,
    StudioId,
    check_days,
    moment,
)
from app.studio import coupons, desk, free, offered, pricing, studios
from app.studio.prices import Quote

router = APIRouter(prefix='/studios/{studio_id}')
MOST_DAYS = 62
DayAsked = Annotated[Day, Query(description='The studio’s day.', examples=['2027-03-24'])]
Moved = Annotated[str, Query(max_length=64, description='A booking that is to be moved: its own time counts as free.')]


class FreeStart(Resource):
    """A start that can be booked at this moment, for this price."""

    key: str = Field(description='Names it where it is booked: the studio’s clock, with its offset.')
    label: str = Field(description='What people read; in an hour that comes twice with its offset.')
    at: Moment
    ends_at: Moment
    total_cents: Cents
    deposit_cents: Cents = Field(description='What is paid at once.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One in the afternoon."""
        times = {'at': '2027-03-24T13:00:00Z', 'ends_at': '2027-03-24T16:00:00Z'}
        return {'key': START, 'label': '14:00', **times, 'total_cents': 18000, 'deposit_cents': 9000}


class FreeDay(Resource):
    """How many starts a day offers."""

    day: date
    starts: int

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A day."""
        return {'day': '2027-03-24', 'starts': 17}


class PriceLine(BaseModel):
    """One line of a price; below 0 for what comes off."""

    kind: str = Field(description='`session`, `after_hours`, `same_day` or `coupon`.')
    name: str
    cents: int
    minutes: int | None = None
    cents_per_hour: int | None = None


class SessionPrice(Resource):
    """What a session would cost, whether its time is free or not."""

    currency: str
    lines: list[PriceLine]
    total_cents: Cents
    deposit_cents: Cents = Field(description='What is paid at once.')
    rest_cents: Cents

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Three hours."""
        line = {'kind': 'session', 'name': 'Session', 'cents': 18000, 'minutes': 180, 'cents_per_hour': 6000}
        told = {'currency': 'eur', 'lines': [line], 'total_cents': 18000}
        return {**told, 'deposit_cents': 9000, 'rest_cents': 9000}


@router.get('/starts', response_model=Page[FreeStart], summary='List free starts')
def list_free_starts(
    who: Asking,
    wanted: Annotated[Asked, Depends(asked)],
    studio_id: StudioId,
    day: DayAsked,
    minutes: MinutesAsked = 60,
    room_id: RoomAsked = '',
    booking_id: Moved = '',
) -> Response:
    """What a room offers under a day of the studio, soonest first: what is told here can be booked, nothing else."""
    _check_theirs(who.id, booking_id)
    found = offered.of_day(studio_id, room_id, day, minutes, but=booking_id)
    return short_page(wanted, [_start(one) for one in found], FreeStart, lambda one: one.key)


@router.get('/days', response_model=Page[FreeDay], summary='List free days')
def list_free_days(
    who: Asking,
    wanted: Annotated[Asked, Depends(asked)],
    studio_id: StudioId,
    first: DayAsked,
    last: DayAsked,
    minutes: MinutesAsked = 60,
    room_id: RoomAsked = '',
    booking_id: Moved = '',
) -> Response:
    """How many starts each day offers, from one to another; up to two months at a time."""
    check_days(first, last, MOST_DAYS)
    _check_theirs(who.id, booking_id)
    found = free.month(studio_id, room_id, first, last, minutes, but=booking_id)
    days = [FreeDay(day=day, starts=count) for day, count in sorted(found.items())]
    return short_page(wanted, days, FreeDay, lambda one: one.day.isoformat())


@router.get('/price', response_model=SessionPrice, summary='Price a session', openapi_extra=may_fail('not-allowed'))
def get_price(
    request: Request,
    who: Asking,
    studio_id: StudioId,
    start: StartAsked,
    minutes: MinutesAsked = 60,
    room_id: RoomAsked = '',
    coupon: Annotated[str, Query(max_length=200, description='Codes, with commas between.')] = '',
    _: IfNoneMatch = None,
) -> Response:
    """What a session costs, line by line; nothing is held."""
    studio, at = studios.get(studio_id), moment(studio_id, start)
    quote = pricing.quoted(studio_id, room_id, at, minutes)
    if coupon:
        offs = coupons.looked_up(studio_id, coupon, who.id, who.user.email, who.user.phone or '', quote.base)
        quote = pricing.quoted(studio_id, room_id, at, minutes, offs)
    return one(request, _price(quote, studio.currency))


def lines_of(quote: Quote) -> list[PriceLine]:
    """The lines of a price."""
    return [
        PriceLine(
            kind=line.kind, name=line.name, cents=line.cents, minutes=line.minutes, cents_per_hour=line.cents_per_hour
        )
        for line in quote.lines
    ]


def _check_theirs(user_id: str, booking_id: str) -> None:
    """Nobody learns from what is free when somebody else comes."""
    if booking_id:
        desk.page(user_id, booking_id)


def _start(found: offered.Offered) -> FreeStart:
    start = found.start
    money = {'total_cents': found.quote.total, 'deposit_cents': found.quote.deposit}
    return FreeStart(key=start.key, label=start.label, at=start.at, ends_at=start.ends, **money)


def _price(quote: Quote, currency: str) -> SessionPrice:
    money = {'total_cents': quote.total, 'deposit_cents': quote.deposit, 'rest_cents': quote.rest}
    return SessionPrice(currency=currency, lines=lines_of(quote), **money)
