"""Announcements: what everybody reads at the top of the screens."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response
from pydantic import Field

from app.api.v1.access import ReadsAdmin, WritesAdmin
from app.api.v1.answers import Moment, Resource, Wanted, one
from app.api.v1.idempotency import Once
from app.api.v1.moments import MomentSent
from app.api.v1.paging import Asked, Page, asked
from app.api.v1.short_lists import short_page
from app.installation import announcements
from models import Announcement

router = APIRouter()


class AnnouncementTold(Resource):
    """One sentence, from one moment to another."""

    id: str
    text: str
    level: str = Field(description='How urgent it is: `info`, `warn` or `bad`.')
    starts_at: Moment
    ends_at: Moment | None
    by: str

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Before an evening of work."""
        return AnnouncementWanted.example() | {
            'id': '019ab5fa-7c40-7e93-a1d8-2f4b6c8d0e15',
            'starts_at': '2026-11-28T20:00:00Z',
            'by': 'admin@example.org',
        }


class AnnouncementWanted(Wanted):
    """What is to be said."""

    text: str = Field(max_length=2000)
    level: Literal['info', 'warn', 'bad'] = 'info'
    starts_at: MomentSent | None = Field(default=None, description='Without it, now.')
    ends_at: MomentSent | None = Field(default=None, description='Without it, until somebody ends it.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Before an evening of work."""
        return {'text': 'We work on the disks tonight.', 'level': 'info', 'ends_at': '2036-11-29T06:00:00Z'}


@router.get('/announcements', response_model=Page[AnnouncementTold], summary='List announcements')
def list_announcements(who: ReadsAdmin, wanted: Annotated[Asked, Depends(asked)]) -> Response:
    """Those that are shown or to come, then the latest of those that are over."""
    return short_page(wanted, [_shown(row) for row in announcements.announcements()], AnnouncementTold)


@router.post('/announcements', status_code=201, response_model=AnnouncementTold, summary='Announce something')
def create_announcement(request: Request, who: WritesAdmin, _: Once, wanted: AnnouncementWanted) -> Response:
    """Say something to everybody."""
    made = announcements.announce(wanted.text, wanted.level, wanted.starts_at, wanted.ends_at)
    return one(request, _shown(announcements.get(made)), status=201)


@router.delete('/announcements/{announcement_id}', status_code=204, summary='End an announcement')
def end_announcement(
    who: WritesAdmin,
    announcement_id: Annotated[str, Path(max_length=64, description='The id of an announcement.')],
) -> None:
    """End one now; one that has not begun, or is over, is deleted."""
    announcements.end(announcement_id)


def _shown(row: Announcement) -> AnnouncementTold:
    return AnnouncementTold(
        id=row.id, text=row.text, level=row.level, starts_at=row.starts_at, ends_at=row.ends_at, by=row.by
    )
