"""Where programs are told that something has happened, and what was sent to them."""

import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response
from pydantic import Field

from app import webhooks
from app.api.v1.access import Reads, Writes
from app.api.v1.answers import Fields, IfMatch, IfNoneMatch, Moment, Resource, Wanted, one, unless_changed
from app.api.v1.description import may_fail
from app.api.v1.idempotency import Once
from app.api.v1.paging import Asked, Page, asked, last, page, time_and_id
from app.webhooks import Delivery as Sent
from app.webhooks import Endpoint

router = APIRouter(prefix='/webhooks', tags=['webhooks'])
WebhookId = Annotated[str, Path(max_length=64, description='The id of a webhook.')]
DeliveryId = Annotated[str, Path(max_length=64, description='The id of a delivery.')]
Url = Annotated[str, Field(max_length=2000, description='Where to send to, beginning with https://.')]
Events = Annotated[
    list[Annotated[str, Field(max_length=80)]],
    Field(max_length=50, description='What is sent, like `job.completed`; docs/webhooks.md lists all.'),
]
Areas = Annotated[
    list[Annotated[str, Field(max_length=40)]],
    Field(max_length=50, description='Only what happens in these areas; empty: in all of them.'),
]


class Webhook(Resource):
    """An address that is told what happens."""

    id: str
    url: str
    events: list[str]
    areas: list[str]
    is_enabled: bool
    disabled_reason: str | None
    failing_since: Moment | None
    key_name: str | None
    created_at: Moment

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A webhook as the document shows one."""
        return {
            'id': '019ab5e4-0000-7000-8000-00000000000a',
            'url': 'https://example.org/levelmix',
            'events': ['job.completed', 'job.failed'],
            'areas': [],
            'is_enabled': True,
            'disabled_reason': None,
            'failing_since': None,
            'key_name': 'program of the radio',
            'created_at': '2026-11-28T20:00:00Z',
        }


class NewWebhook(Webhook):
    """A webhook with the secret that signs what is sent to it, which is told this once."""

    secret: str

    @classmethod
    def example(cls) -> dict[str, Any]:
        """The same, with a secret."""
        return {**super().example(), 'secret': 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo='}


class Delivery(Resource):
    """One event on its way to one address. `event_id` is the same wherever it is sent, and however often."""

    id: str
    event_id: str
    type: str
    state: Literal['waiting', 'delivered', 'failed']
    attempts: int
    status_code: int | None
    answer: str | None
    error: str | None
    payload: dict[str, Any]
    created_at: Moment
    attempted_at: Moment | None
    next_attempt_at: Moment | None
    delivered_at: Moment | None

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A delivery as the document shows one."""
        return {
            'id': '019ab5e5-c001-7000-8000-00000000000b',
            'event_id': 'evt_019ab5e5-c000-7000-8000-00000000000c',
            'type': 'job.completed',
            'state': 'delivered',
            'attempts': 1,
            'status_code': 204,
            'answer': '',
            'error': None,
            'payload': {'type': 'job.completed', 'timestamp': '2026-11-28T20:01:30Z', 'data': {}},
            'created_at': '2026-11-28T20:01:30Z',
            'attempted_at': '2026-11-28T20:01:31Z',
            'next_attempt_at': None,
            'delivered_at': '2026-11-28T20:01:31Z',
        }


class WantedWebhook(Wanted):
    """A webhook to be made."""

    url: Url
    events: Events
    areas: Areas = Field(default_factory=list)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One as the document shows it."""
        return {'url': 'https://example.org/levelmix', 'events': ['job.completed', 'job.failed'], 'areas': []}


class WebhookChange(Wanted):
    """What is to be changed; what is left out stays as it is."""

    url: Url | None = None
    events: Events | None = None
    areas: Areas | None = None
    is_enabled: bool | None = None

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One as the document shows it."""
        return {'is_enabled': True}


@router.get('', response_model=Page[Webhook], summary='List webhooks')
def list_webhooks(who: Reads, wanted: Annotated[Asked, Depends(asked)]) -> Response:
    """Your webhooks, the newest first."""
    behind = last(wanted)
    found = [row for row in webhooks.mine(who.id) if behind is None or (row.created_at, row.id) < behind]
    return page(wanted, found[: wanted.limit + 1], Webhook, time_and_id, map(_told, found))


