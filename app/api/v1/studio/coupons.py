"""Coupons of a studio: made, listed, switched off and on, taken away."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response
from pydantic import Field

from app.api.v1.answers import Moment, Resource, Wanted, one
from app.api.v1.description import may_fail
from app.api.v1.idempotency import Once
from app.api.v1.paging import Asked, Page, asked
from app.api.v1.short_lists import short_page
from app.api.v1.studio.asking import EXAMPLE_ID, Asking, Cents, Day, StudioId, known
from app.studio import coupon_office
from app.studio.coupon_office import Draft
from models import BookingCoupon

router = APIRouter()
CouponId = Annotated[str, Path(max_length=64, description='The id of a coupon.')]


class StudioCoupon(Resource):
    """A code that takes something off a session’s price: a share or an amount."""

    id: str
    code: str
    percent_off: int | None = Field(description='The share, 1 to 100; null where it is an amount.')
    amount_off_cents: int | None = Field(description='The amount, in the smallest unit of the currency.')
    covers_fees: bool = Field(description='Whether fees become less, too, and not only the hours.')
    may_stack: bool = Field(description='Whether it counts together with others that may.')
    min_session_cents: Cents = Field(description='The least that a session costs before fees.')
    most_uses: int | None = Field(description='How often it counts in all; null is without end.')
    most_per_person: int | None = Field(description='How often for one person, by account, address or phone.')
    used: int = Field(description='How often it has counted for a session that was paid.')
    reserved: int = Field(description='How often it is set aside for one that is held.')
    expires_at: Moment | None = Field(description='From then on it counts no more.')
    is_active: bool = Field(description='Whether it counts at all.')
    created_at: Moment

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A tenth less for the first ten."""
        told: dict[str, Any] = {'code': 'SPRING', 'percent_off': 10, 'amount_off_cents': None, 'covers_fees': False}
        told |= {'may_stack': False, 'min_session_cents': 0, 'most_uses': 10, 'most_per_person': 1, 'used': 3}
        told |= {'reserved': 1, 'expires_at': '2027-05-31T22:00:00Z', 'is_active': True}
        return {'id': EXAMPLE_ID, **told, 'created_at': '2027-03-01T09:00:00Z'}


class CouponWanted(Wanted):
    """A coupon: either a share or an amount."""

    code: str = Field(min_length=1, max_length=100, description='3 to 40 letters and digits; case does not matter.')
    percent_off: int | None = Field(None, description='The share that it takes off, 1 to 100.')
    amount_off_cents: int | None = Field(None, description='Or the amount, in the smallest unit of the currency.')
    covers_fees: bool = Field(False, description='Whether fees become less, too.')
    may_stack: bool = Field(False, description='Whether it counts together with others that may.')
    min_session_cents: int = Field(0, description='The least that a session has to cost before fees.')
    most_uses: int | None = Field(None, description='How often it counts in all.')
    most_per_person: int | None = Field(None, description='How often for one person.')
    until: Day | None = Field(None, description='The last day of the studio on which it counts.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A tenth less for the first ten."""
        return {'code': 'SPRING', 'percent_off': 10, 'most_uses': 10, 'most_per_person': 1, 'until': '2027-05-31'}


class CouponSwitch(Wanted):
    """Whether a coupon counts."""

    is_active: bool = Field(description='False leaves what is held already as it is.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Not any more."""
        return {'is_active': False}


@router.get(
    '/studios/{studio_id}/coupons',
    response_model=Page[StudioCoupon],
    summary='List coupons',
    openapi_extra=may_fail('not-allowed'),
)
def list_coupons(who: Asking, wanted: Annotated[Asked, Depends(asked)], studio_id: StudioId) -> Response:
    """The coupons of a studio, the newest first, for those who work there."""
    found = coupon_office.of_studio(who.id, studio_id)
    return short_page(wanted, [_told(one) for one in found], StudioCoupon)


@router.post(
    '/studios/{studio_id}/coupons',
    status_code=201,
    response_model=StudioCoupon,
    summary='Make a coupon',
    openapi_extra=may_fail('over-limit'),
)
def create_coupon(request: Request, who: Asking, _: Once, studio_id: StudioId, wanted: CouponWanted) -> Response:
    """Make a coupon, as the owner. A code that there is, or was, is not given out again."""
    made = coupon_office.make(who.id, studio_id, Draft(**wanted.model_dump()))
    return one(request, _told(made), status=201)


@router.patch('/coupons/{coupon_id}', response_model=StudioCoupon, summary='Switch a coupon off or on')
def change_coupon(request: Request, who: Asking, coupon_id: CouponId, wanted: CouponSwitch) -> Response:
    """Let it count, or not any more, as the owner; sessions that are held keep what it took off."""
    return one(request, _told(coupon_office.switch(who.id, coupon_id, on=wanted.is_active)))


@router.delete('/coupons/{coupon_id}', status_code=204, response_class=Response, summary='Delete a coupon')
def delete_coupon(who: Asking, coupon_id: CouponId) -> Response:
    """Take it away for good, as the owner; sessions that are held keep what it took off."""
    coupon_office.delete(who.id, coupon_id)
    return Response(status_code=204)


def _told(found: BookingCoupon) -> StudioCoupon:
    return StudioCoupon.model_validate(known(StudioCoupon, found))
