"""Connected platforms: how they are doing, read now, disconnected. They are connected in a browser, by their artist."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response
from pydantic import Field

from app.api.v1.answers import IfNoneMatch, Moment, Resource, one
from app.api.v1.area_answers import Asking
from app.api.v1.idempotency import Once
from app.api.v1.paging import Asked, Page, asked
from app.api.v1.short_lists import short_page
from app.artist import platforms, syncing

router = APIRouter()
ConnectionId = Annotated[str, Path(max_length=64, description='The id of a connection.')]


class PlatformConnection(Resource):
    """A platform whose numbers come by themselves; nothing of what opens it is ever told."""

    id: str
    platform: str
    account: str = Field(description='What the account is called there.')
    state: str = Field(description=f'One of: {", ".join(platforms.STATES)}.')
    connected_at: Moment
    synced_at: Moment | None = Field(description='When its numbers came last.')
    error: str = Field(description='What went wrong last, in a sentence; empty if nothing did.')
    error_at: Moment | None
    next_at: Moment | None = Field(description='When it is tried again, after trouble.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One that does well."""
        return {
            'id': '019ab5f0-9a62-7f1e-8a44-0b7c9a5b6d32',
            'platform': 'youtube',
            'account': 'Ann',
            'state': 'ok',
            'connected_at': '2026-11-01T20:00:00Z',
            'synced_at': '2026-11-28T20:00:00Z',
            'error': '',
            'error_at': None,
            'next_at': None,
        }


@router.get('/platforms', response_model=Page[PlatformConnection], summary='List connected platforms')
def list_platform_connections(who: Asking, wanted: Annotated[Asked, Depends(asked)]) -> Response:
    """How each of your connections is doing."""
    found = [_told(health) for health in platforms.overview(who.id).connections]
    return short_page(wanted, found, PlatformConnection)


@router.get('/platforms/{connection_id}', response_model=PlatformConnection, summary='Get a connected platform')
def get_platform_connection(
    request: Request, who: Asking, connection_id: ConnectionId, _: IfNoneMatch = None
) -> Response:
    """How one of your connections is doing."""
    return one(request, _told(platforms.one(who.id, connection_id)))


@router.post(
    '/platforms/{connection_id}/reading',
    status_code=202,
    response_model=PlatformConnection,
    summary='Read a platform now',
)
def read_platform(request: Request, who: Asking, _: Once, connection_id: ConnectionId) -> Response:
    """Have a worker read it now, not only once a day."""
    syncing.ask(who.id, connection_id)
    return one(request, _told(platforms.one(who.id, connection_id)), status=202)


@router.delete('/platforms/{connection_id}', status_code=204, response_class=Response, summary='Disconnect a platform')
def delete_platform_connection(
    who: Asking,
    connection_id: ConnectionId,
    keep_numbers: Annotated[bool, Query(description='Whether the numbers that came from there stay.')] = True,
) -> Response:
    """Give the permission back there, and forget what opened it."""
    syncing.disconnect(who.id, connection_id, keep_numbers=keep_numbers)
    return Response(status_code=204)


def _told(health: platforms.Health) -> PlatformConnection:
    return PlatformConnection.model_validate({name: getattr(health, name) for name in PlatformConnection.model_fields})
