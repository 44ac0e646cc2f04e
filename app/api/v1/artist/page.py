"""An artist's own page, and how often its links were followed."""

import datetime as dt
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import Field

from app.api.v1.answers import IfMatch, Moment, Resource, Wanted, if_still, one
from app.api.v1.area_answers import Asking
from app.api.v1.description import may_fail
from app.artist import clicks, profiles
from app.artist.profiles import ProfileView

router = APIRouter()
EXAMPLE_ID = '019ab5f0-9a62-7f1e-8a44-0b7c9a5b6d51'
LINK = 'https://ann.example'


class ArtistProfile(Resource):
    """A page."""

    id: str
    name: str
    slug: str = Field(description='Its address below `/u/`; empty until it has one.')
    tagline: str
    place: str
    bio: str = Field(description='Markdown.')
    theme: str = Field(description='`paper`, `night`, `poster` or `sleeve`.')
    links: dict[str, str] = Field(description='Addresses by service.')
    is_public: bool
    level: int
    xp: int
    updated_at: Moment

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A public one."""
        words = {'name': 'Ann Lee', 'slug': 'ann-lee', 'tagline': 'Songs for night trains', 'place': 'Łódź', 'bio': ''}
        more = {'theme': 'night', 'links': {'website': LINK}, 'is_public': True, 'level': 2, 'xp': 140}
        return {'id': EXAMPLE_ID, **words, **more, 'updated_at': '2027-03-24T17:00:00Z'}


class ProfileChange(Wanted):
    """What is to be changed; what is left out stays as it is."""

    name: str | None = Field(None, max_length=200)
    slug: str | None = Field(None, max_length=200)
    tagline: str | None = Field(None, max_length=400)
    place: str | None = Field(None, max_length=200)
    bio: str | None = Field(None, max_length=20_000)
    theme: str | None = Field(None, max_length=40)
    links: dict[str, str] | None = None
    public: bool | None = None

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Two words."""
        return {'tagline': 'Songs for night trains', 'theme': 'night'}


class LinkCount(Resource):
    """How often one link was followed."""

    link: str
    count: int


class ClickCounts(Resource):
    """How often links were followed, by link; views are of the page itself."""

    first: dt.date
    last: dt.date
    zone: str = Field(description='By whose days it is counted.')
    views: int
    total: int
    links: list[LinkCount]

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Of four weeks."""
        days = {'first': '2027-02-25', 'last': '2027-03-24', 'zone': 'Europe/Berlin'}
        return {**days, 'views': 80, 'total': 31, 'links': [{'link': 'spotify', 'count': 31}]}


@router.get('/profile', response_model=ArtistProfile, summary='Get your page')
def get_profile(request: Request, who: Asking) -> Response:
    """What stands on it, public or not."""
    return one(request, _told(profiles.of(who.id)))


@router.patch(
    '/profile', response_model=ArtistProfile, summary='Change your page', openapi_extra=may_fail('not-allowed')
)
def change_profile(request: Request, who: Asking, wanted: ProfileChange, if_match: IfMatch = None) -> Response:
    """Change some of it, its address and whether it is public included."""
    with if_still(if_match, lambda: _told(profiles.of(who.id))):
        return one(request, _told(profiles.change(who.id, None, **wanted.model_dump(exclude_none=True))))


@router.get('/clicks', response_model=ClickCounts, summary='Count clicks')
def get_clicks(
    request: Request,
    who: Asking,
    release_id: Annotated[str, Query(max_length=64, description='Of one release; without it, of all.')] = '',
    days: Annotated[int, Query(ge=1, le=400)] = 28,
) -> Response:
    """How often links were followed lately. Robots, previews and your own visits are left out."""
    found = clicks.figures(who.id, release_id, days)
    counts = [LinkCount(link=link, count=count) for link, count in found.by_link.items()]
    told = {'first': found.first, 'last': found.last, 'zone': found.zone, 'views': found.views, 'total': found.total}
    return one(request, ClickCounts(**told, links=counts))


def _told(found: ProfileView) -> ArtistProfile:
    same = {name: getattr(found, name) for name in ArtistProfile.model_fields if name != 'links'}
    return ArtistProfile(**same, links=dict(found.links))
