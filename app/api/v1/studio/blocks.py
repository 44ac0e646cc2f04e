"""Times in which nothing is booked: hours or days, once or every week."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import Response
from pydantic import Field

from app.api.v1.answers import Resource, Wanted, one
from app.api.v1.description import may_fail
from app.api.v1.idempotency import Once
from app.api.v1.paging import Asked, Page, asked
from app.api.v1.short_lists import short_page
from app.api.v1.studio.asking import EXAMPLE_ID, Asking, Day, StudioId, check_days, known
from app.studio import blocks

router = APIRouter()
MOST_DAYS = 400
BlockId = Annotated[str, Path(max_length=64, description='The id of a block.')]
LIMITED = may_fail('over-limit')
HOURS = 'In minutes after midnight by the studio’s clock; null for the studio’s whole day.'
REST = 'Block it also where somebody comes meanwhile: they still come.'


class TimeBlock(Resource):
    """A time in which nothing can be booked."""

    id: str
    room_id: str | None = Field(description='Null where all rooms are blocked.')
    day: date = Field(description='Its date; of one of every week, its first.')
    starts: int | None = Field(description=HOURS)
    ends: int | None = Field(description='The same; it may pass 1440.')
    reason: str
    weekday: int | None = Field(description='Of one that comes every week; 0 is Monday.')
    last: date | None = Field(description='The last day of such a one; null without an end.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """An evening."""
        told = {'room_id': None, 'day': '2027-03-24', 'starts': 1080, 'ends': 1320, 'reason': 'The piano is tuned.'}
        return {'id': EXAMPLE_ID, **told, 'weekday': None, 'last': None}


class BlockWanted(Wanted):
    """A time that shall be blocked once."""

    day: Day
    starts: int | None = Field(None, description=f'{HOURS} Both or none.')
    ends: int | None = None
    reason: str = Field('', max_length=200)
    room_id: str = Field('', max_length=64, description='Empty is all rooms.')
    rest: bool = Field(False, description=REST)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """An evening."""
        return {'day': '2027-03-24', 'starts': 1080, 'ends': 1320, 'reason': 'The piano is tuned.'}


class WeeklyBlockWanted(Wanted):
    """A time that shall be blocked every week."""

    weekday: int = Field(ge=0, le=6, description='0 is Monday.')
    starts: int
    ends: int
    first: Day
    last: Day | None = None
    reason: str = Field('', max_length=200)
    room_id: str = Field('', max_length=64, description='Empty is all rooms.')
    rest: bool = Field(False, description=REST)

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Every Thursday morning."""
        return {'weekday': 3, 'starts': 480, 'ends': 720, 'first': '2027-03-25', 'reason': 'Lessons'}


@router.get(
    '/studios/{studio_id}/blocks',
    response_model=Page[TimeBlock],
    summary='List blocks',
    openapi_extra=may_fail('not-allowed'),
)
def list_blocks(
    who: Asking,
    wanted: Annotated[Asked, Depends(asked)],
    studio_id: StudioId,
    first: Annotated[Day, Query(examples=['2027-03-01'])],
    last: Annotated[Day, Query(examples=['2027-03-31'])],
) -> Response:
    """The blocks of some days, for staff; one of every week stands on each of its days."""
    check_days(first, last, MOST_DAYS)
    found = blocks.of_studio(who.id, studio_id, first, last)
    return short_page(wanted, [_told(one) for one in found], TimeBlock, lambda one: f'{one.id} {one.day}')


@router.post(
    '/studios/{studio_id}/blocks', status_code=201, response_model=TimeBlock, summary='Block a time',
    openapi_extra=LIMITED,
)  # fmt: skip
def create_block(request: Request, who: Asking, _: Once, studio_id: StudioId, wanted: BlockWanted) -> Response:
    """Block hours or the whole day, as staff. Where somebody comes then, it is refused with their name, or the rest is
    blocked."""
    sent = wanted.model_dump()
    return one(request, _told(blocks.add(who.id, studio_id, **sent)), status=201)


@router.get(
    '/studios/{studio_id}/weekly-blocks',
    response_model=Page[TimeBlock],
    summary='List weekly blocks',
    openapi_extra=may_fail('not-allowed'),
)
def list_weekly_blocks(who: Asking, wanted: Annotated[Asked, Depends(asked)], studio_id: StudioId) -> Response:
    """The blocks of every week as they were made, for staff."""
    return short_page(wanted, [_told(one) for one in blocks.weekly(who.id, studio_id)], TimeBlock)


@router.post(
    '/studios/{studio_id}/weekly-blocks', status_code=201, response_model=TimeBlock, summary='Block every week',
    openapi_extra=LIMITED,
)  # fmt: skip
def create_weekly_block(
    request: Request, who: Asking, _: Once, studio_id: StudioId, wanted: WeeklyBlockWanted
) -> Response:
    """Block the same hours of every week by the studio’s clock, as staff."""
    return one(request, _told(blocks.add_weekly(who.id, studio_id, **wanted.model_dump())), status=201)


@router.delete('/blocks/{block_id}', status_code=204, response_class=Response, summary='Take a block away')
def delete_block(who: Asking, block_id: BlockId) -> Response:
    """Take a block away, as staff, or one of every week with all that were to come."""
    blocks.remove(who.id, block_id)
    return Response(status_code=204)


def _told(found: blocks.Blocked) -> TimeBlock:
    return TimeBlock.model_validate(known(TimeBlock, found))
