"""Studios: found, opened, changed, closed; and what each has decided about cancelling, moving and paying."""

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from app.api.v1.answers import Fields, IfMatch, IfNoneMatch, Moment, Resource, Wanted, if_still, one
from app.api.v1.description import may_fail
from app.api.v1.idempotency import Once
from app.api.v1.paging import Asked, Page, asked
from app.api.v1.short_lists import short_page
from app.api.v1.studio.asking import STUDIO_ID, Asking, StudioId, known
from app.studio import policies, studios
from app.studio.studios import StudioView

router = APIRouter(prefix='/studios')
Weekday = Literal['0', '1', '2', '3', '4', '5', '6']
Window = Annotated[list[Annotated[int, Field(ge=0, le=1800)]], Field(min_length=2, max_length=2)]
Opening = dict[Weekday, list[Window]]
OPENING = (
    'For each weekday (0 is Monday) from when until when, in minutes after midnight; up to 1800, six the next day.'
)
HOURS = {'0': [[600, 1320]], '5': [[720, 1560]]}


class Studio(Resource):
    """A studio as everybody may know it."""

    id: str
    slug: str = Field(description='What stands in its public address.')
    name: str
    about: str
    address: str
    email: str
    phone: str
    zone: str = Field(description='The name of its time zone; all its hours are by this clock.')
    currency: str
    opening: dict[str, list[list[int]]] = Field(description=OPENING)
    day_starts: int = Field(description='When its day begins, in minutes after midnight.')
    grid_minutes: int = Field(description='How far apart starts are.')
    min_minutes: int
    max_minutes: int
    notice_hours: int = Field(description='So long before its start a session is booked at the latest.')
    horizon_days: int = Field(description='So many days ahead a session is booked at the earliest.')
    is_open: bool = Field(description='Whether it takes bookings.')
    is_demo: bool
    updated_at: Moment

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One in Berlin."""
        return {
            'id': STUDIO_ID,
            'slug': 'night-owl',
            'name': 'Night Owl',
            'about': 'Two rooms and a good piano.',
            'address': 'Example Street 1, Berlin',
            'email': 'hello@example.org',
            'phone': '',
            'zone': 'Europe/Berlin',
            'currency': 'eur',
            'opening': HOURS,
            'day_starts': 360,
            'grid_minutes': 30,
            'min_minutes': 60,
            'max_minutes': 720,
            'notice_hours': 4,
            'horizon_days': 90,
            'is_open': True,
            'is_demo': False,
            'updated_at': '2026-11-28T20:00:00Z',
        }


class StudioWanted(Wanted):
    """A studio that is opened: with one room, and half of a price paid beforehand."""

    name: str = Field(min_length=1, max_length=200)
    zone: str = Field('', max_length=64, description='Empty is your own time zone.')
    currency: str = Field('eur', max_length=3)
    hourly_cents: int = Field(studios.HOURLY_CENTS, description='What an hour costs.')
    slug: str = Field('', max_length=40, description='Empty is made of its name.')
    opening: Opening | None = Field(None, description=f'{OPENING} Without it, 10 to 22 each day.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """One in Berlin."""
        return {'name': 'Night Owl', 'zone': 'Europe/Berlin', 'hourly_cents': 6000, 'opening': HOURS}


class StudioChange(Wanted):
    """What is to be otherwise; what is left out stays as it is."""

    name: str | None = Field(None, max_length=200)
    slug: str | None = Field(None, max_length=40)
    about: str | None = None
    address: str | None = None
    email: str | None = Field(None, max_length=254)
    phone: str | None = Field(None, max_length=60)
    zone: str | None = Field(None, max_length=64)
    currency: str | None = Field(None, max_length=3)
    opening: Opening | None = None
    day_starts: int | None = None
    grid_minutes: int | None = None
    min_minutes: int | None = None
    max_minutes: int | None = None
    notice_hours: int | None = None
    horizon_days: int | None = None
    is_open: bool | None = None

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Closed to new bookings."""
        return {'is_open': False}


class CancelBand(BaseModel):
    """Whoever cancels at least so many hours before the start gets so much back."""

    model_config = ConfigDict(extra='forbid')

    hours: int = Field(ge=0, le=8760)
    percent: int = Field(ge=0, le=100, description='Of what they have paid.')