@router.post(
    '',
    status_code=201,
    response_model=NewWebhook,
    summary='Make a webhook',
    openapi_extra=may_fail('confirm-first'),
)
def create_webhook(request: Request, who: Writes, wanted: WantedWebhook, _: Once) -> Response:
    """Have an address told what happens. The answer has the secret that signs what is sent; it is not told again. The
    webhook ends with the key that makes it."""
    made, secret = webhooks.create(who.id, wanted.url, wanted.events, wanted.areas, who.key_id)
    return _with_secret(request, made, secret, 201, Location=f'/api/v1/webhooks/{made.id}')


@router.get('/{webhook_id}', response_model=Webhook, summary='Get a webhook')
def get_webhook(
    request: Request, who: Reads, webhook_id: WebhookId, fields: Fields = None, _: IfNoneMatch = None
) -> Response:
    """One webhook, and whether it is switched on."""
    return one(request, _told(webhooks.endpoint(who.id, webhook_id)), fields)


@router.patch(
    '/{webhook_id}', response_model=Webhook, summary='Change a webhook', openapi_extra=may_fail('confirm-first')
)
def change_webhook(
    request: Request, who: Writes, webhook_id: WebhookId, wanted: WebhookChange, match: IfMatch = None
) -> Response:
    """Change where and what is sent, or switch it on or off. Switched on again, it counts as if nothing had failed."""
    changed = webhooks.change(
        who.id,
        webhook_id,
        url=wanted.url,
        events=wanted.events,
        only=wanted.areas,
        is_enabled=wanted.is_enabled,
        key_id=who.key_id,
        look=unless_changed(match, _told),
    )
    return one(request, _told(changed))


@router.delete('/{webhook_id}', status_code=204, response_class=Response, summary='Delete a webhook')
def delete_webhook(who: Writes, webhook_id: WebhookId, match: IfMatch = None) -> Response:
    """Remove a webhook with all that was sent to it; nothing that waits is sent any more."""
    webhooks.delete(who.id, webhook_id, unless_changed(match, _told))
    return Response(status_code=204)


@router.post(
    '/{webhook_id}/rotate-secret',
    response_model=NewWebhook,
    summary='Give a webhook a new secret',
    openapi_extra=may_fail('confirm-first'),
)
def rotate_webhook_secret(request: Request, who: Writes, webhook_id: WebhookId, _: Once) -> Response:
    """A new secret, told this once. For 24 hours everything is signed with the old one, too."""
    return _with_secret(request, *webhooks.rotate(who.id, webhook_id))


@router.post('/{webhook_id}/test', status_code=202, response_model=Delivery, summary='Try a webhook out')
def try_webhook(request: Request, who: Writes, webhook_id: WebhookId, _: Once) -> Response:
    """Send an event `webhook.test` that tells nothing, once, whatever events were chosen."""
    return one(request, _sent(webhooks.try_out(who.id, webhook_id)), status=202)


@router.get('/{webhook_id}/deliveries', response_model=Page[Delivery], summary='List deliveries')
def list_webhook_deliveries(who: Reads, webhook_id: WebhookId, wanted: Annotated[Asked, Depends(asked)]) -> Response:
    """What was sent to a webhook in the last 30 days, and what came back, the newest first."""
    found = webhooks.sent_to(who.id, webhook_id, wanted.limit + 1, last(wanted))
    return page(wanted, found, Delivery, time_and_id, map(_sent, found))


@router.post(
    '/{webhook_id}/deliveries/{delivery_id}/replay',
    status_code=202,
    response_model=Delivery,
    summary='Send a delivery again',
)
def replay_webhook_delivery(
    request: Request, who: Writes, webhook_id: WebhookId, delivery_id: DeliveryId, _: Once
) -> Response:
    """Send the same event once more, as a delivery of its own with the same `event_id`."""
    return one(request, _sent(webhooks.replay(who.id, webhook_id, delivery_id)), status=202)


def _told(row: Endpoint) -> Webhook:
    return Webhook(**{name: getattr(row, name) for name in Webhook.model_fields})


def _with_secret(request: Request, row: Endpoint, secret: str, status: int = 200, **headers: str) -> Response:
    told = NewWebhook(**_told(row).model_dump(), secret=secret)
    answer = one(request, told, None, status, **headers)
    answer.headers['Cache-Control'] = 'no-store'
    return answer


def _sent(row: Sent) -> Delivery:
    known = {name: getattr(row, name) for name in Delivery.model_fields}
    return Delivery(**known | {'state': str(row.state), 'payload': json.loads(row.payload)})
