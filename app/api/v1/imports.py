"""Files that the server fetches from an address."""

from collections.abc import Mapping
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
Url = Annotated[str, Field(max_length=2000, description='Where the file is, beginning with https://.')]


class WantedImport(Wanted):
    """A file to be fetched."""

    url: Url
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
    coming = fetched(who.id, wanted.url, wanted.purpose, wanted.choice)
    return one(request, coming, status=202, Location=f'/api/v1/uploads/{coming.id}')


def fetched(user_id: str, url: str, purpose: str, choice: Mapping[str, Any]) -> Upload:
    """The upload of a file that is fetched from now on, for what it is wanted."""
    accounts.pace_uploads(user_id)
    kept = uploads.choosing.checked(purpose, choice) if purpose else None
    return told(uploads.importing.begin(user_id, url, (purpose or None, kept)))
