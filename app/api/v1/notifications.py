"""What somebody is told beside their jobs."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import Field, model_validator

from app import notifications
from app.api.v1.access import Reads, Writes
from app.api.v1.answers import Moment, Resource, Wanted, one
from app.api.v1.paging import Asked, Page, asked, last, page, time_and_id
from app.notifications import Told

router = APIRouter(prefix='/notifications', tags=['notifications'])


class Notification(Resource):
    """One thing that somebody was told."""

    id: str
    kind: str
    title: str
    body: str
    href: str | None
    is_read: bool
    created_at: Moment

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A notification as the document shows one."""
        return {
            'id': '019ab5e5-c000-7000-8000-000000000001',
            'kind': 'job.completed',
            'title': 'Friday night.wav is done',
            'body': '',
            'href': '/jobs/019ab5e4-5c1e-7a41-9f0e-2f6f6f1f7c11',
            'is_read': False,
            'created_at': '2026-11-28T20:01:30Z',
        }


class ReadNow(Wanted):
    """What somebody has read: these, or `all`."""

    ids: list[Annotated[str, Field(min_length=1, max_length=64)]] = Field(default_factory=list, max_length=100)
    all: bool = False

    @classmethod
    def example(cls) -> dict[str, Any]:
        """What was read, as the document shows it."""
        return {'ids': ['019ab5e5-c000-7000-8000-000000000001']}

    @model_validator(mode='after')
    def _says_something(self) -> 'ReadNow':
        if bool(self.ids) == self.all:
            raise ValueError('Name what was read in `ids`, or say `all`: true')
        return self


class Unread(Resource):
    """How many are not read."""

    unread: int

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A count as the document shows one."""
        return {'unread': 0}


@router.get('', response_model=Page[Notification], summary='List notifications')
def list_notifications(
    who: Reads,
    wanted: Annotated[Asked, Depends(asked)],
    unread: Annotated[bool, Query(description='Only those that are not read.')] = False,
) -> Response:
    """What you were told, the newest first."""
    found = notifications.behind(who.id, last(wanted), wanted.limit + 1, only_unread=unread)
    return page(wanted, found, Notification, time_and_id, map(_told, found))


@router.post('/read', response_model=Unread, summary='Mark notifications as read')
def mark_notifications_read(request: Request, who: Writes, wanted: ReadNow) -> Response:
    """Note that you have read some of them, or all; tells how many are left."""
    notifications.mark_read(who.id, *wanted.ids)
    left = notifications.unread([who.id]).get(who.id, notifications.Unread())
    return one(request, Unread(unread=left.count))


def _told(row: Told) -> Notification:
    return Notification(
        id=row.id,
        kind=row.kind,
        title=row.title,
        body=row.body,
        href=row.href or None,
        is_read=row.is_read,
        created_at=row.created_at,
    )
