"""Versions of maps: listed, taken as files, saved, brought back, compared."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response
from pydantic import Field

from app import storage
from app.api.delivery import deliver, play
from app.api.v1.answers import FRESH, Fields, IfNoneMatch, Moment, Resource, Wanted, one
from app.api.v1.description import BINARY, may_fail
from app.api.v1.drums.asking import (
    EXAMPLE_TEXT,
    MAP_ID,
    VERSION_ID,
    Asking,
    MapFile,
    MapId,
    VersionId,
    known,
    read,
)
from app.api.v1.files import FILE, Range
from app.api.v1.idempotency import Once
from app.api.v1.paging import Asked, Page, asked, page
from app.drums import differences, versions
from app.drums.formats.opening import FORMS, FORMS_TOLD
from app.drums.versions import NOTE_LIMIT, VersionView

router = APIRouter()
Form = Literal['bsm', 'mid', 'chart', 'osu']
Asset = Literal['waveform', 'preview_audio', 'thumbnail']
MEDIA = {'waveform': 'application/json', 'preview_audio': 'audio/mpeg', 'thumbnail': 'image/svg+xml'}
FILES = {storage.media_type(f'map.{form}'): BINARY for form in FORMS}


class Version(Resource):
    """A map as it was written once; it never changes."""

    id: str
    map_id: str
    number: int
    source: str = Field(description='`ai`, `manual` or `edit`.')
    words: str = Field(description='What changed since the one before, like “+12 −3, moved 40 by 8 ms”.')
    note: str = Field(description='What its writer says of it.')
    restored: int | None = Field(description='The number of the version that it brought back.')
    by: str
    hit_count: int
    is_current: bool
    is_archived: bool = Field(description='Whether its sounds are gone.')
    has_stem: bool = Field(description='Whether the drums alone can be heard.')
    created_at: Moment

    @classmethod
    def example(cls) -> dict[str, Any]:
        """The third one."""
        return {
            'id': VERSION_ID,
            'map_id': MAP_ID,
            'number': 3,
            'source': 'edit',
            'words': '+12 −3',
            'note': 'The fill before the second chorus',
            'restored': None,
            'by': 'Bea',
            'hit_count': 1432,
            'is_current': True,
            'is_archived': False,
            'has_stem': True,
            'created_at': '2026-11-28T20:00:00Z',
        }


class VersionWanted(MapFile):
    """A changed map."""

    based_on: str = Field(min_length=1, max_length=64, description='The id of the version that was changed.')
    note: str = Field('', max_length=NOTE_LIMIT)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One."""
        return {'map': EXAMPLE_TEXT, 'based_on': VERSION_ID, 'note': 'The fill before the second chorus'}


class RestoreWanted(Wanted):
    """An older version that shall be the next."""

    version_id: str = Field(min_length=1, max_length=64)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One."""
        return {'version_id': VERSION_ID}


class Changes(Resource):
    """What is different between two versions."""

    words: str
    counts: dict[str, Any]
    changes: dict[str, Any] = Field(
        description='As a fix is suggested, see `POST /drums/versions/{version_id}/proposals`.'
    )

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One more hit."""
        return {'words': '+1', 'counts': {'added': 1}, 'changes': {'version': 1, 'added': [[1000, 'snare', 100]]}}


@router.get('/maps/{map_id}/versions', response_model=Page[Version], summary='List versions')
def list_versions(who: Asking, wanted: Annotated[Asked, Depends(asked)], map_id: MapId) -> Response:
    """The versions of a map, the newest first."""
    after = None if wanted.after is None else int(str(wanted.after[0]))
    found = versions.behind(map_id, who.id, after, wanted.limit + 1)
    return page(wanted, found, Version, lambda row: (row.number,), map(_told, found))


@router.post(
    '/maps/{map_id}/versions',
    status_code=201,
    response_model=Version,
    summary='Save a version',
    openapi_extra=may_fail('changed'),
)
def create_version(request: Request, who: Asking, _: Once, map_id: MapId, wanted: VersionWanted) -> Response:
    """Save a changed map as its next version. Where somebody has saved another one meanwhile, nothing is saved."""
    return _made(request, versions.save(who.id, map_id, read(who.id, wanted.content), wanted.based_on, wanted.note))


@router.post(
    '/maps/{map_id}/restored',
    status_code=201,
    response_model=Version,
    summary='Bring a version back',
    openapi_extra=may_fail('changed'),
)
def restore_version(request: Request, who: Asking, _: Once, map_id: MapId, wanted: RestoreWanted) -> Response:
    """Make what an older version says the next one."""
    return _made(request, versions.restore(who.id, map_id, wanted.version_id))


@router.get('/versions/{version_id}', response_model=Version, summary='Get a version')
def get_version(
    request: Request, who: Asking, version_id: VersionId, fields: Fields = None, _: IfNoneMatch = None
) -> Response:
    """One version."""
    return one(request, _told(versions.get(version_id, who.id)), fields)


@router.get('/versions/{version_id}/changes', response_model=Changes, summary='Compare versions')
def compare_versions(
    request: Request,
    who: Asking,
    version_id: VersionId,
    since: Annotated[str, Query(max_length=64, description='The id of an older version of the same map.')],
) -> Response:
    """What has changed since another version."""
    found = versions.compare(since, version_id, who.id)
    words, counts = differences.summary(found), dict(differences.counts(found))
    return one(request, Changes(words=words, counts=counts, changes=differences.to_payload(found)))


@router.get(
    '/versions/{version_id}/files/{form}',
    response_class=Response,
    responses={200: {'description': 'The file.', 'content': FILES}},
    summary='Get a version as a file',
)
def get_version_file(
    who: Asking,
    version_id: VersionId,
    form: Annotated[Form, Path(description=f'{FORMS_TOLD}.')],
) -> Response:
    """A map to play and to open elsewhere."""
    made = versions.download(version_id, form, who.id)
    headers = {'Cache-Control': FRESH, 'Content-Disposition': storage.disposition(made.name)}
    return Response(made.content, headers=headers, media_type=made.media_type)


@router.head('/versions/{version_id}/stem', include_in_schema=False)
@router.get('/versions/{version_id}/stem', response_class=Response, responses=FILE, summary='Hear the drums alone')
def get_version_stem(request: Request, who: Asking, version_id: VersionId, _: Range = None) -> Response:
    """The drums of the recording, without the rest of it."""
    return deliver(request, *versions.stem(version_id, who.id))


@router.get(
    '/versions/{version_id}/assets/{asset}', response_class=Response, responses=FILE, summary='See or hear a version'
)
def get_version_asset(
    request: Request,
    who: Asking,
    version_id: VersionId,
    asset: Annotated[Asset, Path(description='How its sound looks, half a minute of it, or where its hits lie.')],
    _: Range = None,
) -> Response:
    """What is seen and heard of a version beside its map."""
    return play(request, versions.asset(version_id, asset, who.id), MEDIA[asset])


def _told(view: VersionView) -> Version:
    return Version.model_validate(known(Version, view))


def _made(request: Request, view: VersionView) -> Response:
    return one(request, _told(view), status=201, Location=f'/api/v1/drums/versions/{view.id}')
