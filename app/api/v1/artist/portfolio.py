"""Work that the house shows, and what clients say, for those who edit its site."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response
from pydantic import Field

from app.api.v1.answers import IfMatch, Moment, Resource, Wanted, if_still, one
from app.api.v1.area_answers import Asking
from app.api.v1.description import may_fail
from app.api.v1.idempotency import Once
from app.api.v1.paging import Asked, Page, asked
from app.api.v1.short_lists import short_page
from app.artist import markdown, portfolio, site_fields, testimonials
from app.artist.portfolio import ProjectView
from app.artist.testimonials import TestimonialView

router = APIRouter()
ProjectId = Annotated[str, Path(max_length=64, description='The id of a project.')]
TestimonialId = Annotated[str, Path(max_length=64, description='The id of a testimonial.')]
EXAMPLE_ID = '019ab5f0-9a62-7f1e-8a44-0b7c9a5b6d42'
SHORT, TITLE = site_fields.SHORT_MOST, site_fields.TITLE_MOST
REFUSED = may_fail('not-allowed')
ORDERED = may_fail('not-allowed', 'not-found')
FULL = may_fail('not-allowed', 'over-limit')


class PortfolioProject(Resource):
    """A piece of work."""

    id: str
    title: str
    slug: str
    client: str
    description: str = Field(description='Markdown.')
    html: str
    video_url: str
    picture: str = Field(description='The address of its picture; empty for none.')
    category: str
    budget_range: str
    duration_minutes: int | None
    year: int | None
    featured: bool
    published: bool
    sort_order: int
    created_at: Moment
    updated_at: Moment
    revision: int

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A song."""
        told = {'title': 'Glasshouse', 'slug': 'glasshouse', 'client': 'Ann', 'description': 'Mixed here.'}
        more = {'html': '<p>Mixed here.</p>', 'video_url': '', 'picture': '', 'category': 'Mixing', 'budget_range': ''}
        rest = {'duration_minutes': 4, 'year': 2027, 'featured': False, 'published': True, 'sort_order': 0}
        times = {'created_at': '2027-03-24T17:00:00Z', 'updated_at': '2027-03-24T17:00:00Z', 'revision': 1}
        return {'id': EXAMPLE_ID, **told, **more, **rest, **times}


class ProjectChange(Wanted):
    """What a project says; what is left out stays as it is."""

    title: str | None = Field(None, max_length=TITLE)
    slug: str | None = Field(None, max_length=200)
    client: str | None = Field(None, max_length=SHORT)
    description: str | None = Field(None, max_length=markdown.MOST)
    video_url: str | None = Field(None, max_length=2000)
    category: str | None = Field(None, max_length=SHORT)
    budget_range: str | None = Field(None, max_length=SHORT)
    duration_minutes: int | None = Field(None, description='Null: none.')
    year: int | None = Field(None, description='Null: none.')
    featured: bool | None = None
    published: bool | None = None

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One that everybody sees."""
        return {'title': 'Glasshouse', 'category': 'Mixing', 'published': True}


class Order(Wanted):
    """All ids in their new order; those that are left out follow."""

    ids: list[str] = Field(max_length=600)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One."""
        return {'ids': [EXAMPLE_ID]}


class ClientTestimonial(Resource):
    """What a client says."""

    id: str
    client_name: str
    role: str
    company: str
    content: str
    rating: int | None
    featured: bool
    is_public: bool
    display_order: int
    created_at: Moment
    updated_at: Moment

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A happy one."""
        told = {'client_name': 'Mo', 'role': 'Singer', 'company': 'Owls', 'content': 'They listen.', 'rating': 5}
        times = {'created_at': '2027-03-24T17:00:00Z', 'updated_at': '2027-03-24T17:00:00Z'}
        return {'id': EXAMPLE_ID, **told, 'featured': True, 'is_public': True, 'display_order': 0, **times}


class TestimonialChange(Wanted):
    """What somebody says; what is left out stays as it is."""

    __test__ = False

    client_name: str | None = Field(None, max_length=SHORT)
    role: str | None = Field(None, max_length=SHORT)
    company: str | None = Field(None, max_length=SHORT)
    content: str | None = Field(None, max_length=site_fields.QUOTE_MOST)
    rating: int | None = Field(None, description='1 to 5; null: none.')
    featured: bool | None = None
    is_public: bool | None = None

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A happy one."""
        return {'client_name': 'Mo', 'content': 'They listen.', 'rating': 5}


@router.get('/portfolio', response_model=Page[PortfolioProject], summary='List projects', openapi_extra=REFUSED)
def list_projects(who: Asking, wanted: Annotated[Asked, Depends(asked)]) -> Response:
    """All projects, in their order."""
    return short_page(wanted, [_project(one) for one in portfolio.listed(who.id)], PortfolioProject)


