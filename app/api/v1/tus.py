"""Uploads by the tus protocol 1.0, in pieces and resumable: what `app.api.uploads` does, at an address for programs."""

from typing import Annotated, Any

from fastapi import APIRouter, Header, Path, Request
from fastapi.responses import Response

from app.accounts.api_keys import ANY_AREA, WRITE
from app.api import uploads as protocol
from app.api.tus_route import OtherMedia, OtherVersion, TusRoute
from app.api.v1 import problems
from app.api.v1.access import needs
from app.api.v1.description import may_fail
from app.api.v1.idempotency import OnceByHead
from app.api.v1.problems import Problem
from app.errors import Refused

UploadId = Annotated[str, Path(max_length=64, description='The id of an upload.')]
Version = Annotated[str | None, Header(alias='Tus-Resumable', description='The version of tus.', examples=['1.0.0'])]
Length = Annotated[str | None, Header(alias='Upload-Length', description='How long the file is.', examples=['4'])]
Offset = Annotated[str | None, Header(alias='Upload-Offset', description='How much has come.', examples=['0'])]
Metadata = Annotated[
    str | None,
    Header(
        alias='Upload-Metadata',
        description='Names with values in Base64, commas between: `filename`, and `purpose` and `choice` for a job.',
        examples=['filename bWl4Lndhdg=='],
    ),
]
Checksum = Annotated[
    str | None,
    Header(alias='Upload-Checksum', description='An algorithm and the sum in Base64; only if it holds, bytes count.'),
]
_HEADERS = {
    name: {'description': said, 'schema': {'type': 'string'}}
    for name, said in {
        'Location': 'Where the upload goes on.',
        'Upload-Offset': 'How much has come.',
        'Upload-Expires': 'When it is removed if nobody goes on with it.',
        'LevelMix-Job': 'The job that was made of the complete file.',
    }.items()
}
_BYTES: dict[str, Any] = {
    'requestBody': {'content': {protocol.BYTES: {'schema': {'type': 'string', 'format': 'binary'}}}}
}
_FAILS = (
    'other-version',
    'wrong-offset',
    'damaged',
    'in-use',
    'over-limit',
    'paused',
    'other-side-failed',
    'not-found',
)
_MADE = {'description': 'The upload.', 'headers': _HEADERS, 'content': {'application/json': {'schema': {
    'type': 'object', 'required': ['id', 'name', 'size'], 'properties': {
        'id': {'type': 'string'}, 'name': {'type': 'string'}, 'size': {'type': 'integer'}}},
    'example': {'id': '019ab5e4-5c1e-7a41-9f0e-2f6f6f1f7c11', 'name': 'mix.wav', 'size': 4}}}}  # fmt: skip


class TusProblems(TusRoute):
    """The same, with problems for what was refused."""

    def tell(self, request: Request, error: Refused) -> Response:
        """The problem that it is."""
        own = {OtherVersion: 'other-version', OtherMedia: 'wrong-media-type'}
        if type(error) in own:
            return problems.answer(request, Problem(own[type(error)], str(error)))
        return problems.answer(request, problems.of(error))


router = APIRouter(tags=['uploads'], route_class=TusProblems, dependencies=[needs(WRITE, ANY_AREA)])


@router.options('/uploads/tus', status_code=204, summary='Ask what tus can do here', response_class=Response)
async def describe_tus() -> Response:
    """Version, extensions and the largest file, in headers."""
    return await protocol.describe()


@router.post(
    '/uploads/tus',
    status_code=201,
    response_class=Response,
    responses={201: _MADE, 503: {'description': 'The request broke off.'}},
    summary='Begin an upload by tus',
    openapi_extra=may_fail(*_FAILS, **_BYTES),
)
async def create_tus_upload(
    request: Request,
    _: OnceByHead,
    version: Version = None,
    length: Length = None,
    metadata: Metadata = None,
    checksum: Checksum = None,
) -> Response:
    """Announce a file; bytes may come along, also all of them. Announced again with the same `Idempotency-Key`, it is
    the same upload: ask by HEAD how much of it has come."""
    return await protocol.create(request)


@router.head(
    '/uploads/tus/{upload_id}',
    response_class=Response,
    responses={200: {'description': 'How much has come.', 'headers': _HEADERS}},
    summary='Ask how much has come',
    openapi_extra=may_fail(*_FAILS),
)
async def look_at_tus_upload(request: Request, upload_id: UploadId, version: Version = None) -> Response:
    """From there on it goes on."""
    return await protocol.look(request, upload_id)


@router.patch(
    '/uploads/tus/{upload_id}',
    status_code=204,
    response_class=Response,
    responses={204: {'description': 'They came.', 'headers': _HEADERS}, 503: {'description': 'The request broke off.'}},
    summary='Send bytes',
    openapi_extra=may_fail(*_FAILS, 'wrong-media-type', **_BYTES),
)
async def append_to_tus_upload(
    request: Request, upload_id: UploadId, version: Version = None, offset: Offset = None, checksum: Checksum = None
) -> Response:
    """The next bytes of the file. With the last of them it is complete, and becomes a job if somebody has chosen."""
    return await protocol.append(request, upload_id)


@router.delete(
    '/uploads/tus/{upload_id}', status_code=204, summary='Break an upload off', openapi_extra=may_fail(*_FAILS)
)
async def delete_tus_upload(request: Request, upload_id: UploadId, version: Version = None) -> Response:
    """Remove it, complete or not."""
    return await protocol.discard(request, upload_id)


@router.post(
    '/uploads/tus/{upload_id}',
    status_code=204,
    response_class=Response,
    responses={200: {'description': 'How much has come.', 'headers': _HEADERS}},
    summary='Any of these, for clients that send POST alone',
    openapi_extra=may_fail(*_FAILS, 'wrong-media-type', **_BYTES),
)
async def override_tus_method(
    request: Request,
    upload_id: UploadId,
    version: Version = None,
    method: Annotated[str | None, Header(alias='X-HTTP-Method-Override', description='PATCH, DELETE or HEAD.')] = None,
) -> Response:
    """As tus describes it: the method that is meant stands in a header."""
    return await protocol.otherwise(request, upload_id)
