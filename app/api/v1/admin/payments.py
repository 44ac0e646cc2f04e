"""Payments of all users, and what the provider has told that could not be carried out."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response
from pydantic import Field

from app.api.v1.access import ReadsAdmin, WritesAdmin
from app.api.v1.answers import Fields, IfMatch, IfNoneMatch, Moment, Resource, Wanted, if_still, one
from app.api.v1.description import may_fail
from app.api.v1.idempotency import Once
from app.api.v1.paging import Asked, Page, asked, page
from app.api.v1.short_lists import short_page
from app.billing import charges, payments_made, webhooks
from app.billing.payments_made import Transaction
from models import WebhookFailure

router = APIRouter()
PaymentId = Annotated[str, Path(max_length=64, description='The id of a payment.')]
FailureId = Annotated[str, Path(max_length=64, description='The id of a failure.')]


class PaymentTold(Resource):
    """One payment, in the smallest unit of its currency."""

    id: str
    email: str | None = Field(description='Who paid; null once that account is gone.')
    type: str
    plan: str | None
    credits: int
    status: str
    amount_cents: int
    refunded_cents: int
    left_cents: int = Field(description='How much may still be given back.')
    currency: str
    provider: str
    created_at: Moment

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A month."""
        return {
            'id': '019ab5fb-0d12-7a21-9c44-1b2c3d4e5f60',
            'email': 'ann@example.org',
            'type': 'subscription',
            'plan': 'levelmix_premium',
            'credits': 0,
            'status': 'succeeded',
            'amount_cents': 900,
            'refunded_cents': 0,
            'left_cents': 900,
            'currency': 'eur',
            'provider': 'stripe',
            'created_at': '2026-11-28T20:00:00Z',
        }


class RefundWanted(Wanted):
    """How much goes back."""

    amount_cents: int = Field(gt=0, le=2**53 - 1, description='In the smallest unit of its currency.')
    end_plan: bool = Field(default=True, description='Whether the plan that it was for ends.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """All of it."""
        return {'amount_cents': 900}


class PaymentFailure(Resource):
    """What the provider has told, and could not be carried out."""

    id: str
    type: str
    event_id: str | None
    booking_id: str | None
    error: str
    attempts: int
    is_resolved: bool
    created_at: Moment
    resolved_at: Moment | None

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One that waits for somebody."""
        return {
            'id': '019ab5fc-3e55-7b10-8a0c-7d6e5f4a3b2c',
            'type': 'invoice.paid',
            'event_id': 'evt_1Q',
            'booking_id': None,
            'error': 'No user here has this customer.',
            'attempts': 3,
            'is_resolved': False,
            'created_at': '2026-11-28T20:00:00Z',
            'resolved_at': None,
        }


@router.get('/payments', response_model=Page[PaymentTold], summary='List payments')
def list_payments(
    who: ReadsAdmin,
    wanted: Annotated[Asked, Depends(asked)],
    status: Annotated[
        Literal['succeeded', 'pending', 'failed', 'refunded'] | None, Query(description='Only such payments.')
    ] = None,
) -> Response:
    """All payments, the latest first."""
    last = None if wanted.after is None else (datetime.fromisoformat(str(wanted.after[0])), str(wanted.after[1]))
    found = payments_made.behind(status or '', last, wanted.limit + 1)
    shown = [_payment(one) for one in found]
    return page(wanted, shown, PaymentTold, lambda told: (told.created_at.isoformat(), told.id), shown)


@router.get('/payments/{payment_id}', response_model=PaymentTold, summary='Get a payment')
def get_payment(
    request: Request, who: ReadsAdmin, payment_id: PaymentId, fields: Fields = None, _: IfNoneMatch = None
) -> Response:
    """One of them."""
    return one(request, _payment(payments_made.get(payment_id)), fields)


@router.post(
    '/payments/{payment_id}/refund',
    response_model=PaymentTold,
    summary='Give a payment back',
    openapi_extra=may_fail('other-side-failed'),
)
def refund_payment(
    request: Request, who: WritesAdmin, _: Once, payment_id: PaymentId, wanted: RefundWanted, match: IfMatch = None
) -> Response:
    """Give all or a part of a payment back to whoever paid; what it had brought goes in the same share."""
    payments_made.get(payment_id)
    with if_still(match, lambda: _payment(payments_made.get(payment_id))):
        charges.refund(payment_id, wanted.amount_cents, end_plan=wanted.end_plan)
    return one(request, _payment(payments_made.get(payment_id)))


@router.get('/payment-failures', response_model=Page[PaymentFailure], summary='List failures of payments')
def list_payment_failures(
    who: ReadsAdmin,
    wanted: Annotated[Asked, Depends(asked)],
    resolved: Annotated[bool, Query(description='Those that are seen to, instead of those that are not.')] = False,
) -> Response:
    """What the provider has told and could not be carried out, the latest first."""
    return short_page(wanted, [_failure(row) for row in webhooks.failures(resolved=resolved)], PaymentFailure)


@router.post(
    '/payment-failures/{failure_id}/replay',
    response_model=PaymentFailure,
    summary='Carry out a failed event again',
    openapi_extra=may_fail('other-side-failed'),
)
def replay_payment_failure(request: Request, who: WritesAdmin, failure_id: FailureId) -> Response:
    """Try once more what could not be carried out; what was done already is not done twice."""
    webhooks.replay(failure_id)
    return one(request, _failure(webhooks.get_failure(failure_id)))


@router.post(
    '/payment-failures/{failure_id}/resolve', response_model=PaymentFailure, summary='Say that a failure is seen to'
)
def resolve_payment_failure(request: Request, who: WritesAdmin, failure_id: FailureId) -> Response:
    """It leaves the list. Nothing is granted or given back by this."""
    webhooks.resolve(failure_id)
    return one(request, _failure(webhooks.get_failure(failure_id)))


def _payment(found: Transaction) -> PaymentTold:
    row = found.row
    return PaymentTold(
        id=row.id,
        email=found.email,
        type=row.type,
        plan=row.plan_code,
        credits=row.credits,
        status=row.status,
        amount_cents=row.amount_cents,
        refunded_cents=row.refunded_cents,
        left_cents=found.left_cents,
        currency=row.currency,
        provider=row.provider,
        created_at=row.created_at,
    )


def _failure(row: WebhookFailure) -> PaymentFailure:
    return PaymentFailure(
        id=row.id,
        type=row.webhook_type,
        event_id=row.stripe_event_id,
        booking_id=row.booking_id,
        error=row.error_message,
        attempts=row.attempts,
        is_resolved=row.resolved,
        created_at=row.created_at,
        resolved_at=row.resolved_at,
    )
