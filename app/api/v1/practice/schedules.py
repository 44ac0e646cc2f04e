"""When somebody wants to practise."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import Field

from app.api.v1.answers import IfMatch, IfNoneMatch, Moment, Resource, Wanted, if_still, one
from app.api.v1.paging import Asked, Page, asked
from app.api.v1.practice.asking import Asking
from app.api.v1.short_lists import short_page
from app.practice import schedule
from app.practice.schedule import Schedule as Plan

router = APIRouter(prefix='/schedule')
Day = Annotated[int, Field(ge=0, le=6)]
MOST_TIMES = 100


class Schedule(Resource):
    """Your week."""

    days: list[int] = Field(description='Days of the week; 0 is Monday.')
    at: str = Field(description='The time of the day, in your own time zone.')
    minutes: int
    reminders: bool = Field(description='Whether you are reminded on these days, unless you have practised already.')

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Mondays and Wednesdays."""
        return {'days': [0, 2], 'at': '18:30', 'minutes': 25, 'reminders': True}


class ScheduleWanted(Wanted):
    """Your week as it shall be."""

    days: list[Day] = Field(max_length=7)
    at: str = Field('18:00', pattern=r'^([01]\d|2[0-3]):[0-5]\d$')
    minutes: int = Field(20, ge=1, le=600)
    reminders: bool = False

    @classmethod
    def example(cls) -> dict[str, Any]:
        """Mondays and Wednesdays."""
        return Schedule.example()


class PlannedTime(Resource):
    """A time at which you want to practise."""

    at: Moment

    @classmethod
    def example(cls) -> dict[str, Any]:
        """A Monday."""
        return {'at': '2026-11-30T17:30:00Z'}


@router.get('', response_model=Schedule, summary='Get your week')
def get_schedule(request: Request, who: Asking, _: IfNoneMatch = None) -> Response:
    """On which days you want to practise, when, and for how long."""
    return one(request, _told(schedule.get(who.id)))


@router.put('', response_model=Schedule, summary='Change your week')
def replace_schedule(request: Request, who: Asking, wanted: ScheduleWanted, match: IfMatch = None) -> Response:
    """Say when you want to practise."""
    plan = Plan(tuple(wanted.days), wanted.at, wanted.minutes, wanted.reminders)
    with if_still(match, lambda: _told(schedule.get(who.id))):
        kept = schedule.save(who.id, plan)
    return one(request, _told(kept))


@router.get('/times', response_model=Page[PlannedTime], summary='List the next times')
def list_planned_times(who: Asking, wanted: Annotated[Asked, Depends(asked)]) -> Response:
    """When you want to practise next."""
    found = [PlannedTime(at=at) for at in schedule.next_times(who.id, MOST_TIMES)]
    return short_page(wanted, found, PlannedTime, lambda one: one.at.isoformat())


def _told(plan: Plan) -> Schedule:
    return Schedule(days=list(plan.days), at=plan.at, minutes=plan.minutes, reminders=plan.reminders)
