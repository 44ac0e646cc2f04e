"""Links by which anybody downloads one result."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response
from pydantic import Field

from app import leveling
from app.api.v1.answers import Moment, Resource, Wanted, one
from app.api.v1.idempotency import Once
from app.api.v1.leveling.asking import Asking, JobId
from app.api.v1.paging import Asked, Page, asked
from app.api.v1.short_lists import short_page
from app.config import settings
from app.leveling import Share

router = APIRouter()


class ShareLink(Resource):
    """One link. What it carries is told once, when it is made."""

    id: str
    url: str | None = Field(description='The link itself, in the answer that makes it; null from then on.')
    created_at: Moment
    expires_at: Moment
    downloads: int = Field(description='How often it was used.')
    last_used_at: Moment | None

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A link that was just made."""
        return {
            'id': '019ab5f0-9a51-7f1e-8a44-0b7c9a5b6d11',
            'url': 'https://levelmix.example.org/shared/2f6f0c4b',
            'created_at': '2026-11-28T20:02:00Z',
            'expires_at': '2026-12-05T20:02:00Z',
            'downloads': 0,
            'last_used_at': None,
        }


class NewShare(Wanted):
    """A link that is wanted."""

    days: int = Field(description=f'How long it lasts: one of {", ".join(map(str, leveling.SHARE_DAYS))} days.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """For a week."""
        return {'days': 7}


@router.get('/jobs/{job_id}/shares', response_model=Page[ShareLink], summary='List the links to a result')
def list_leveling_shares(who: Asking, wanted: Annotated[Asked, Depends(asked)], job_id: JobId) -> Response:
    """Those that work, the newest first."""
    return short_page(wanted, [_shown(link) for link in leveling.shares(who.id, job_id)], ShareLink)


@router.post('/jobs/{job_id}/shares', status_code=201, response_model=ShareLink, summary='Make a link to a result')
def create_leveling_share(request: Request, who: Asking, _: Once, job_id: JobId, share: NewShare) -> Response:
    """Make a link. Its address is in this answer, and never told again."""
    link, token = leveling.make_share(who.id, job_id, share.days)
    return one(request, _shown(link, f'{settings().address}/shared/{token}'), status=201)


@router.delete('/shares/{share_id}', status_code=204, summary='Take a link back')
def delete_leveling_share(
    who: Asking, share_id: Annotated[str, Path(max_length=64, description='The id of a link.')]
) -> None:
    """It stops working at once."""
    leveling.unshare(who.id, share_id)


def _shown(link: Share, url: str | None = None) -> ShareLink:
    return ShareLink(
        id=link.id,
        url=url,
        created_at=link.created_at,
        expires_at=link.expires_at,
        downloads=link.downloads,
        last_used_at=link.last_used_at,
    )
