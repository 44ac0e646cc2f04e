"""Every file that somebody has sent or made: found, taken along, renamed, deleted."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response
from pydantic import Field

from app import areas, library
from app.accounts.api_keys import READ, WRITE
from app.api.delivery import deliver
from app.api.v1 import short_reads
from app.api.v1.access import Caller, ReadsAny, WritesAny
from app.api.v1.answers import (
    Fields,
    IfMatch,
    IfNoneMatch,
    Moment,
    Resource,
    Wanted,
    if_still,
    one,
    unless_changed,
)
from app.api.v1.description import may_fail
from app.api.v1.files import FILE, Range
from app.api.v1.paging import Asked, Page, asked, last, page, time_and_id
from app.api.v1.problems import Problem
from app.db import reading
from app.errors import NotAllowed
from app.files import UNTAKEN
from app.installation import flags
from app.library import Item

router = APIRouter(prefix='/library', tags=['library'])
ItemId = Annotated[str, Path(max_length=64, description='The id of a file, or of the job that it came out of.')]


class LibraryItem(Resource):
    """One file. What nobody has measured is null."""

    id: str
    name: str
    kind: Literal['sent', 'made', 'document']
    media_type: str
    size_bytes: int | None
    duration_s: float | None
    loudness_lufs: float | None
    created_at: Moment
    area: str | None
    area_label: str
    job_id: str | None

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A file as the document shows one."""
        return {
            'id': '019ab5e5-b0d2-7c3c-8a51-0c1d3c6f2f6a',
            'name': 'Friday night (-14 LUFS).wav',
            'kind': 'made',
            'media_type': 'audio/wav',
            'size_bytes': 635040044,
            'duration_s': 3600.0,
            'loudness_lufs': -14.0,
            'created_at': '2026-11-28T20:01:30Z',
            'area': 'leveling',
            'area_label': 'Level',
            'job_id': '019ab5e4-5c1e-7a41-9f0e-2f6f6f1f7c11',
        }


class NewName(Wanted):
    """What a file is to be called; its ending stays."""

    name: str = Field(min_length=1, max_length=400)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A name as the document shows one."""
        return {'name': 'Friday night, final.wav'}


@router.get('', response_model=Page[LibraryItem], summary='List files')
async def list_library(
    who: ReadsAny,
    wanted: Annotated[Asked, Depends(asked)],
    area: Annotated[str, Query(max_length=40, description='Only files of this area.')] = '',
    kind: Annotated[Literal['sent', 'made', 'document'] | None, Query(description='Only files of this kind.')] = None,
    search: Annotated[str, Query(max_length=200, description='Only files whose name contains this.')] = '',
) -> Response:
    """Your files of all areas that the key is for, the newest first."""
    which = {'among': who.among(area), 'kind': kind or '', 'search': search}
    return await short_reads.call(who.id, _page, who, which, wanted)


@router.get('/{item_id}', response_model=LibraryItem, summary='Get a file’s description')
def get_library_item(
    request: Request, who: ReadsAny, item_id: ItemId, fields: Fields = None, _: IfNoneMatch = None
) -> Response:
    """What a file is called, how large and long it is, how loud, and where it is from."""
    return one(request, told(_find(who, item_id, READ)), fields)


@router.patch('/{item_id}', response_model=LibraryItem, summary='Rename a file')
def rename_library_item(
    request: Request, who: WritesAny, item_id: ItemId, wanted: NewName, match: IfMatch = None
) -> Response:
    """Call a file something else."""
    item = _find(who, item_id, WRITE)
    library.rename(who.id, item.id, wanted.name, unless_changed(match, told))
    return one(request, told(library.get(who.id, item.id)))


@router.delete(
    '/{item_id}',
    status_code=204,
    response_class=Response,
    summary='Delete a file',
    openapi_extra=may_fail('conflict', 'in-use'),
)
def delete_library_item(who: WritesAny, item_id: ItemId, match: IfMatch = None) -> Response:
    """Delete a file for good. Jobs that needed it keep their numbers."""
    item = _find(who, item_id, WRITE)
    try:
        with if_still(match, lambda: told(_find(who, item_id, READ))):
            library.delete(who.id, item.id)
    except NotAllowed as error:
        raise Problem('conflict', str(error)) from error
    return Response(status_code=204)


@router.head('/{item_id}/content', include_in_schema=False)
@router.get('/{item_id}/content', response_class=Response, responses=FILE, summary='Download a file')
def get_library_content(request: Request, who: ReadsAny, item_id: ItemId, part: Range = None) -> Response:
    """The file itself: whole, or the range that is asked for. Where files lie in a bucket, the answer leads there."""
    item = _find(who, item_id, READ)
    return deliver(request, item.key, item.name, item.content_hash)


def _page(who: Caller, which: dict[str, Any], wanted: Asked) -> Response:
    found = library.behind(who.id, last(wanted), wanted.limit + 1, **which)
    return page(wanted, found, LibraryItem, time_and_id, map(told, found[: wanted.limit]))


def told(item: Item) -> LibraryItem:
    """A file as the API tells it."""
    taken = item.area != UNTAKEN
    return LibraryItem.model_validate(
        {
            'id': item.id,
            'name': item.name,
            'kind': item.kind,
            'media_type': item.media_type,
            'size_bytes': item.size_bytes,
            'duration_s': item.duration_s,
            'loudness_lufs': item.loudness_lufs,
            'created_at': item.created_at,
            'area': item.area if taken else None,
            'area_label': item.area_label,
            'job_id': item.job_id or None,
        }
    )


def _find(who: Caller, item_id: str, deed: str) -> Item:
    """A file of whoever asks, if their key is for its area and that is open to them."""
    item = library.get(who.id, item_id)
    if item.area != UNTAKEN:
        who.check(deed, item.area)
        with reading() as session:
            for area in areas.each():
                if area.name == item.area:
                    flags.check_open(session, who.id, area)
    return item
