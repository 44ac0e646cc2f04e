"""Bookings: listed, read, held for oneself, made for a client, paid."""

from datetime import timedelta
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import Field

from app.api.v1.answers import Fields, IfNoneMatch, Resource, Wanted, one
from app.api.v1.description import may_fail
from app.api.v1.idempotency import NAME, Once
from app.api.v1.paging import Asked, Page, asked, last, page
from app.api.v1.studio.asking import (
    START,
    Asking,
    BookingId,
    Day,
    Minutes,
    Named,
    StudioId,
    choosing,
    moment,
)
from app.api.v1.studio.told import Booking, BookingDetail, detail, place, told
from app.studio import booking_lists, coupons, holding, payments, pricing, studios, telling
from app.studio.booker import Booker
from app.studio.holding import Wish
from app.studio.times import walls

router = APIRouter()
Which = Literal['open', 'coming', 'held', 'due', 'off', 'all']
WHICH = (
    '`open` waits for an answer, `coming` is confirmed, `held` is over, of `due` money is due, `off` ended before it '
    'began. What is to come has the earliest first, the rest the latest.'
)


class SessionWanted(Wanted):
    """A session that you want."""

    start: Named
    minutes: Minutes
    room_id: str = Field('', max_length=64)
    engineer_id: str | None = Field(None, max_length=64)
    coupon: str = Field('', max_length=200, description='Codes, with commas between.')
    name: str = Field('', max_length=200, description='What the studio calls you; empty is as your account says.')
    phone: str = Field('', max_length=60)
    artist_name: str = Field('', max_length=200)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Three hours."""
        return {'start': START, 'minutes': 180, 'artist_name': 'The Anns'}


class ClientSessionWanted(Wanted):
    """A session for a client."""

    start: Named
    minutes: Minutes
    name: str = Field(min_length=1, max_length=200)
    email: str = Field('', max_length=254, description='That of an account makes it theirs.')
    phone: str = Field('', max_length=60)
    artist_name: str = Field('', max_length=200)
    room_id: str = Field('', max_length=64)
    engineer_id: str | None = Field(None, max_length=64)
    coupon: str = Field('', max_length=200)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Three hours for Ann."""
        return {'start': START, 'minutes': 180, 'name': 'Ann Example', 'email': 'ann@example.org'}


class PayHere(Resource):
    """Where what is due is paid."""

    address: str

    @classmethod
    def example(cls) -> dict[str, Any]:
        """At the provider."""
        return {'address': 'https://checkout.stripe.com/c/pay/cs_live_…'}


@router.get('/bookings', response_model=Page[Booking], summary='List your bookings')
def list_own_bookings(who: Asking, wanted: Annotated[Asked, Depends(asked)]) -> Response:
    """What you have booked yourself, the latest start first."""
    found = booking_lists.own_behind(who.id, last(wanted), wanted.limit + 1)
    return page(wanted, found, Booking, place, map(told, found))


@router.get(
    '/studios/{studio_id}/bookings',
    response_model=Page[Booking],
    summary='List bookings of a studio',
    openapi_extra=may_fail('not-allowed'),
)
def list_bookings(
    who: Asking,
    wanted: Annotated[Asked, Depends(asked)],
    studio_id: StudioId,
    which: Annotated[Which, Query(description=WHICH)] = 'all',
    search: Annotated[str, Query(max_length=200, description='Words of names, addresses and numbers.')] = '',
    day: Annotated[
        Day | None, Query(description='Only what begins on this day of the studio, the earliest first.')
    ] = None,
) -> Response:
    """Bookings of a studio, for those who work there."""
    studio, between = studios.get(studio_id), None
    if day is not None:
        zone = ZoneInfo(studio.zone)
        ends = walls.moment(zone, day + timedelta(days=1), studio.day_starts)
        between = (walls.utc(walls.moment(zone, day, studio.day_starts)), walls.utc(ends))
    found = booking_lists.behind(who.id, studio_id, last(wanted), wanted.limit + 1, which, search, between)
    return page(wanted, found, Booking, place, map(told, found))


@router.post(
    '/studios/{studio_id}/bookings',
    status_code=201,
    response_model=BookingDetail,
    summary='Book a session',
    openapi_extra=may_fail('over-limit', 'changed'),
)
def create_booking(request: Request, who: Asking, _: Once, studio_id: StudioId, wanted: SessionWanted) -> Response:
    """Book a session for yourself: it is held until its deposit is paid, or asked for where nothing is paid at once. A
    time that is refused is answered with free ones around it."""
    user = who.user
    name = wanted.name or user.display_name or user.username or user.email
    told_by = Booker(name, user.email, wanted.phone, wanted.artist_name)
    wish = _wish(request, studio_id, wanted, told_by, user.timezone)
    with choosing():
        if wanted.coupon:
            base = pricing.quoted(studio_id, wanted.room_id, wish.start, wanted.minutes).base
            coupons.looked_up(studio_id, wanted.coupon, who.id, user.email, wanted.phone, base)
        held = holding.hold(wish, who.id)
    return _made(request, who.id, held.id)


@router.post(
    '/studios/{studio_id}/client-bookings',
    status_code=201,
    response_model=BookingDetail,
    summary='Book a session for a client',
    openapi_extra=may_fail('changed'),
)
def create_client_booking(
    request: Request, who: Asking, _: Once, studio_id: StudioId, wanted: ClientSessionWanted
) -> Response:
    """Book for a client, as staff: confirmed at once, at any hour in which the room is free and not blocked."""
    client = Booker(wanted.name, wanted.email, wanted.phone, wanted.artist_name)
    with choosing():
        held = holding.book_for(who.id, _wish(request, studio_id, wanted, client, ''))
    return _made(request, who.id, held.id)


@router.get('/bookings/{booking_id}', response_model=BookingDetail, summary='Get a booking')
def get_booking(
    request: Request, who: Asking, booking_id: BookingId, fields: Fields = None, _: IfNoneMatch = None
) -> Response:
    """One booking with its price and what came on top of it; for staff with all that happened to it."""
    return one(request, detail(who.id, booking_id), fields)


@router.post(
    '/bookings/{booking_id}/pay',
    response_model=PayHere,
    summary='Pay what is due',
    openapi_extra=may_fail('other-side-failed'),
)
def pay_booking(request: Request, who: Asking, booking_id: BookingId) -> Response:
    """The address at which a person pays what is due: the deposit of a held session, or the rest. Asked again, it is
    the same payment."""
    return one(request, PayHere(address=payments.pay(who.id, booking_id, back=telling.page_of(booking_id))))


def _wish(
    request: Request, studio_id: str, wanted: SessionWanted | ClientSessionWanted, client: Booker, zone: str
) -> Wish:
    return Wish(
        studio_id,
        moment(studio_id, wanted.start),
        wanted.minutes,
        client,
        wanted.room_id,
        wanted.engineer_id,
        coupons.codes_of(wanted.coupon),
        zone,
        request.headers.get(NAME, ''),
    )


def _made(request: Request, user_id: str, booking_id: str) -> Response:
    where = f'/api/v1/studio/bookings/{booking_id}'
    return one(request, detail(user_id, booking_id), status=201, Location=where)