class StudioPolicy(Resource):
    """What a studio has decided; hours before a session are real ones."""

    sentence: str = Field(description='What clients read before they pay.')
    cancel_bands: list[CancelBand] = Field(description='The longest time first.')
    move_until_hours: int = Field(description='Until when clients move a session themselves.')
    client_moves: int = Field(description='How often they do.')
    hold_minutes: int = Field(description='How long an unpaid session holds its room.')
    approval_hours: int = Field(description='A request without an answer is rejected after so long.')
    approval_before_hours: int = Field(description='Or so long before its start.')
    auto_approve: bool = Field(description='What is paid is confirmed at once.')
    no_show_after_minutes: int
    no_show_until_hours: int
    no_show_remainder: str = Field(description='`waive` or `charge`: what becomes of the rest when nobody comes.')
    correct_days: int
    complete_after_hours: int
    overtime_step_minutes: int = Field(description='Overtime is counted by each one that has begun.')
    reminder_hours: list[int]
    pay_rest: str = Field(description='`later`, `before` or `on_site`.')
    slow_payment_days: int
    download_after_payment: bool
    retention_days: int
    retention_warnings: list[int]
    guest_link_days: int
    words: str = Field(description='What the owner adds.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """The usual one, with half back until two days before."""
        policy = policies.Policy(cancel_bands=((48, 50), (0, 0)))
        return _policy(policy).told()


class PolicyChange(Wanted):
    """What is decided anew; what is left out stays as it is."""

    cancel_bands: list[CancelBand] | None = Field(None, min_length=1, max_length=policies.MOST_BANDS)
    move_until_hours: int | None = None
    client_moves: int | None = None
    hold_minutes: int | None = None
    approval_hours: int | None = None
    approval_before_hours: int | None = None
    auto_approve: bool | None = None
    no_show_after_minutes: int | None = None
    no_show_until_hours: int | None = None
    no_show_remainder: Literal['waive', 'charge'] | None = None
    correct_days: int | None = None
    complete_after_hours: int | None = None
    overtime_step_minutes: int | None = None
    reminder_hours: list[int] | None = Field(None, max_length=5)
    pay_rest: Literal['later', 'before', 'on_site'] | None = None
    slow_payment_days: int | None = None
    download_after_payment: bool | None = None
    retention_days: int | None = None
    retention_warnings: list[int] | None = Field(None, max_length=5)
    guest_link_days: int | None = None
    words: str | None = Field(None, max_length=500)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Half back until two days before."""
        return {'cancel_bands': [{'hours': 48, 'percent': 50}, {'hours': 0, 'percent': 0}]}


@router.get('', response_model=Page[Studio], summary='List studios')
def list_studios(
    who: Asking,
    wanted: Annotated[Asked, Depends(asked)],
    mine: Annotated[bool, Query(description='Only those that you work in, closed ones, too.')] = False,
) -> Response:
    """Studios that take bookings, by name."""
    return short_page(wanted, [_told(one) for one in (studios.mine(who.id) if mine else studios.listed())], Studio)


@router.post('', status_code=201, response_model=Studio, summary='Open a studio', openapi_extra=may_fail('over-limit'))
def create_studio(request: Request, who: Asking, _: Once, wanted: StudioWanted) -> Response:
    """Open a studio that can be booked at once. Admins do, and those with the role of an owner."""
    made = studios.make(who.id, **wanted.model_dump())
    return one(request, _told(made), status=201, Location=f'/api/v1/studio/studios/{made.id}')


@router.get('/{studio_id}', response_model=Studio, summary='Get a studio')
def get_studio(
    request: Request, who: Asking, studio_id: StudioId, fields: Fields = None, _: IfNoneMatch = None
) -> Response:
    """One studio."""
    return one(request, _told(studios.get(studio_id)), fields)


@router.patch('/{studio_id}', response_model=Studio, summary='Change a studio')
def change_studio(
    request: Request, who: Asking, studio_id: StudioId, wanted: StudioChange, match: IfMatch = None
) -> Response:
    """Change some of what a studio is, as its owner. What is booked stays as it is."""
    with if_still(match, lambda: _told(studios.get(studio_id))):
        changed = studios.change(who.id, studio_id, **wanted.model_dump(exclude_none=True))
    return one(request, _told(changed))


@router.delete('/{studio_id}', status_code=204, response_class=Response, summary='Delete a studio')
def delete_studio(who: Asking, studio_id: StudioId, match: IfMatch = None) -> Response:
    """Close a studio for good, as its owner, once nobody comes any more; what was booked is kept for the books."""
    with if_still(match, lambda: _told(studios.get(studio_id))):
        studios.delete(who.id, studio_id)
    return Response(status_code=204)


@router.get('/{studio_id}/policy', response_model=StudioPolicy, summary='Get the policy of a studio')
def get_studio_policy(request: Request, who: Asking, studio_id: StudioId, _: IfNoneMatch = None) -> Response:
    """What a studio has decided about cancelling, moving, approving and paying."""
    return one(request, _policy(studios.policy(studio_id)))


@router.patch('/{studio_id}/policy', response_model=StudioPolicy, summary='Change the policy of a studio')
def change_studio_policy(
    request: Request, who: Asking, studio_id: StudioId, wanted: PolicyChange, match: IfMatch = None
) -> Response:
    """Decide anew about some of that, as the owner."""
    words = wanted.model_dump(exclude_none=True)
    if 'cancel_bands' in words:
        words['cancel_bands'] = tuple((band['hours'], band['percent']) for band in words['cancel_bands'])
    words |= {name: tuple(words[name]) for name in ('reminder_hours', 'retention_warnings') if name in words}
    with if_still(match, lambda: _policy(studios.policy(studio_id))):
        studios.set_policy(who.id, studio_id, **words)
    return one(request, _policy(studios.policy(studio_id)))


def _told(found: StudioView) -> Studio:
    opening = {str(day): [list(window) for window in windows] for day, windows in found.opening.items()}
    return Studio.model_validate(known(Studio, found, opening=opening))


def _policy(found: policies.Policy) -> StudioPolicy:
    bands = [{'hours': hours, 'percent': percent} for hours, percent in found.cancel_bands]
    lists = {name: list(getattr(found, name)) for name in ('reminder_hours', 'retention_warnings')}
    words = known(StudioPolicy, found, cancel_bands=bands, sentence=policies.sentence(found))
    return StudioPolicy.model_validate(words | lists)
