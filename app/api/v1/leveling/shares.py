"""Links by which anybody downloads one result."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from app.api.v1.answers import one
from app.api.v1.idempotency import Once
from app.api.v1.leveling.asking import Asking, JobId
from app.api.v1.paging import Asked, Page, asked
from app.api.v1.shares import NewShare, ShareId, ShareLink, shown
from app.api.v1.short_lists import short_page
from app.jobs import sharing

router = APIRouter()
AREA = 'leveling'


@router.get('/jobs/{job_id}/shares', response_model=Page[ShareLink], summary='List the links to a result')
def list_leveling_shares(who: Asking, wanted: Annotated[Asked, Depends(asked)], job_id: JobId) -> Response:
    """Those that work, the newest first."""
    return short_page(wanted, [shown(link) for link in sharing.shares(who.id, job_id, AREA)], ShareLink)


@router.post('/jobs/{job_id}/shares', status_code=201, response_model=ShareLink, summary='Make a link to a result')
def create_leveling_share(request: Request, who: Asking, _: Once, job_id: JobId, share: NewShare) -> Response:
    """Make a link. Its address is in this answer, and never told again."""
    link, token = sharing.make_share(who.id, job_id, share.days, AREA)
    return one(request, shown(link, token), status=201)


@router.delete('/shares/{share_id}', status_code=204, summary='Take a link back')
def delete_leveling_share(who: Asking, share_id: ShareId) -> None:
    """It stops working at once."""
    sharing.unshare(who.id, share_id, AREA)
