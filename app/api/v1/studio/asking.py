"""What the routes of the studio have in common: who asks, ids in paths, times as they are named, and times refused."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import Path, Query
from pydantic import AfterValidator, Field

from app.api.v1.area_answers import Asking as Asking
from app.api.v1.area_answers import submitted as submitted
from app.api.v1.problems import Problem
from app.errors import TimeRefused
from app.studio import studios, times
from app.studio.times import walls

StudioId = Annotated[str, Path(max_length=64, description='The id of a studio.')]
BookingId = Annotated[str, Path(max_length=64, description='The id of a booking.')]
RoomAsked = Annotated[str, Query(max_length=64, description='The room; without it, the studio’s first.')]
STUDIO_ID, ROOM_ID, BOOKING_ID, EXAMPLE_ID = (
    *('019ab5f0-9a51-7f1e-8a44-0b7c9a5b6d31', '019ab5f0-9a52-7a0c-9b1d-5e3c2f6a7b32'),
    *('019ab5f0-9a53-7c3a-8f2e-6d4b1a9c8e33', '019ab5e4-5c1e-7a41-9f0e-2f6f6f1f7c11'),
)
"""Ids as the document shows them."""
START = '2027-03-24T14:00+01:00'
NAMED = 'As `key` of a free start names it; without an offset, by the studio’s clock.'
Named = Annotated[str, Field(min_length=1, max_length=40, description=NAMED)]
"""A start in a body."""
StartAsked = Annotated[str, Query(min_length=1, max_length=40, description=NAMED, examples=[START])]
Minutes = Annotated[int, Field(ge=1, le=2880, description='Its length in real minutes.')]
MinutesAsked = Annotated[int, Query(ge=1, le=2880, description='Its length in real minutes.', examples=[60])]
Cents = Annotated[int, Field(description='In the smallest unit of the currency.')]


def _known(day: date) -> date:
    if not walls.FIRST_YEAR < day.year < walls.LAST_YEAR:
        raise ValueError('This is no day that can be booked')
    return day


Day = Annotated[date, AfterValidator(_known)]
"""A date that calendars go up to."""


def check_days(first: date, last: date, most: int) -> None:
    """Raise Problem where these are no days in their order, or too many to be looked at in one go."""
    if not 0 <= (last - first).days < most:
        said = f'Ask for 1 to {most} days, the first one first.'
        raise Problem('invalid', said, [{'pointer': '/query/last', 'detail': said}])


def moment(studio_id: str, start: str) -> datetime:
    """The moment that is named, by the clock of a studio; raises NotFound and NotAllowed."""
    return times.asked(start, ZoneInfo(studios.get(studio_id).zone))


@contextmanager
def choosing() -> Iterator[None]:
    """Where a time is refused, the answer points to it, and names free ones around it."""
    try:
        yield
    except TimeRefused as error:
        free = [f'Free: {one.key}' for one in error.nearest]
        raise Problem(
            'invalid', str(error), [{'pointer': '/start', 'detail': said} for said in (str(error), *free)]
        ) from None


def known(kind: Any, view: object, **more: Any) -> dict[str, Any]:
    """What a resource tells of a view that calls it the same."""
    return {name: getattr(view, name) for name in kind.model_fields if hasattr(view, name)} | more
