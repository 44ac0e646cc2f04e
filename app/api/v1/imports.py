"""Files that the server fetches from an address."""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import Field

from app import accounts, uploads
from app.accounts.api_keys import WRITE
from app.api.v1.access import WritesAny
from app.api.v1.answers import Wanted, one
from app.api.v1.description import may_fail
from app.api.v1.idempotency import Once
from app.api.v1.uploads import Upload, told

router = APIRouter(tags=['uploads'])


class WantedImport(Wanted):
    """A file to be fetched."""

    url: Annotated[str, Field(max_length=2000, description='Where the file is, beginning with https://.')]
    purpose: Annotated[str, Field(max_length=40, description='The area that shall make a job of it.')] = ''
    choice: Annotated[dict[str, Any], Field(description='What that is told, as `options` of a job.')] = Field(
        default_factory=dict
    )

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One as the document shows it."""
        return {'url': 'https://example.org/mixes/friday.wav', 'purpose': 'leveling', 'choice': {'target_lufs': -14}}


@router.post(
    '/uploads/import',
    status_code=202,
    response_model=Upload,
    summary='Have a file fetched',
    openapi_extra=may_fail('over-limit', 'paused'),
)
def import_upload(request: Request, who: WritesAny, wanted: WantedImport, _: Once) -> Response:
    """Fetch a file from an address on the internet, where this installation does that: `GET /` says so. The upload
    tells how much has come; `state` is `failed` and `error` says why where it was given up. DELETE ends it."""
    if wanted.purpose:
        who.check(WRITE, wanted.purpose)
    accounts.pace_uploads(who.id)
    choice = uploads.choosing.checked(wanted.purpose, wanted.choice) if wanted.purpose else None
    made = uploads.importing.begin(who.id, wanted.url, (wanted.purpose or None, choice))
    return one(request, told(made), status=202, Location=f'/api/v1/uploads/{made.id}')
