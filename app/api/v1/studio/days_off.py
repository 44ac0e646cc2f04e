"""Days and hours off of those who work in a studio."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import Response
from pydantic import Field

from app.api.v1.answers import Resource, Wanted, one
from app.api.v1.description import may_fail
from app.api.v1.idempotency import Once
from app.api.v1.paging import Asked, Page, asked
from app.api.v1.short_lists import short_page
from app.api.v1.studio.asking import EXAMPLE_ID, Asking, Day, StudioId, known
from app.studio import days_off

router = APIRouter()
DayOffId = Annotated[str, Path(max_length=64, description='The id of a day off.')]
HOURS = 'Of hours of one day: in minutes after midnight by the studio’s clock; null for whole days of the studio.'


class DayOff(Resource):
    """A time in which an engineer is away."""

    id: str
    engineer_id: str
    first: date
    last: date
    starts: int | None = Field(description=HOURS)
    ends: int | None = Field(description='The same; it may pass 1440.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Three days."""
        days = {'first': '2027-12-12', 'last': '2027-12-14', 'starts': None, 'ends': None}
        return {'id': EXAMPLE_ID, 'engineer_id': EXAMPLE_ID, **days}


class DayOffWanted(Wanted):
    """When an engineer is away."""

    engineer_id: str = Field(max_length=64)
    first: Day
    last: Day
    starts: int | None = Field(None, description=f'{HOURS} Both or none.')
    ends: int | None = None
    anyway: bool = Field(False, description='Also where sessions are booked then: they stay as they are.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Three days."""
        return {'engineer_id': EXAMPLE_ID, 'first': '2027-12-12', 'last': '2027-12-14'}


@router.get(
    '/studios/{studio_id}/days-off',
    response_model=Page[DayOff],
    summary='List days off',
    openapi_extra=may_fail('not-allowed'),
)
def list_days_off(who: Asking, wanted: Annotated[Asked, Depends(asked)], studio_id: StudioId) -> Response:
    """Those that are not over, for staff."""
    found = days_off.to_come(who.id, studio_id)
    return short_page(wanted, [_told(each) for each in found], DayOff)


@router.post(
    '/studios/{studio_id}/days-off', status_code=201, response_model=DayOff, summary='Add days off',
    openapi_extra=may_fail('over-limit'),
)  # fmt: skip
def create_days_off(request: Request, who: Asking, _: Once, studio_id: StudioId, wanted: DayOffWanted) -> Response:
    """An engineer is away: nothing is offered that they, or nobody, could work. Where sessions are booked then, it is
    refused with their names, unless you want it anyway: they stay."""
    return one(request, _told(days_off.add(who.id, studio_id, **wanted.model_dump())), status=201)


@router.delete('/days-off/{day_off_id}', status_code=204, response_class=Response, summary='Take days off away')
def delete_days_off(who: Asking, day_off_id: DayOffId) -> Response:
    """They are there after all, as staff say."""
    days_off.remove(who.id, day_off_id)
    return Response(status_code=204)


def _told(found: days_off.DayOff) -> DayOff:
    return DayOff.model_validate(known(DayOff, found))
