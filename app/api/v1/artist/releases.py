"""An artist's releases."""

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from app.api.v1.answers import IfMatch, Moment, Resource, Wanted, if_still, one
from app.api.v1.area_answers import Asking
from app.api.v1.description import may_fail
from app.api.v1.idempotency import Once
from app.api.v1.paging import Asked, Page, asked
from app.api.v1.short_lists import short_page
from app.artist import release_fields, releases
from app.artist.release_views import ReleaseView

router = APIRouter()
ReleaseId = Annotated[str, Path(max_length=64, description='The id of a release.')]
EXAMPLE_ID = '019ab5f0-9a62-7f1e-8a44-0b7c9a5b6d52'
SPOTIFY = 'https://open.spotify.com/album/1DFixLWuPkv3KT3TnV35m3'
REFUSED = may_fail('not-allowed')
ORDERED = may_fail('not-allowed', 'not-found')
FULL = may_fail('not-allowed', 'over-limit')


class GoneLink(BaseModel):
    """A link of a release that leads nowhere."""

    link: str = Field(description='Its service, or its id among `custom`.')
    since: Moment


class Release(Resource):
    """A release."""

    id: str
    title: str
    kind: str = Field(description=f'One of {", ".join(f"`{one}`" for one in release_fields.KINDS)}.')
    slug: str = Field(description='Its address, behind that of the page.')
    description: str = Field(description='Markdown.')
    date: dt.date | None
    links: dict[str, str] = Field(description='Addresses by service.')
    custom: list[dict[str, str]]
    tracks: list[dict[str, str | int]]
    links_gone: list[GoneLink] = Field(
        description='Links that led nowhere on two days, where this server looks at them.'
    )
    links_early: bool = Field(description='Whether links are shown before its day.')
    is_public: bool
    order: int
    updated_at: Moment

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A single."""
        words = {'title': 'Glasshouse', 'kind': 'single', 'slug': 'glasshouse', 'description': '', 'date': '2027-06-14'}
        lists = {
            'links': {'spotify': SPOTIFY},
            'custom': [],
            'links_gone': [],
            'tracks': [{'title': 'Glasshouse', 'seconds': 221}],
        }
        states = {'links_early': False, 'is_public': True, 'order': 0, 'updated_at': '2027-03-24T17:00:00Z'}
        return {'id': EXAMPLE_ID, **words, **lists, **states}


class ReleaseChange(Wanted):
    """What a release says; what is left out stays as it is."""

    title: str | None = Field(None, max_length=400)
    kind: str | None = Field(None, max_length=40)
    slug: str | None = Field(None, max_length=200)
    description: str | None = Field(None, max_length=20_000)
    date: dt.date | None = Field(None, description='Null: it is not known yet.')
    links: dict[str, str] | None = None
    custom: list[dict[str, str]] | None = Field(None, max_length=50)
    tracks: list[dict[str, str | int]] | None = Field(None, max_length=200)
    links_early: bool | None = None
    public: bool | None = None

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A single."""
        return {'title': 'Glasshouse', 'links': {'spotify': SPOTIFY}}


class ReleaseOrder(Wanted):
    """Releases in their order; those that are left out come behind."""

    ids: list[str] = Field(max_length=releases.MOST)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """None at all: it stays as it is."""
        return {'ids': []}


@router.get('/releases', response_model=Page[Release], summary='List releases')
def list_releases(who: Asking, wanted: Annotated[Asked, Depends(asked)]) -> Response:
    """All of yours, in their order, drafts included."""
    return short_page(wanted, [_told(found) for found in releases.listed(who.id)], Release)


@router.post('/releases', status_code=201, response_model=Release, summary='Add a release', openapi_extra=FULL)
def create_release(request: Request, who: Asking, _: Once, wanted: ReleaseChange) -> Response:
    """Add one in front of the others; a draft, unless it is said to be public."""
    given = {'title': '', **wanted.model_dump(exclude_none=True)}
    return one(request, _told(releases.make(who.id, **given)), status=201)


@router.put('/releases/order', response_model=Page[Release], summary='Order releases', openapi_extra=ORDERED)
def order_releases(who: Asking, at: Annotated[Asked, Depends(asked)], wanted: ReleaseOrder) -> Response:
    """Put them in order; the last order holds whole."""
    return short_page(at, [_told(found) for found in releases.order(who.id, wanted.ids)], Release)


@router.get('/releases/{release_id}', response_model=Release, summary='Get a release')
def get_release(request: Request, who: Asking, release_id: ReleaseId) -> Response:
    """One of yours."""
    return one(request, _told(releases.get(who.id, release_id)))


@router.patch('/releases/{release_id}', response_model=Release, summary='Change a release', openapi_extra=REFUSED)
def change_release(
    request: Request, who: Asking, release_id: ReleaseId, wanted: ReleaseChange, if_match: IfMatch = None
) -> Response:
    """Change some of it, or publish it."""
    with if_still(if_match, lambda: _told(releases.get(who.id, release_id))):
        saved = releases.change(who.id, release_id, None, **wanted.given('date'))
        return one(request, _told(saved))


@router.delete('/releases/{release_id}', status_code=204, response_class=Response, summary='Delete a release')
def delete_release(who: Asking, release_id: ReleaseId) -> Response:
    """Delete it; on its screen it can be brought back for 30 days."""
    releases.delete(who.id, release_id)
    return Response(status_code=204)


def _told(found: ReleaseView) -> Release:
    apart = ('links', 'custom', 'tracks', 'links_gone')
    same = {name: getattr(found, name) for name in Release.model_fields if name not in apart}
    lists: dict[str, Any] = {name: [dict(one) for one in getattr(found, name)] for name in ('custom', 'tracks')}
    lists['links_gone'] = [GoneLink(link=one.link, since=one.since) for one in found.links_gone]
    return Release(**same, links=dict(found.links), **lists)
