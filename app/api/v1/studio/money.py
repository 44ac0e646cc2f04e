"""What was paid of a booking, and what is given back, for those who work in its studio."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import Field

from app.api.v1.answers import Moment, Resource, Wanted, one
from app.api.v1.description import may_fail
from app.api.v1.idempotency import NAME, Once
from app.api.v1.paging import Asked, Page, asked
from app.api.v1.short_lists import short_page
from app.api.v1.studio.asking import EXAMPLE_ID, Asking, BookingId, Cents
from app.studio import payments
from models import BillingTransaction
from models.types import new_id

router = APIRouter(prefix='/bookings/{booking_id}')


class BookingPayment(Resource):
    """A payment of a booking: its deposit, or its rest."""

    id: str
    kind: str = Field(description='`deposit` or `remainder`.')
    status: str = Field(description='`pending`, `succeeded`, `failed` or `refunded`.')
    cents: Cents
    refunded_cents: Cents = Field(description='What has gone back of it.')
    currency: str
    reference: str | None = Field(description='How the payment provider calls it.')
    created_at: Moment

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A deposit."""
        told = {'kind': 'deposit', 'status': 'succeeded', 'cents': 9000, 'refunded_cents': 0, 'currency': 'eur'}
        return {'id': EXAMPLE_ID, **told, 'reference': 'pi_3Q…', 'created_at': '2027-03-14T09:05:00Z'}


class BookingRefundWanted(Wanted):
    """What is to be given back."""

    cents: int = Field(ge=1, description='In the smallest unit of the currency.')
    reason: str = Field('', max_length=500, description='Kept in the history of the booking.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """An hour that was not needed."""
        return {'cents': 3000, 'reason': 'We were done an hour early.'}


class Refund(Resource):
    """What goes back of a booking."""

    refunded_cents: Cents = Field(description='All that goes back of it, with what went back before.')
    most_cents: Cents = Field(description='What may still be given back.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A third of a deposit."""
        return {'refunded_cents': 3000, 'most_cents': 6000}


@router.get('/payments', response_model=Page[BookingPayment], summary='List payments of a booking')
def list_booking_payments(who: Asking, wanted: Annotated[Asked, Depends(asked)], booking_id: BookingId) -> Response:
    """Every payment that was begun for it, the first one first, as staff."""
    return short_page(wanted, [_told(one) for one in payments.of_booking(who.id, booking_id)], BookingPayment)


@router.post(
    '/refunds', status_code=201, response_model=Refund, summary='Give money back', openapi_extra=may_fail('changed')
)
def refund_booking(
    request: Request, who: Asking, _: Once, booking_id: BookingId, wanted: BookingRefundWanted
) -> Response:
    """Give a part of what was paid back, as staff, at most what is left of it. Sent again with the same
    `Idempotency-Key`, it is given once."""
    key = request.headers.get(NAME) or new_id()
    found = payments.refund(who.id, booking_id, wanted.cents, key, reason=wanted.reason)
    return one(request, Refund(refunded_cents=found.in_all, most_cents=found.most), status=201)


def _told(row: BillingTransaction) -> BookingPayment:
    return BookingPayment(
        id=row.id,
        kind=row.type,
        status=row.status,
        cents=row.amount_cents,
        refunded_cents=row.refunded_cents,
        currency=row.currency,
        reference=row.payment_ref,
        created_at=row.created_at,
    )
