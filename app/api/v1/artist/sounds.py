"""The sounds on an artist's page."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response
from pydantic import Field

from app.api.v1.answers import Resource, Wanted, one
from app.api.v1.area_answers import Asking
from app.api.v1.description import may_fail
from app.api.v1.idempotency import Once
from app.api.v1.paging import Asked, Page, asked
from app.api.v1.short_lists import short_page
from app.artist import showcase, showcase_views
from app.artist.showcase_views import SoundView

router = APIRouter()
SoundId = Annotated[str, Path(max_length=64, description='The id of a sound on your page.')]
EXAMPLE_ID = '019ab5f0-9a62-7f1e-8a44-0b7c9a5b6d53'
REFUSED = may_fail('not-allowed')
ORDERED = may_fail('not-allowed', 'not-found')


class PageSound(Resource):
    """A sound on a page."""

    id: str
    public_id: str = Field(description='Under which everybody hears it: `/embed/{public_id}/sound.mp3`.')
    title: str
    description: str
    release_id: str
    is_public: bool
    is_whole: bool = Field(description='Otherwise half a minute is heard.')
    starts_at_s: float
    order: int
    status: str = Field(description='`queued`, `processing`, `completed`, `failed` or `cancelled`.')
    error: str
    duration_s: float | None

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Half a minute."""
        words = {'public_id': 'n3Vq0aS1xY7pLm2w', 'title': 'Night Drive', 'description': '', 'release_id': ''}
        part = {'is_public': True, 'is_whole': False, 'starts_at_s': 42.0, 'order': 0, 'status': 'completed'}
        return {'id': EXAMPLE_ID, **words, **part, 'error': '', 'duration_s': 30.0}


class SoundChange(Wanted):
    """What is to be changed; what is left out stays as it is."""

    title: str | None = Field(None, max_length=400)
    description: str | None = Field(None, max_length=2000)
    whole: bool | None = None
    starts_at_s: float | None = Field(None, ge=0, le=showcase.LATEST_START_S)
    release: str | None = Field(None, max_length=64, description='The id of a release; empty for none.')
    public: bool | None = None

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Another part."""
        return {'starts_at_s': 42.0}


class SoundWanted(SoundChange):
    """A sound that is to be on the page."""

    source: str = Field(max_length=64, description='A file of the library, or a job that has brought a sound.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A result."""
        return {'source': '019ab5e4-5c1e-7a41-9f0e-2f6f6f1f7c11', 'starts_at_s': 42.0}


class SoundOrder(Wanted):
    """Sounds in their order; those that are left out come behind."""

    ids: list[str] = Field(max_length=showcase.MOST)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """None at all: it stays as it is."""
        return {'ids': []}


@router.get('/sounds', response_model=Page[PageSound], summary='List sounds of your page')
def list_sounds(who: Asking, wanted: Annotated[Asked, Depends(asked)]) -> Response:
    """All of them, in their order."""
    return short_page(wanted, [_told(found) for found in showcase_views.listed(who.id)], PageSound)


@router.post(
    '/sounds', status_code=201, response_model=PageSound, summary='Put a sound on your page',
    openapi_extra=may_fail('not-allowed', 'not-found', 'over-limit'),
)  # fmt: skip
def create_sound(request: Request, who: Asking, _: Once, wanted: SoundWanted) -> Response:
    """Add it behind the others; what is heard of it is made in a moment."""
    given = wanted.model_dump(exclude_none=True, exclude={'source'})
    return one(request, _told(showcase.add(who.id, wanted.source, **given)), status=201)


@router.put('/sounds/order', response_model=Page[PageSound], summary='Order sounds', openapi_extra=ORDERED)
def order_sounds(who: Asking, at: Annotated[Asked, Depends(asked)], wanted: SoundOrder) -> Response:
    """Put them in order; the last order holds whole."""
    return short_page(at, [_told(found) for found in showcase.order(who.id, wanted.ids)], PageSound)


@router.patch('/sounds/{sound_id}', response_model=PageSound, summary='Change a sound', openapi_extra=REFUSED)
def change_sound(request: Request, who: Asking, sound_id: SoundId, wanted: SoundChange) -> Response:
    """Change some of it; another part is made anew."""
    return one(request, _told(showcase.change(who.id, sound_id, **wanted.model_dump(exclude_none=True))))


@router.delete('/sounds/{sound_id}', status_code=204, response_class=Response, summary='Take a sound off')
def delete_sound(who: Asking, sound_id: SoundId) -> Response:
    """Take it off; nobody hears it from this moment on."""
    showcase.remove(who.id, sound_id)
    return Response(status_code=204)


def _told(found: SoundView) -> PageSound:
    return PageSound(**{name: getattr(found, name) for name in PageSound.model_fields})