@router.post(
    '/portfolio', status_code=201, response_model=PortfolioProject, summary='Add a project', openapi_extra=FULL
)
def create_project(request: Request, who: Asking, _: Once, wanted: ProjectChange) -> Response:
    """Add a project at the end."""
    return one(request, _project(portfolio.add(who.id, **wanted.model_dump(exclude_none=True))), status=201)


@router.put('/portfolio/order', response_model=Page[PortfolioProject], summary='Order projects', openapi_extra=ORDERED)
def order_projects(who: Asking, at: Annotated[Asked, Depends(asked)], wanted: Order) -> Response:
    """Put the projects in order; the last order wins whole."""
    return short_page(at, [_project(one) for one in portfolio.order(who.id, wanted.ids)], PortfolioProject)


@router.get('/portfolio/{project_id}', response_model=PortfolioProject, summary='Get a project', openapi_extra=REFUSED)
def get_project(request: Request, who: Asking, project_id: ProjectId) -> Response:
    """One project."""
    return one(request, _project(portfolio.get(who.id, project_id)))


@router.patch(
    '/portfolio/{project_id}', response_model=PortfolioProject, summary='Change a project', openapi_extra=REFUSED
)
def change_project(
    request: Request, who: Asking, project_id: ProjectId, wanted: ProjectChange, if_match: IfMatch = None
) -> Response:
    """Change some of it."""
    with if_still(if_match, lambda: _project(portfolio.get(who.id, project_id))):
        saved = portfolio.save(who.id, project_id, **wanted.given('year', 'duration_minutes'))
        return one(request, _project(saved))


@router.delete(
    '/portfolio/{project_id}', status_code=204, response_class=Response, summary='Delete a project',
    openapi_extra=REFUSED,
)  # fmt: skip
def delete_project(who: Asking, project_id: ProjectId) -> Response:
    """Delete it."""
    portfolio.delete(who.id, project_id)
    return Response(status_code=204)


@router.get('/testimonials', response_model=Page[ClientTestimonial], summary='List testimonials', openapi_extra=REFUSED)
def list_testimonials(who: Asking, wanted: Annotated[Asked, Depends(asked)]) -> Response:
    """All of them, in their order."""
    return short_page(wanted, [_quote(one) for one in testimonials.listed(who.id)], ClientTestimonial)


@router.post(
    '/testimonials', status_code=201, response_model=ClientTestimonial, summary='Add a testimonial', openapi_extra=FULL
)
def create_testimonial(request: Request, who: Asking, _: Once, wanted: TestimonialChange) -> Response:
    """Add one at the end."""
    return one(request, _quote(testimonials.add(who.id, **wanted.model_dump(exclude_none=True))), status=201)


@router.put(
    '/testimonials/order', response_model=Page[ClientTestimonial], summary='Order testimonials', openapi_extra=ORDERED
)
def order_testimonials(who: Asking, at: Annotated[Asked, Depends(asked)], wanted: Order) -> Response:
    """Put them in order; the last order wins whole."""
    return short_page(at, [_quote(one) for one in testimonials.order(who.id, wanted.ids)], ClientTestimonial)


@router.patch(
    '/testimonials/{testimonial_id}', response_model=ClientTestimonial, summary='Change a testimonial',
    openapi_extra=REFUSED,
)  # fmt: skip
def change_testimonial(
    request: Request, who: Asking, testimonial_id: TestimonialId, wanted: TestimonialChange, if_match: IfMatch = None
) -> Response:
    """Change some of it."""
    with if_still(if_match, lambda: _quote(testimonials.get(who.id, testimonial_id))):
        saved = testimonials.save(who.id, testimonial_id, **wanted.given('rating'))
        return one(request, _quote(saved))


@router.delete(
    '/testimonials/{testimonial_id}', status_code=204, response_class=Response, summary='Delete a testimonial',
    openapi_extra=REFUSED,
)  # fmt: skip
def delete_testimonial(who: Asking, testimonial_id: TestimonialId) -> Response:
    """Delete it."""
    testimonials.delete(who.id, testimonial_id)
    return Response(status_code=204)


def _project(found: ProjectView) -> PortfolioProject:
    plain = {name: getattr(found, name) for name in PortfolioProject.model_fields if name != 'picture'}
    return PortfolioProject(picture=found.picture.src if found.picture is not None else '', **plain)


def _quote(found: TestimonialView) -> ClientTestimonial:
    return ClientTestimonial(**{name: getattr(found, name) for name in ClientTestimonial.model_fields})
